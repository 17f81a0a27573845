import type { DuckDBType } from "@duckdb/node-api";
import type { InferredColumn } from "../../../kit/engine.ts";
import type { Batch } from "../../../spec/batch.ts";
import type { DataType } from "../../../spec/data-type.ts";
import type { Duck } from "./connection.ts";
import { readCsv } from "./csv-rows.ts";
import { jsonCompression } from "./json-rows.ts";
import { ident, literal, literalList } from "./sql-text.ts";

/** How many records are looked at. */
const sampleRows = 50_000;

/** Columns of a batch and the types that fit every value of a sample; text where nothing narrower does. */
export async function infer(duck: Duck, batch: Batch): Promise<readonly InferredColumn[]> {
  return batch.format.kind === "csv" ? inferText(duck, batch) : inferTyped(duck, batch);
}

/** What a text must look like, and must be castable to, for its column to have a type. Leading zeros are no number: they would be lost. */
const candidates: readonly { readonly kind: string; readonly fits: (text: string) => string }[] = [
  { kind: "boolean", fits: (text) => `regexp_full_match(${text}, '(?i)true|false')` },
  { kind: "int", fits: (text) => `regexp_full_match(${text}, '-?(0|[1-9][0-9]{0,9})') AND TRY_CAST(${text} AS INTEGER) IS NOT NULL` },
  { kind: "long", fits: (text) => `regexp_full_match(${text}, '-?(0|[1-9][0-9]{0,18})') AND TRY_CAST(${text} AS BIGINT) IS NOT NULL` },
  { kind: "decimal", fits: (text) => `regexp_full_match(${text}, '-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,12})?')` },
  {
    kind: "double",
    fits: (text) =>
      `regexp_full_match(${text}, '-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?') AND TRY_CAST(${text} AS DOUBLE) IS NOT NULL`,
  },
  { kind: "date", fits: (text) => `regexp_full_match(${text}, '[0-9]{4}-[0-9]{2}-[0-9]{2}') AND TRY_CAST(${text} AS DATE) IS NOT NULL` },
  {
    kind: "timestamp",
    fits: (text) =>
      `regexp_full_match(${text}, '[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?') AND TRY_CAST(${text} AS TIMESTAMP) IS NOT NULL`,
  },
  {
    kind: "timestamptz",
    fits: (text) =>
      `regexp_full_match(${text}, '[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?(Z|[-+][0-9]{2}(:?[0-9]{2})?)') AND TRY_CAST(${text} AS TIMESTAMPTZ) IS NOT NULL`,
  },
  {
    kind: "time",
    fits: (text) => `regexp_full_match(${text}, '[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,6})?') AND TRY_CAST(${text} AS TIME) IS NOT NULL`,
  },
  { kind: "uuid", fits: (text) => `regexp_full_match(${text}, '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}')` },
];

async function inferText(duck: Duck, batch: Batch): Promise<readonly InferredColumn[]> {
  const names = batch.columns ?? [];
  const table = `sample_${duck.next()}`;
  await duck.run(`CREATE TEMP TABLE ${table} AS SELECT * FROM ${readCsv(batch, names.length)} LIMIT ${sampleRows}`, {
    action: "look at the data",
  });
  const columns: InferredColumn[] = [];
  for (const [index, name] of names.entries()) {
    const text = `c${index}`;
    const facts = candidates.map(({ kind, fits }) => `coalesce(bool_and(${fits(text)}), false) AS ${kind}`);
    const sql = `SELECT count(*) AS n, count(${text}) AS present, ${facts.join(", ")}, coalesce(max(length(regexp_extract(${text}, '^-?([0-9]+)', 1))), 1) AS whole, coalesce(max(length(regexp_extract(${text}, '\\.([0-9]+)$', 1))), 0) AS scale FROM ${table}`;
    const [row] = await duck.rows(sql, { action: "look at the data" });
    const kind =
      Number(row!["present"]) === 0 ? "string" : (candidates.find((candidate) => row![candidate.kind] === true)?.kind ?? "string");
    columns.push({
      name,
      type: typeOf(kind, Number(row!["whole"]), Number(row!["scale"])),
      required: Number(row!["n"]) > 0 && row!["n"] === row!["present"],
    });
  }
  await duck.run(`DROP TABLE ${table}`, { action: "forget the sample" });
  return columns;
}

/** Decimals get room to grow: three more digits than were seen, eighteen at the most where they suffice. */
function typeOf(kind: string, whole: number, scale: number): DataType {
  switch (kind) {
    case "boolean":
    case "int":
    case "long":
    case "double":
    case "date":
    case "time":
    case "uuid":
      return { kind };
    case "decimal":
      return { kind, precision: Math.min(38, Math.max(whole + scale, Math.min(18, whole + scale + 3))), scale };
    case "timestamp":
      return { kind, zoned: false };
    case "timestamptz":
      return { kind: "timestamp", zoned: true };
    default:
      return { kind: "string" };
  }
}

