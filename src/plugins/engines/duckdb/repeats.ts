import { DativoError } from "../../../kit/error.ts";
import type { SettleRequest, StageRequest } from "../../../kit/engine.ts";
import type { World } from "../../../kit/world.ts";
import type { SetRule } from "../../../spec/contract-plan.ts";
import type { ScanColumn } from "../../../spec/data-file.ts";
import type { RejectedRow, Rejects, StagedBatch } from "../../../spec/outcome.ts";
import { inSourceOrder, type Duck } from "./connection.ts";
import type { InputRows } from "./input-columns.ts";
import { inputRows } from "./input-rows.ts";
import { operandOf, passSql, valuesSql, type Check } from "./judge-sql.ts";
import { brokenRaw, linesOf, rejectedRow } from "./rejects.ts";
import { newTally } from "./reject-tally.ts";
import { filesSql, scanSql } from "./scan-sql.ts";
import { ident, literal, literalList } from "./sql-text.ts";
import { skipSql, layoutValue } from "./stage.ts";
import { writeFiles } from "./write-files.ts";

/** A rule that a key stands once. */
export type UniqueRule = Extract<SetRule, { kind: "unique" }>;

/** A rule that was broken, the table of the key values that stand more than once, and an ENUM of them as text. */
export interface Broken {
  readonly rule: UniqueRule;
  readonly keys: string;
  readonly texts: string;
}

/** One batch read again: the rows whose key repeats are in `side`, in source order. */
interface Marked {
  readonly request: StageRequest;
  readonly staged: StagedBatch;
  readonly input: InputRows;
  readonly side: string;
}

/**
 * Finds rows that repeat a key of the load (or of the table that it adds to) and makes them rejects; of rows with one key the
 * first by source order stays. A load without repeats pays one look at its key columns; one with repeats is read once more.
 * A key with a NULL repeats nothing.
 */
export async function rejectRepeats(
  duck: Duck,
  request: SettleRequest,
  rules: readonly UniqueRule[],
  world: World,
): Promise<readonly StagedBatch[]> {
  const broken = await findRepeats(duck, request, rules);
  if (broken.length === 0) return request.batches.map(({ staged }) => staged);
  const marked: Marked[] = [];
  for (const { request: stage, staged } of request.batches) marked.push(await mark(duck, stage, staged, broken));
  await assertAllMarked(duck, request, marked, broken);
  const repeats = await numberRepeats(duck, request, marked, broken);
  const batches: StagedBatch[] = [];
  for (const [index, one] of marked.entries()) batches.push(await settleBatch(duck, request, one, { index, repeats, broken }, world));
  return batches;
}

/** The rules that are broken by the staged rows, with the keys that repeat. */
export async function findRepeats(duck: Duck, request: SettleRequest, rules: readonly UniqueRule[]): Promise<readonly Broken[]> {
  const broken: Broken[] = [];
  for (const rule of rules) {
    const keys = await repeatedKeys(duck, request, rule);
    if (keys !== undefined) broken.push({ rule, keys, texts: await asEnum(duck, keys, rule) });
  }
  return broken;
}

