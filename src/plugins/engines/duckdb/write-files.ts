import { DativoError } from "../../../kit/error.ts";
import type { World } from "../../../kit/world.ts";
import type { DataFile, LayoutColumn, WriteLayout } from "../../../spec/data-file.ts";
import type { DataType } from "../../../spec/data-type.ts";
import type { PartitionField } from "../../../spec/partitioning.ts";
import { inSourceOrder, type Duck } from "./connection.ts";
import { columnStatistics, entriesOf } from "./file-statistics.ts";
import { partitionSql, type PartitionSql } from "./partition-sql.ts";
import { ident, literal, literalList } from "./sql-text.ts";

/** Rows to write and how their files are called. */
export interface Writing {
  /** SELECT whose columns are those of the layout, by name. */
  readonly select: string;
  readonly layout: WriteLayout;
  /** Part of the file names between the layout's prefix and a unique end. */
  readonly name: string;
  /** Rows keep the order of the source. */
  readonly ordered?: boolean;
}

/** Writes rows in a layout and tells each file with its rows, partition and, for Parquet, statistics. */
export async function writeFiles(duck: Duck, writing: Writing, world: World): Promise<readonly DataFile[]> {
  const { layout } = writing;
  const partitions = partitionSql(duck, layout);
  const hidden = partitions.flatMap((partition, index) => (partition.constant === undefined ? [{ partition, column: `__p${index}` }] : []));
  const copy = (): Promise<readonly Written[]> =>
    layout.format === "parquet" ? writeParquet(duck, writing, hidden) : writePlain(duck, writing, hidden, world);
  const sorted = layout.sortBy.length > 0;
  await world.files.makeFolder(layout.folder);
  const written = sorted || writing.ordered ? await inSourceOrder(duck, copy) : await copy();
  const files = written.filter((file) => file.rows > 0);
  const empty = written.filter((file) => file.rows === 0);
  await Promise.all(empty.map((file) => world.files.remove(file.path)));
  return Promise.all(files.map((file) => placed(file, layout, partitions, world)));
}

/** A file as DuckDB wrote it: partition values by hidden column. */
interface Written {
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  readonly keys: Readonly<Record<string, string | null>>;
  readonly columns: DataFile["columns"];
}

interface Hidden {
  readonly partition: PartitionSql;
  readonly column: string;
}

async function writeParquet(duck: Duck, writing: Writing, hidden: readonly Hidden[]): Promise<readonly Written[]> {
  const { layout } = writing;
  const options = [
    ...commonOptions(writing, hidden, "parquet"),
    "COMPRESSION zstd",
    // Level 1 writes files of the same size as the default level and takes less time.
    "COMPRESSION_LEVEL 1",
    "RETURN_STATS true",
    ...fieldIds(writtenColumns(layout)),
  ];
  const rows = await duck.rows(`COPY (${withHidden(writing, hidden, false)}) TO ${literal(layout.folder)} (${options.join(", ")})`, {
    action: "write data files",
    folder: layout.folder,
  });
  return rows.map((row) => ({
    path: String(row["filename"]),
    rows: Number(row["count"]),
    bytes: Number(row["file_size_bytes"]),
    keys: Object.fromEntries(
      hidden.length === 0 ? [] : entriesOf(row["partition_keys"]).map(([key, value]) => [key, value === null ? null : String(value)]),
    ),
    columns: columnStatistics(row["column_statistics"]),
  }));
}

function commonOptions({ layout, name }: Writing, hidden: readonly Hidden[], format: string): string[] {
  return [
    `FORMAT ${format}`,
    "APPEND true",
    `FILENAME_PATTERN ${literal(`${layout.filePrefix}${name}-{uuid}`)}`,
    // DuckDB cuts partitioned files by memory, not by size.
    ...(hidden.length === 0
      ? [`FILE_SIZE_BYTES ${layout.targetFileBytes}`]
      : [`PARTITION_BY (${hidden.map(({ column }) => column).join(", ")})`]),
  ];
}

/** The rows with their hidden partition columns, in the order that the layout asks for. */
function withHidden({ select, layout }: Writing, hidden: readonly Hidden[], plain: boolean): string {
  const shown = writtenColumns(layout).map((column) =>
    plain && isNested(column.type) ? `to_json(${ident(column.name)}) AS ${ident(column.name)}` : ident(column.name),
  );
  const columns = [...shown, ...hidden.map(({ partition, column }) => `${partition.sql} AS ${column}`)];
  const order =
    layout.sortBy.length === 0
      ? ""
      : ` ORDER BY ${[...hidden.map(({ partition }) => partition.sql), ...layout.sortBy.map(ident)].join(", ")}`;
  return `SELECT ${columns.join(", ")} FROM (${select})${order}`;
}

/** Hive-style readers take a column that a folder names whole from the path. */
function writtenColumns(layout: WriteLayout): readonly LayoutColumn[] {
  const named = new Set(namedByFolders(layout).map(({ field }) => field.column));
  return layout.columns.filter((column) => !named.has(column.name));
}

/** Partition fields that are a column's own value, with their places, where folders have names. */
function namedByFolders(layout: WriteLayout): readonly { readonly field: PartitionField; readonly index: number }[] {
  if (!layout.hiveFolders) return [];
  return layout.partitioning.flatMap((field, index) => (field.transform.kind === "identity" ? [{ field, index }] : []));
}

