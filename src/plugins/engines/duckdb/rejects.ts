import type { StageRequest } from "../../../kit/engine.ts";
import type { World } from "../../../kit/world.ts";
import type { InputFile } from "../../../spec/batch.ts";
import type { RejectedRow, Rejects } from "../../../spec/outcome.ts";
import { copyBrokenLines, type BrokenLines } from "./broken-lines.ts";
import { inSourceOrder, type Duck, type Row } from "./connection.ts";
import { errorChecks, passSql, valuesSql, type Check, type RawRows } from "./judge-sql.ts";
import { csvRecordLines, jsonObjectLines, lineByLine, type RecordLines } from "./record-lines.ts";
import { newTally, type Tally } from "./reject-tally.ts";
import { ident, literal } from "./sql-text.ts";
import { tellLines } from "./tell-lines.ts";
import type { Suspects } from "./suspects.ts";
import { unreadableRecords, type UnreadableRecord } from "./unreadable-records.ts";

/** Nothing was rejected. */
export const noRejects: Rejects = { count: 0, rules: [], examples: [] };

/** The rejects of a batch and, in `cursorMax`, the greatest cursor among them. */
export interface Gathered {
  readonly rejects: Rejects;
  /** How many of them were no rows at all. */
  readonly unreadable: number;
  readonly cursorMax?: string;
}

/**
 * Gathers what was rejected. Records that were no rows are known from the landing pass; for the rows that broke a rule
 * the batch is read once more, in order, which a clean batch never pays for.
 */
export async function gatherRejects(duck: Duck, suspects: Suspects, world: World): Promise<Gathered> {
  const { request, input } = suspects;
  const records = await unreadableRecords(duck, input.unreadable, request);
  if (suspects.broken === 0 && records.length === 0) return { rejects: noRejects, unreadable: 0 };
  const lines = await copyBrokenLines(duck, suspects, records, world);
  return lines ? gatherLines(duck, suspects, { lines, records }, world) : gatherRows(duck, suspects, records, world);
}

async function gatherLines(
  duck: Duck,
  suspects: Suspects,
  { lines, records }: { lines: BrokenLines; records: readonly UnreadableRecord[] },
  world: World,
): Promise<Gathered> {
  const checks = errorChecks(suspects.request.plan, lines.raw, suspects.request.cursor?.column);
  const rejects = await inSourceOrder(duck, () => tellLines(duck, suspects, lines, { checks, records }, world));
  const cursorMax = await greatestCursor(duck, suspects, lines.raw);
  await lines.remove();
  return { rejects, unreadable: records.length, ...(cursorMax === undefined ? {} : { cursorMax }) };
}

async function gatherRows(duck: Duck, suspects: Suspects, records: readonly UnreadableRecord[], world: World): Promise<Gathered> {
  const { request } = suspects;
  const evidence = await evidenceOfRows(duck, suspects, records, world);
  const tally = newTally(request.plan, evidence.checks, records);
  const file = await writeRejects(evidence.rows, request, duck, tally, world);
  const cursorMax = await greatestCursor(duck, suspects, evidence.raw);
  await evidence.remove();
  return {
    rejects: { ...tally.result(), ...(file === undefined ? {} : { file }) },
    unreadable: records.length,
    ...(cursorMax === undefined ? {} : { cursorMax }),
  };
}

/** The broken rows once more, with everything that is said of each. */
interface Evidence {
  readonly checks: readonly Check[];
  readonly raw: RawRows;
  readonly rows: AsyncGenerator<readonly RejectedRow[]>;
  remove(): Promise<void>;
}

async function evidenceOfRows(duck: Duck, suspects: Suspects, records: readonly UnreadableRecord[], world: World): Promise<Evidence> {
  const { request, input } = suspects;
  const side = `${duck.options.scratch}/broken-${duck.next()}.parquet`;
  await inSourceOrder(duck, () =>
    duck.run(`COPY (${markSql(suspects)}) TO ${literal(side)} (FORMAT parquet, COMPRESSION snappy)`, {
      action: "find the broken rows",
      folder: duck.options.scratch,
    }),
  );
  const raw = brokenRaw(input.again, request.plan.columns.length, side);
  const checks = errorChecks(request.plan, input.again, request.cursor?.column);
  return { checks, raw, rows: rejectedRows(duck, suspects, { side, checks, records }, world), remove: () => world.files.remove(side) };
}

