import type { ResolvedJob } from "../spec/resolved-job.ts";
import type { Emit } from "../spec/events.ts";
import { describeError } from "../kit/describe-error.ts";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import { claim, type Claim } from "./claim.ts";
import { pause } from "./pause.ts";
import { loadOnce } from "./load-once.ts";
import { type Loaded, type LoadRequest, type Parts } from "./load-request.ts";

/** A run of one job: everything that a load needs, and who may wait for whom. */
export interface RunRequest extends Omit<LoadRequest, "scratch" | "emit"> {
  /** Folder of claims, scratch and run records: absolute. */
  readonly stateDir: string;
  /** How long to wait for another run of the same job; 0 stops at once. */
  readonly waitMs: number;
  readonly emit: Emit;
}

/** How a run ended: loaded, or the error that stopped it. Never both. */
export type Outcome = { readonly loaded: Loaded } | { readonly error: unknown };

/** Runs a job under its claim, trying again what may be tried again. Failures come back as data, so that a record of the run can always be written. */
export async function runJob(request: RunRequest, parts: Parts, world: World): Promise<Outcome> {
  try {
    const loaded = await underClaim(request, parts, world, (scratch, signal) =>
      withRetries(request, (attempt) => loadOnce({ ...request, scratch: `${scratch}/attempt-${attempt}`, signal }, parts, world)),
    );
    return { loaded };
  } catch (error) {
    return { error };
  }
}

/** Whoever works on a job's table: run or replay. */
export type ClaimedWork = Pick<RunRequest, "runId" | "job" | "stateDir" | "waitMs" | "signal" | "emit">;

/** Holds the job's claim, cleans up after dead predecessors, lends a scratch folder to `work`, and leaves nothing behind. */
export async function underClaim<T>(
  request: ClaimedWork,
  parts: Parts,
  world: World,
  work: (scratch: string, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const held = await takeClaim(request, world);
  const scratch = scratchFolder(request.stateDir, request.runId);
  try {
    await recoverDead(request, held, parts, world);
    await world.files.makeFolder(scratch);
    return await work(scratch, AbortSignal.any([request.signal, held.lost]));
  } finally {
    await world.files.remove(scratch);
    await held.release();
  }
}

async function takeClaim(request: ClaimedWork, world: World): Promise<Claim> {
  const held = await claim(world, claimFile(request.stateDir, request.job), {
    job: request.job.name,
    runId: request.runId,
    waitMs: request.waitMs,
    signal: request.signal,
    onWait: (holder) =>
      request.emit({
        type: "claim_waiting",
        holder_run_id: holder.runId,
        holder_pid: holder.pid,
        holder_host: holder.host,
        since: holder.since,
      }),
  });
  if (held.takenOver !== undefined) request.emit({ type: "claim_taken_over", dead_run_id: held.takenOver });
  return held;
}

/** What dead runs left is removed before work starts, or completed where they had decided their commit. */
async function recoverDead(request: ClaimedWork, held: Claim, parts: Parts, world: World): Promise<void> {
  for (const dead of held.unrecovered) {
    await parts.target.recover(dead);
    await world.files.remove(scratchFolder(request.stateDir, dead));
    await held.confirmRecovered(dead);
    request.emit({ type: "run_recovered", dead_run_id: dead });
  }
}

/** One claim per tenant and job: two environments of a job may write one table, and the catalog settles that. */
export function claimFile(stateDir: string, job: ResolvedJob): string {
  return `${stateDir}/claims/${job.tenant_id}.${job.environment}.${job.name}.json`;
}

function scratchFolder(stateDir: string, runId: string): string {
  return `${stateDir}/scratch/${runId}`;
}

async function withRetries<T>(request: RunRequest, attempt: (number: number) => Promise<T>): Promise<T> {
  const { max_retries, initial_delay_seconds, max_delay_seconds, backoff_multiplier } = request.job.retry_config;
  for (let retries = 0; ; retries++) {
    try {
      return await attempt(retries);
    } catch (error) {
      if (!(error instanceof DativoError && error.retryable) || retries >= max_retries || request.signal.aborted) throw error;
      const seconds = Math.min(max_delay_seconds, initial_delay_seconds * backoff_multiplier ** retries);
      request.emit({ type: "retry_attempt", attempt: retries + 1, of: max_retries, delay_seconds: seconds, error: describeError(error) });
      await pause(seconds * 1000, request.signal);
    }
  }
}
