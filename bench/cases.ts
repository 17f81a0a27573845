import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { compare, measure, median, type Command } from "./measure.ts";
import { ordersContract, writeOrders } from "./orders.ts";
import { writePlan } from "./plans.ts";

/** Where a case works and how hard. */
export interface BenchSettings {
  readonly rows: number;
  readonly runs: number;
  readonly root: string;
  /** Shared inputs. */
  readonly work: string;
  /** This case's own folder, removed afterwards. */
  readonly folder: string;
  readonly python: string;
}

/** What a case found, in words that fit a table. */
export interface Finding {
  readonly work: string;
  readonly against: string;
  readonly goal: string;
  readonly measured: string;
  readonly detail: string;
}

export interface Result extends Finding {
  readonly name: string;
  readonly machine: string;
}

export type BenchCase = (settings: BenchSettings) => Promise<Finding>;

const node = process.execPath;
const seconds = (value: number): string => `${value < 1 ? value.toFixed(3) : value.toFixed(2)} s`;
const megabytes = (value: number): string => `${Math.round(value / 1e6)} MB`;

/** Every case of the table in docs/performance.md, in its order. */
export const cases: Readonly<Record<string, BenchCase>> = {
  "csv-clean": (settings) => csvAgainstCopy(settings, false),
  "csv-dirty": (settings) => csvAgainstCopy(settings, true),
  "csv-dlt-batches": (settings) => csvAgainstDlt(settings, "batches", settings.rows, "<= 0.85"),
  "csv-dlt-rows": (settings) => csvAgainstDlt(settings, "rows", Math.min(settings.rows, 1_000_000), "<= 0.1"),
  memory: peakMemory,
  merge: mergeAgainstRewrite,
  "nothing-new": nothingNew,
  help: (settings) => startUp(settings, "`dativo --help`", ["--help"], "<= 1.6"),
  "validate-one": validateOne,
  "validate-many": validateMany,
  "audit-plan": auditPlan,
};

async function csvAgainstCopy(settings: BenchSettings, dirty: boolean): Promise<Finding> {
  const input = await orders(settings, settings.rows, dirty);
  const job = project(settings, input, { mode: "append", policy: dirty ? "warn" : "strict" });
  const ours = runJob(settings, job, dirty ? [1] : [0]);
  const found = await compare(ours, rawCopy(settings, input, dirty), settings.runs);
  return {
    work: dirty ? `the same with 1 % bad rows, \`warn\`` : `CSV, ${settings.rows / 1e6} M rows x 12 columns -> Iceberg, strict, 8 rules`,
    against: "raw DuckDB `COPY` to zstd Parquet",
    goal: dirty ? "<= 1.45" : "<= 1.20",
    measured: found.ratio.toFixed(2),
    detail: `${seconds(found.ours.seconds)} / ${seconds(found.rival.seconds)}, peak ${megabytes(found.ours.peakBytes)}`,
  };
}

async function csvAgainstDlt(settings: BenchSettings, how: "batches" | "rows", rows: number, goal: string): Promise<Finding> {
  const input = await orders(settings, rows, false);
  const job = project(settings, input, { mode: "append", policy: "strict" });
  const target = path.join(settings.folder, "dlt");
  const rival: Command = {
    argv: [settings.python, path.join(settings.root, "bench/rivals/dlt_load.py"), input, target, how],
    prepare: () => rmSync(target, { recursive: true, force: true }),
  };
  const found = await compare(runJob(settings, job, [0]), rival, settings.runs);
  return {
    work: `${rows / 1e6} M rows, clean`,
    against: how === "batches" ? "dlt fed with pyarrow batches, to Parquet, checking nothing" : "dlt fed with dictionaries",
    goal,
    measured: found.ratio.toFixed(3),
    detail: `${seconds(found.ours.seconds)} / ${seconds(found.rival.seconds)}`,
  };
}

