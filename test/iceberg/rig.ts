import { mkdtempSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { ContractPlan, PlanColumn } from "../../src/spec/contract-plan.ts";
import type { ColumnStats, DataFile, LayoutColumn, WriteLayout } from "../../src/spec/data-file.ts";
import type { DataType } from "../../src/spec/data-type.ts";
import { renderTransform } from "../../src/spec/partitioning.ts";
import type { Load, LoadState, PrepareRequest, TargetSession } from "../../src/kit/target.ts";
import { realWorld } from "../../src/kit/world.ts";
import disk from "../../src/plugins/stores/disk/index.ts";
import sqlite from "../../src/plugins/catalogs/sqlite/index.ts";
import iceberg from "../../src/plugins/targets/iceberg/index.ts";

/** A fresh folder, removed by the returned function. */
export function temporaryFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), "dativo-iceberg-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Opens the Iceberg target on a warehouse folder. */
export async function openTable(
  warehouse: string,
  table: string,
  options: { job?: string; properties?: Record<string, string> } = {},
): Promise<TargetSession> {
  const target = await iceberg.load();
  return target.open(
    {
      config: { warehouse, ...(options.properties ? { properties: options.properties } : {}) },
      root: warehouse,
      table: { namespace: "ns", name: table },
      job: options.job ?? "job",
      plugins: { stores: { disk }, catalogs: { sqlite } },
    },
    realWorld(),
  );
}

/** A column of a test contract: `id:long!` is required, `id:long! #a` has the property id `a`. */
export function column(name: string, type: DataType | DataType["kind"], more: Partial<PlanColumn> = {}): PlanColumn {
  return {
    name,
    sourceName: name,
    type: typeof type === "string" ? ({ kind: type } as DataType) : type,
    required: false,
    sensitive: false,
    ...more,
  };
}

/** A contract without rules. */
export function contract(columns: readonly PlanColumn[], primaryKey: readonly string[] = [], version = "1.0.0"): ContractPlan {
  return { contract: { id: "c", version, name: "things" }, columns, primaryKey, rowRules: [], setRules: [] };
}

/** What `prepare` is asked, with the usual answers filled in. */
export function request(runId: string, plan: ContractPlan, more: Partial<PrepareRequest> = {}): PrepareRequest {
  return {
    runId,
    plan,
    mode: "append",
    partitioning: [],
    sortBy: [],
    ingestDate: "2026-11-21",
    startsOver: false,
    targetFileBytes: 134_217_728,
    ...more,
  };
}

/** A load that appends files, with the rest as given. */
export function load(runId: string, files: readonly DataFile[], more: Partial<Load> = {}): Load {
  return {
    runId,
    mode: "append",
    overwrite: "table",
    files,
    deleteFiles: [],
    quarantine: { files: [], replace: false },
    state: undefined,
    properties: {},
    summary: {},
    ...more,
  };
}

/** A state with a cursor. */
export function state(runId: string, cursor: string): LoadState {
  return { cursor: { column: "id", value: cursor }, runId, contractVersion: "1.0.0" };
}

let shared: Promise<DuckDBConnection> | undefined;

/** One DuckDB for all files of a test process. */
export async function duck(): Promise<DuckDBConnection> {
  shared ??= import("@duckdb/node-api")
    .then(({ DuckDBInstance }) => DuckDBInstance.create(":memory:"))
    .then((instance) => instance.connect());
  return shared;
}

/** Writes the rows of a query as data files in a layout: a stand-in for the engine, DuckDB alone. */
export async function writeFiles(layout: WriteLayout, query: string): Promise<DataFile[]> {
  const connection = await duck();
  await connection.run("SET TimeZone = 'UTC'");
  const folder = path.join(layout.folder, `w${process.pid}-${files++}`);
  await mkdir(folder, { recursive: true });
  const partition = layout.partitioning.map(
    (field, index) => `${transformSql(renderTransform(field.transform), field.column)} AS __p${index}`,
  );
  const by =
    partition.length > 0
      ? `, PARTITION_BY (${partition.map((_, index) => `__p${index}`).join(", ")}), OVERWRITE_OR_IGNORE`
      : ", PER_THREAD_OUTPUT";
  const columns = layout.columns.map((one) =>
    one.constant === undefined
      ? `"${one.name}"`
      : `'${one.constant}'::${one.type.kind === "date" ? "DATE" : one.type.kind === "timestamp" ? "TIMESTAMPTZ" : "VARCHAR"} AS "${one.name}"`,
  );
  const sql = `COPY (SELECT ${[...columns, ...partition].join(", ")} FROM (${query})) TO '${folder}' (FORMAT parquet, COMPRESSION zstd, FIELD_IDS {${layout.columns.map(fieldIds).join(", ")}}, RETURN_STATS, FILENAME_PATTERN '${layout.filePrefix}{uuid}'${by})`;
  return statsRows(await connection.runAndReadAll(sql), layout.partitioning.length);
}
let files = 0;

