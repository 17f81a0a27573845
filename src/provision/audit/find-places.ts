import type { TagSlot } from "./tag-slot.ts";
import { asTree, maskOf, type Tree } from "./tree.ts";

/** One place in a resource where a slot's tags stand or ought to. */
export interface Place {
  /** Names and indices from the resource to the place. */
  readonly at: readonly (string | number)[];
  /** What holds the tags: the resource or a block of it; undefined where there is none, or none is known yet. */
  readonly holder: Tree | undefined;
  /** Masks of the holder. */
  readonly unknown: unknown;
  readonly sensitive: unknown;
}

/** A value with its masks, and how it was reached. */
interface Reached {
  readonly value: unknown;
  readonly unknown: unknown;
  readonly sensitive: unknown;
  readonly at: readonly (string | number)[];
}

/** The places of a slot in a resource; none where an optional block is not written. */
export function findPlaces(slot: TagSlot, values: Tree, unknown: unknown, sensitive: unknown): readonly Place[] {
  const holders = slot.path.slice(0, -1);
  const optional = slot.optional ?? holders.length;
  let reached: readonly Reached[] = [{ value: values, unknown, sensitive, at: [] }];
  const missing: Reached[] = [];
  holders.forEach((name, index) => {
    const next = reached.map((one) => ({ from: one, to: stepInto(one, name, index === holders.length - 1 ? slot.where : undefined) }));
    if (index >= optional) missing.push(...next.filter(({ to }) => to.length === 0).map(({ from }) => from));
    reached = next.flatMap(({ to }) => to);
  });
  return [
    ...missing.map(({ at }) => ({ at, holder: undefined, unknown: undefined, sensitive: undefined })),
    ...reached.map((one) => ({
      at: [...one.at, slot.path.at(-1)!],
      holder: asTree(one.value),
      unknown: one.unknown,
      sensitive: one.sensitive,
    })),
  ];
}

/** Blocks are lists, or objects where there can be only one; a whole list may be unknown. */
function stepInto(from: Reached, name: string, where: TagSlot["where"]): readonly Reached[] {
  const mask = maskOf(from.unknown, name);
  const value = asTree(from.value)?.[name];
  const secret = maskOf(from.sensitive, name);
  const at = [...from.at, name];
  if (mask === true && (value === undefined || value === null)) return [{ value: undefined, unknown: true, sensitive: secret, at }];
  if (!Array.isArray(value)) return asTree(value) ? [{ value, unknown: mask, sensitive: secret, at }] : [];
  return value
    .map((one: unknown, index) => ({
      value: one,
      unknown: maskOf(mask, index),
      sensitive: maskOf(secret, index),
      at: value.length > 1 && where === undefined ? [...at, index] : at,
    }))
    .filter(({ value: one, unknown }) => where === undefined || asTree(one)?.[where[0]] === where[1] || maskOf(unknown, where[0]) === true);
}

/** A place as people write it: `template.labels`, `node_pool[1].node_config.resource_labels`. */
export function placeLabel(slot: TagSlot, { at }: Pick<Place, "at">): string {
  const indices = new Map<number, number>();
  let names = 0;
  for (const part of at) {
    if (typeof part === "number") indices.set(names - 1, part);
    else names += 1;
  }
  return slot.path
    .map((name, index) => {
      const isLast = index === slot.path.length - 2;
      const mark = indices.get(index);
      return `${name}${isLast && slot.where ? `[${slot.where[1]}]` : mark === undefined ? "" : `[${mark}]`}`;
    })
    .join(".");
}
