import type { Place } from "./find-places.ts";
import type { Constants } from "./tags-at.ts";
import { asList, asText, asTree, type Tree } from "./tree.ts";

/** Finds what the configuration of a plan says as a constant; it is looked through when it is first asked for. */
export function createConstants(configuration: Tree | undefined): Constants {
  let resources: ReadonlyMap<string, Tree> | undefined;
  const find = (address: string): Tree | undefined =>
    (resources ??= resourcesOf(asTree(configuration?.["root_module"]) ?? {}, "")).get(withoutIndices(address));
  return {
    at: (address, place) => constantAt(asTree(find(address)?.["expressions"]), place),
    defaults: (address) => defaultsOf(configuration, asText(find(address)?.["provider_config_key"])),
  };
}

function resourcesOf(module: Tree, prefix: string): Map<string, Tree> {
  const found = new Map<string, Tree>();
  for (const one of asList(module["resources"])) {
    const entry = asTree(one);
    if (entry) found.set(`${prefix}${asText(entry["address"]) ?? ""}`, entry);
  }
  for (const [name, call] of Object.entries(asTree(module["module_calls"]) ?? {})) {
    const inner = asTree(asTree(call)?.["module"]);
    if (inner) for (const [address, entry] of resourcesOf(inner, `${prefix}module.${name}.`)) found.set(address, entry);
  }
  return found;
}

/** `module.a["x.y"].t.n[0]` -> `module.a.t.n`. */
function withoutIndices(address: string): string {
  return address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, "");
}

/**
 * The map at a place when it is a constant. An attribute that the configuration does not name was written by nobody; a block
 * that it does not name may come from a `dynamic` one, which the configuration leaves out.
 */
function constantAt(expressions: Tree | undefined, { at }: Place): Tree | undefined {
  let block = expressions;
  for (let index = 0; index < at.length - 1 && block; index++) {
    const part = at[index]!;
    if (typeof part === "number") continue;
    const next = at[index + 1];
    const inner: unknown = block[part];
    const blocks = Array.isArray(inner) ? asList(inner) : [inner];
    block = typeof next === "number" ? asTree(blocks[next]) : blocks.length === 1 ? asTree(blocks[0]) : undefined;
  }
  if (!block) return undefined;
  const expression = asTree(block[String(at.at(-1))]);
  return expression ? asTree(expression["constant_value"]) : {};
}

function defaultsOf(configuration: Tree | undefined, key: string | undefined): Tree | undefined {
  const provider = key === undefined ? undefined : asTree(asTree(configuration?.["provider_config"])?.[key]);
  if (!provider) return undefined;
  const expressions = asTree(provider["expressions"]) ?? {};
  const [block] = asList(expressions["default_tags"]);
  const written = asTree(asTree(block)?.["tags"]) ?? asTree(expressions["default_labels"]);
  return written ? asTree(written["constant_value"]) : {};
}