/** Writes a position-delete file for rows of one data file. */
export async function writeDeletes(layout: WriteLayout, dataFile: DataFile, positions: readonly number[]): Promise<DataFile> {
  const connection = await duck();
  await mkdir(layout.folder, { recursive: true });
  const file = path.join(layout.folder, `${layout.filePrefix}deletes-${process.pid}-${files++}.parquet`);
  const rows = positions.map((position) => `('${dataFile.path}', ${position}::BIGINT)`).join(", ");
  const sql = `COPY (SELECT * FROM (VALUES ${rows}) AS d(file_path, pos) ORDER BY ALL) TO '${file}' (FORMAT parquet, FIELD_IDS {file_path: 2147483546, pos: 2147483545}, RETURN_STATS)`;
  const [written] = statsRows(await connection.runAndReadAll(sql), 0);
  return { ...written!, partition: dataFile.partition };
}

function transformSql(transform: string, name: string): string {
  const quoted = `"${name}"`;
  if (transform === "identity") return quoted;
  if (transform === "day") return `(${quoted}::DATE - DATE '1970-01-01')`;
  if (transform === "month") return `(date_part('year', ${quoted})::INT - 1970) * 12 + date_part('month', ${quoted})::INT - 1`;
  if (transform === "year") return `date_part('year', ${quoted})::INT - 1970`;
  const truncate = /^truncate\[(\d+)\]$/.exec(transform);
  if (truncate) return `left(${quoted}, ${truncate[1]})`;
  throw new Error(`the rig does not know ${transform}`);
}

function fieldIds(one: LayoutColumn): string {
  const tree: Tree = { id: one.fieldId!, members: new Map() };
  for (const [nested, id] of Object.entries(one.nestedIds ?? {})) {
    let node = tree;
    for (const part of nested.slice(one.name.length + 1).split(".")) {
      const next: Tree = node.members.get(part) ?? { id: 0, members: new Map() };
      node.members.set(part, next);
      node = next;
    }
    node.id = id;
  }
  return `"${one.name}": ${renderTree(tree)}`;
}
interface Tree {
  id: number;
  members: Map<string, Tree>;
}
function renderTree(tree: Tree): string {
  if (tree.members.size === 0) return String(tree.id);
  return `{__duckdb_field_id: ${tree.id}, ${[...tree.members].map(([name, member]) => `"${name}": ${renderTree(member)}`).join(", ")}}`;
}

interface StatsEntry {
  readonly key: string;
  readonly value: { readonly entries: readonly { readonly key: string; readonly value: string }[] };
}

function statsRows(result: { getRows(): unknown[][] }, partitions: number): DataFile[] {
  return result.getRows().map((row) => {
    const [file, rows, bytes, , stats, keys] = row as [
      string,
      bigint,
      bigint,
      bigint,
      { entries: readonly StatsEntry[] },
      { entries: readonly { key: string; value: string | null }[] } | null,
    ];
    const partition = Array.from(
      { length: partitions },
      (_, index) => keys?.entries.find((entry) => entry.key === `__p${index}`)?.value ?? null,
    );
    return {
      path: file,
      format: "parquet",
      rows: Number(rows),
      bytes: Number(bytes),
      partition,
      columns: Object.fromEntries(stats.entries.map((entry) => [pathOf(entry.key), statsOf(entry)])),
    };
  });
}

function pathOf(key: string): string {
  return [...key.matchAll(/"((?:[^"]|"")*)"/g)].map((part) => part[1]!.replaceAll('""', '"')).join(".");
}

function statsOf(entry: StatsEntry): ColumnStats {
  const facts = new Map(entry.value.entries.map((fact) => [fact.key, fact.value]));
  return {
    values: Number(facts.get("num_values")),
    nulls: Number(facts.get("null_count")),
    sizeBytes: Number(facts.get("column_size_bytes")),
    ...(facts.has("min") ? { min: facts.get("min")! } : {}),
    ...(facts.has("max") ? { max: facts.get("max")! } : {}),
    ...(facts.has("has_nan") ? { hasNan: facts.get("has_nan") === "true" } : {}),
  };
}

/** Prepares, writes and appends in one go; the usual first step of a test. */
export async function appendRows(
  session: TargetSession,
  runId: string,
  plan: ContractPlan,
  query: string,
  more: { prepare?: Partial<PrepareRequest>; load?: Partial<Load> } = {},
): Promise<DataFile[]> {
  const layout = await session.prepare(request(runId, plan, more.prepare));
  const written = await writeFiles(layout, query);
  await session.commit(load(runId, written, more.load));
  return written;
}
