import type { StageRequest } from "../../../kit/engine.ts";
import type { Batch, InputFormat } from "../../../spec/batch.ts";
import type { Duck } from "./connection.ts";
import { columnPositions, originOf, type InputRows } from "./input-columns.ts";
import { literal, literalList } from "./sql-text.ts";
import { textReading } from "./text-reading.ts";

type CsvFormat = Extract<InputFormat, { kind: "csv" }>;

/** Table of unreadable records of all readings that have no table of their own: nobody looks into it. */
const setAside = "set_aside";

/** The largest record that is read, in bytes; a longer one is refused as `record.size`. */
export const largestRecord = 8_000_000;

/** The rows of a CSV batch: every column of the file is read as text, those of the contract are kept under its order. */
export function csvRows(duck: Duck, { batch, plan, extraColumns }: Pick<StageRequest, "batch" | "plan" | "extraColumns">): InputRows {
  const columns = batch.columns ?? [];
  const positions = columnPositions(plan, columns, extraColumns, originOf(batch));
  const raw = positions.map((position, index) => `${position === undefined ? "NULL::VARCHAR" : `c${position}`} AS r${index}`);
  const readings = plan.columns.map(textReading);
  const unreadable = `unreadable_${duck.next()}`;
  const from = (rejects?: string): string =>
    `(SELECT ${["filename AS file", ...raw].join(", ")} FROM ${readCsv(batch, columns.length, rejects)})`;
  return { landing: { from: from(unreadable), readings }, again: { from: from(), readings }, unreadable, numbering: "record" };
}

/** The `read_csv` call of a batch: every column as text under `c0`, `c1`, ... in file order; unreadable records go to a table, the named one if there is one. */
export function readCsv(batch: Batch, width: number, rejects = setAside): string {
  const format = batch.format as CsvFormat;
  return readText(batch, rejects, [
    `columns = {${Array.from({ length: width }, (_, index) => `'c${index}': 'VARCHAR'`).join(", ")}}`,
    `header = ${format.header}`,
    `delim = ${literal(format.delimiter)}`,
    `quote = ${literal(format.quote)}`,
    `escape = ${literal(format.escape)}`,
    `nullstr = ${literalList(["", ...format.nullValues.filter((text) => text !== "")])}`,
    `compression = ${literal(format.compression)}`,
  ]);
}

/** The lines of a batch as they stand, as the column `line`; blank ones are NULL. */
export function readLines(batch: Batch, rejects = setAside): string {
  const compression = "compression" in batch.format ? batch.format.compression : "none";
  // A control character that JSON text cannot hold unescaped serves as a delimiter that never occurs.
  return readText(batch, rejects, [
    "columns = {'line': 'VARCHAR'}",
    "header = false",
    "delim = '\u0001'",
    "quote = ''",
    "escape = ''",
    "new_line = '\\n'",
    `compression = ${literal(compression)}`,
  ]);
}

function readText(batch: Batch, rejects: string, options: readonly string[]): string {
  const all = [
    literalList(batch.files.map((file) => file.path)),
    ...options,
    "auto_detect = false",
    "allow_quoted_nulls = false",
    `max_line_size = ${largestRecord}`,
    // Said outright: by default DuckDB takes sixteen times the longest record.
    "buffer_size = 32000000",
    "filename = true",
    // Never `ignore_errors`: after a bad quote DuckDB then leaves out the rest of the file in silence.
    "store_rejects = true",
    "rejects_limit = 0",
    `rejects_table = ${literal(rejects)}`,
    `rejects_scan = ${literal(`${rejects}_scans`)}`,
  ];
  return `read_csv(${all.join(", ")})`;
}
