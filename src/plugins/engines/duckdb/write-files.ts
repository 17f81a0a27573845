import { DativoError } from "../../../kit/error.ts";
import type { ColumnStats, DataFile, LayoutColumn, WriteLayout } from "../../../spec/data-file.ts";
import type { DataType } from "../../../spec/data-type.ts";
import type { Duck, Row } from "./connection.ts";
import { ident, literal } from "./sql-text.ts";

/** Writes the rows of a SELECT, whose columns are those of the layout in its order, and tells each file with its statistics. */
export async function writeFiles(duck: Duck, select: string, layout: WriteLayout, name: string): Promise<readonly DataFile[]> {
  const sql = `COPY (${select}) TO ${literal(layout.folder)} (${copyOptions(layout, name).join(", ")})`;
  const rows = await duck.rows(sql, { action: "write data files", folder: layout.folder });
  return rows.map((row) => dataFile(row, layout)).filter((file) => file.rows > 0);
}

function copyOptions(layout: WriteLayout, name: string): string[] {
  return [
    "FORMAT parquet",
    "COMPRESSION zstd",
    // Level 1 writes files of the same size as the default level and takes less time.
    "COMPRESSION_LEVEL 1",
    "APPEND true",
    `FILENAME_PATTERN ${literal(`${layout.filePrefix}${name}-{uuid}`)}`,
    "RETURN_STATS true",
    `FILE_SIZE_BYTES ${layout.targetFileBytes}`,
    ...fieldIds(layout.columns),
  ];
}

function fieldIds(columns: readonly LayoutColumn[]): string[] {
  const entries = columns
    .filter((column) => column.fieldId !== undefined)
    .map((column) => `${ident(column.name)}: ${idTree(column, column.type, column.name, column.fieldId!)}`);
  return entries.length === 0 ? [] : [`FIELD_IDS {${entries.join(", ")}}`];
}

function idTree(column: LayoutColumn, type: DataType, path: string, id: number): string {
  const below = members(type).flatMap(({ name, type: member }) => {
    const nested = column.nestedIds?.[`${path}.${name}`];
    return nested === undefined ? [] : [`${ident(name)}: ${idTree(column, member, `${path}.${name}`, nested)}`];
  });
  return below.length === 0 ? String(id) : `{__duckdb_field_id: ${id}, ${below.join(", ")}}`;
}

function members(type: DataType): readonly { readonly name: string; readonly type: DataType }[] {
  if (type.kind === "struct") return type.fields;
  if (type.kind === "list") return [{ name: "element", type: type.element }];
  return type.kind === "map"
    ? [
        { name: "key", type: type.key },
        { name: "value", type: type.value },
      ]
    : [];
}

function dataFile(row: Row, layout: WriteLayout): DataFile {
  return {
    path: String(row["filename"]),
    format: layout.format,
    rows: Number(row["count"]),
    bytes: Number(row["file_size_bytes"]),
    partition: layout.partitioning.map(() => null),
    columns: Object.fromEntries(
      entriesOf(row["column_statistics"]).map(([path, stats]) => [unquotePath(path), columnStats(new Map(entriesOf(stats)))]),
    ),
  };
}

/** DuckDB gives a map as a list of `{key, value}`. */
function entriesOf(map: Row[string] | undefined): [string, Row[string]][] {
  if (!Array.isArray(map)) throw new DativoError("bug", "DuckDB gave no statistics for a file it wrote");
  return map.map((entry) => {
    const { key, value } = entry as { key: string; value: Row[string] };
    return [key, value];
  });
}

/** `"a"."b"` as `a.b`. */
function unquotePath(path: string): string {
  return [...path.matchAll(/"((?:[^"]|"")*)"/g)].map((part) => part[1]!.replaceAll('""', '"')).join(".");
}

function columnStats(stats: ReadonlyMap<string, Row[string]>): ColumnStats {
  const text = (key: string): string | undefined => (stats.has(key) && stats.get(key) !== null ? String(stats.get(key)) : undefined);
  const sizeBytes = text("column_size_bytes");
  const min = text("min");
  const max = text("max");
  const nan = text("has_nan");
  return {
    values: Number(text("num_values") ?? 0),
    nulls: Number(text("null_count") ?? 0),
    ...(sizeBytes === undefined ? {} : { sizeBytes: Number(sizeBytes) }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(nan === undefined ? {} : { hasNan: nan === "true" }),
  };
}
