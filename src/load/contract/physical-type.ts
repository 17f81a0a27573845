import type { DataType } from "../../spec/data-type.ts";

/** A physical type as databases write it, taken apart: `numeric(12,2)` is name `numeric`, sizes 12 and 2. */
export interface PhysicalType {
  /** Lower case, inner blanks single: `double precision`. */
  readonly name: string;
  readonly sizes: readonly number[];
  /** `with time zone`, `without time zone`, or the name says so. */
  readonly zone?: boolean;
  /** `text[]`, `array<text>`: the element. */
  readonly element?: string;
}

const form =
  /^(?<name>[a-z_][a-z0-9_ ]*?)\s*(?:[([]\s*(?<sizes>\d+\s*(?:,\s*-?\d+\s*)?|max)\s*[)\]])?\s*(?<zone>with(?:out)? (?:local )?time zone)?$/;
const listForm = /^(?:(?:array|list)\s*<\s*(?<inner>.+)\s*>|(?<before>.+)\[\])$/;

/** Takes a physical type apart; undefined when the text is not of a known form. */
export function parsePhysicalType(text: string): PhysicalType | undefined {
  const folded = text.trim().toLowerCase().replace(/\s+/g, " ");
  const list = listForm.exec(folded)?.groups;
  if (list) return { name: "array", sizes: [], element: (list["inner"] ?? list["before"])! };
  const groups = form.exec(folded)?.groups;
  if (!groups) return undefined;
  const sizes = /^\d/.test(groups["sizes"] ?? "") ? groups["sizes"]!.split(",").map(Number) : [];
  return { name: groups["name"]!, sizes, ...(groups["zone"] === undefined ? {} : { zone: groups["zone"].startsWith("with ") }) };
}

/** Decimals that give no precision: 29 digits before the point, 9 behind it, as BigQuery's NUMERIC. */
const plainDecimal: DataType = { kind: "decimal", precision: 38, scale: 9 };

/** The Dativo type that a physical type stands for; undefined when the name is not one that Dativo knows. */
export function physicalDataType(physical: PhysicalType): DataType | undefined {
  if (physical.element !== undefined) return listOf(physical.element);
  const { name, sizes } = physical;
  if (decimals.has(name)) return sizes.length === 0 ? plainDecimal : { kind: "decimal", precision: sizes[0]!, scale: sizes[1] ?? 0 };
  if (name === "float" && sizes.length === 1) return { kind: sizes[0]! <= 24 ? "float" : "double" };
  if (zonedNames.has(name)) return { kind: "timestamp", zoned: true };
  if (timestampNames.has(name)) return { kind: "timestamp", zoned: physical.zone === true };
  return simple.get(name);
}

function listOf(element: string): DataType | undefined {
  const parsed = parsePhysicalType(element);
  const inner = parsed && physicalDataType(parsed);
  return inner && { kind: "list", element: inner };
}

const decimals: ReadonlySet<string> = new Set(["decimal", "numeric", "number", "dec", "money", "smallmoney", "bignumeric"]);
const zonedNames: ReadonlySet<string> = new Set(["timestamptz", "timestamp_tz", "timestamp_ltz", "datetimeoffset", "instant"]);
const timestampNames: ReadonlySet<string> = new Set(["timestamp", "datetime", "datetime2", "smalldatetime", "timestamp_ntz"]);

/** Names by what they become. `int8` is PostgreSQL's: eight bytes. */
const names: Readonly<Partial<Record<DataType["kind"], string>>> = {
  boolean: "boolean bool bit logical",
  int: "int integer int4 int32 smallint int2 int16 tinyint mediumint byteint serial smallserial serial4 serial2 short byte",
  long: "bigint int8 int64 long bigserial serial8",
  float: "float float4 float32 real",
  double: "double float8 float64 double precision",
  date: "date",
  time: "time",
  string:
    "string text varchar char character character varying nvarchar nchar bpchar varchar2 nvarchar2 clob longtext mediumtext tinytext citext xml enum",
  uuid: "uuid uniqueidentifier guid",
  binary: "binary bytea blob varbinary bytes longblob mediumblob tinyblob image raw",
  json: "json jsonb variant super",
};
const phrases: readonly string[] = ["double precision", "character varying"];
const simple: ReadonlyMap<string, DataType> = new Map(
  Object.entries(names).flatMap(([kind, list]) => [
    ...list.split(" ").map((name) => [name, { kind } as DataType] as const),
    ...phrases.filter((phrase) => list.includes(phrase)).map((phrase) => [phrase, { kind } as DataType] as const),
  ]),
);