/** Key values that stand more than once, as a table `k0, k1, ...`; undefined when there are none. */
async function repeatedKeys(duck: Duck, { batches, layout, existing }: SettleRequest, rule: UniqueRule): Promise<string | undefined> {
  const files = batches.flatMap(({ staged }) => staged.files);
  if (files.length === 0) return undefined;
  const columns: readonly ScanColumn[] = rule.columns.map((name) => layout.columns.find((column) => column.name === name)!);
  const keys = rule.columns.map((name, index) => `${ident(name)} AS k${index}`).join(", ");
  const whole = rule.columns.map((name) => `${ident(name)} IS NOT NULL`).join(" AND ");
  const staged = `SELECT ${keys} FROM ${filesSql(files, columns)} WHERE ${whole}`;
  const old = existing && existing.files.length > 0 ? existing.columns.filter((column) => rule.columns.includes(column.name)) : [];
  const same = rule.columns.map((name, index) => `new.k${index} = old.${ident(name)}`).join(" AND ");
  const known =
    old.length === rule.columns.length
      ? ` UNION SELECT new.* FROM (${staged}) AS new SEMI JOIN ${scanSql(existing!, old)} AS old ON ${same}`
      : "";
  const table = `repeated_${duck.next()}`;
  await duck.run(`CREATE TEMP TABLE ${table} AS SELECT * FROM (${staged}) GROUP BY ALL HAVING count(*) > 1${known}`, {
    action: `judge ${rule.id}`,
  });
  const [row] = await duck.rows(`SELECT count(*) AS n FROM ${table}`, { action: `judge ${rule.id}` });
  return Number(row!["n"]) > 0 ? table : undefined;
}

/** Looking a key up in an ENUM keeps the order of rows, which a join (that is: `IN` a table) does not. */
async function asEnum(duck: Duck, keys: string, rule: UniqueRule): Promise<string> {
  const name = `${keys}_texts`;
  const text = keyText(rule.columns.map((_, index) => `k${index}`));
  await duck.run(`CREATE TYPE ${name} AS ENUM (SELECT DISTINCT ${text} FROM ${keys})`, { action: `judge ${rule.id}` });
  return name;
}

/** A key as one text. Two keys with one text do no harm: what is looked up so is judged by its values after that. */
function keyText(values: readonly string[]): string {
  return `concat_ws(chr(31), ${values.map((value) => `${value}::VARCHAR`).join(", ")})`;
}

/** Reads a batch again, in order, and keeps the raw values of the good rows whose key repeats. */
async function mark(duck: Duck, request: StageRequest, staged: StagedBatch, broken: readonly Broken[]): Promise<Marked> {
  const input = await inputRows(duck, request);
  const { plan } = request;
  const raw = input.again;
  const skip = skipSql(plan, request);
  const out = [...(raw.blank === undefined ? [] : [raw.blank]), ...(skip === undefined ? [] : [skip])];
  const kept = [...plan.columns.map((_, index) => `r${index}: r${index}`), ...(raw.also ?? []).map((name) => `${name}: ${name}`)];
  const repeats = broken.map(
    ({ rule, texts }) => `TRY_CAST(${keyText(rule.columns.map((name) => operandOf(plan, name).sql))} AS ${texts}) IS NOT NULL`,
  );
  const never = [...out, `NOT (${passSql(plan, raw, request.cursor?.column) ?? "true"})`]
    .map((condition) => `WHEN ${condition} THEN NULL`)
    .join(" ");
  const limited =
    request.limit === undefined
      ? `(${valuesSql(raw, ["file"])})`
      : `(SELECT * FROM (${valuesSql(raw, ["file"])}) WHERE ${out.length === 0 ? "true" : `NOT coalesce(${out.join(" OR ")}, false)`} LIMIT ${request.limit})`;
  const side = `${duck.options.scratch}/repeats-${duck.next()}.parquet`;
  const select = `SELECT file, CASE ${never} WHEN ${repeats.join(" OR ")} THEN {${kept.join(", ")}} ELSE NULL END AS bad FROM ${limited}`;
  await inSourceOrder(duck, () =>
    duck.run(`COPY (${select}) TO ${literal(side)} (FORMAT parquet, COMPRESSION snappy)`, {
      action: "find the repeated rows",
      folder: duck.options.scratch,
    }),
  );
  return { request, staged, input, side };
}

