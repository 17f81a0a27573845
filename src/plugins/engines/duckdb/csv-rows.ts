import { DativoError } from "../../../kit/error.ts";
import type { Batch, InputFormat } from "../../../spec/batch.ts";
import type { ContractPlan, PlanColumn } from "../../../spec/contract-plan.ts";
import type { RawRows } from "./judge-sql.ts";
import { ident, literal, literalList } from "./sql-text.ts";
import { textReading } from "./text-reading.ts";

type CsvFormat = Extract<InputFormat, { kind: "csv" }>;

/** The largest record that is read, in bytes; a longer one ends the run with its file named. */
export const largestRecord = 8_000_000;

/** Where the columns of the plan stand in the file: index by plan column, undefined where the file has no such column. */
export function columnPositions(plan: ContractPlan, columns: readonly string[], extraColumns: "error" | "ignore", origin: string): readonly (number | undefined)[] {
  const twice = columns.find((name, index) => columns.indexOf(name) !== index && plan.columns.some((column) => column.sourceName === name));
  if (twice !== undefined) throw new DativoError("refused", `${origin}: the column '${twice}' stands twice in the header`, { hint: "give each column its own name" });
  const missing = plan.columns.filter((column) => column.required && !columns.includes(column.sourceName));
  if (missing.length > 0) throw missingColumns(missing, columns, origin);
  const known = new Set(plan.columns.map((column) => column.sourceName));
  const extra = columns.filter((name) => !known.has(name));
  if (extra.length > 0 && extraColumns === "error") {
    throw new DativoError("refused", `${origin}: the contract does not know the column${extra.length > 1 ? "s" : ""} ${extra.join(", ")}`, {
      hint: "add them to the contract, or set source.extra_columns: ignore",
    });
  }
  return plan.columns.map((column) => {
    const position = columns.indexOf(column.sourceName);
    return position === -1 ? undefined : position;
  });
}

function missingColumns(missing: readonly PlanColumn[], columns: readonly string[], origin: string): DativoError {
  const names = missing.map((column) => column.sourceName).join(", ");
  return new DativoError("refused", `${origin}: required column${missing.length > 1 ? "s" : ""} ${names} missing`, {
    hint: `the file has: ${columns.join(", ")}`,
  });
}

/** The rows of a CSV batch as text, each raw column under its plan index, with `file` where they came from. */
export function csvRows(batch: Batch, plan: ContractPlan, positions: readonly (number | undefined)[], rejects?: { readonly errors: string; readonly scans: string }): RawRows {
  const raw = positions.map((position, index) => `${position === undefined ? "NULL::VARCHAR" : ident(`c${position}`)} AS r${index}`);
  return { from: `(SELECT filename AS file, ${raw.join(", ")} FROM ${readCsv(batch, rejects)})`, readings: plan.columns.map(textReading) };
}

/** The `read_csv` call of a batch: every column as text under `c0`, `c1`, ... in file order. */
export function readCsv(batch: Batch, rejects?: { readonly errors: string; readonly scans: string }): string {
  const format = batch.format as CsvFormat;
  const columns = batch.columns!.map((_, index) => `'c${index}': 'VARCHAR'`);
  const options = [
    literalList(batch.files.map((file) => file.path)),
    `columns = {${columns.join(", ")}}`,
    "auto_detect = false",
    `header = ${format.header}`,
    `delim = ${literal(format.delimiter)}`,
    `quote = ${literal(format.quote)}`,
    `escape = ${literal(format.escape)}`,
    `nullstr = ${literalList(["", ...format.nullValues.filter((text) => text !== "")])}`,
    "allow_quoted_nulls = false",
    `compression = ${literal(format.compression)}`,
    `max_line_size = ${largestRecord}`,
    // Said outright: by default DuckDB takes sixteen times the longest record.
    "buffer_size = 32000000",
    "filename = true",
    ...(rejects ? ["store_rejects = true", "rejects_limit = 0", `rejects_table = ${literal(rejects.errors)}`, `rejects_scan = ${literal(rejects.scans)}`] : ["ignore_errors = true"]),
  ];
  return `read_csv(${options.join(", ")})`;
}
