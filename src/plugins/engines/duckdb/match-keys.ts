import type { Matched, MatchRequest } from "../../../kit/engine.ts";
import type { World } from "../../../kit/world.ts";
import type { DataFile, ScanColumn } from "../../../spec/data-file.ts";
import type { Duck } from "./connection.ts";
import { columnStatistics } from "./file-statistics.ts";
import { filesSql, indexedScanSql } from "./scan-sql.ts";
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
  const groups = Map.groupBy(
    files.map((row) => Number(row["file"])),
    (index) => JSON.stringify(request.partitionOf(request.existing.files[index]!.path)),
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
  return `SELECT old.__file, old.__pos FROM ${indexedScanSql(existing, columns)} AS old SEMI JOIN ${filesSql(staged, stagedColumns)} AS new ON ${same}`;
}

async function writeDeletes(
  duck: Duck,
  { deletes, existing }: MatchRequest,
  table: string,
  members: readonly number[],
  partition: readonly (string | null)[],
): Promise<readonly DataFile[]> {
  const paths = literalList(existing.files.map((file) => file.path));
  const rows = `SELECT ${paths}[__file + 1] AS file_path, __pos AS pos FROM ${table} WHERE __file IN (SELECT unnest([${members.join(", ")}])) ORDER BY file_path, pos`;
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
