import type { DataType } from "../../../spec/data-type.ts";
import { allOf, ident } from "./sql-text.ts";
import type { Reading } from "./text-reading.ts";

type Nested = DataType & { readonly kind: "list" | "struct" | "map" };

/**
 * The reading of a list, struct or map from JSON text: its shape is read with every leaf as text, then each leaf as a
 * column of its own would be. A leaf that cannot be read, or a required member that is missing, makes the whole inexact.
 */
export function nestedReading(type: Nested, leaf: (type: DataType) => Reading): Pick<Reading, "value" | "exact"> {
  const shaped = (raw: string): string => `TRY_CAST(TRY_CAST(${raw} AS JSON) AS ${shape(type)})`;
  return {
    value: (raw) => build(type, shaped(raw), leaf, 0),
    exact: (raw) => whole(type, shaped(raw), leaf, 0),
  };
}

/** The type with JSON text in place of every leaf. */
function shape(type: DataType): string {
  switch (type.kind) {
    case "list": return `${shape(type.element)}[]`;
    case "struct": return `STRUCT(${type.fields.map((field) => `${ident(field.name)} ${shape(field.type)}`).join(", ")})`;
    case "map": return `MAP(VARCHAR, ${shape(type.value)})`;
    case "json": return "JSON";
    default: return "VARCHAR";
  }
}

function build(type: DataType, sql: string, leaf: (type: DataType) => Reading, depth: number): string {
  const item = `x${depth}`;
  switch (type.kind) {
    case "list": return `list_transform(${sql}, lambda ${item}: ${build(type.element, item, leaf, depth + 1)})`;
    case "struct": {
      const fields = type.fields.map((field) => `${ident(field.name)}: ${build(field.type, member(sql, field.name), leaf, depth)}`);
      return `CASE WHEN ${sql} IS NULL THEN NULL ELSE {${fields.join(", ")}} END`;
    }
    case "map": {
      const entry = `{key: ${build(type.key, `${item}.key`, leaf, depth + 1)}, value: ${build(type.value, `${item}.value`, leaf, depth + 1)}}`;
      return `CASE WHEN ${sql} IS NULL THEN NULL ELSE map_from_entries(list_transform(map_entries(${sql}), lambda ${item}: ${entry})) END`;
    }
    case "json": return `${sql}::VARCHAR`;
    default: return leaf(type).value(sql);
  }
}

function whole(type: DataType, sql: string, leaf: (type: DataType) => Reading, depth: number): string {
  const item = `x${depth}`;
  switch (type.kind) {
    case "list": return `(${sql} IS NULL OR len(list_filter(${sql}, lambda ${item}: NOT ${whole(type.element, item, leaf, depth + 1)})) = 0)`;
    case "struct": {
      const fields = type.fields.map((field) => whole(field.type, member(sql, field.name), leaf, depth));
      return `(${sql} IS NULL OR (${allOf(fields)}))`;
    }
    case "map": {
      const entry = allOf([whole(type.key, `${item}.key`, leaf, depth + 1), whole(type.value, `${item}.value`, leaf, depth + 1)]);
      return `(${sql} IS NULL OR len(list_filter(map_entries(${sql}), lambda ${item}: NOT (${entry}))) = 0)`;
    }
    case "json": return "true";
    default: return leafWhole(leaf(type), sql);
  }
}

function leafWhole(reading: Reading, sql: string): string {
  const value = reading.value(sql);
  const exact = reading.exact ? `coalesce(${reading.exact(sql, value)}, false)` : "true";
  return `(CASE WHEN ${value} IS NULL THEN ${reading.absent(sql)} ELSE ${exact} END)`;
}

function member(sql: string, name: string): string {
  return `struct_extract(${sql}, '${name.replaceAll("'", "''")}')`;
}
