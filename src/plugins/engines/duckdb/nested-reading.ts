import type { DataType } from "../../../spec/data-type.ts";
import { allOf, ident, literal } from "./sql-text.ts";
import type { Reading } from "./reading.ts";

type Nested = DataType & { readonly kind: "list" | "struct" | "map" };

/** A list, struct or map in JSON that a parser of doubles may shorten: many digits, exponents, small fractions. */
export const riskyNumbers = "[0-9.]{16}|[0-9.][eE]|0\\.0000";

/** SQL function of every session that puts the numbers of a JSON text into quotes (see exact-json.ts). */
export const exactJsonFunction = "exact_json";

/**
 * The reading of a list, struct or map from JSON text, level by level: DuckDB makes NULL of a member of the wrong kind
 * in silence. Each leaf is read as a column of its own would be; one that cannot be read makes the whole inexact. Members
 * that are missing are NULL.
 */
export function nestedReading(type: Nested, leaf: (type: DataType) => Reading): Pick<Reading, "value" | "exact"> {
  const json = (raw: string): string =>
    holdsJson(type)
      ? `TRY_CAST(${raw} AS JSON)`
      : `TRY_CAST(CASE WHEN regexp_matches(${raw}, ${literal(riskyNumbers)}) THEN ${exactJsonFunction}(${raw}) ELSE ${raw} END AS JSON)`;
  return {
    value: (raw) => build(type, json(raw), leaf, 0),
    exact: (raw) => whole(type, json(raw), leaf, 0),
  };
}

/** Numbers inside members of JSON text are not to become texts. */
function holdsJson(type: DataType): boolean {
  switch (type.kind) {
    case "json":
      return true;
    case "list":
      return holdsJson(type.element);
    case "struct":
      return type.fields.some((field) => holdsJson(field.type));
    case "map":
      return holdsJson(type.value);
    default:
      return false;
  }
}

function isNull(json: string): string {
  return `(${json} IS NULL OR json_type(${json}) = 'NULL')`;
}

/** One level of a JSON value as SQL: its members stay JSON. */
function opened(type: Nested, json: string): string {
  if (type.kind === "list") return `TRY_CAST(${json} AS JSON[])`;
  if (type.kind === "map") return `map_entries(TRY_CAST(${json} AS MAP(VARCHAR, JSON)))`;
  return `[TRY_CAST(${json} AS STRUCT(${type.fields.map((field) => `${ident(field.name)} JSON`).join(", ")}))]`;
}

function build(type: DataType, json: string, leaf: (type: DataType) => Reading, depth: number): string {
  const item = `x${depth}`;
  const below = (member: DataType, sql: string): string => build(member, sql, leaf, depth + 1);
  switch (type.kind) {
    case "json":
      return `CASE WHEN ${isNull(json)} THEN NULL ELSE ${json}::VARCHAR END`;
    case "list":
      return guarded(json, `list_transform(${opened(type, json)}, lambda ${item}: ${below(type.element, item)})`);
    case "map": {
      const entry = `{key: ${leaf(type.key).value(`${item}.key`)}, value: ${below(type.value, `${item}.value`)}}`;
      return guarded(json, `map_from_entries(list_transform(${opened(type, json)}, lambda ${item}: ${entry}))`);
    }
    case "struct": {
      const fields = type.fields.map((field) => `${ident(field.name)}: ${below(field.type, member(item, field.name))}`);
      return guarded(json, `list_transform(${opened(type, json)}, lambda ${item}: {${fields.join(", ")}})[1]`);
    }
    default:
      return leaf(type).value(leafText(json));
  }
}

function guarded(json: string, value: string): string {
  return `CASE WHEN ${isNull(json)} THEN NULL ELSE ${value} END`;
}

function leafText(json: string): string {
  return `(CASE WHEN ${isNull(json)} THEN NULL ELSE ${json} ->> '$' END)`;
}

/** Whether every part of a JSON value is of the kind that the type wants, and every leaf is read exactly. */
function whole(type: DataType, json: string, leaf: (type: DataType) => Reading, depth: number): string {
  const item = `x${depth}`;
  const below = (member: DataType, sql: string): string => whole(member, sql, leaf, depth + 1);
  const all = (nested: Nested, condition: string): string => {
    const kind = nested.kind === "list" ? "ARRAY" : "OBJECT";
    return `(${isNull(json)} OR (json_type(${json}) = '${kind}' AND len(list_filter(${opened(nested, json)}, lambda ${item}: (${condition}) IS NOT TRUE)) = 0))`;
  };
  switch (type.kind) {
    case "json":
      return "true";
    case "list":
      return all(type, below(type.element, item));
    case "map":
      return all(type, allOf([leafWhole(leaf(type.key), `${item}.key`), below(type.value, `${item}.value`)]));
    case "struct":
      return all(type, allOf(type.fields.map((field) => below(field.type, member(item, field.name)))));
    default:
      return leafWhole(leaf(type), leafText(json));
  }
}

function leafWhole(reading: Reading, text: string): string {
  const value = reading.value(text);
  const exact = reading.exact ? `coalesce(${reading.exact(text, value)}, false)` : "true";
  return `(CASE WHEN ${value} IS NULL THEN ${reading.absent(text)} ELSE ${exact} END)`;
}

function member(sql: string, name: string): string {
  return `struct_extract(${sql}, ${literal(name)})`;
}
