import type { Place } from "./find-places.ts";
import type { PlanOrState, Resource } from "./plan-or-state.ts";
import type { TagSlot } from "./tag-slot.ts";
import type { Hints } from "./tags-at.ts";
import { asList, asText, asTree, maskOf, type Tree } from "./tree.ts";

/** Finds what the configuration and the other resources tell; nothing is looked through before it is asked for. */
export function findHints({ configuration, resources }: Pick<PlanOrState, "configuration" | "resources">): Hints {
  let configured: ReadonlyMap<string, Tree> | undefined;
  const find = (address: string): Tree | undefined =>
    (configured ??= resourcesOf(asTree(configuration?.["root_module"]) ?? {}, "")).get(withoutIndices(address));
  const providerOf = (address: string): string | undefined => asText(find(address)?.["provider_config_key"]);
  const seen = new Map<string, Tree>();
  return {
    written: (address, place) => constantAt(asTree(find(address)?.["expressions"]), place),
    defaults: (address, slot) => {
      const provider = providerOf(address);
      if (provider === undefined) return { tags: {}, areAll: false };
      const constant = constantDefaults(configuration, provider);
      if (constant) return { tags: constant, areAll: true };
      const name = `${provider}\n${slot.path.at(-1)}\n${slot.merged}`;
      const tags =
        seen.get(name) ??
        defaultsSeen(
          resources.filter((one) => providerOf(one.address) === provider),
          slot,
        );
      seen.set(name, tags);
      return { tags, areAll: false };
    },
  };
}

/** What the provider has added to resources that are known: more than they name themselves can only be its defaults. */
function defaultsSeen(resources: readonly Resource[], slot: TagSlot): Tree {
  const [own, merged] = [slot.path.at(-1)!, slot.merged!];
  const added = resources.flatMap(({ values, unknown }) => {
    if (maskOf(unknown, own) === true || maskOf(unknown, merged) === true) return [];
    const named = asTree(values[own]) ?? {};
    return Object.entries(asTree(values[merged]) ?? {}).filter(([key]) => !(key in named));
  });
  return Object.fromEntries(added);
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

function constantDefaults(configuration: Tree | undefined, key: string): Tree | undefined {
  const provider = asTree(asTree(configuration?.["provider_config"])?.[key]);
  if (!provider) return undefined;
  const expressions = asTree(provider["expressions"]) ?? {};
  const [block] = asList(expressions["default_tags"]);
  const written = asTree(asTree(block)?.["tags"]) ?? asTree(expressions["default_labels"]);
  return written ? asTree(written["constant_value"]) : {};
}
