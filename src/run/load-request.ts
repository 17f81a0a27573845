import type { ContractPlan } from "../spec/contract-plan.ts";
import type { Emit } from "../spec/events.ts";
import type { RuleCount, SetVerdict } from "../spec/outcome.ts";
import type { ResolvedJob } from "../spec/resolved-job.ts";
import type { Engine } from "../kit/engine.ts";
import type { Source } from "../kit/source.ts";
import type { Committed, TargetSession } from "../kit/target.ts";

/** The plugins that take part in a run, chosen by the caller. */
export interface Parts {
  readonly source: Source;
  readonly engine: Engine;
  readonly target: TargetSession;
}

/** One load: what is asked for. */
export interface LoadRequest {
  readonly runId: string;
  readonly startedAt: Date;
  readonly job: ResolvedJob;
  readonly plan: ContractPlan;
  /** Table properties rendered from tags. */
  readonly properties: Readonly<Record<string, string>>;
  readonly fullRefresh: boolean;
  /** Extract and judge, land nothing. */
  readonly validateOnly: boolean;
  readonly limit?: number;
  /** A folder of this run's own; the caller removes it. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/** What became of the load. `read = landed + quarantined` always holds. */
export interface Loaded {
  readonly rows: RowsByOutcome;
  readonly bytesRead: number;
  readonly committed?: Committed;
  readonly warnings: readonly RuleCount[];
  readonly broken: readonly RuleCount[];
  readonly verdicts: readonly SetVerdict[];
  readonly cursorBefore?: string;
  readonly cursorAfter?: string;
  /** Seconds by stage. */
  readonly seconds: Readonly<Record<LoadStage, number>>;
}

/** In their order. */
export const loadStages = ["extract", "convert", "settle", "commit"] as const;

/** The stages whose seconds a run record holds. */
export type LoadStage = (typeof loadStages)[number];

/** Rows by what became of them. `skipped` rows are older than the cursor or over the limit, and not in `read`. */
export interface RowsByOutcome {
  readonly read: number;
  readonly landed: number;
  readonly quarantined: number;
  readonly skipped: number;
  /** Rows of the table that a merge replaced. */
  readonly replaced: number;
}

/** The facts of a run that its snapshot keeps. */
export function summaryOf(request: {
  readonly runId: string;
  readonly job: ResolvedJob;
  readonly plan: ContractPlan;
}): Record<string, string> {
  return {
    "dativo.run-id": request.runId,
    "dativo.job": request.job.name,
    "dativo.tenant": request.job.tenant_id,
    "dativo.contract-id": request.plan.contract.id,
    "dativo.contract-version": request.plan.contract.version,
  };
}
