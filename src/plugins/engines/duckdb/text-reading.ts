import type { PlanColumn } from "../../../spec/contract-plan.ts";
import type { DataType } from "../../../spec/data-type.ts";
import { sqlType } from "./sql-type.ts";
import { literal } from "./sql-text.ts";

/** How a column's text becomes its value without ever changing it: DuckDB's own casts round and drop in silence. */
export interface TextReading {
  /** The value of a text, NULL where the text is none. */
  value(text: string): string;
  /** Whether value stands for exactly what text says; asked of non-NULL values only. Undefined: always. */
  readonly exact?: (text: string, value: string) => string;
}

type Column = Pick<PlanColumn, "type" | "format" | "timezone">;

/**
 * The reading of one column. Integers take a zero fraction (`1.0`), decimals no more digits than their scale (but zeros),
 * dates a midnight; fractions of a second beyond microseconds are cut, as Iceberg v2 stores no more. `1_000`, `0x10`,
 * `1e400`, `infinity` dates and years outside 1 to 9999 are refused. An offset is refused where the column has no zone.
 */
export function textReading(column: Column): TextReading {
  const { type } = column;
  switch (type.kind) {
    case "string": return { value: (text) => text };
    case "json": return { value: (text) => `CASE WHEN json_valid(${text}) THEN ${text} END` };
    case "boolean": return cast(type);
    case "int": case "long": return { ...cast(type), exact: sameOr("[+-]?\\d+(\\.0*)?") };
    case "decimal": return { ...cast(type), exact: sameOr(`[+-]?(\\d+(\\.\\d{0,${type.scale}}0*)?|\\.\\d{1,${Math.max(1, type.scale)}}0*)`) };
    case "float": case "double": return { ...cast(type), exact: finiteOrSaid };
    case "date": case "time": case "timestamp": return temporal(column, type);
    case "uuid": return { ...cast(type), exact: sameOr("[0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}") };
    case "binary": return binary(column.format);
    case "list": case "struct": case "map": return { value: (text) => `TRY_CAST(TRY_CAST(${text} AS JSON) AS ${sqlType(type)})` };
  }
}

function cast(type: DataType): TextReading {
  return { value: (text) => `TRY_CAST(${text} AS ${sqlType(type)})` };
}

/** Text that the value prints as is exact, the common case and a cheap test; other spellings must match the pattern. */
function sameOr(pattern: string): (text: string, value: string) => string {
  return (text, value) => `${value}::VARCHAR = ${text} OR regexp_full_match(trim(${text}), ${literal(pattern)})`;
}

/** Infinity must have been said, not be what a number too large became. */
function finiteOrSaid(text: string, value: string): string {
  return `(isfinite(${value}) AND NOT contains(${text}, '_')) OR regexp_full_match(trim(${text}), '(?i)[+-]?(inf|infinity|nan)')`;
}

const day = "\\d{4}-\\d{2}-\\d{2}";
const clock = "\\d{2}:\\d{2}(:\\d{2}([.,]\\d+)?)?";
const offset = "\\s*(Z|z|UTC|[+-]\\d{2}(:?\\d{2}(:?\\d{2})?)?)";

function temporal(column: Column, type: DataType & { readonly kind: "date" | "time" | "timestamp" }): TextReading {
  if (type.kind === "date") return within("DATE '0001-01-01'", "DATE '9999-12-31'", { ...cast(type), exact: sameOr(`${day}([T ]00:00(:00(\\.0*)?)?Z?)?`) });
  if (type.kind === "time") return within("TIME '00:00:00'", "TIME '23:59:59.999999'", { ...cast(type), exact: sameOr(clock) });
  if (!type.zoned) return within("TIMESTAMP '0001-01-01'", "TIMESTAMP '9999-12-31 23:59:59.999999'", { ...cast(type), exact: sameOr(`${day}([T ]${clock})?`) });
  return within("TIMESTAMPTZ '0001-01-01 00:00:00+00'", "TIMESTAMPTZ '9999-12-31 23:59:59.999999+00'", { value: (text) => zonedValue(text, column.timezone), exact: sameOr(`${day}([T ]${clock}(${offset})?)?`) });
}

/** The session's zone is UTC, so a plain cast reads texts without offset as UTC. */
function zonedValue(text: string, timezone: string | undefined): string {
  const plain = `TRY_CAST(${text} AS TIMESTAMPTZ)`;
  if (timezone === undefined || timezone === "UTC") return plain;
  const local = `timezone(${literal(timezone)}, TRY_CAST(${text} AS TIMESTAMP))`;
  return `CASE WHEN regexp_full_match(trim(${text}), ${literal(`${day}([T ]${clock})?`)}) THEN ${local} ELSE ${plain} END`;
}

function within(low: string, high: string, reading: TextReading): TextReading {
  const exact = reading.exact;
  return { ...reading, exact: (text, value) => `${value} BETWEEN ${low} AND ${high}${exact ? ` AND (${exact(text, value)})` : ""}` };
}

/** `\x` and `format: hex` say hexadecimal, as PostgreSQL writes it; anything else is base64, as JSON documents write it. */
function binary(format: string | undefined): TextReading {
  if (format === "hex") return { value: (text) => `TRY(unhex(regexp_replace(${text}, '^\\\\x', '')))` };
  return { value: (text) => `CASE WHEN starts_with(${text}, '\\x') THEN TRY(unhex(substr(${text}, 3))) ELSE TRY(from_base64(${text})) END` };
}
