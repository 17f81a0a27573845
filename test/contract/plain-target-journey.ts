import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { spawnSync } from "node:child_process";
import os from "node:os";
import path from "node:path";
import type { ZodType } from "zod";
import type { TargetPlugin } from "../../src/kit/target.ts";
import { realWorld } from "../../src/kit/world.ts";
import csv from "../../src/plugins/sources/csv/index.ts";
import duckdb from "../../src/plugins/engines/duckdb/index.ts";
import type { ContractPlan } from "../../src/spec/contract-plan.ts";
import type { PartitionField } from "../../src/spec/partitioning.ts";
import { planOf } from "./plain-table-trial.ts";

const python = process.env["DATIVO_PYTHON"] ?? path.resolve(".cache/venv/bin/python");

/** Whether a reader that we did not write is there. */
export const hasPython = existsSync(python);

/** Runs a Python script with arguments and returns what it printed, as JSON. */
export function askPython(script: string, ...given: string[]): unknown {
  const done = spawnSync(python, ["-c", script, ...given], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(done.stderr);
  return JSON.parse(done.stdout) as unknown;
}

const decimal = { kind: "decimal", precision: 9, scale: 1 } as const;

/** npm's vega-datasets: 1,461 days of weather. */
export const weather: { readonly file: string; readonly plan: ContractPlan } = {
  file: path.resolve("node_modules/vega-datasets/data/seattle-weather.csv"),
  plan: planOf({
    date: { kind: "date", required: true },
    precipitation: decimal,
    temp_max: decimal,
    temp_min: decimal,
    wind: { kind: "double" },
    weather: { kind: "string" },
  }),
};

/** Lands a real CSV file through source, engine and target; the folder of the table is what a stranger would open. */
export async function landWeather(plugin: TargetPlugin, partitioning: readonly PartitionField[] = []) {
  const world = realWorld();
  const root = mkdtempSync(path.join(os.tmpdir(), "dativo-journey-"));
  const signal = new AbortController().signal;
  const request = {
    config: (plugin.config as ZodType).parse({ warehouse: "lake" }),
    root,
    table: { namespace: "acme", name: "weather" },
    job: "weather",
  };
  const session = await (await plugin.load()).open(request, world);
  const layout = await session.prepare({
    runId: "r1",
    plan: weather.plan,
    mode: "append",
    partitioning,
    sortBy: [],
    ingestDate: "2026-11-21",
    startsOver: false,
    targetFileBytes: 128_000_000,
  });
  const engine = await (await duckdb.load()).open({ memory: 256_000_000, threads: 1, scratch: path.join(root, "scratch"), signal }, world);
  const source = (await csv.load()).extract(
    { config: (csv.config as ZodType).parse({ files: [{ path: weather.file }] }), root, scratch: path.join(root, "scratch"), signal },
    world,
  );
  const batch = (await source.next()).value!;
  if (!("files" in batch && Array.isArray(batch.files))) throw new Error("the source yielded no batch");
  const staged = await engine.stage({
    batch: batch as Parameters<typeof engine.stage>[0]["batch"],
    index: 0,
    plan: weather.plan,
    policy: "strict",
    extraColumns: "error",
    layout,
  });
  const committed = await session.commit({
    runId: "r1",
    mode: "append",
    overwrite: "table",
    files: staged.files,
    deleteFiles: [],
    quarantine: { files: [], replace: false },
    state: undefined,
    properties: {},
    summary: {},
  });
  await engine.close();
  await source.return(undefined);
  return {
    folder: path.join(root, "lake/acme/weather"),
    staged,
    committed,
    session,
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}
