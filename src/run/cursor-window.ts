import type { ContractPlan } from "../spec/contract-plan.ts";
import type { DataType } from "../spec/data-type.ts";
import type { StagedBatch } from "../spec/outcome.ts";
import type { ResolvedJob } from "../spec/resolved-job.ts";
import type { StageRequest } from "../kit/engine.ts";
import { DativoError } from "../kit/error.ts";
import type { LoadState } from "../kit/target.ts";
import { laterCursor, lookBack } from "./cursor.ts";

/** Where a cursor stood before a load and where it stands after it, as text. */
export interface CursorMove {
  readonly cursorBefore?: string;
  readonly cursorAfter?: string;
}

/** Which rows are new. With a merge the last value itself is read again, for a late row may share it; an append would land it twice. */
export function cursorFilter(job: ResolvedJob, plan: ContractPlan, previous: LoadState | undefined): Pick<StageRequest, "cursor"> {
  const column = cursorColumn(job);
  if (column === undefined) return {};
  const type = cursorType(plan, column);
  const last = lastValue(previous, column);
  const { lookback } = job.incremental!;
  const inclusive = job.target.mode === "merge" || lookback > 0;
  return { cursor: { column, inclusive, ...(last === undefined ? {} : { from: lookBack(last, type, lookback) }) } };
}

/** The cursor's move over a load; it never goes back, except that a full refresh starts without one. */
export function cursorMove(
  job: ResolvedJob,
  plan: ContractPlan,
  batches: readonly StagedBatch[],
  previous: LoadState | undefined,
): CursorMove {
  const column = cursorColumn(job);
  if (column === undefined) return {};
  const type = cursorType(plan, column);
  const before = lastValue(previous, column);
  const after = batches.reduce((latest, batch) => laterCursor(latest, batch.cursorMax, type), before);
  return { ...(before === undefined ? {} : { cursorBefore: before }), ...(after === undefined ? {} : { cursorAfter: after }) };
}

/** A cursor of another column says nothing about this one. */
function lastValue(previous: LoadState | undefined, column: string): string | undefined {
  return previous?.cursor?.column === column ? previous.cursor.value : undefined;
}

function cursorColumn({ incremental }: ResolvedJob): string | undefined {
  return incremental?.strategy === "cursor" ? incremental.cursorField : undefined;
}

function cursorType(plan: ContractPlan, column: string): DataType {
  const found = plan.columns.find((candidate) => candidate.name === column);
  if (found) return found.type;
  throw new DativoError("refused", `the cursor column '${column}' is not in contract ${plan.contract.name} ${plan.contract.version}`, {
    hint: `columns: ${plan.columns.map((candidate) => candidate.name).join(", ")}`,
  });
}