/** One line per row of the batch, in its order: its file, and its raw values where it broke a rule. */
function markSql({ request, input, skip }: Suspects): string {
  const raw = input.again;
  const values = [...request.plan.columns.map((_, index) => `r${index}: r${index}`), ...(raw.also ?? []).map((name) => `${name}: ${name}`)];
  const pass = passSql(request.plan, raw, request.cursor?.column) ?? "true";
  const out = [...(raw.blank === undefined ? [] : [raw.blank]), ...(skip === undefined ? [] : [skip])];
  const never = out.map((condition) => `WHEN ${condition} THEN NULL `).join("");
  const limit = request.limit === undefined ? "" : ` LIMIT ${request.limit}`;
  const rows =
    out.length > 0 && limit !== ""
      ? `SELECT * FROM (${valuesSql(raw, ["file"])}) WHERE NOT (${out.join(" OR ")})`
      : valuesSql(raw, ["file"]);
  return `SELECT file, CASE ${never}WHEN ${pass} THEN NULL ELSE {${values.join(", ")}} END AS bad FROM (${rows}${limit})`;
}

interface MarkedRows {
  readonly side: string;
  readonly checks: readonly Check[];
  readonly records: readonly UnreadableRecord[];
}

async function writeRejects(
  rows: AsyncGenerator<readonly RejectedRow[]>,
  request: StageRequest,
  duck: Duck,
  tally: Tally,
  world: World,
): Promise<string | undefined> {
  if (request.policy === "strict") {
    for await (const block of rows) block.forEach(tally.add);
    return undefined;
  }
  const file = `${duck.options.scratch}/rejects-${String(request.index).padStart(5, "0")}.ndjson`;
  await world.files.writeStream(file, lines(rows, tally));
  return file;
}

async function* lines(blocks: AsyncIterable<readonly RejectedRow[]>, tally: Tally): AsyncGenerator<string> {
  for await (const block of blocks) {
    block.forEach(tally.add);
    yield block.map((row) => `${JSON.stringify(row)}\n`).join("");
  }
}

/** File by file in the batch's order, and by line within a file. */
async function* rejectedRows(duck: Duck, suspects: Suspects, evidence: MarkedRows, world: World): AsyncGenerator<readonly RejectedRow[]> {
  const spans = await duck.rows(
    `SELECT file, min(file_row_number) AS first, count(*) AS n, count(bad) AS bad FROM read_parquet(${literal(evidence.side)}, file_row_number = true) GROUP BY file`,
    { action: "find the broken rows" },
  );
  for (const file of suspects.request.batch.files) {
    const span = spans.find((row) => row["file"] === file.path);
    const records = evidence.records.filter((record) => record.path === file.path);
    if (records.length === 0 && Number(span?.["bad"] ?? 0) === 0) continue;
    const lines = await linesOf(suspects, file, { rows: Number(span?.["n"] ?? 0), dropped: records.map((record) => record.record) }, world);
    const unreadable = records.map((record): RejectedRow => ({
      ...record.row,
      source_file: file.origin,
      source_line: lines?.ofRecord(record.record) ?? null,
    }));
    yield* merged(brokenRows(duck, suspects, evidence, file, Number(span?.["first"] ?? 0), lines), unreadable);
  }
}

/** Where the records of one file of a batch stand; undefined where rows have no lines. */
export async function linesOf(
  { request: { batch }, input: { numbering } }: Pick<Suspects, "request" | "input">,
  file: InputFile,
  counts: { rows: number; dropped: readonly number[] },
  world: World,
): Promise<RecordLines | undefined> {
  if (numbering === "record") return csvRecordLines(world, file, batch, counts);
  if (numbering === "object") return jsonObjectLines(world, file, batch, counts.rows);
  return lineByLine(counts.dropped);
}

