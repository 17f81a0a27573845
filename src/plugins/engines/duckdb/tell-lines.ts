import type { World } from "../../../kit/world.ts";
import type { RejectedRow, Rejects } from "../../../spec/outcome.ts";
import type { BrokenLines } from "./broken-lines.ts";
import type { Duck } from "./connection.ts";
import { valuesSql, type Check } from "./judge-sql.ts";
import { newTally } from "./reject-tally.ts";
import { literal, literalList } from "./sql-text.ts";
import type { Suspects } from "./suspects.ts";
import type { UnreadableRecord } from "./unreadable-records.ts";

const where = { action: "tell the broken rows" };

/** In the order of the source: by record, the unreadable ones before the record that they stand before. */
const order = "ORDER BY nth, readable, source_line";

/**
 * What is wrong with the records that were copied, as Rejects: the engine judges, counts and writes them, so that many bad rows
 * cost little more than few.
 */
export async function tellLines(
  duck: Duck,
  suspects: Suspects,
  lines: BrokenLines,
  told: { readonly checks: readonly Check[]; readonly records: readonly UnreadableRecord[] },
  world: World,
): Promise<Rejects> {
  const { request } = suspects;
  const table = `rejected_${duck.next()}`;
  const scratch = `${duck.options.scratch}/${table}`;
  await writePlaces(lines, `${scratch}-places.csv`, world);
  await world.files.writeStream(`${scratch}-unreadable.ndjson`, unreadableLines(lines));
  await duck.run(`CREATE TEMP TABLE ${table} AS ${rejectedSql(suspects, lines, told.checks, scratch)}`, where);
  const file = `${duck.options.scratch}/rejects-${String(request.index).padStart(5, "0")}.ndjson`;
  const columns = 'rules, "columns", reason, source_file, source_line, raw';
  if (request.policy === "warn")
    await duck.run(`COPY (SELECT ${columns} FROM ${table} ${order}) TO ${literal(file)} (FORMAT json)`, {
      ...where,
      folder: duck.options.scratch,
    });
  const first = await duck.rows(`SELECT ${columns} FROM ${table} ${order} LIMIT 20`, where);
  const counts = await duck.rows(
    `SELECT rule, count(*) AS n FROM (SELECT unnest(rules) AS rule, rules, nth FROM ${table}) GROUP BY rule ORDER BY min(nth), min(list_position(rules, rule))`,
    where,
  );
  const [all] = await duck.rows(`SELECT count(*) AS n FROM ${table}`, where);
  await duck.run(`DROP TABLE ${table}`, where);
  for (const name of ["places.csv", "unreadable.ndjson"]) await world.files.remove(`${scratch}-${name}`);
  const tally = newTally(request.plan, told.checks, told.records);
  first.forEach((row) => tally.add(asRejected(row)));
  return {
    count: Number(all!["n"]),
    rules: counts.map((row) => tally.count(String(row["rule"]), Number(row["n"]))),
    examples: tally.result().examples,
    ...(request.policy === "warn" ? { file } : {}),
  };
}

function asRejected(row: Readonly<Record<string, unknown>>): RejectedRow {
  const line = row["source_line"];
  return { ...(row as unknown as RejectedRow), source_line: line === null ? null : Number(line) };
}

function rejectedSql({ request, input }: Suspects, lines: BrokenLines, checks: readonly Check[], scratch: string): string {
  const flags = checks.map((check, index) => `CASE WHEN ${check.ok} THEN NULL ELSE ${index + 1} END`);
  const raw = request.plan.columns.map((column, index) => `${literal(column.sourceName)}: r${index}`);
  const also = input.again.also ?? [];
  const rows = `SELECT n, list_filter([${flags.join(", ")}], lambda x: x IS NOT NULL) AS broken, to_json({${raw.join(", ")}})::VARCHAR AS raw${also.map((name) => `, ${name}`).join("")} FROM (${valuesSql(lines.raw, ["n"])})`;
  const reasons = checks.map((check) => (check.column === undefined ? `the record ${check.message}` : `${check.column} ${check.message}`));
  const pick = (texts: readonly string[]): string => `list_transform(broken, lambda x: ${literalList(texts)}[x])`;
  const columns = `list_filter(${pick(checks.map((check) => check.column ?? ""))}, lambda x: x <> '')`;
  const once = `list_filter(${columns}, lambda x, i: list_position(${columns}, x) = i)`;
  const origins = literalList(request.batch.files.map((file) => file.origin));
  const readable = `SELECT n AS nth, 1 AS readable, ${pick(checks.map((check) => check.rule))} AS rules, ${once} AS "columns", array_to_string(${pick(reasons)}, '; ') AS reason, ${origins}[place.file + 1] AS source_file, place.line AS source_line, raw FROM (${rows}) JOIN read_csv(${literal(`${scratch}-places.csv`)}, header = false, auto_detect = false, columns = {'n': 'BIGINT', 'file': 'INTEGER', 'line': 'BIGINT'}) AS place USING (n)`;
  const unreadable = `SELECT before AS nth, 0 AS readable, rules, "columns", reason, source_file, source_line, raw FROM read_json(${literal(`${scratch}-unreadable.ndjson`)}, format = 'newline_delimited', maximum_object_size = ${longestLine(lines)}, columns = {before: 'BIGINT', rules: 'VARCHAR[]', columns: 'VARCHAR[]', reason: 'VARCHAR', source_file: 'VARCHAR', source_line: 'BIGINT', raw: 'VARCHAR'})`;
  return lines.unreadable.length === 0 ? readable : `${readable} UNION ALL ${unreadable}`;
}

/** A thousand lines at a time. */
async function writePlaces({ places }: BrokenLines, file: string, world: World): Promise<void> {
  await world.files.writeStream(
    file,
    (async function* () {
      for (let start = 0; start < places.length; start += 1000) {
        yield places
          .slice(start, start + 1000)
          .map(({ file: index, line }, offset) => `${start + offset},${index},${line}\n`)
          .join("");
      }
    })(),
  );
}

async function* unreadableLines({ unreadable }: BrokenLines): AsyncGenerator<string> {
  for (const { before, row } of unreadable) yield `${JSON.stringify({ before, ...row })}\n`;
}

/** Bytes: the reader takes several times as much memory, so no more than the longest record needs, every byte of it escaped. */
function longestLine({ unreadable }: BrokenLines): number {
  return Math.max(1_000_000, ...unreadable.map(({ row }) => Buffer.byteLength(row.raw) * 2 + 10_000));
}
