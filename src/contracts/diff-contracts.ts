import type { Contract, Property, SchemaObject } from "../spec/contract.ts";
import type { DataType, StructField } from "../spec/data-type.ts";
import { compareTypes, renderType } from "./compare-types.ts";
import { change, type ContractChange } from "./contract-change.ts";
import { diffOptions, diffQuality } from "./diff-rules.ts";

/**
 * Every change from one version of a contract to the next, objects and columns in the new one's order. A column is found again
 * by its name, else by its `id`. Breaking is what cannot be done to a table that has data and readers; adding, widening,
 * renaming with a kept id, reordering and relaxing are not. Pure.
 */
export function diffContracts(before: Contract, after: Contract): readonly ContractChange[] {
  const find = (objects: readonly SchemaObject[], name: string): SchemaObject | undefined => objects.find((object) => object.name === name);
  const removed = before.objects
    .filter((object) => !find(after.objects, object.name))
    .map((object) => change("object_removed", object.name, `object ${object.name} is gone`));
  const rest = after.objects.flatMap((object) => {
    const old = find(before.objects, object.name);
    return old ? diffObject(old, object) : [change("object_added", object.name, `object ${object.name} is new`)];
  });
  return [...diffHead(before, after), ...removed, ...rest];
}

function diffHead(before: Contract, after: Contract): readonly ContractChange[] {
  const identity =
    before.id === after.id
      ? []
      : [change("identity_changed", "", `the contract's id was ${before.id} and is ${after.id}: this is another contract`)];
  const facts =
    JSON.stringify(before.facts) === JSON.stringify(after.facts)
      ? []
      : [change("fact_changed", "", `facts changed: ${changedKeys(before.facts, after.facts).join(", ")}`)];
  const keys = ["name", "status", "domain", "dataProduct", "tenant", "description", "owner"] as const;
  const texts = keys.filter((key) => before[key] !== after[key]).map((key) => change("documentation_changed", "", `${key} changed`));
  return [...identity, ...facts, ...texts];
}

function changedKeys(before: object, after: object): readonly string[] {
  const [old, now] = [before as Readonly<Record<string, unknown>>, after as Readonly<Record<string, unknown>>];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((key) => JSON.stringify(old[key]) !== JSON.stringify(now[key]));
}

function diffObject(before: SchemaObject, after: SchemaObject): readonly ContractChange[] {
  const pairs = pair(before.properties, after.properties);
  const key = (object: SchemaObject): string =>
    object.properties
      .filter((one) => one.primaryKey > 0)
      .sort((a, b) => a.primaryKey - b.primaryKey)
      .map((one) => pairs.originalName(one))
      .join(", ");
  return [
    ...(key(before) === key(after)
      ? []
      : [change("primary_key_changed", after.name, `the primary key was (${key(before)}) and is (${key(after)})`)]),
    ...pairs.removed.map((one) => change("column_removed", `${after.name}.${one.name}`, `column ${one.name} is gone`)),
    ...pairs.added.map((one) => addedColumn(one, after.name)),
    ...pairs.kept.flatMap(([old, now]) => diffProperty(old, now, `${after.name}.${now.name}`)),
    ...reordered(pairs.kept, before.properties, after.name),
    ...diffQuality(before.quality, after.quality, after.name),
    ...(before.description === after.description ? [] : [change("documentation_changed", after.name, "the description changed")]),
  ];
}

/** A new column that may be empty leaves old rows right; a required one does not. */
function addedColumn(column: Property | StructField, parent: string): ContractChange {
  return {
    ...change(
      "column_added",
      `${parent}.${column.name}`,
      `column ${column.name} (${renderType(column.type)}${column.required ? ", required" : ""}) is new`,
    ),
    breaking: column.required,
  };
}