/** Two sequences in source order become one. */
async function* merged(
  blocks: AsyncIterable<readonly RejectedRow[]>,
  others: readonly RejectedRow[],
): AsyncGenerator<readonly RejectedRow[]> {
  let next = 0;
  for await (const block of blocks) {
    const both: RejectedRow[] = [];
    for (const row of block) {
      while (next < others.length && (others[next]!.source_line ?? 0) < (row.source_line ?? 0)) both.push(others[next++]!);
      both.push(row);
    }
    yield both;
  }
  if (next < others.length) yield others.slice(next);
}

async function* brokenRows(
  duck: Duck,
  suspects: Suspects,
  { side, checks }: MarkedRows,
  file: InputFile,
  first: number,
  lines: RecordLines | undefined,
): AsyncGenerator<readonly RejectedRow[]> {
  const values = valuesSql(brokenRaw(suspects.input.again, suspects.request.plan.columns.length, side), ["file", "n"]);
  const sql = brokenSql(
    suspects.request.plan.columns.length,
    suspects.input.again.also ?? [],
    checks,
    values,
    ` WHERE file = ${literal(file.path)}`,
  );
  for await (const block of duck.blocks(sql, { action: "read the broken rows" })) {
    yield block.map((row) => rejectedRow(row, checks, suspects.request, file, lines?.ofRow(Number(row["n"]) - first)));
  }
}

/** Raw texts and broken checks of rows by number `n`, in its order. */
function brokenSql(columns: number, also: readonly string[], checks: readonly Check[], values: string, where: string): string {
  const flags = checks.map((check, index) => `CASE WHEN ${check.ok} THEN NULL ELSE ${index} END`);
  const texts = Array.from({ length: columns }, (_, index) => `r${index}::VARCHAR AS t${index}`);
  return `SELECT n, list_filter([${flags.join(", ")}], lambda x: x IS NOT NULL) AS broken, ${[...texts, ...also].join(", ")} FROM (${values})${where} ORDER BY n`;
}

/** The rows that a marking pass kept, in the shape that the rules know. */
export function brokenRaw(raw: RawRows, columns: number, side: string): RawRows {
  const names = [...Array.from({ length: columns }, (_, index) => `r${index}`), ...(raw.also ?? [])];
  const fine = raw.wellFormed ? [`coalesce(json_valid(bad.line) AND ltrim(bad.line, ' \t') LIKE '{%', false) AS ${raw.wellFormed.ok}`] : [];
  const members = names.map((name) => `bad.${ident(name)} AS ${name}`);
  return {
    ...raw,
    from: `(SELECT file, file_row_number AS n, ${[...members, ...fine].join(", ")} FROM read_parquet(${literal(side)}, file_row_number = true) WHERE bad IS NOT NULL)`,
  };
}

/** One row of a marked batch as a rejects file has it; its `broken` lists indices of checks. */
export function rejectedRow(
  row: Row,
  checks: readonly Check[],
  request: StageRequest,
  file: InputFile,
  line: number | undefined,
): RejectedRow {
  const all = (row["broken"] as readonly (number | string)[]).map((index) => checks[Number(index)]!);
  const broken = all[0]?.fatal ? [all[0]] : all;
  const text = row["line"];
  const texts = Object.fromEntries(request.plan.columns.map((column, index) => [column.sourceName, row[`t${index}`] ?? null]));
  return {
    rules: broken.map((check) => check.rule),
    columns: [...new Set(broken.flatMap((check) => (check.column === undefined ? [] : [check.column])))],
    reason: broken.map((check) => `${check.column ?? "the record"} ${check.message}`).join("; "),
    source_file: file.origin,
    source_line: line ?? null,
    raw: typeof text === "string" ? text : JSON.stringify(texts),
  };
}

async function greatestCursor(duck: Duck, { request }: Suspects, raw: RawRows): Promise<string | undefined> {
  if (request.cursor === undefined) return undefined;
  const index = request.plan.columns.findIndex((column) => column.name === request.cursor!.column);
  const rows = await duck.rows(`SELECT max(v${index})::VARCHAR AS most FROM (${valuesSql(raw)})`, { action: "find the latest cursor" });
  const most = rows[0]?.["most"];
  return typeof most === "string" ? most : undefined;
}
