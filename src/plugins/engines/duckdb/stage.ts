import type { World } from "../../../kit/world.ts";
import type { StageRequest } from "../../../kit/engine.ts";
import type { ContractPlan } from "../../../spec/contract-plan.ts";
import type { WriteLayout } from "../../../spec/data-file.ts";
import type { StagedBatch } from "../../../spec/outcome.ts";
import type { Duck } from "./connection.ts";
import { passSql, valuesSql, type RawRows } from "./judge-sql.ts";
import { columnPositions, csvRows } from "./csv-rows.ts";
import { collectRejects, noRejects } from "./rejects.ts";
import { ident, literal } from "./sql-text.ts";
import { sqlType } from "./sql-type.ts";
import { writeFiles } from "./write-files.ts";

/** Converts, judges and writes one batch. */
export async function stage(duck: Duck, request: StageRequest, world: World): Promise<StagedBatch> {
  const { batch, plan, layout } = request;
  const origin = batch.files[0]?.origin ?? "the batch";
  const positions = columnPositions(plan, batch.columns ?? [], request.extraColumns, origin);
  const tag = duck.next();
  const tables = { errors: `reject_errors_${tag}`, scans: `reject_scans_${tag}` };
  const counter = `broken_${tag}`;
  await duck.run(`CREATE TEMP SEQUENCE ${counter} START 1`, { action: "count rows" });
  const raw = csvRows(batch, plan, positions, tables);
  const pass = passSql(plan, raw);
  const files = await writeFiles(duck, landingSql(plan, layout, raw, pass, counter), layout, String(request.index).padStart(5, "0"));
  const broken = Number((await duck.rows(`SELECT nextval('${counter}') - 1 AS n`, { action: "count rows" }))[0]!["n"]);
  const landed = files.reduce((sum, file) => sum + file.rows, 0);
  const rejects =
    (await collectRejects(duck, { request, raw: csvRows(batch, plan, positions), tables, broken, pass, positions }, world)) ?? noRejects;
  return { read: landed + rejects.count, landed, skipped: 0, files, rejects, warnings: [] };
}

/** The rows that pass, in the columns of the layout; each that does not is counted. */
function landingSql(plan: ContractPlan, layout: WriteLayout, raw: RawRows, pass: string | undefined, counter: string): string {
  const where = pass === undefined ? "" : ` WHERE CASE WHEN ${pass} THEN true ELSE nextval('${counter}') IS NULL END`;
  return `SELECT ${layout.columns.map((column) => `${layoutValue(plan, column)} AS ${ident(column.name)}`).join(", ")} FROM (${valuesSql(raw)})${where}`;
}

function layoutValue(plan: ContractPlan, column: WriteLayout["columns"][number]): string {
  if (column.constant !== undefined) return `${literal(column.constant)}::${sqlType(column.type)}`;
  const index = plan.columns.findIndex((candidate) => candidate.name === column.name);
  if (index === -1) return `NULL::${sqlType(column.type)}`;
  const same = sqlType(plan.columns[index]!.type) === sqlType(column.type);
  return same ? `v${index}` : `v${index}::${sqlType(column.type)}`;
}
