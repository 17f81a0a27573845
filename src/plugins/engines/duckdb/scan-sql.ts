import type { DataFile, OutputFormat, ScanColumn, ScanFile, TableScan } from "../../../spec/data-file.ts";
import { ident, literal, literalList } from "./sql-text.ts";
import { sqlType } from "./sql-type.ts";

/** A scan as a FROM item: its columns by name, and for Parquet `__file` and `__pos`, which tell each row apart. */
export function scanSql(scan: TableScan, columns: readonly ScanColumn[] = scan.columns): string {
  const formats = Map.groupBy(scan.files, (file) => file.format);
  if (formats.size === 0) return `(SELECT ${columns.map((column) => `NULL::${sqlType(column.type)} AS ${ident(column.name)}`).join(", ")} WHERE false)`;
  const parts = [...formats].map(([format, files]) => (format === "parquet" ? parquetSql(files, columns) : plainSql(format, files, columns)));
  return `(${parts.join(" UNION ALL BY NAME ")})`;
}

/** The same for files that were just written, found by name. */
export function filesSql(files: readonly DataFile[], columns: readonly ScanColumn[]): string {
  return scanSql({ files: files.map(({ path, format, rows }) => ({ path, format, rows, deletes: [] })), columns: columns.map(({ name, type }) => ({ name, type })) });
}

function parquetSql(files: readonly ScanFile[], columns: readonly ScanColumn[]): string {
  const paths = literalList(files.map((file) => localPath(file.path)));
  const byId = columns.every((column) => column.fieldId !== undefined);
  const shape = byId ? `schema = MAP {${columns.map((column) => `${column.fieldId}: {'name': ${literal(column.name)}, 'type': ${literal(sqlType(column.type))}, 'default_value': NULL}`).join(", ")}}` : "union_by_name = true";
  const values = columns.map((column) => (byId ? ident(column.name) : `${ident(column.name)}::${sqlType(column.type)} AS ${ident(column.name)}`));
  const rows = `SELECT ${[...values, "filename AS __file", "file_row_number AS __pos"].join(", ")} FROM read_parquet(${paths}, hive_partitioning = false, filename = true, file_row_number = true, ${shape})`;
  const deletes = [...new Set(files.flatMap((file) => file.deletes))].map(localPath);
  if (deletes.length === 0) return rows;
  return `SELECT * FROM (${rows}) AS kept WHERE NOT EXISTS (SELECT 1 FROM read_parquet(${literalList(deletes)}, hive_partitioning = false) AS gone WHERE regexp_replace(gone.file_path, '^file:(//)?', '') = kept.__file AND gone.pos = kept.__pos)`;
}

/** Plain files hold text: every value is read as it was written and cast. */
function plainSql(format: OutputFormat, files: readonly ScanFile[], columns: readonly ScanColumn[]): string {
  const paths = literalList(files.map((file) => localPath(file.path)));
  const values = columns.map((column) => `${ident(column.name)}::${sqlType(column.type)} AS ${ident(column.name)}`);
  const reader = format === "csv"
    ? `read_csv(${paths}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', union_by_name = true, hive_partitioning = false, allow_quoted_nulls = false)`
    : `read_json(${paths}, format = 'newline_delimited', columns = {${columns.map((column) => `${literal(column.name)}: ${literal(sqlType(column.type))}`).join(", ")}}, hive_partitioning = false)`;
  return `SELECT ${values.join(", ")} FROM ${reader}`;
}

/** Other engines may name files as URIs. */
export function localPath(location: string): string {
  return location.startsWith("file:") ? decodeURIComponent(location.replace(/^file:(\/\/)?/, "")) : location;
}
