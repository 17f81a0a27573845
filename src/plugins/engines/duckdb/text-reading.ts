import { DativoError } from "../../../kit/error.ts";
import type { DataType } from "../../../spec/data-type.ts";
import { carriesZone, strptimeFormat } from "./datetime-format.ts";
import { nestedReading } from "./nested-reading.ts";
import type { ReadColumn, Reading } from "./reading.ts";
import { sqlType } from "./sql-type.ts";
import { literal } from "./sql-text.ts";

type Judged = Pick<Reading, "value" | "exact" | "plain">;

/**
 * The reading of one column from text. Integers take a zero fraction (`1.0`), decimals no more digits than their scale
 * (but zeros), dates a midnight; fractions of a second beyond microseconds are cut, as Iceberg v2 stores no more. `1_000`,
 * `0x10`, `1e400`, `infinity` dates and years outside 1 to 9999 are refused, and so is an offset where the column has no
 * zone. An empty text is nothing, except in a column of text.
 */
export function textReading(column: ReadColumn): Reading {
  const textual = column.type.kind === "string";
  return { ...judged(column), absent: (raw) => (textual ? `${raw} IS NULL` : `(${raw} IS NULL OR ${raw} = '')`) };
}

function judged(column: ReadColumn): Judged {
  const { type } = column;
  switch (type.kind) {
    case "string":
      return { value: (raw) => raw };
    case "json":
      return { value: (raw) => `CASE WHEN json_valid(${raw}) THEN ${raw} END` };
    case "boolean":
      return { ...cast(type), plain: (raw, value) => `(${value} IS NULL) = (${raw} IS NULL)` };
    case "int":
    case "long":
      return { ...cast(type), ...sameOr("[+-]?\\d+(\\.0*)?") };
    case "decimal":
      return { ...cast(type), ...sameOr(`[+-]?(\\d+(\\.\\d{0,${type.scale}}0*)?|\\.\\d{0,${type.scale}}0*)`) };
    case "float":
    case "double":
      return { ...cast(type), exact: finiteOrSaid, plain: finite };
    case "date":
    case "time":
    case "timestamp":
      return inRange(type, column.format === undefined ? iso(column, type) : formatted(column, type, column.format));
    case "uuid":
      return { ...cast(type), ...sameOr("[0-9A-Fa-f]{32}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}") };
    case "binary":
      return binary(column.format);
    case "list":
    case "struct":
    case "map":
      return nestedReading(type, (member) => textReading({ ...column, type: member }));
  }
}

function cast(type: DataType): Judged {
  return { value: (raw) => `TRY_CAST(${raw} AS ${sqlType(type)})` };
}

/** Text that the value prints as is exact, the common case and a cheap test; other spellings must match the pattern. */
function sameOr(pattern: string): Pick<Reading, "exact" | "plain"> {
  return {
    exact: (raw, value) => `${value}::VARCHAR = ${raw} OR regexp_full_match(trim(${raw}), ${literal(pattern)})`,
    plain: (raw, value) => `${value}::VARCHAR IS NOT DISTINCT FROM ${raw}`,
  };
}

/** Infinity must have been said, not be what a number too large became. */
function finiteOrSaid(raw: string, value: string): string {
  return `(isfinite(${value}) AND NOT contains(${raw}, '_')) OR regexp_full_match(trim(${raw}), '(?i)[+-]?(inf|infinity|nan)')`;
}

function finite(raw: string, value: string): string {
  return `coalesce(isfinite(${value}), ${raw} IS NULL) AND contains(${raw}, '_') IS NOT TRUE`;
}

type Temporal = DataType & { readonly kind: "date" | "time" | "timestamp" };

const day = "\\d{4}-\\d{2}-\\d{2}";
const clock = "\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?";
const offset = "\\s*(Z|z|UTC|[+-]\\d{2}(:?\\d{2}(:?\\d{2})?)?)";

