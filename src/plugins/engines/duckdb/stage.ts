import { DativoError } from "../../../kit/error.ts";
import type { StageRequest } from "../../../kit/engine.ts";
import type { World } from "../../../kit/world.ts";
import type { ContractPlan } from "../../../spec/contract-plan.ts";
import type { DataFile, LayoutColumn } from "../../../spec/data-file.ts";
import type { RuleCount, StagedBatch } from "../../../spec/outcome.ts";
import type { Duck } from "./connection.ts";
import type { InputRows } from "./input-columns.ts";
import { inputRows } from "./input-rows.ts";
import { errorChecks, passSql, valuesSql, warningChecks, type Check } from "./judge-sql.ts";
import { gatherRejects, type Gathered } from "./rejects.ts";
import { filesSql } from "./scan-sql.ts";
import { ident, literal } from "./sql-text.ts";
import { sqlType } from "./sql-type.ts";
import { writeFiles } from "./write-files.ts";

/** Sequences that count rows while they pass: DuckDB calls `nextval` only for the rows that reach it. */
interface Counters {
  readonly broken: string;
  /** One per rule of severity `error`, asked only of rows that broke one. */
  readonly errors: readonly { readonly check: Check; readonly sequence: string }[];
  readonly skipped: string;
  readonly warnings: readonly { readonly check: Check; readonly sequence: string }[];
}

/** Converts, judges and writes one batch in one pass; rows that break a rule are looked up in a second. */
export async function stage(duck: Duck, request: StageRequest, world: World): Promise<StagedBatch> {
  const { plan, layout } = request;
  const input = await inputRows(duck, request);
  const skip = skipSql(plan, request);
  const counters = await newCounters(duck, request, input);
  const files = await writeFiles(
    duck,
    {
      select: landingSql(request, input, skip, counters),
      layout,
      name: String(request.index).padStart(5, "0"),
      ordered: request.limit !== undefined,
    },
    world,
  );
  const landed = files.reduce((sum, file) => sum + file.rows, 0);
  const broken = await counted(duck, counters.broken);
  const failing = broken === 0 ? [] : await failingChecks(duck, counters);
  const gathered = await gatherRejects(duck, { request, input, broken, failing, skip }, world);
  assertAllFound(broken, gathered);
  const cursorMax = later(await landedCursor(duck, request, input, files, skip), gathered.cursorMax, duck, plan, request);
  return {
    read: landed + gathered.rejects.count,
    landed,
    skipped: await counted(duck, counters.skipped),
    files,
    rejects: gathered.rejects,
    warnings: await warningCounts(duck, counters),
    ...cursorEntry(await cursorMax),
  };
}

/** Every row that was left out of the files must have been found again: a row is in the target or in quarantine. */
function assertAllFound(broken: number, { rejects, unreadable }: Gathered): void {
  if (rejects.count === broken + unreadable) return;
  throw new DativoError(
    "bug",
    `${broken} rows broke a rule and ${unreadable} records could not be read, but ${rejects.count} were found again`,
  );
}

function cursorEntry(cursorMax: string | undefined): { cursorMax?: string } {
  return cursorMax === undefined ? {} : { cursorMax };
}

/** Condition of rows that an earlier run has landed. */
export function skipSql(plan: ContractPlan, { cursor }: StageRequest): string | undefined {
  if (cursor === undefined) return undefined;
  const column = cursorColumn(plan, cursor.column);
  if (cursor.from === undefined) return undefined;
  return `v${column.index} ${cursor.inclusive ? "<" : "<="} ${literal(cursor.from)}::${sqlType(column.type)}`;
}

function cursorColumn(plan: ContractPlan, name: string) {
  const index = plan.columns.findIndex((column) => column.name === name);
  if (index === -1)
    throw new DativoError("refused", `the cursor column '${name}' is not in the contract`, {
      hint: `columns: ${plan.columns.map((column) => column.name).join(", ")}`,
    });
  return { index, type: plan.columns[index]!.type };
}

/** The rows that pass, in the columns of the layout; all others are counted by their fate. */
function landingSql(request: StageRequest, { landing }: InputRows, skip: string | undefined, counters: Counters): string {
  const { plan, layout } = request;
  const out = [
    ...(landing.blank === undefined ? [] : [`WHEN ${landing.blank} THEN false`]),
    ...(skip === undefined ? [] : [`WHEN ${skip} THEN nextval('${counters.skipped}') IS NULL`]),
  ];
  const pass = passSql(plan, landing, request.cursor?.column);
  const warned = counters.warnings.map(
    ({ check, sequence }) => `(CASE WHEN ${check.ok} THEN true ELSE nextval('${sequence}') IS NOT NULL END)`,
  );
  const good = warned.length === 0 ? "true" : warned.join(" AND ");
  const judge = [
    ...(pass === undefined ? [] : [`WHEN ${pass} THEN ${good}`]),
    `ELSE ${pass === undefined ? good : brokenSql(counters)}`,
  ].join(" ");
  const kept =
    request.limit === undefined
      ? `(${valuesSql(landing)})`
      : `(SELECT * FROM (${valuesSql(landing)}) WHERE ${out.length === 0 ? "true" : `CASE ${out.join(" ")} ELSE true END`} LIMIT ${request.limit})`;
  const where = request.limit === undefined ? `CASE ${[...out, judge].join(" ")} END` : `CASE ${judge} END`;
  const trivial = where === "CASE ELSE true END";
  return `SELECT ${layout.columns.map((column) => `${layoutValue(plan, column)} AS ${ident(column.name)}`).join(", ")} FROM ${kept}${trivial ? "" : ` WHERE ${where.replace(/^CASE ELSE (.*) END$/, "$1")}`}`;
}

