import type { StageRequest } from "../../../kit/engine.ts";
import type { RejectedRow } from "../../../spec/outcome.ts";
import type { Duck, Row } from "./connection.ts";

/** A record from which the reader made no row. */
export interface UnreadableRecord {
  readonly path: string;
  /** DuckDB's count of records in the file, from 1, header and blank lines included. */
  readonly record: number;
  readonly row: Omit<RejectedRow, "source_file" | "source_line">;
}

const rules: Readonly<Record<string, readonly [string, string]>> = {
  "MISSING COLUMNS": ["record.columns", "has too few columns"],
  "TOO MANY COLUMNS": ["record.columns", "has too many columns"],
  "UNQUOTED VALUE": ["record.quotes", "has a quote that is not closed, or text behind a closing quote"],
  "INVALID ENCODING": ["record.encoding", "is not valid UTF-8"],
  "LINE SIZE OVER MAXIMUM": ["record.size", "is longer than the largest record that is read (8 MB)"],
};

/** The records that the landing pass put aside, by file and place; a limited run leaves those beyond its limit out. */
export async function unreadableRecords(
  duck: Duck,
  table: string | undefined,
  request: StageRequest,
): Promise<readonly UnreadableRecord[]> {
  if (table === undefined) return [];
  const where = { action: "read the unreadable records" };
  const header = request.batch.format.kind === "csv" && request.batch.format.header ? 1 : 0;
  const limit = request.limit === undefined ? "" : ` WHERE line <= ${request.limit + header}`;
  const rows = await duck.rows(
    `SELECT s.file_path AS path, e.line AS line, first(e.error_type::VARCHAR) AS type, first(e.csv_line) AS text FROM ${table} e JOIN ${table}_scans s USING (scan_id, file_id)${limit} GROUP BY ALL ORDER BY path, line`,
    where,
  );
  await duck.run(`DROP TABLE ${table}`, where);
  await duck.run(`DROP TABLE ${table}_scans`, where);
  return rows.map(record);
}

function record(row: Row): UnreadableRecord {
  const [rule, words] = rules[String(row["type"])] ?? ["record.format", "cannot be read"];
  const raw = String(row["text"] ?? "").replace(/^[\r\n]+|[\r\n]+$/g, "");
  return {
    path: String(row["path"]),
    record: Number(row["line"]),
    row: { rules: [rule], columns: [], reason: `the record ${words}`, raw },
  };
}
