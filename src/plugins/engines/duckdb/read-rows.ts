import type { EngineSession } from "../../../kit/engine.ts";
import type { ScanColumn, TableScan } from "../../../spec/data-file.ts";
import { DativoError } from "../../../kit/error.ts";
import { inSourceOrder, type Duck } from "./connection.ts";
import { scanSql } from "./scan-sql.ts";
import { allOf, ident, literal } from "./sql-text.ts";

/** Rows of a table as text for people: nested values as JSON, bytes as hexadecimal digits. */
export async function readRows(
  duck: Duck,
  scan: TableScan,
  wanted: Parameters<EngineSession["readRows"]>[1],
): Promise<readonly Readonly<Record<string, string | null>>[]> {
  const shown = (wanted.columns ?? scan.columns.map((column) => column.name)).map((name) => columnOf(scan, name));
  const where = Object.entries(wanted.where ?? {}).map(([name, text]) => `${textSql(columnOf(scan, name))} = ${literal(text)}`);
  const needed = scan.columns.filter((column) => shown.includes(column) || column.name in (wanted.where ?? {}));
  const select = `SELECT ${shown.map((column) => `${textSql(column)} AS ${ident(column.name)}`).join(", ")} FROM ${scanSql(scan, needed)} WHERE ${allOf(where)} LIMIT ${wanted.limit}`;
  return inSourceOrder(
    duck,
    async () => (await duck.rows(select, { action: "read the table" })) as readonly Readonly<Record<string, string | null>>[],
  );
}

function columnOf(scan: TableScan, name: string): ScanColumn {
  const found = scan.columns.find((column) => column.name === name);
  if (found) return found;
  throw new DativoError("not_found", `the table has no column '${name}'`, {
    hint: `columns: ${scan.columns.map((column) => column.name).join(", ")}`,
  });
}

function textSql({ name, type }: ScanColumn): string {
  if (type.kind === "list" || type.kind === "struct" || type.kind === "map") return `to_json(${ident(name)})::VARCHAR`;
  return type.kind === "binary" ? `hex(${ident(name)})` : `${ident(name)}::VARCHAR`;
}