/** False, having counted the row and each rule that it broke: a sum, because AND and OR would stop at the first. */
function brokenSql({ broken, errors }: Counters): string {
  const each = errors.map(({ check, sequence }) => `CASE WHEN ${check.ok} THEN 0 ELSE nextval('${sequence}') END`);
  return `(${[`nextval('${broken}')`, ...each].join(" + ")}) IS NULL`;
}

/** A column of the layout as SQL over a judged row: a value, a constant, or NULL where the plan has no such column. */
export function layoutValue(plan: ContractPlan, column: LayoutColumn): string {
  if (column.constant !== undefined) return `${literal(column.constant)}::${sqlType(column.type)}`;
  const index = plan.columns.findIndex((candidate) => candidate.name === column.name);
  if (index === -1) return `NULL::${sqlType(column.type)}`;
  const same = sqlType(plan.columns[index]!.type) === sqlType(column.type);
  return same ? `v${index}` : `v${index}::${sqlType(column.type)}`;
}

async function newCounters(duck: Duck, { plan, cursor }: StageRequest, { landing }: InputRows): Promise<Counters> {
  const made: string[] = [];
  const sequence = (): string => {
    const name = `counter_${duck.next()}`;
    made.push(`CREATE TEMP SEQUENCE ${name} START 1`);
    return name;
  };
  const each = (check: Check): { check: Check; sequence: string } => ({ check, sequence: sequence() });
  const counters = {
    broken: sequence(),
    skipped: sequence(),
    errors: errorChecks(plan, landing, cursor?.column).map(each),
    warnings: warningChecks(plan).map(each),
  };
  await duck.run(made.join("; "), { action: "count rows" });
  return counters;
}

async function failingChecks(duck: Duck, { errors }: Counters): Promise<readonly Check[]> {
  const [row] = await duck.rows(`SELECT ${errors.map(({ sequence }, index) => `nextval('${sequence}') - 1 AS n${index}`).join(", ")}`, {
    action: "count rows",
  });
  return errors.flatMap(({ check }, index) => (Number(row![`n${index}`]) > 0 ? [check] : []));
}

async function counted(duck: Duck, sequence: string): Promise<number> {
  return Number((await duck.rows(`SELECT nextval('${sequence}') - 1 AS n`, { action: "count rows" }))[0]!["n"]);
}

async function warningCounts(duck: Duck, { warnings }: Counters): Promise<readonly RuleCount[]> {
  const counts: RuleCount[] = [];
  for (const { check, sequence } of warnings) {
    const count = await counted(duck, sequence);
    if (count > 0)
      counts.push({
        rule: check.rule,
        ...(check.column === undefined ? {} : { column: check.column }),
        message: check.message,
        severity: "warning",
        count,
      });
  }
  return counts;
}

/** Parquet files are asked; from files without types the source is read again. */
async function landedCursor(
  duck: Duck,
  request: StageRequest,
  input: InputRows,
  files: readonly DataFile[],
  skip: string | undefined,
): Promise<string | undefined> {
  if (request.cursor === undefined || files.length === 0) return undefined;
  const { index } = cursorColumn(request.plan, request.cursor.column);
  const column =
    request.layout.format === "parquet" ? request.layout.columns.find(({ name }) => name === request.cursor!.column) : undefined;
  const from = column
    ? `SELECT max(${ident(column.name)})::VARCHAR AS most FROM ${filesSql(files, [column])}`
    : `SELECT max(v${index})::VARCHAR AS most FROM (${valuesSql(input.again)}) WHERE (${passSql(request.plan, input.again, request.cursor.column) ?? "true"})${skip === undefined ? "" : ` AND NOT (${skip})`}`;
  const most = (await duck.rows(from, { action: "find the latest cursor" }))[0]?.["most"];
  return typeof most === "string" ? most : undefined;
}

/** The later of two cursors, as the column's own type orders them. */
async function later(
  a: string | undefined,
  b: string | undefined,
  duck: Duck,
  plan: ContractPlan,
  request: StageRequest,
): Promise<string | undefined> {
  if (a === undefined || b === undefined) return a ?? b;
  const type = sqlType(cursorColumn(plan, request.cursor!.column).type);
  return String(
    (
      await duck.rows(`SELECT greatest(${literal(a)}::${type}, ${literal(b)}::${type})::VARCHAR AS most`, {
        action: "find the latest cursor",
      })
    )[0]!["most"],
  );
}