/** The rows of the source that were marked are those of the staged files whose key repeats: none is lost on the way. */
async function assertAllMarked(duck: Duck, { layout }: SettleRequest, marked: readonly Marked[], broken: readonly Broken[]): Promise<void> {
  const names = new Set(broken.flatMap(({ rule }) => rule.columns));
  const columns: readonly ScanColumn[] = layout.columns.filter((column) => names.has(column.name));
  const files = marked.flatMap(({ staged }) => staged.files);
  const repeated = broken.map(
    ({ rule, keys }) =>
      `EXISTS (SELECT 1 FROM ${keys} WHERE ${rule.columns.map((name, key) => `k${key} = staged.${ident(name)}`).join(" AND ")})`,
  );
  const sides = literalList(marked.map(({ side }) => side));
  const [row] = await duck.rows(
    `SELECT (SELECT count(*) FROM ${filesSql(files, columns)} AS staged WHERE ${repeated.join(" OR ")}) AS staged, (SELECT count(bad) FROM read_parquet(${sides})) AS marked`,
    { action: "find the repeated rows" },
  );
  if (Number(row!["staged"]) === Number(row!["marked"])) return;
  throw new DativoError(
    "bug",
    `${String(row!["staged"])} staged rows repeat a key, but ${String(row!["marked"])} were found again in the source`,
  );
}

/** Every row but the first of its key, over all batches: a table of batch, row number and the index of the broken rule. */
async function numberRepeats(
  duck: Duck,
  { plan, existing }: SettleRequest,
  marked: readonly Marked[],
  broken: readonly Broken[],
): Promise<string> {
  const table = `repeats_${duck.next()}`;
  const rows = marked
    .map(
      (one, batch) => `SELECT ${batch} AS batch, * FROM (${valuesSql(brokenRaw(one.input.again, plan.columns.length, one.side), ["n"])})`,
    )
    .join(" UNION ALL ");
  const parts = broken.map(({ rule, keys }, index) => {
    const values = rule.columns.map((name) => operandOf(plan, name).sql);
    const known = existing ? existing.columns.filter((column) => rule.columns.includes(column.name)) : [];
    const inTable =
      existing && existing.files.length > 0 && known.length === rule.columns.length
        ? ` OR (${values.join(", ")}) IN (SELECT (${rule.columns.map(ident).join(", ")}) FROM ${scanSql(existing, known)})`
        : "";
    return `SELECT batch, n, ${index} AS rule FROM (${rows}) WHERE (${values.join(", ")}) IN (SELECT (${rule.columns.map((_, key) => `k${key}`).join(", ")}) FROM ${keys}) QUALIFY row_number() OVER (PARTITION BY ${values.join(", ")} ORDER BY batch, n) > 1${inTable}`;
  });
  await duck.run(
    `CREATE TEMP TABLE ${table} AS SELECT batch, n, list_sort(list(rule)) AS broken FROM (${parts.join(" UNION ALL ")}) GROUP BY batch, n`,
    { action: "number the repeated rows" },
  );
  return table;
}

interface Repeats {
  readonly index: number;
  readonly repeats: string;
  readonly broken: readonly Broken[];
}

async function settleBatch(duck: Duck, request: SettleRequest, one: Marked, repeats: Repeats, world: World): Promise<StagedBatch> {
  const rejects = await gather(duck, request, one, repeats, world);
  const files =
    rejects.count === 0 || request.policy === "strict" ? one.staged.files : await withoutRepeats(duck, request, one, repeats, world);
  await world.files.remove(one.side);
  if (rejects.count === 0) return one.staged;
  return { ...one.staged, landed: one.staged.landed - rejects.count, files, rejects: joined(one.staged.rejects, rejects) };
}

