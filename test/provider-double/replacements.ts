import { replacedBy } from "./replacement-rules.ts";
import type { ProviderName } from "./schema.ts";
import type { ValuePath } from "./walk-block.ts";
import { isFields, sameValue, type Fields, type WireValue } from "./wire-value.ts";

/** The paths among those that force a replacement whose values a change would change. */
export function findReplacements(provider: ProviderName, type: string, prior: Fields, planned: Fields): readonly ValuePath[] {
  const paths = replacedBy(provider, type).flatMap((pattern) => expand(pattern.split("."), prior, planned, []));
  return paths.filter((path) => !sameValue(valueAt(prior, path), valueAt(planned, path)));
}

/** `metadata[].name` becomes one path for each element that is there before and after. */
function expand(steps: readonly string[], before: WireValue, after: WireValue, path: ValuePath): readonly ValuePath[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [path];
  const name = step.replace(/\[\]$/, "");
  if (!isFields(before) || !isFields(after) || !(name in before)) return [];
  const [was, is] = [before[name] ?? null, after[name] ?? null];
  if (name === step) return expand(rest, was, is, [...path, name]);
  if (!Array.isArray(was) || !Array.isArray(is)) return [];
  const both = Math.min(was.length, is.length);
  return Array.from({ length: both }, (_, at) => at).flatMap((at) =>
    expand(rest, (was[at] as WireValue) ?? null, (is[at] as WireValue) ?? null, [...path, name, at]),
  );
}

function valueAt(value: WireValue, path: ValuePath): WireValue {
  return path.reduce<WireValue>((inside, step) => {
    if (Array.isArray(inside) && typeof step === "number") return (inside[step] as WireValue) ?? null;
    return isFields(inside) && typeof step === "string" ? (inside[step] ?? null) : null;
  }, value);
}
