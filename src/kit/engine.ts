import type { Batch, Cursor } from "../spec/batch.ts";
import type { ContractPlan } from "../spec/contract-plan.ts";
import type { DataFile, TableScan, WriteLayout } from "../spec/data-file.ts";
import type { DataType } from "../spec/data-type.ts";
import type { SetVerdict, StagedBatch } from "../spec/outcome.ts";
import type { World } from "./world.ts";

/** What converts and judges rows. */
export interface EnginePlugin {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Engine>;
}

/** Limits and places of one session. */
export interface EngineOptions {
  /** Bytes the engine may hold in memory; it spills to `scratch` beyond. */
  readonly memory: number;
  readonly threads: number;
  readonly scratch: string;
  readonly signal: AbortSignal;
}

/** Opens sessions; what an engine plugin loads to. */
export interface Engine {
  open(options: EngineOptions, world: World): Promise<EngineSession>;
}

/** An engine at work for one run. */
export interface EngineSession {
  /** Column names and types as the data suggests them, from a sample; `required` when no NULL was seen. */
  infer(batch: Batch): Promise<readonly InferredColumn[]>;
  /** Converts and judges one batch and writes the good rows in the layout. In `strict`, `landed` files are of no use once rejects.count > 0. */
  stage(request: StageRequest): Promise<StagedBatch>;
  /**
   * Judges the whole load: set rules over all staged batches. In `warn`, rows that break a `unique` rule are moved from the
   * staged files to the rejects (the first by source order stays). `existing` is what the table already holds and keeps.
   */
  settle(request: SettleRequest): Promise<Settled>;
  /** Which rows of the table have a key that the staged rows bring again. */
  matchKeys(request: MatchRequest): Promise<Matched>;
  /**
   * Writes rejected rows, with the given constants, as quarantine rows in the layout. `rows` are NDJSON files of RejectedRow (spec/outcome.ts).
   * Those that `known`, a quarantine, holds already (same file, line, record and rule) are left out.
   */
  writeQuarantine(rows: readonly string[], layout: WriteLayout, known?: TableScan): Promise<readonly DataFile[]>;
  /** Rows of a table as objects of text, for people: at most `limit`, in file order. `where` holds equalities of column and text. */
  readRows(
    scan: TableScan,
    options: { readonly limit: number; readonly columns?: readonly string[]; readonly where?: Readonly<Record<string, string>> },
  ): Promise<readonly Readonly<Record<string, string | null>>[]>;
  /** Copies a table's rows, less those whose `column` is in `without`, into new files. */
  rewrite(
    scan: TableScan,
    layout: WriteLayout,
    without?: { readonly column: string; readonly values: readonly string[] },
  ): Promise<readonly DataFile[]>;
  close(): Promise<void>;
}

/** A column as a sample suggests it; `required` when no value was missing. */
export interface InferredColumn {
  readonly name: string;
  readonly type: DataType;
  readonly required: boolean;
}

/** One batch to convert and judge. */
export interface StageRequest {
  readonly batch: Batch;
  /** Number of the batch within the run, from 0: part of file names. */
  readonly index: number;
  readonly plan: ContractPlan;
  readonly policy: "strict" | "warn";
  /** What to do with columns that the contract does not know. */
  readonly extraColumns: "error" | "ignore";
  readonly layout: WriteLayout;
  /** Leave out rows whose cursor is below `from` (or not above it, when exclusive). NULL cursors break the rule `cursor.COLUMN`. */
  readonly cursor?: { readonly column: string; readonly from?: Cursor["value"]; readonly inclusive: boolean };
  readonly limit?: number;
}

/** A whole load to judge, batch by batch in source order. */
export interface SettleRequest {
  readonly plan: ContractPlan;
  readonly policy: "strict" | "warn";
  readonly batches: readonly { readonly request: StageRequest; readonly staged: StagedBatch }[];
  readonly layout: WriteLayout;
  readonly existing?: TableScan;
  /** A cursor column: of rows with one primary key only the newest by it is kept, older versions count as skipped. Needs Parquet files. */
  readonly newestBy?: string;
}

/** A judged load: what is left of each batch, and the verdicts. */
export interface Settled {
  readonly batches: readonly StagedBatch[];
  readonly verdicts: readonly SetVerdict[];
}

/** Staged rows whose keys are looked for in a table. */
export interface MatchRequest {
  readonly staged: readonly DataFile[];
  readonly layout: WriteLayout;
  readonly keys: readonly string[];
  readonly existing: TableScan;
  /** Where position-delete files go: Parquet of (file_path, pos), sorted, ids 2147483546 and 2147483545. One per partition tuple of the files it names, or one for all when unpartitioned. */
  readonly deletes: WriteLayout;
  /** Partition tuple of each existing file, in the order of the layout's fields. */
  readonly partitionOf: (path: string) => readonly (string | null)[];
}

/** How many rows of the table are replaced, and the position-delete files that say which. */
export interface Matched {
  readonly matchedRows: number;
  readonly deleteFiles: readonly DataFile[];
}