async function gather(
  duck: Duck,
  { plan, policy }: SettleRequest,
  one: Marked,
  { index, repeats, broken }: Repeats,
  world: World,
): Promise<Rejects> {
  const checks = broken.map(({ rule }): Check => ({
    rule: rule.id,
    ...(rule.columns.length === 1 ? { column: rule.columns[0]! } : {}),
    message: rule.message,
    severity: "error",
    ok: "true",
  }));
  const tally = newTally(plan, checks, []);
  const spans = await duck.rows(
    `SELECT file, min(file_row_number) AS first, count(*) AS n FROM read_parquet(${literal(one.side)}, file_row_number = true) GROUP BY file`,
    { action: "find the repeated rows" },
  );
  const file = one.staged.rejects.file ?? `${duck.options.scratch}/repeats-${String(index).padStart(5, "0")}.ndjson`;
  for (const input of one.request.batch.files) {
    const span = spans.find((row) => row["file"] === input.path);
    if (!span) continue;
    const lines = await linesOf(
      one,
      input,
      { rows: Number(span["n"]), dropped: await unreadableLines(one.staged.rejects.file, input.origin, world) },
      world,
    );
    for await (const block of duck.blocks(repeatsSql(one, repeats, index, input.path), { action: "read the repeated rows" })) {
      const rows: RejectedRow[] = block.map((row) =>
        rejectedRow(row, checks, one.request, input, lines?.ofRow(Number(row["n"]) - Number(span["first"]))),
      );
      rows.forEach(tally.add);
      if (policy === "warn") await world.files.append(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    }
  }
  return { ...tally.result(), ...(policy === "warn" ? { file } : {}) };
}

/** Lines of records that were no rows, which the row numbers pass over. */
async function unreadableLines(file: string | undefined, origin: string, world: World): Promise<readonly number[]> {
  const text = file === undefined ? undefined : await world.files.readTextIfThere(file);
  const rows = (text ?? "").split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as RejectedRow]));
  return rows.flatMap((row) =>
    row.source_file === origin && row.source_line !== null && row.rules[0]!.startsWith("record.") ? [row.source_line] : [],
  );
}

function repeatsSql({ request: { plan }, input, side }: Marked, repeats: string, index: number, path: string): string {
  const texts = plan.columns.map((_, column) => `rows.r${column}::VARCHAR AS t${column}`);
  const also = (input.again.also ?? []).map((name) => `rows.${name}`);
  return `SELECT rows.n, marks.broken, ${[...texts, ...also].join(", ")} FROM (SELECT * FROM ${brokenRaw(input.again, plan.columns.length, side).from}) AS rows JOIN ${repeats} AS marks ON marks.batch = ${index} AND marks.n = rows.n WHERE rows.file = ${literal(path)} ORDER BY rows.n`;
}

/** The batch's files once more: rows whose key stands once as they are, and of the others the first. */
async function withoutRepeats(
  duck: Duck,
  { plan, layout }: SettleRequest,
  one: Marked,
  { index, repeats, broken }: Repeats,
  world: World,
): Promise<StagedBatch["files"]> {
  const names = layout.columns.map((column) => ident(column.name)).join(", ");
  const single = broken
    .map(
      ({ rule, keys }) =>
        `NOT EXISTS (SELECT 1 FROM ${keys} WHERE ${rule.columns.map((name, key) => `k${key} = staged.${ident(name)}`).join(" AND ")})`,
    )
    .join(" AND ");
  const firsts = `SELECT ${layout.columns.map((column) => `${layoutValue(plan, column)} AS ${ident(column.name)}`).join(", ")} FROM (${valuesSql(brokenRaw(one.input.again, plan.columns.length, one.side), ["n"])}) WHERE n NOT IN (SELECT n FROM ${repeats} WHERE batch = ${index})`;
  const select = `SELECT ${names} FROM ${filesSql(one.staged.files, layout.columns)} AS staged WHERE ${single} UNION ALL ${firsts}`;
  const files = await writeFiles(duck, { select, layout, name: `${String(one.request.index).padStart(5, "0")}-once` }, world);
  for (const file of one.staged.files) await world.files.remove(file.path);
  return files;
}

/** Rows that repeat come behind those that were rejected for themselves. */
function joined(first: Rejects, second: Rejects): Rejects {
  const file = second.file ?? first.file;
  return {
    count: first.count + second.count,
    rules: [...first.rules, ...second.rules],
    examples: [...first.examples, ...second.examples].slice(0, 20),
    ...(file === undefined ? {} : { file }),
  };
}