function isNested(type: DataType): boolean {
  return type.kind === "list" || type.kind === "struct" || type.kind === "map";
}

/** CSV and JSON files come without statistics; rows are counted in each. JSON knows no partitions, so each is copied by itself. */
async function writePlain(duck: Duck, writing: Writing, hidden: readonly Hidden[], world: World): Promise<readonly Written[]> {
  const { layout } = writing;
  if (layout.format === "json" && hidden.length > 0) return writeJsonPartitions(duck, writing, hidden, world);
  const options = [
    ...commonOptions(writing, hidden, layout.format),
    "RETURN_FILES true",
    ...(layout.format === "csv" ? ["HEADER true"] : []),
  ];
  const rows = await duck.rows(
    `COPY (${withHidden(writing, hidden, layout.format === "csv")}) TO ${literal(layout.folder)} (${options.join(", ")})`,
    { action: "write data files", folder: layout.folder },
  );
  const paths = rows.flatMap((row) => (row["Files"] ?? row["files"] ?? []) as readonly string[]);
  return Promise.all(paths.map((path) => plainFile(duck, path, layout, hidden, world)));
}

async function plainFile(duck: Duck, path: string, layout: WriteLayout, hidden: readonly Hidden[], world: World): Promise<Written> {
  const reader =
    layout.format === "csv"
      ? `read_csv(${literal(path)}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', columns = {${writtenColumns(
          layout,
        )
          .map((_, index) => `'c${index}': 'VARCHAR'`)
          .join(", ")}}, hive_partitioning = false)`
      : `read_ndjson_objects(${literal(path)})`;
  const rows = Number(
    (await duck.rows(`SELECT count(*) AS n FROM ${reader}`, { action: "count the rows written", folder: layout.folder }))[0]!["n"],
  );
  const keys = Object.fromEntries(hidden.map(({ column }) => [column, folderValue(path, column)]));
  return { path, rows, bytes: (await world.files.stat(path))?.size ?? 0, keys, columns: {} };
}

function folderValue(path: string, column: string): string | null {
  const part = path.split("/").find((name) => name.startsWith(`${column}=`));
  if (part === undefined) throw new DativoError("bug", "DuckDB wrote a partitioned file outside its folder", { context: { path } });
  const text = part.slice(column.length + 1);
  return text === "__HIVE_DEFAULT_PARTITION__" ? null : decodeURIComponent(text);
}

async function writeJsonPartitions(duck: Duck, writing: Writing, hidden: readonly Hidden[], world: World): Promise<readonly Written[]> {
  const folder = `${duck.options.scratch}/partitions-${duck.next()}`;
  const parts = await writeParquet(duck, { ...writing, layout: { ...writing.layout, folder } }, hidden);
  const groups = Map.groupBy(parts, (part) => part.path.slice(folder.length + 1, part.path.lastIndexOf("/")));
  const files: Written[] = [];
  for (const [subfolder, members] of groups) {
    const select = `SELECT * FROM read_parquet(${literalList(members.map((part) => part.path))}, hive_partitioning = false)`;
    await world.files.makeFolder(`${writing.layout.folder}/${subfolder}`);
    const layout = { ...writing.layout, folder: `${writing.layout.folder}/${subfolder}`, sortBy: [] };
    files.push(...(await writePlain(duck, { ...writing, layout, select }, [], world)).map((file) => ({ ...file, keys: members[0]!.keys })));
  }
  await world.files.remove(folder);
  return files;
}

/** Gives a file its partition values and, where folders are read by people, their names. */
async function placed(file: Written, layout: WriteLayout, partitions: readonly PartitionSql[], world: World): Promise<DataFile> {
  const partition = partitions.map((field, index) => (field.constant === undefined ? (file.keys[`__p${index}`] ?? null) : field.constant));
  const path =
    layout.hiveFolders && partitions.length > 0
      ? `${layout.folder}/${hiveFolder(partitions, partition)}/${file.path.slice(file.path.lastIndexOf("/") + 1)}`
      : file.path;
  if (path !== file.path) {
    await world.files.makeFolder(path.slice(0, path.lastIndexOf("/")));
    await world.files.rename(file.path, path);
  }
  const named = namedByFolders(layout).map(({ field, index }) => [field.column, partition[index] ?? null]);
  const constants = named.length === 0 ? {} : { constants: Object.fromEntries(named) as Readonly<Record<string, string | null>> };
  return { path, format: layout.format, rows: file.rows, bytes: file.bytes, partition, columns: file.columns, ...constants };
}

/** Values are encoded so that none can leave the folder. */
function hiveFolder(partitions: readonly PartitionSql[], values: readonly (string | null)[]): string {
  return partitions
    .map(
      (field, index) => `${encodePart(field.name)}=${values[index] === null ? "__HIVE_DEFAULT_PARTITION__" : encodePart(values[index]!)}`,
    )
    .join("/");
}

function encodePart(text: string): string {
  return encodeURIComponent(text).replace(/^\.+$/, (dots) => "%2E".repeat(dots.length));
}

/** `FIELD_IDS` of the columns that have one, members included. */
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