function diffProperty(before: Property, after: Property, path: string): readonly ContractChange[] {
  const partition =
    before.partitionKey === after.partitionKey
      ? []
      : [change("partitioning_changed", path, "its place among the partition columns changed")];
  const source =
    (before.physicalName ?? before.name) === (after.physicalName ?? after.name)
      ? []
      : [
          change(
            "source_name_changed",
            path,
            `its name in the source was ${before.physicalName ?? before.name} and is ${after.physicalName ?? after.name}`,
          ),
        ];
  const classification =
    before.classification === after.classification
      ? []
      : [
          change(
            "classification_changed",
            path,
            `its class was ${before.classification ?? "none"} and is ${after.classification ?? "none"}`,
          ),
        ];
  const text = before.description === after.description ? [] : [change("documentation_changed", path, "the description changed")];
  return [
    ...diffField(before, after, path),
    ...diffOptions(before, after, path),
    ...diffQuality(before.quality, after.quality, path),
    ...classification,
    ...partition,
    ...source,
    ...text,
  ];
}

interface Field {
  readonly name: string;
  readonly type: DataType;
  readonly required: boolean;
}

/** What columns and members of nested columns have in common: name, type, required. */
function diffField(before: Field, after: Field, path: string): readonly ContractChange[] {
  const kind = compareTypes(before.type, after.type);
  const words = `the type was ${renderType(before.type)} and is ${renderType(after.type)}`;
  const type = kind === "same" ? [] : [change(`type_${kind}`, path, words)];
  const renamed = before.name === after.name ? [] : [change("column_renamed", path, `column ${before.name} is called ${after.name} now`)];
  const required =
    before.required === after.required
      ? []
      : [
          after.required
            ? change("required_added", path, "it must not be empty any more")
            : change("required_removed", path, "it may be empty now"),
        ];
  return [...renamed, ...type, ...required, ...diffMembers(before.type, after.type, path)];
}

function diffMembers(before: DataType, after: DataType, path: string): readonly ContractChange[] {
  if (before.kind === "list" && after.kind === "list") return diffMembers(before.element, after.element, `${path}[]`);
  if (before.kind === "map" && after.kind === "map") return diffMembers(before.value, after.value, `${path}{}`);
  if (before.kind !== "struct" || after.kind !== "struct") return [];
  const pairs = pair(before.fields, after.fields);
  return [
    ...pairs.removed.map((one) => change("column_removed", `${path}.${one.name}`, `member ${one.name} is gone`)),
    ...pairs.added.map((one) => addedColumn(one, path)),
    ...pairs.kept.flatMap(([old, now]) => diffField(old, now, `${path}.${now.name}`)),
  ];
}

interface Pairs<T> {
  readonly removed: readonly T[];
  readonly added: readonly T[];
  readonly kept: readonly (readonly [T, T])[];
  /** The name that a column had before. */
  readonly originalName: (column: T) => string;
}

function pair<T extends { readonly name: string; readonly id?: string }>(before: readonly T[], after: readonly T[]): Pairs<T> {
  const partner = new Map<T, T>();
  const taken = new Set<T>();
  const match = (same: (old: T, now: T) => boolean): void => {
    for (const now of after) {
      const old = partner.has(now) ? undefined : before.find((one) => !taken.has(one) && same(one, now));
      if (!old) continue;
      partner.set(now, old);
      taken.add(old);
    }
  };
  match((old, now) => old.name === now.name && (old.id === undefined || now.id === undefined || old.id === now.id));
  match((old, now) => old.id !== undefined && old.id === now.id);
  return {
    removed: before.filter((one) => !taken.has(one)),
    added: after.filter((one) => !partner.has(one)),
    kept: after.flatMap((now) => (partner.has(now) ? [[partner.get(now)!, now] as const] : [])),
    originalName: (column) => partner.get(column)?.name ?? column.name,
  };
}

function reordered(kept: readonly (readonly [Property, Property])[], before: readonly Property[], path: string): readonly ContractChange[] {
  const places = kept.map(([old]) => before.indexOf(old));
  return places.every((place, index) => index === 0 || place > places[index - 1]!)
    ? []
    : [change("columns_reordered", path, "columns stand in another order")];
}