async function peakMemory(settings: BenchSettings): Promise<Finding> {
  const peaks: number[] = [];
  for (const rows of [settings.rows, settings.rows * 4]) {
    const input = await orders(settings, rows, false);
    const command = runJob(settings, project(settings, input, { mode: "append", policy: "strict" }), [0]);
    const all: number[] = [];
    for (let run = 0; run < settings.runs; run++) all.push((await measure(command)).peakBytes);
    peaks.push(median(all));
    rmSync(path.join(settings.folder, "warehouse"), { recursive: true, force: true });
  }
  const [small = 0, large = 0] = peaks;
  return {
    work: `peak memory at ${settings.rows / 1e6} M and ${(settings.rows * 4) / 1e6} M rows`,
    against: "each other",
    goal: "both <= 600 MB, ratio <= 1.15",
    measured: (large / small).toFixed(2),
    detail: `${megabytes(small)}, ${megabytes(large)}`,
  };
}

async function mergeAgainstRewrite(settings: BenchSettings): Promise<Finding> {
  const base = await orders(settings, settings.rows, false);
  const changes = path.join(settings.work, `orders-changes-${settings.rows}.csv`);
  const changed = Math.round(settings.rows / 50);
  await writeOrders(changes, changed, { step: 50, version: 1 });
  const job = project(settings, base, { mode: "merge", policy: "strict" });
  const warehouse = path.join(settings.folder, "warehouse");
  const saved = path.join(settings.folder, "saved");
  await measure(runJob(settings, job, [0]));
  const { cpSync, renameSync } = await import("node:fs");
  renameSync(warehouse, saved);
  const merge = project(settings, changes, { mode: "merge", policy: "strict" });
  const ours: Command = {
    ...runJob(settings, merge, [0]),
    prepare: () => {
      rmSync(warehouse, { recursive: true, force: true });
      cpSync(saved, warehouse, { recursive: true });
    },
  };
  const table = path.join(settings.folder, "table.parquet");
  await measure(rawCopy(settings, base, false, table));
  const output = path.join(settings.folder, "rewritten.parquet");
  const rival: Command = { argv: [node, path.join(settings.root, "bench/rivals/duckdb-rewrite.ts"), table, changes, output] };
  const found = await compare(ours, rival, settings.runs);
  return {
    work: `merge of ${changed.toLocaleString("en")} changed rows into ${settings.rows / 1e6} M`,
    against: "rewriting the table (raw DuckDB, Parquet to Parquet)",
    goal: "<= 0.35",
    measured: found.ratio.toFixed(2),
    detail: `${seconds(found.ours.seconds)} / ${seconds(found.rival.seconds)}`,
  };
}

async function nothingNew(settings: BenchSettings): Promise<Finding> {
  const input = await orders(settings, 1000, false);
  const job = project(settings, input, { mode: "append", policy: "strict", incremental: true });
  const command = { ...runJob(settings, job, [0]), prepare: () => undefined };
  await measure(command);
  return againstNode(command, settings, "incremental run with nothing new", "<= 8");
}

async function startUp(settings: BenchSettings, work: string, args: readonly string[], goal: string): Promise<Finding> {
  return againstNode(
    { argv: [node, path.join(settings.root, "dist/bin/dativo.cjs"), ...args], cwd: settings.folder },
    settings,
    work,
    goal,
  );
}

async function validateOne(settings: BenchSettings): Promise<Finding> {
  const job = project(settings, await orders(settings, 1000, false), { mode: "append", policy: "strict" });
  return startUp(settings, "`dativo validate` of one job", ["validate", job], "<= 2.5");
}

