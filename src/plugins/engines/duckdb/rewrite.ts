import type { World } from "../../../kit/world.ts";
import type { DataFile, TableScan, WriteLayout } from "../../../spec/data-file.ts";
import type { Duck } from "./connection.ts";
import { scanSql } from "./scan-sql.ts";
import { ident, literal, literalList } from "./sql-text.ts";
import { sqlType } from "./sql-type.ts";
import { writeFiles } from "./write-files.ts";

/** Copies the rows of a table into new files of a layout, in their order, leaving out those whose column holds one of the values. */
export async function rewrite(
  duck: Duck,
  scan: TableScan,
  layout: WriteLayout,
  world: World,
  without?: { readonly column: string; readonly values: readonly string[] },
): Promise<readonly DataFile[]> {
  if (scan.files.length === 0) return [];
  const values = layout.columns.map(({ name, type, constant }) => `${valueSql(scan, name, constant)}::${sqlType(type)} AS ${ident(name)}`);
  const where =
    without === undefined
      ? ""
      : ` WHERE ${ident(without.column)}::VARCHAR NOT IN (SELECT unnest(${literalList(without.values)}::VARCHAR[])) OR ${ident(without.column)} IS NULL`;
  return writeFiles(
    duck,
    { select: `SELECT ${values.join(", ")} FROM ${scanSql(scan)}${where}`, layout, name: "rewritten", ordered: true },
    world,
  );
}

function valueSql(scan: TableScan, name: string, constant: string | undefined): string {
  if (constant !== undefined) return literal(constant);
  return scan.columns.some((column) => column.name === name) ? ident(name) : "NULL";
}
