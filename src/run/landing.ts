import type { ContractPlan } from "../spec/contract-plan.ts";
import type { WriteLayout } from "../spec/data-file.ts";
import type { StagedBatch } from "../spec/outcome.ts";
import type { ResolvedJob } from "../spec/resolved-job.ts";
import type { EngineSession, Matched } from "../kit/engine.ts";
import type { ExistingTable, TargetSession, WriteMode } from "../kit/target.ts";

/** Who lands rows: a load or a replay. */
export interface Landing {
  readonly runId: string;
  readonly startedAt: Date;
  readonly job: ResolvedJob;
  readonly plan: ContractPlan;
  /** A full refresh, which may change the table's schema in any way. */
  readonly fullRefresh?: boolean;
}

/** Asks the target where files go, as the job wants the table. Refuses breaking changes of the schema. */
export function prepareLayout(
  { runId, startedAt, job, plan, fullRefresh = false }: Landing,
  target: TargetSession,
  mode: WriteMode,
): Promise<WriteLayout> {
  return target.prepare({
    runId,
    plan,
    mode,
    partitioning: job.target.partitioning,
    sortBy: job.target.sort_by,
    ingestDate: startedAt.toISOString().slice(0, 10),
    targetFileBytes: job.target.parquet_target_size_mb * 1_000_000,
    startsOver: fullRefresh,
  });
}

/** Finds the rows of the table that a merge replaces. */
export function matchStaged(
  session: EngineSession,
  plan: ContractPlan,
  batches: readonly StagedBatch[],
  layout: WriteLayout,
  existing: ExistingTable,
): Promise<Matched> {
  return session.matchKeys({
    staged: batches.flatMap((batch) => batch.files),
    layout,
    keys: plan.primaryKey,
    existing: existing.scan,
    deletes: { ...layout, filePrefix: `${layout.filePrefix}deletes-` },
    partitionOf: (path) => existing.partitionOf(path),
  });
}
