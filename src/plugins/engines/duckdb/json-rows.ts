import type { StageRequest } from "../../../kit/engine.ts";
import type { Batch } from "../../../spec/batch.ts";
import type { PlanColumn } from "../../../spec/contract-plan.ts";
import type { Duck } from "./connection.ts";
import { readLines, largestRecord } from "./csv-rows.ts";
import type { InputRows } from "./input-columns.ts";
import type { RawRows } from "./judge-sql.ts";
import { riskyNumbers } from "./nested-reading.ts";
import { ident, literal, literalList } from "./sql-text.ts";
import { textReading } from "./text-reading.ts";

/**
 * The rows of a JSON batch. Each record is parsed once into texts. DuckDB passes numbers through doubles, so records with
 * a number that could lose a digit are first rewritten by `exact_json`, which puts such numbers into quotes.
 */
export function jsonRows(duck: Duck, { batch, plan, extraColumns }: Pick<StageRequest, "batch" | "plan" | "extraColumns">): InputRows {
  const lines = batch.format.kind === "ndjson";
  const unreadable = lines ? `unreadable_${duck.next()}` : undefined;
  const exact = duck.exactJson(plan.columns.filter((column) => column.type.kind === "json").map((column) => column.sourceName));
  const rows = (records: string): RawRows => ({
    from: rowsSql(records, plan.columns, exact),
    readings: plan.columns.map(textReading),
    ...(lines ? { blank: "(line IS NULL OR trim(line, ' \t\r') = '')" } : {}),
    wellFormed: { ok: "fine", rule: "record.json", message: "must be a JSON object" },
    ...(extraColumns === "error"
      ? {
          known: {
            ok: `CASE WHEN fine THEN len(list_filter(json_keys(line), lambda k: NOT list_contains([${known(plan.columns)}], k))) = 0 ELSE true END`,
            rule: "record.columns",
            message: "has members that the contract does not know",
          },
        }
      : {}),
    also: ["line"],
  });
  const source = (rejects?: string): string => (lines ? `(SELECT filename, line FROM ${readLines(batch, rejects)})` : readObjects(batch));
  return {
    landing: rows(source(unreadable)),
    again: rows(source()),
    ...(unreadable === undefined ? {} : { unreadable }),
    numbering: lines ? "line" : "object",
  };
}

function readObjects(batch: Batch): string {
  const options = [
    literalList(batch.files.map((file) => file.path)),
    "format = 'auto'",
    `maximum_object_size = ${largestRecord}`,
    `compression = ${literal(jsonCompression(batch))}`,
    "filename = true",
  ];
  return `(SELECT filename, json::VARCHAR AS line FROM read_json_objects(${options.join(", ")}))`;
}

/** How DuckDB's JSON readers are told of a batch's compression: they have no `none`. */
export function jsonCompression({ format }: Batch): string {
  return "compression" in format && format.compression !== "none" ? format.compression : "uncompressed";
}

function known(columns: readonly PlanColumn[]): string {
  return columns.map((column) => literal(column.sourceName)).join(", ");
}

function rowsSql(records: string, columns: readonly PlanColumn[], exact: string): string {
  const plain = literal(
    JSON.stringify(Object.fromEntries(columns.map((column) => [column.sourceName, column.type.kind === "json" ? "JSON" : "VARCHAR"]))),
  );
  const quoted = literal(JSON.stringify(Object.fromEntries(columns.map((column) => [column.sourceName, "VARCHAR"]))));
  const members = columns.map(
    (column, index) =>
      `${column.type.kind === "json" ? `nullif(s[${literal(column.sourceName)}]::VARCHAR, 'null')` : `s[${literal(column.sourceName)}]`} AS r${index}`,
  );
  const type = `STRUCT(${columns.map((column) => `${ident(column.sourceName)} VARCHAR`).join(", ")})`;
  const parsed = `CASE WHEN NOT fine THEN NULL WHEN regexp_matches(line, ${literal(riskyNumbers)}) THEN from_json(${exact}(line), ${quoted})::${type} ELSE from_json(line, ${plain})::${type} END`;
  const judged = `SELECT filename AS file, line, coalesce(json_valid(line) AND ltrim(line, ' \t') LIKE '{%', false) AS fine FROM ${records}`;
  return `(SELECT file, line, fine, ${members.join(", ")} FROM (SELECT file, line, fine, ${parsed} AS s FROM (${judged})))`;
}
