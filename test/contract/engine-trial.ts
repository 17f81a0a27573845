import { mkdtempSync, rmSync, writeFileSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Engine, EngineSession, StageRequest } from "../../src/kit/engine.ts";
import { realWorld } from "../../src/kit/world.ts";
import type { Batch, InputFormat } from "../../src/spec/batch.ts";
import type { ContractPlan, PlanColumn, RowRule } from "../../src/spec/contract-plan.ts";
import type { DataFile, WriteLayout } from "../../src/spec/data-file.ts";
import type { DataType } from "../../src/spec/data-type.ts";

/** An engine at work in a folder of its own. */
export interface EngineTrial {
  readonly folder: string;
  readonly session: EngineSession;
  readonly abort: AbortController;
  /** Writes an input file and describes it as a batch. */
  batch(name: string, content: string | Uint8Array, format?: Partial<InputFormat>, columns?: readonly string[]): Batch;
  /** Rows of written files, as text, in file order. */
  rows(files: readonly DataFile[], columns: readonly PlanColumn[]): Promise<readonly Readonly<Record<string, string | null>>[]>;
  end(): Promise<void>;
}

/** Opens an engine with little memory in a fresh temporary folder. */
export async function engineTrial(
  engine: Engine,
  options: { readonly memory?: number; readonly threads?: number } = {},
): Promise<EngineTrial> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "dativo-engine-"));
  const abort = new AbortController();
  const session = await engine.open(
    { memory: options.memory ?? 256_000_000, threads: options.threads ?? 2, scratch: path.join(folder, "scratch"), signal: abort.signal },
    realWorld(),
  );
  return {
    folder,
    session,
    abort,
    batch: (name, content, format = {}, columns) => batchOf(path.join(folder, name), content, format, columns),
    rows: (files, columns) =>
      session.readRows(
        {
          files: files.map((file) => ({ path: file.path, format: file.format, rows: file.rows, deletes: [] })),
          columns: columns.map((column, index) => ({ name: column.name, type: column.type, fieldId: index + 1 })),
        },
        { limit: 1_000_000 },
      ),
    end: async () => {
      await session.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const csv: Extract<InputFormat, { kind: "csv" }> = {
  kind: "csv",
  delimiter: ",",
  quote: '"',
  escape: '"',
  header: true,
  compression: "none",
  nullValues: [],
};

function batchOf(file: string, content: string | Uint8Array, given: Partial<InputFormat>, columns?: readonly string[]): Batch {
  writeFileSync(file, content);
  const format =
    given.kind === undefined || given.kind === "csv" ? { ...csv, ...given } : ({ compression: "none", ...given } as InputFormat);
  const header =
    columns ?? (format.kind === "csv" && typeof content === "string" ? content.split(/\r?\n/, 1)[0]!.split(format.delimiter) : undefined);
  return {
    files: [{ path: file, origin: path.basename(file), sizeBytes: statSync(file).size, modifiedMs: 0 }],
    format,
    ...(header ? { columns: header } : {}),
  };
}

/** Two batches as one: their files must agree in columns. */
export function together(...batches: readonly Batch[]): Batch {
  return { ...batches[0]!, files: batches.flatMap((batch) => batch.files) };
}

/** Columns by name; `!` behind the name makes it required. */
export function columnsOf(types: Readonly<Record<string, DataType>>): readonly PlanColumn[] {
  return Object.entries(types).map(([name, type]) => ({
    name: name.replace("!", ""),
    sourceName: name.replace("!", ""),
    type,
    required: name.endsWith("!"),
    sensitive: false,
  }));
}

/** A plan of columns and row rules. */
export function planOf(columns: readonly PlanColumn[], more: Partial<ContractPlan> = {}): ContractPlan {
  return { contract: { id: "trial", version: "1.0.0", name: "trial" }, columns, primaryKey: [], rowRules: [], setRules: [], ...more };
}

/** A row rule of severity `error`. */
export function rule(id: string, predicate: RowRule["predicate"] & { readonly column: string }, more: Partial<RowRule> = {}): RowRule {
  return { id, column: predicate.column, predicate, message: `breaks ${id}`, severity: "error", ...more };
}

/** A Parquet layout of a plan's columns, with field ids from 1. */
export function layoutOf(folder: string, columns: readonly PlanColumn[], more: Partial<WriteLayout> = {}): WriteLayout {
  return {
    format: "parquet",
    folder: path.join(folder, "landed"),
    filePrefix: "run-",
    columns: columns.map((column, index) => ({ name: column.name, type: column.type, fieldId: index + 1 })),
    partitioning: [],
    hiveFolders: false,
    sortBy: [],
    targetFileBytes: 100_000_000,
    ...more,
  };
}

/** A request with everything at its simplest. */
export function stageRequest(trial: EngineTrial, batch: Batch, plan: ContractPlan, more: Partial<StageRequest> = {}): StageRequest {
  return { batch, index: 0, plan, policy: "warn", extraColumns: "error", layout: layoutOf(trial.folder, plan.columns), ...more };
}
