import type { JsonValue, Runtime } from "../spec/infrastructure.ts";
import type { RuntimeKey } from "../spec/provision.ts";
import type { NodePath } from "./document.ts";
import { isGiven } from "./quantities.ts";
import { withoutPath } from "./value-path.ts";

/** Parts of a runtime block that hold keys of their own. */
const groups = ["compute", "storage", "network"] as const;

/**
 * The keys that a runtime block gives a value, each with the inputs of the module that it takes part in: those that are others without it.
 * `options` speak of the module's variables by name and are left out. Pure.
 */
export function runtimeKeys(runtime: Runtime, inputsOf: (runtime: Runtime) => Readonly<Record<string, JsonValue>>): readonly RuntimeKey[] {
  const { options, type: _type, ...keys } = runtime;
  const paths = Object.entries(keys).flatMap(([key, value]) => {
    const group = groups.find((one) => one === key);
    if (group === undefined) return [{ path: [key], value }];
    return Object.entries(value as object).map(([inner, one]) => ({ path: [key, inner], value: one as unknown }));
  });
  const { options: _options, ...alone } = runtime;
  // With options, because they may turn a key on; and without them, because they may say what a key says.
  const ways = options === undefined ? [alone] : [runtime, alone];
  return paths
    .filter(({ value }) => isSaid(value))
    .map(({ path }) => ({ path: ["runtime", ...path], names: [...new Set(ways.flatMap((way) => changedInputs(way, path, inputsOf)))] }));
}

/** What is not there at all without the key comes first: that is what the key is for. */
function changedInputs(
  runtime: Runtime,
  path: NodePath,
  inputsOf: (runtime: Runtime) => Readonly<Record<string, JsonValue>>,
): readonly string[] {
  const [whole, other] = [inputsOf(runtime), inputsOf(withoutPath(runtime, path) as Runtime)];
  const changed = Object.keys(whole).filter((name) => JSON.stringify(whole[name]) !== JSON.stringify(other[name]));
  return changed.toSorted((a, b) => Number(Object.hasOwn(other, a)) - Number(Object.hasOwn(other, b)));
}

function isSaid(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === "object" ? value !== null && Object.keys(value).length > 0 : isGiven(value);
}
