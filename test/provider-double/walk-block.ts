import type { Attribute, Block, NestedBlock } from "./schema.ts";
import { isFields, type Fields, type WireValue } from "./wire-value.ts";

/** Where a value stands: names of attributes and blocks, keys of maps, indexes of lists and sets. */
export type ValuePath = readonly (string | number)[];

/** Maps every attribute of a block, nested blocks included, and drops what the block does not have. Blocks whose number is unknown stay. */
export function mapAttributes(
  block: Block,
  fields: Fields,
  change: (attribute: Attribute, value: WireValue, path: ValuePath) => WireValue,
  path: ValuePath = [],
): Fields {
  const result: Record<string, WireValue> = {};
  for (const [name, attribute] of Object.entries(block.attributes ?? {})) {
    result[name] = change(attribute, fields[name] ?? null, [...path, name]);
  }
  for (const [name, nested] of Object.entries(block.block_types ?? {})) {
    const inside = (value: WireValue, key?: string | number) =>
      isFields(value) ? mapAttributes(nested.block, value, change, key === undefined ? [...path, name] : [...path, name, key]) : value;
    result[name] = mapNested(nested, fields[name] ?? null, inside);
  }
  return result;
}

/** Calls `visit` for every attribute of a block, nested blocks included, where the blocks are known. */
export function visitAttributes(
  block: Block,
  fields: Fields,
  visit: (attribute: Attribute, value: WireValue, path: ValuePath) => void,
): void {
  mapAttributes(block, fields, (attribute, value, path) => {
    visit(attribute, value, path);
    return value;
  });
}

/** A path as people write it: `template[0].labels`. */
export function showPath(path: ValuePath): string {
  return path.map((step, at) => (typeof step === "number" ? `[${step}]` : at === 0 ? step : `.${step}`)).join("");
}

function mapNested(
  { nesting_mode }: NestedBlock,
  value: WireValue,
  inside: (value: WireValue, key?: string | number) => WireValue,
): WireValue {
  if (Array.isArray(value)) return value.map((item: WireValue, at) => inside(item, at));
  if (value === null && (nesting_mode === "list" || nesting_mode === "set")) return [];
  if (!isFields(value)) return value;
  if (nesting_mode !== "map") return inside(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inside(item, key)]));
}
