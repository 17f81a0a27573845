import type { World } from "../../../kit/world.ts";
import type { SettleRequest } from "../../../kit/engine.ts";
import type { ScanColumn } from "../../../spec/data-file.ts";
import type { StagedBatch } from "../../../spec/outcome.ts";
import type { Duck } from "./connection.ts";
import { filesSql } from "./scan-sql.ts";
import { ident } from "./sql-text.ts";
import { writeFiles } from "./write-files.ts";

/**
 * Of staged rows with one primary key keeps the newest by the given column; the others are older versions of the same row,
 * and count as skipped. Of equals the one that was written last stays. Costs one look at the key columns where no key repeats.
 */
export async function keepNewest(duck: Duck, request: SettleRequest, world: World): Promise<readonly StagedBatch[]> {
  const { plan, newestBy } = request;
  const staged = request.batches.map((one) => one.staged);
  const files = staged.flatMap((batch) => batch.files);
  if (newestBy === undefined || plan.primaryKey.length === 0 || files.length === 0) return staged;
  const older = await olderVersions(duck, request, newestBy);
  if (older === undefined) return staged;
  const batches: StagedBatch[] = [];
  for (const [index, batch] of staged.entries()) batches.push(await withoutOlder(duck, request, { batch, index, older }, world));
  await duck.run(`DROP TABLE ${older}`, { action: "forget the older versions" });
  return batches;
}

/** File and position of every row that has a newer version, as a table; undefined when there is none. */
async function olderVersions(duck: Duck, { batches, layout, plan }: SettleRequest, newestBy: string): Promise<string | undefined> {
  const names = [...new Set([...plan.primaryKey, newestBy])];
  const columns: readonly ScanColumn[] = names.map((name) => layout.columns.find((column) => column.name === name)!);
  const from = filesSql(
    batches.flatMap(({ staged }) => staged.files),
    columns,
  );
  const keys = plan.primaryKey.map(ident).join(", ");
  const table = `older_${duck.next()}`;
  const repeated = `SELECT ${keys} FROM ${from} GROUP BY ALL HAVING count(*) > 1`;
  const numbered = `SELECT __file, __pos, row_number() OVER (PARTITION BY ${keys} ORDER BY ${ident(newestBy)} DESC NULLS LAST, __file DESC, __pos DESC) AS nth FROM ${from} SEMI JOIN (${repeated}) USING (${keys})`;
  await duck.run(`CREATE TEMP TABLE ${table} AS SELECT __file, __pos FROM (${numbered}) WHERE nth > 1`, {
    action: "find older versions of rows",
  });
  const [row] = await duck.rows(`SELECT count(*) AS n FROM ${table}`, { action: "find older versions of rows" });
  return Number(row!["n"]) > 0 ? table : undefined;
}

/** Files without older versions stay as they are; the others are written once more. */
async function withoutOlder(
  duck: Duck,
  { layout, batches }: SettleRequest,
  one: { readonly batch: StagedBatch; readonly index: number; readonly older: string },
  world: World,
): Promise<StagedBatch> {
  const { batch, older } = one;
  const counts = await duck.rows(`SELECT __file AS file, count(*) AS n FROM ${older} GROUP BY __file`, {
    action: "find older versions of rows",
  });
  const count = new Map(counts.map((row) => [String(row["file"]), Number(row["n"])]));
  const touched = batch.files.filter((file) => count.has(file.path));
  if (touched.length === 0) return batch;
  const names = layout.columns.map((column) => ident(column.name)).join(", ");
  const select = `SELECT ${names} FROM ${filesSql(touched, layout.columns)} AS staged WHERE NOT EXISTS (SELECT 1 FROM ${older} AS old WHERE old.__file = staged.__file AND old.__pos = staged.__pos)`;
  const written = await writeFiles(
    duck,
    { select, layout, name: `${String(batches[one.index]!.request.index).padStart(5, "0")}-newest` },
    world,
  );
  for (const file of touched) await world.files.remove(file.path);
  const dropped = touched.reduce((sum, file) => sum + count.get(file.path)!, 0);
  return {
    ...batch,
    read: batch.read - dropped,
    landed: batch.landed - dropped,
    skipped: batch.skipped + dropped,
    files: [...batch.files.filter((file) => !touched.includes(file)), ...written],
  };
}
