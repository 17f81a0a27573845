import type { StageRequest } from "../../../kit/engine.ts";
import type { World } from "../../../kit/world.ts";
import type { RejectedRow, RejectExample, Rejects, RuleCount } from "../../../spec/outcome.ts";
import { inSourceOrder, type Duck, type Row } from "./connection.ts";
import { errorChecks, valuesSql, type Check, type RawRows } from "./judge-sql.ts";

/** What is known of a batch when its rejected rows are gathered. */
export interface Suspects {
  readonly request: StageRequest;
  readonly raw: RawRows;
  readonly tables: { readonly errors: string; readonly scans: string };
  /** How many rows broke a rule while the good ones were written. */
  readonly broken: number;
  readonly pass: string | undefined;
  readonly positions: readonly (number | undefined)[];
}

/** Nothing was rejected. */
export const noRejects: Rejects = { count: 0, rules: [], examples: [] };

const mostExamples = 20;

/** Reads the batch once more, in order, for where the broken rows stand and what they say; undefined when none is broken. */
export async function collectRejects(duck: Duck, suspects: Suspects, world: World): Promise<Rejects | undefined> {
  if (suspects.broken === 0) return undefined;
  const { request } = suspects;
  const checks = errorChecks(request.plan, suspects.raw);
  const tally = newTally(request, checks);
  const found = inSourceOrder(duck, async () => {
    const file = request.policy === "warn" ? `${duck.options.scratch}/rejects-${request.index}.ndjson` : undefined;
    if (file === undefined) for await (const block of brokenRows(duck, suspects, checks)) block.forEach(tally.add);
    else await world.files.writeStream(file, lines(brokenRows(duck, suspects, checks), tally));
    return { count: tally.count(), rules: tally.rules(), examples: tally.examples(), ...(file === undefined ? {} : { file }) };
  });
  return found;
}

async function* brokenRows(duck: Duck, suspects: Suspects, checks: readonly Check[]): AsyncGenerator<readonly RejectedRow[]> {
  const { plan, batch } = suspects.request;
  const origins = new Map(batch.files.map((file) => [file.path, file.origin]));
  const flags = checks.map((check, index) => `CASE WHEN ${check.ok} THEN NULL ELSE ${index} END`);
  const texts = plan.columns.map((_, index) => `r${index}`);
  const numbered: RawRows = { ...suspects.raw, from: `(SELECT *, row_number() OVER () AS n FROM ${suspects.raw.from})` };
  const sql = `SELECT file, n, [x FOR x IN [${flags.join(", ")}] IF x IS NOT NULL] AS broken, ${texts.join(", ")} FROM (${valuesSql(numbered, ["file", "n"])}) WHERE NOT (${suspects.pass ?? "true"})`;
  for await (const block of duck.blocks(sql, { action: "find the broken rows" })) {
    yield block.map((row) => rejectedRow(row, checks, suspects, origins));
  }
}

function rejectedRow(row: Row, checks: readonly Check[], { request }: Suspects, origins: ReadonlyMap<string, string>): RejectedRow {
  const broken = (row["broken"] as readonly (number | string)[]).map((index) => checks[Number(index)]!);
  const raw = Object.fromEntries(request.plan.columns.map((column, index) => [column.sourceName, row[`r${index}`] ?? null]));
  const header = request.batch.format.kind === "csv" && request.batch.format.header ? 1 : 0;
  return {
    rules: broken.map((check) => check.rule),
    columns: [...new Set(broken.map((check) => check.column))],
    reason: broken.map((check) => `${check.column} ${check.message}`).join("; "),
    source_file: origins.get(String(row["file"])) ?? String(row["file"]),
    source_line: Number(row["n"]) + header,
    raw: JSON.stringify(raw),
  };
}

async function* lines(blocks: AsyncIterable<readonly RejectedRow[]>, tally: Tally): AsyncGenerator<string> {
  for await (const block of blocks) {
    block.forEach(tally.add);
    yield block.map((row) => `${JSON.stringify(row)}\n`).join("");
  }
}

interface Tally {
  readonly add: (row: RejectedRow) => void;
  count(): number;
  rules(): readonly RuleCount[];
  examples(): readonly RejectExample[];
}

/** Counts broken rules and keeps the first examples. */
export function newTally(request: StageRequest, checks: readonly Check[]): Tally {
  const counts = new Map<string, RuleCount>();
  const examples: RejectExample[] = [];
  const byRule = new Map(checks.map((check) => [check.rule, check]));
  const sensitive = new Set(request.plan.columns.filter((column) => column.sensitive).map((column) => column.name));
  const sources = new Map(request.plan.columns.map((column) => [column.name, column.sourceName]));
  let count = 0;
  return {
    add: (row) => {
      count += 1;
      for (const rule of row.rules) counts.set(rule, counted(counts.get(rule), rule, byRule.get(rule)));
      if (examples.length < mostExamples) examples.push(exampleOf(row, byRule, sensitive, sources));
    },
    count: () => count,
    rules: () => [...counts.values()],
    examples: () => examples,
  };
}

function counted(known: RuleCount | undefined, rule: string, check: Check | undefined): RuleCount {
  if (known) return { ...known, count: known.count + 1 };
  return { rule, ...(check ? { column: check.column } : {}), message: check?.message ?? rule, severity: "error", count: 1 };
}

function exampleOf(row: RejectedRow, byRule: ReadonlyMap<string, Check>, sensitive: ReadonlySet<string>, sources: ReadonlyMap<string, string>): RejectExample {
  const rule = row.rules[0]!;
  const check = byRule.get(rule);
  const value = check && !sensitive.has(check.column) ? (JSON.parse(row.raw) as Record<string, unknown>)[sources.get(check.column)!] : undefined;
  return {
    rule,
    ...(check ? { column: check.column } : {}),
    reason: check ? `${check.column} ${check.message}` : row.reason,
    sourceFile: row.source_file,
    ...(row.source_line === null ? {} : { line: row.source_line }),
    ...(typeof value === "string" ? { value: value.slice(0, 200) } : {}),
  };
}