function iso(column: ReadColumn, type: Temporal): Judged {
  if (type.kind === "date") return { ...cast(type), ...sameOr(`${day}([T ]00:00(:00(\\.0*)?)?Z?)?`) };
  if (type.kind === "time") return { ...cast(type), ...sameOr(clock) };
  if (!type.zoned) return { ...cast(type), ...sameOr(`${day}([T ]${clock})?`) };
  return {
    value: (raw) => zonedValue(raw, column.timezone),
    exact: (raw) => `regexp_full_match(trim(${raw}), ${literal(`${day}([T ]${clock}(${offset})?)?`)})`,
  };
}

/** The session's zone is UTC, so a plain cast reads texts without offset as UTC. */
function zonedValue(raw: string, timezone: string | undefined): string {
  const plain = `TRY_CAST(${raw} AS TIMESTAMPTZ)`;
  if (timezone === undefined || timezone === "UTC") return plain;
  const local = `timezone(${literal(timezone)}, TRY_CAST(${raw} AS TIMESTAMP))`;
  return `CASE WHEN regexp_full_match(trim(${raw}), ${literal(`${day}([T ]${clock})?`)}) THEN ${local} ELSE ${plain} END`;
}

/** strptime reads words like `infinity` whatever the format, so a digit is asked for. */
function formatted(column: ReadColumn, type: Temporal, pattern: string): Judged {
  const format = strptimeFormat(pattern);
  if (format === undefined) {
    throw new DativoError("refused", `column ${column.name}: the format '${pattern}' has a letter that stands for nothing`, {
      hint: "use yyyy MM dd HH mm ss SSS and the like, other letters in single quotes",
    });
  }
  const parsed = (raw: string): string => `try_strptime(${raw}, ${literal(format)})`;
  const zone = type.kind === "timestamp" && type.zoned && !carriesZone(format) ? column.timezone : undefined;
  const value = (raw: string): string =>
    zone === undefined ? `TRY_CAST(${parsed(raw)} AS ${sqlType(type)})` : `timezone(${literal(zone)}, ${parsed(raw)}::TIMESTAMP)`;
  return { value, exact: (raw) => `regexp_matches(${raw}, '[0-9]')` };
}

const ranges: Readonly<Record<string, readonly [string, string]>> = {
  DATE: ["DATE '0001-01-01'", "DATE '9999-12-31'"],
  TIME: ["TIME '00:00:00'", "TIME '23:59:59.999999'"],
  TIMESTAMP: ["TIMESTAMP '0001-01-01'", "TIMESTAMP '9999-12-31 23:59:59.999999'"],
  TIMESTAMPTZ: ["TIMESTAMPTZ '0001-01-01 00:00:00+00'", "TIMESTAMPTZ '9999-12-31 23:59:59.999999+00'"],
};

function inRange(type: Temporal, reading: Judged): Judged {
  const [low, high] = ranges[sqlType(type)]!;
  const { value, exact, plain } = reading;
  const quick = plain && {
    plain: (raw: string, found: string) => `(${found} BETWEEN ${low} AND ${high}) IS NOT FALSE AND ${plain(raw, found)}`,
  };
  return { value, ...quick, exact: (raw, found) => `${found} BETWEEN ${low} AND ${high}${exact ? ` AND (${exact(raw, found)})` : ""}` };
}

/** `\x` and `format: hex` say hexadecimal, as PostgreSQL writes it; anything else is base64, as JSON documents write it. */
function binary(format: string | undefined): Judged {
  const prefixed = (raw: string): string => `TRY(unhex(substr(${raw}, 3)))`;
  const bare = (raw: string): string => (format === "hex" ? `TRY(unhex(${raw}))` : `TRY(from_base64(${raw}))`);
  return { value: (raw) => `CASE WHEN starts_with(${raw}, '\\x') THEN ${prefixed(raw)} ELSE ${bare(raw)} END` };
}
