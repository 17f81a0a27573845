import type { SourceState, Cursor } from "../spec/batch.ts";
import type { ContractPlan } from "../spec/contract-plan.ts";
import type { DataFile, TableScan, WriteLayout } from "../spec/data-file.ts";
import type { PartitionField } from "../spec/partitioning.ts";
import type { CatalogPlugin } from "./catalog.ts";
import type { StorePlugin } from "./store.ts";
import type { World } from "./world.ts";

/** A place data lands. */
export interface TargetPlugin {
  readonly name: string;
  readonly summary: string;
  readonly capabilities: {
    readonly modes: readonly WriteMode[];
    /** Values of `target.file_format` that it serves. */
    readonly fileFormats: readonly string[];
  };
  /** zod schema of the resolved `target` block for this connector, with defaults. */
  readonly config: unknown;
  load(): Promise<Target>;
}

/** How rows join those that are there: added, in their place, or by the primary key. */
export type WriteMode = "append" | "overwrite" | "merge";

/** What is left between runs; plain JSON, lands in the very commit that lands the rows. */
export interface LoadState {
  readonly cursor?: Cursor;
  readonly source?: SourceState;
  readonly runId: string;
  readonly contractVersion: string;
}

/** Which table is opened, and for which job. */
export interface TargetRequest {
  /** Output of the plugin's `config` schema. */
  readonly config: unknown;
  readonly root: string;
  /** Namespace and name of the table; already safe as path parts. */
  readonly table: { readonly namespace: string; readonly name: string };
  /** Stable name of the job, the key of its state in a table that several jobs may write. */
  readonly job: string;
  /** What a target may stand on; a target that needs one which is not here says so. */
  readonly plugins?: { readonly stores: Readonly<Record<string, StorePlugin>>; readonly catalogs: Readonly<Record<string, CatalogPlugin>> };
}

/** Opens tables; what a target plugin loads to. */
export interface Target {
  open(request: TargetRequest, world: World): Promise<TargetSession>;
}

/** One table at one target, for one run. */
export interface TargetSession {
  /** Where it lands, for people. */
  readonly location: string;
  /** What the job's last committed load left; undefined when there was none or it was rolled back. A damaged store is an error. */
  state(): Promise<LoadState | undefined>;
  /** Decides schema changes and where files go. Refuses breaking changes. Changes nothing. */
  prepare(request: PrepareRequest): Promise<WriteLayout>;
  /** Layout of the quarantine table beside the target. */
  prepareQuarantine(request: QuarantineRequest): Promise<WriteLayout>;
  /** The table as it stands, for merge and uniqueness; undefined where there is none yet. */
  scan(): Promise<ExistingTable | undefined>;
  /** The quarantine table as it stands. */
  scanQuarantine(): Promise<ExistingTable | undefined>;
  /** The one atomic step. Retries on conflicts with re-validation; throws `conflict` when that cannot succeed. */
  commit(load: Load): Promise<Committed>;
  /** Removes every file of a failed or dead run that no commit took, completing its commit first where that had been decided. Idempotent. */
  recover(runId: string): Promise<void>;
  /** The table for people: as it stands, or at one snapshot. Throws `not_found` for an unknown snapshot, `refused` where the target keeps none. */
  view(snapshotId?: string): Promise<TableView | undefined>;
  /** The table's snapshots, the oldest first; `refused` where the target keeps none. */
  history(): Promise<readonly SnapshotView[]>;
  /** Makes and removes a file where data would land; throws when that is not allowed or there is no room. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

/** What a run is about to write. */
export interface PrepareRequest {
  readonly runId: string;
  readonly plan: ContractPlan;
  readonly mode: WriteMode;
  readonly partitioning: readonly PartitionField[];
  readonly sortBy: readonly string[];
  readonly ingestDate: string;
  readonly targetFileBytes: number;
  /** A full refresh: all rows are replaced, so a schema that does not fit the old one takes its place. */
  readonly startsOver: boolean;
}

/** Facts that every quarantined row carries. */
export interface QuarantineRequest {
  readonly runId: string;
  readonly contractVersion: string;
  readonly at: Date;
}

/** A table as it stands: its files, and the version that a commit may insist on. */
export interface ExistingTable {
  readonly scan: TableScan;
  /** Opaque version that a commit may insist on. */
  readonly version: string;
  partitionOf(path: string): readonly (string | null)[];
}

/** What a table is, for people. */
export interface TableView {
  readonly scan: TableScan;
  readonly snapshotId?: string;
  readonly columns: readonly {
    readonly id?: number;
    readonly name: string;
    /** In the format's own words: `decimal(10, 2)`. */ readonly type: string;
    readonly required: boolean;
    readonly doc?: string;
  }[];
  /** `year(flight_date)`, in order. */
  readonly partitioning: readonly string[];
  readonly identifiers: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
}

/** One snapshot, for people. */
export interface SnapshotView {
  readonly id: string;
  readonly at: Date;
  readonly operation: string;
  readonly summary: Readonly<Record<string, string>>;
  /** Whether the table stands at this snapshot. */
  readonly current: boolean;
}

/** Everything one run wants to become visible at once. */
export interface Load {
  readonly runId: string;
  readonly mode: WriteMode;
  /** `overwrite`: the whole table, or only the partitions that the files touch. */
  readonly overwrite: "table" | "partitions";
  readonly files: readonly DataFile[];
  readonly deleteFiles: readonly DataFile[];
  /** Version of `scan()` that the delete files were made against; the commit re-validates it. */
  readonly basedOn?: string;
  readonly quarantine: {
    readonly files: readonly DataFile[];
    /** Replaces all rows (replay) instead of adding. */ readonly replace: boolean;
    readonly basedOn?: string;
  };
  readonly state: LoadState | undefined;
  /** Table properties from tags and contract; properties that others set stay. */
  readonly properties: Readonly<Record<string, string>>;
  /** Facts of the run for the snapshot summary. */
  readonly summary: Readonly<Record<string, string>>;
}

/** What one commit made visible. */
export interface Committed {
  /** Iceberg snapshot id, as text; absent for plain files. */
  readonly snapshotId?: string;
  readonly files: number;
  readonly bytes: number;
  /** How often the commit was tried again after a conflict. */
  readonly retries: number;
}
