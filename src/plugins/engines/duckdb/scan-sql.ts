import type { DataFile, OutputFormat, ScanColumn, ScanFile, TableScan } from "../../../spec/data-file.ts";
import { localPath } from "../../../kit/local-path.ts";
import { ident, literal, literalList } from "./sql-text.ts";
import { sqlType } from "./sql-type.ts";

/** A scan as a FROM item: its columns by name, and for Parquet `__file` and `__pos`, which tell each row apart. */
export function scanSql(scan: TableScan, columns: readonly ScanColumn[] = scan.columns): string {
  const alike = Map.groupBy(scan.files, (file) => [file.format, ...Object.keys(file.constants ?? {})].join("\u0000"));
  if (alike.size === 0)
    return `(SELECT ${columns.map((column) => `NULL::${sqlType(column.type)} AS ${ident(column.name)}`).join(", ")} WHERE false)`;
  const parts = [...alike.values()].map((files) =>
    files[0]!.format === "parquet" ? parquetSql(files, columns) : plainSql(files[0]!.format, files, columns),
  );
  return `(${parts.join(" UNION ALL BY NAME ")})`;
}

/**
 * A scan of Parquet files in which `__file` is the file's index in the scan. To carry paths beside every row costs several times
 * what the key columns do.
 */
export function indexedScanSql(scan: TableScan, columns: readonly ScanColumn[]): string {
  return `(${parquetSql(scan.files, columns, "index")})`;
}

/** The same for files that were just written, found by name. */
export function filesSql(files: readonly DataFile[], columns: readonly ScanColumn[]): string {
  const scanned = files.map(({ path, format, rows, constants }): ScanFile => ({
    path,
    format,
    rows,
    deletes: [],
    ...(constants ? { constants } : {}),
  }));
  return scanSql({ files: scanned, columns: columns.map(({ name, type }) => ({ name, type })) });
}

function parquetSql(files: readonly ScanFile[], columns: readonly ScanColumn[], told: "path" | "index" = "path"): string {
  const paths = literalList(files.map((file) => localPath(file.path)));
  const named = namesOfConstants(files, columns);
  const inFiles = columns.filter((column) => !named.includes(column.name));
  const byId = inFiles.length > 0 && inFiles.every((column) => column.fieldId !== undefined);
  const shape = byId
    ? `schema = MAP {${inFiles.map((column) => `${column.fieldId}: {'name': ${literal(column.name)}, 'type': ${literal(sqlType(column.type))}, 'default_value': NULL}`).join(", ")}}`
    : "union_by_name = true";
  const values = columns.map((column) => (byId && !named.includes(column.name) ? ident(column.name) : castSql(column, named)));
  const file = told === "path" ? "filename AS __file" : "file_index::BIGINT AS __file";
  const options = `hive_partitioning = false, ${told === "path" ? "filename = true, " : ""}file_row_number = true, ${shape}`;
  const rows = `SELECT ${[...values, file, "file_row_number AS __pos"].join(", ")} FROM read_parquet(${paths}, ${options})${joinConstants(files, named, "filename")}`;
  const deletes = [...new Set(files.flatMap((file) => file.deletes))].map(localPath);
  if (deletes.length === 0) return rows;
  const deleted = "regexp_replace(gone.file_path, '^file:(//(localhost)?)?', '')";
  const gone = told === "path" ? deleted : `list_position(${paths}, ${deleted}) - 1`;
  return `SELECT * FROM (${rows}) AS kept WHERE NOT EXISTS (SELECT 1 FROM read_parquet(${literalList(deletes)}, hive_partitioning = false) AS gone WHERE ${gone} = kept.__file AND gone.pos = kept.__pos)`;
}

/** Plain files hold text: every value is read as it was written and cast. */
function plainSql(format: OutputFormat, files: readonly ScanFile[], columns: readonly ScanColumn[]): string {
  const paths = literalList(files.map((file) => localPath(file.path)));
  const named = namesOfConstants(files, columns);
  const inFiles = columns.filter((column) => !named.includes(column.name));
  const types = inFiles.map((column) => `${literal(column.name)}: ${literal(sqlType(column.type))}`).join(", ") || "'__none': 'VARCHAR'";
  const reader =
    format === "csv"
      ? `read_csv(${paths}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"', union_by_name = true, hive_partitioning = false, allow_quoted_nulls = false, filename = '__from')`
      : `read_json(${paths}, format = 'newline_delimited', columns = {${types}}, hive_partitioning = false, filename = '__from')`;
  return `SELECT ${columns.map((column) => castSql(column, named)).join(", ")} FROM ${reader}${joinConstants(files, named, "__from")}`;
}

/** Columns that the files leave out because their folders name the value. */
function namesOfConstants(files: readonly ScanFile[], columns: readonly ScanColumn[]): readonly string[] {
  const names = Object.keys(files[0]?.constants ?? {});
  return columns.map((column) => column.name).filter((name) => names.includes(name));
}

function castSql({ name, type }: ScanColumn, named: readonly string[]): string {
  const place = named.indexOf(name);
  return `${place < 0 ? ident(name) : `named.c${place}`}::${sqlType(type)} AS ${ident(name)}`;
}

/** Joined by file, because a table may have a file for each of thousands of values. */
function joinConstants(files: readonly ScanFile[], named: readonly string[], fileColumn: string): string {
  if (named.length === 0) return "";
  const text = (value: string | null | undefined): string => (value === null || value === undefined ? "NULL::VARCHAR" : literal(value));
  const rows = files.map((file) => `(${[literal(localPath(file.path)), ...named.map((name) => text(file.constants?.[name]))].join(", ")})`);
  return ` JOIN (VALUES ${rows.join(", ")}) AS named(of_file, ${named.map((_, index) => `c${index}`).join(", ")}) ON ${fileColumn} = named.of_file`;
}
