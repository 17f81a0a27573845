import type { TableUpdate } from "../../../spec/iceberg.ts";
import type { WriteLayout } from "../../../spec/data-file.ts";
import type { LoadedTable, TableCommit, TableIdentifier } from "../../../kit/catalog.ts";
import { DativoError } from "../../../kit/error.ts";
import type { Store } from "../../../kit/store.ts";
import type { Load, LoadState, PrepareRequest } from "../../../kit/target.ts";
import { addedDeletes } from "../../../iceberg/added-deletes.ts";
import { dataContentFile } from "../../../iceberg/content-file.ts";
import { readState, sameState, writeState, type ReadEarlier, type StateWrite } from "../../../iceberg/load-state.ts";
import type { ContentFile } from "../../../iceberg/manifest.ts";
import { currentSchema, currentSnapshot } from "../../../iceberg/metadata.ts";
import { partitionKey } from "../../../iceberg/partition-key.ts";
import { planTable, type TablePlan, type WantedTable } from "../../../iceberg/plan-table.ts";
import {
  newFileColumns,
  produceSnapshot,
  type AddedFile,
  type Attempt,
  type Removal,
  type SnapshotChange,
} from "../../../iceberg/produce-snapshot.ts";
import { validateRebase } from "../../../iceberg/validate-rebase.ts";
import { layoutOf } from "./wanted-table.ts";

/** A commit of one table whose manifests are written, ready to be handed to the catalog. */
export interface StagedCommit {
  readonly commit: TableCommit;
  readonly written: readonly string[];
  readonly snapshotId?: bigint;
}

/** What `prepare` decided, to be held to at commit. */
export interface Prepared {
  readonly request: PrepareRequest;
  readonly layout: WriteLayout;
  /** Snapshot id at that time, or `none`. */
  readonly version: string;
}

/** Where and for whom a commit is staged. */
export interface Staging {
  readonly store: Store;
  readonly identifier: TableIdentifier;
  readonly location: string;
  readonly attempt: Attempt;
  readonly uuid: string;
}

/**
 * Stages the rows, the state and the properties of a load on the table as it is now. Undefined when there is nothing to
 * commit. Throws `conflict` (retryable by a new run) when the table changed in a way that the load cannot be fitted to.
 */
export async function stageLoad(
  staging: Staging,
  table: LoadedTable | undefined,
  prepared: Prepared,
  wanted: WantedTable,
  load: Load,
  job: string,
  readEarlier: ReadEarlier,
): Promise<StagedCommit | undefined> {
  const plan = planTable(table?.metadata, wanted, staging.uuid, staging.attempt.now);
  insistOnLayout(plan, wanted, prepared, staging);
  const columns = newFileColumns(plan.metadata);
  const data = load.files.map((file) => dataContentFile(file, currentSchema(plan.metadata), columns));
  const removal = removalOf(load, plan, data);
  await validate(staging.store, plan, prepared, load, data, removal);
  const added = [...addedData(data, plan), ...(await addedDeletes(staging.store, plan.metadata, load.deleteFiles))];
  const before = table === undefined ? undefined : await readState(table.metadata, job, readEarlier);
  const state = stateWrite(plan, load, job, before);
  const isNeeded =
    added.length > 0 || (removal.kind === "everything" && hasFiles(plan)) || (state !== undefined && !sameState(before, load.state));
  const facts = { "dativo.run-id": load.runId, "dativo.job": job, ...load.summary };
  return stage(staging, plan, isNeeded ? { added, removal, summary: { ...facts, ...state?.summary } } : undefined, state);
}

/** Stages quarantine rows: added, or in place of all that are there. Undefined when there is nothing to commit. */
export async function stageQuarantine(
  staging: Staging,
  table: LoadedTable | undefined,
  wanted: WantedTable,
  load: Load,
): Promise<StagedCommit | undefined> {
  const { files, replace, basedOn } = load.quarantine;
  const current = table && currentSnapshot(table.metadata);
  if (basedOn !== undefined && basedOn !== String(current?.["snapshot-id"] ?? "none")) {
    throw new DativoError(
      "conflict",
      `the quarantine ${staging.identifier.namespace}.${staging.identifier.name} was changed by somebody else while it was replayed`,
      { retryable: true, hint: "replay it again" },
    );
  }
  const plan = planTable(table?.metadata, wanted, staging.uuid, staging.attempt.now);
  const removes = replace && hasFiles(plan);
  if (files.length === 0 && !removes) return undefined;
  const data = files.map((file) => dataContentFile(file, currentSchema(plan.metadata), newFileColumns(plan.metadata)));
  return stage(
    staging,
    plan,
    {
      added: addedData(data, plan),
      removal: removes ? { kind: "everything" } : { kind: "nothing" },
      summary: { "dativo.run-id": load.runId, ...load.summary },
    },
    undefined,
  );
}

