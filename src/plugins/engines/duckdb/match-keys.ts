import type { Matched, MatchRequest } from "../../../kit/engine.ts";
import type { World } from "../../../kit/world.ts";
import type { DataFile, ScanColumn } from "../../../spec/data-file.ts";
import type { Duck } from "./connection.ts";
import { columnStatistics } from "./file-statistics.ts";
import { filesSql, scanSql } from "./scan-sql.ts";
import { localPath } from "../../../kit/local-path.ts";
import { ident, literal, literalList } from "./sql-text.ts";

/** Field ids of position-delete files (specification, "Reserved Field IDs"). */
const deleteIds = "{file_path: 2147483546, pos: 2147483545}";

/** Finds the rows of a table whose key the staged rows bring again, and writes their positions as Iceberg position deletes. */
export async function matchKeys(duck: Duck, request: MatchRequest, world: World): Promise<Matched> {
  if (request.staged.length === 0 || request.existing.files.length === 0) return { matchedRows: 0, deleteFiles: [] };
  const table = `matched_${duck.next()}`;
  await duck.run(`CREATE TEMP TABLE ${table} AS ${matchSql(request)}`, { action: "find the rows that are replaced" });
  const files = await duck.rows(`SELECT __file AS file, count(*) AS n FROM ${table} GROUP BY __file ORDER BY __file`, {
    action: "find the rows that are replaced",
  });
  await world.files.makeFolder(request.deletes.folder);
  const byPath = new Map(request.existing.files.map((file) => [localPath(file.path), file.path]));
  const groups = Map.groupBy(
    files.map((row) => String(row["file"])),
    (file) => JSON.stringify(request.partitionOf(byPath.get(file) ?? file)),
  );
  const deleteFiles: DataFile[] = [];
  for (const [partition, members] of groups)
    deleteFiles.push(...(await writeDeletes(duck, request, table, members, JSON.parse(partition) as (string | null)[])));
  await duck.run(`DROP TABLE ${table}`, { action: "forget the matched rows" });
  return { matchedRows: files.reduce((sum, row) => sum + Number(row["n"]), 0), deleteFiles };
}

/** Only key columns are read, and of the table only row groups whose key range meets the staged keys'. */
function matchSql({ staged, keys, existing, layout }: MatchRequest): string {
  const names = keys.map(ident);
  const columns = existing.columns.filter((column) => keys.includes(column.name));
  const stagedColumns: ScanColumn[] = keys.map((key) => layout.columns.find((column) => column.name === key)!);
  const same = names.map((name) => `old.${name} = new.${name}`).join(" AND ");
  return `SELECT old.__file, old.__pos FROM ${scanSql(existing, columns)} AS old SEMI JOIN ${filesSql(staged, stagedColumns)} AS new ON ${same}`;
}

async function writeDeletes(
  duck: Duck,
  { deletes, existing }: MatchRequest,
  table: string,
  members: readonly string[],
  partition: readonly (string | null)[],
): Promise<readonly DataFile[]> {
  const original = existing.files.some((file) => file.path !== localPath(file.path));
  const path = original
    ? `CASE ${existing.files.map((file) => `WHEN __file = ${literal(localPath(file.path))} THEN ${literal(file.path)}`).join(" ")} END`
    : "__file";
  const rows = `SELECT ${path} AS file_path, __pos AS pos FROM ${table} WHERE __file IN (SELECT unnest(${literalList(members)})) ORDER BY file_path, pos`;
  const target = `${deletes.folder}/${deletes.filePrefix}${String(duck.next()).padStart(5, "0")}.parquet`;
  const [written] = await duck.rows(
    `COPY (${rows}) TO ${literal(target)} (FORMAT parquet, COMPRESSION zstd, FIELD_IDS ${deleteIds}, RETURN_STATS true)`,
    { action: "write position deletes", folder: deletes.folder },
  );
  return [
    {
      path: target,
      format: "parquet",
      rows: Number(written!["count"]),
      bytes: Number(written!["file_size_bytes"]),
      partition,
      columns: columnStatistics(written!["column_statistics"]),
    },
  ];
}