async function validateMany(settings: BenchSettings): Promise<Finding> {
  const first = project(settings, await orders(settings, 1000, false), { mode: "append", policy: "strict" });
  const { readFileSync } = await import("node:fs");
  const text = readFileSync(first, "utf8");
  const folder = path.join(settings.folder, "many");
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < 10_000; index++)
    writeFileSync(path.join(folder, `job-${index}.yaml`), text.replace("tenant_id: bench", `tenant_id: bench${index}`));
  const ours: Command = { argv: [node, path.join(settings.root, "dist/bin/dativo.cjs"), "validate", folder], cwd: settings.folder };
  const rival: Command = { argv: [node, path.join(settings.root, "bench/rivals/parse-yaml.ts"), folder] };
  const found = await compare(ours, rival, settings.runs);
  return {
    work: "`dativo validate` of 10,000 jobs",
    against: "parsing those files with js-yaml",
    goal: "<= 4",
    measured: found.ratio.toFixed(2),
    detail: `${seconds(found.ours.seconds)} / ${seconds(found.rival.seconds)}`,
  };
}

async function auditPlan(settings: BenchSettings): Promise<Finding> {
  const resources = 10_000;
  const plan = path.join(settings.folder, "plan.json");
  writePlan(plan, resources);
  const ours: Command = { argv: [node, path.join(settings.root, "dist/bin/dativo.cjs"), "infra", "audit", plan], cwd: settings.folder };
  const rival: Command = { argv: [node, path.join(settings.root, "bench/rivals/parse-json.ts"), plan] };
  const found = await compare(ours, rival, Math.max(settings.runs, 15));
  return {
    work: `\`dativo infra audit\` of a plan with ${resources.toLocaleString("en")} resources`,
    against: "`JSON.parse` of that file",
    goal: "<= 3",
    measured: found.ratio.toFixed(2),
    detail: `${seconds(found.ours.seconds)} / ${seconds(found.rival.seconds)}`,
  };
}

async function againstNode(command: Command, settings: BenchSettings, work: string, goal: string): Promise<Finding> {
  const found = await compare(command, { argv: [node, "-e", "0"] }, Math.max(settings.runs, 15));
  return {
    work,
    against: "starting node",
    goal,
    measured: found.ratio.toFixed(2),
    detail: `${seconds(found.ours.seconds)} / ${seconds(found.rival.seconds)}`,
  };
}

async function orders(settings: BenchSettings, rows: number, dirty: boolean): Promise<string> {
  const file = path.join(settings.work, `orders-${rows}${dirty ? "-dirty" : ""}.csv`);
  await writeOrders(file, rows, { dirty });
  return file;
}

/** A project with one job in the case's folder; returns the job's path. */
function project(
  settings: BenchSettings,
  input: string,
  job: { mode: "append" | "merge"; policy: "strict" | "warn"; incremental?: boolean },
): string {
  mkdirSync(path.join(settings.folder, "jobs"), { recursive: true });
  writeFileSync(path.join(settings.folder, "contract.yaml"), ordersContract(job.mode === "merge"));
  const file = path.join(settings.folder, "jobs", `${path.basename(input, ".csv")}.yaml`);
  writeFileSync(
    file,
    `tenant_id: bench
source_connector: csv
target_connector: iceberg
asset_path: contract.yaml
schema_validation_mode: ${job.policy}
source:
  files: [{ path: ${input} }]
${job.incremental ? "  incremental: { strategy: file_modified_time }\n" : ""}target: { warehouse: warehouse, mode: ${job.mode} }
`,
  );
  return file;
}

function runJob(settings: BenchSettings, job: string, accepts: readonly number[]): Command {
  return {
    argv: [node, path.join(settings.root, "dist/bin/dativo.cjs"), "run", "--config", job],
    cwd: settings.folder,
    accepts,
    prepare: () => rmSync(path.join(settings.folder, "warehouse"), { recursive: true, force: true }),
  };
}

function rawCopy(settings: BenchSettings, input: string, dirty: boolean, output = path.join(settings.folder, "copy.parquet")): Command {
  return { argv: [node, path.join(settings.root, "bench/rivals/duckdb-copy.ts"), input, output, dirty ? ", ignore_errors = true" : ""] };
}