function addedData(files: readonly ContentFile[], plan: TablePlan): readonly AddedFile[] {
  return files.map((file) => ({ file, specId: plan.metadata["default-spec-id"] }));
}

async function stage(
  staging: Staging,
  plan: TablePlan,
  change: SnapshotChange | undefined,
  state: StateWrite | undefined,
): Promise<StagedCommit | undefined> {
  const produced = change && (await produceSnapshot(staging.store, plan.metadata, change, staging.attempt));
  const updates: readonly TableUpdate[] = [...plan.updates, ...(produced ? snapshotUpdates(produced.snapshot, state) : [])];
  if (updates.length === 0) return undefined;
  return {
    commit: {
      identifier: staging.identifier,
      requirements: plan.requirements,
      updates,
      location: staging.location,
      runId: staging.attempt.runId,
    },
    written: produced?.written ?? [],
    ...(produced ? { snapshotId: produced.snapshot["snapshot-id"] } : {}),
  };
}

function snapshotUpdates(
  snapshot: Parameters<StateWrite["property"]>[0] & Extract<TableUpdate, { action: "add-snapshot" }>["snapshot"],
  state: StateWrite | undefined,
): readonly TableUpdate[] {
  return [
    { action: "add-snapshot", snapshot },
    { action: "set-snapshot-ref", "ref-name": "main", type: "branch", "snapshot-id": snapshot["snapshot-id"] },
    ...(state ? [{ action: "set-properties", updates: state.property(snapshot) } as const] : []),
  ];
}

function hasFiles(plan: TablePlan): boolean {
  const summary = currentSnapshot(plan.metadata)?.summary;
  return currentSnapshot(plan.metadata) !== undefined && !(summary?.["total-data-files"] === "0" && summary["total-delete-files"] === "0");
}

/** Files were written with these field ids and partition fields: a table that evolved otherwise meanwhile cannot take them. */
function insistOnLayout(plan: TablePlan, wanted: WantedTable, prepared: Prepared, staging: Staging): void {
  const now = layoutOf(wanted, plan.metadata, prepared.layout.folder, prepared.request);
  const essence = (layout: WriteLayout): string =>
    JSON.stringify([layout.columns.map(({ name, fieldId, nestedIds }) => [name, fieldId, nestedIds]), layout.partitioning]);
  if (essence(now) === essence(prepared.layout)) return;
  throw new DativoError(
    "conflict",
    `the schema of table ${staging.identifier.namespace}.${staging.identifier.name} was changed by somebody else while this load was prepared`,
    {
      retryable: true,
      hint: "the run has to start over on the table as it is now",
    },
  );
}

function removalOf(load: Load, plan: TablePlan, data: readonly ContentFile[]): Removal {
  if (load.mode !== "overwrite") return { kind: "nothing" };
  if (load.overwrite === "partitions" && data.length === 0) return { kind: "nothing" };
  if (load.overwrite === "table" || newFileColumns(plan.metadata).length === 0) return { kind: "everything" };
  return { kind: "partitions", keys: new Set(data.map((file) => partitionKey(file.partition))) };
}

async function validate(
  store: Store,
  plan: TablePlan,
  prepared: Prepared,
  load: Load,
  data: readonly ContentFile[],
  removal: Removal,
): Promise<void> {
  const schema = currentSchema(plan.metadata);
  if (load.basedOn !== undefined) {
    const fieldIds = prepared.request.plan.primaryKey.map((name) => schema.fields.find((field) => field.name === name)!.id);
    await validateRebase(store, plan.metadata, {
      basedOn: load.basedOn,
      keys: { fieldIds, schema, staged: data },
      needsFiles: load.deleteFiles.length > 0,
    });
  }
  if (removal.kind === "partitions") {
    await validateRebase(store, plan.metadata, {
      basedOn: prepared.version,
      partitions: { specId: plan.metadata["default-spec-id"], keys: removal.keys },
      needsFiles: false,
    });
  }
}

/** A whole-table overwrite without a state drops the one that was there: the rows that it spoke of are gone. */
function stateWrite(plan: TablePlan, load: Load, job: string, before: LoadState | undefined): StateWrite | undefined {
  if (load.state !== undefined) return writeState(plan.metadata, job, load.state);
  const drops = load.mode === "overwrite" && load.overwrite === "table" && before !== undefined;
  return drops ? writeState(plan.metadata, job, null) : undefined;
}