/** JSON and Parquet know types; JSON's are those that fit the sample. */
async function inferTyped(duck: Duck, batch: Batch): Promise<readonly InferredColumn[]> {
  const paths = literalList(batch.files.map((file) => file.path));
  const compression = `, compression = '${jsonCompression(batch)}'`;
  const from =
    batch.format.kind === "parquet"
      ? `read_parquet(${paths}, union_by_name = true)`
      : `read_json(${paths}, sample_size = ${sampleRows}, union_by_name = true, format = '${batch.format.kind === "ndjson" ? "newline_delimited" : "auto"}'${compression})`;
  const described = await duck.types(`SELECT * FROM ${from} LIMIT ${sampleRows}`, { action: "look at the data" });
  const counts = described.map(({ name }, index) => `count(${ident(name)}) AS c${index}`);
  const [row] = await duck.rows(`SELECT count(*) AS n, ${counts.join(", ")} FROM (SELECT * FROM ${from} LIMIT ${sampleRows})`, {
    action: "look at the data",
  });
  const offsets = batch.format.kind === "parquet" ? new Set() : await columnsWithOffsets(duck, from, described);
  return described.map(({ name, type }, index) => ({
    name,
    type: offsets.has(name) ? { kind: "timestamp", zoned: true } : dataTypeOf(type),
    required: Number(row!["n"]) > 0 && row!["n"] === row![`c${index}`],
  }));
}

/** DuckDB takes a text with an offset for a plain timestamp; a contract that said so would refuse these very values. */
async function columnsWithOffsets(
  duck: Duck,
  from: string,
  described: readonly { readonly name: string; readonly type: DuckDBType }[],
): Promise<ReadonlySet<unknown>> {
  const names = described.filter(({ type }) => type.toString() === "TIMESTAMP").map(({ name }) => name);
  if (names.length === 0) return new Set();
  const asText = from.replace(/\)$/, `, columns = {${names.map((name) => `${literal(name)}: 'VARCHAR'`).join(", ")}})`);
  const tests = names.map((name, index) => `bool_or(regexp_matches(${ident(name)}, '(Z|[-+][0-9]{2}(:?[0-9]{2})?)$')) AS c${index}`);
  const [row] = await duck.rows(`SELECT ${tests.join(", ")} FROM (SELECT * FROM ${asText} LIMIT ${sampleRows})`, {
    action: "look at the data",
  });
  return new Set(names.filter((_, index) => row![`c${index}`] === true));
}

/** A DuckDB type as a contract has it; what has no counterpart becomes text or JSON. */
function dataTypeOf(type: DuckDBType): DataType {
  const text = type.toString();
  if ("entryTypes" in type)
    return {
      kind: "struct",
      fields: type.entryNames.map((name, index) => ({ name, type: dataTypeOf(type.entryTypes[index]!), required: false })),
    };
  if ("valueType" in type && "keyType" in type) return { kind: "map", key: dataTypeOf(type.keyType), value: dataTypeOf(type.valueType) };
  if ("valueType" in type) return { kind: "list", element: dataTypeOf(type.valueType) };
  if ("scale" in type) return { kind: "decimal", precision: type.width, scale: type.scale };
  return simple[text] ?? { kind: "string" };
}

const simple: Readonly<Record<string, DataType>> = {
  BOOLEAN: { kind: "boolean" },
  TINYINT: { kind: "int" },
  SMALLINT: { kind: "int" },
  INTEGER: { kind: "int" },
  UTINYINT: { kind: "int" },
  USMALLINT: { kind: "int" },
  UINTEGER: { kind: "long" },
  BIGINT: { kind: "long" },
  UBIGINT: { kind: "decimal", precision: 20, scale: 0 },
  HUGEINT: { kind: "decimal", precision: 38, scale: 0 },
  FLOAT: { kind: "float" },
  DOUBLE: { kind: "double" },
  DATE: { kind: "date" },
  TIME: { kind: "time" },
  TIMESTAMP: { kind: "timestamp", zoned: false },
  TIMESTAMP_S: { kind: "timestamp", zoned: false },
  TIMESTAMP_MS: { kind: "timestamp", zoned: false },
  TIMESTAMP_NS: { kind: "timestamp", zoned: false },
  "TIMESTAMP WITH TIME ZONE": { kind: "timestamp", zoned: true },
  UUID: { kind: "uuid" },
  BLOB: { kind: "binary" },
  JSON: { kind: "json" },
};
