import type { ResolvedJob } from "../spec/resolved-job.ts";
import type { Emit } from "../spec/events.ts";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import { claim, type Claim } from "./claim.ts";
import { loadOnce, type Loaded, type LoadRequest, type Parts } from "./load-once.ts";

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

/**
 * Runs a job under its claim: cleans up after a dead predecessor, then loads, trying again what may be tried again.
 * Failures come back as data, so that a record of the run can always be written.
 */
export async function runJob(request: RunRequest, parts: Parts, world: World): Promise<Outcome> {
  const scratch = scratchFolder(request.stateDir, request.runId);
  let held: Claim | undefined;
  try {
    held = await claim(world, claimFile(request.stateDir, request.job), { job: request.job.name, runId: request.runId, waitMs: request.waitMs, signal: request.signal });
    for (const dead of held.unrecovered) {
      await parts.target.recover(dead);
      await world.files.remove(scratchFolder(request.stateDir, dead));
      await held.confirmRecovered(dead);
    }
    await world.files.makeFolder(scratch);
    return { loaded: await withRetries(request, () => loadOnce({ ...request, scratch }, parts, world)) };
  } catch (error) {
    return { error };
  } finally {
    await world.files.remove(scratch);
    await held?.release();
  }
}

/** One claim per tenant and job: two environments of a job may write one table, and the catalog settles that. */
export function claimFile(stateDir: string, job: ResolvedJob): string {
  return `${stateDir}/claims/${job.tenant_id}.${job.environment}.${job.name}.json`;
}

function scratchFolder(stateDir: string, runId: string): string {
  return `${stateDir}/scratch/${runId}`;
}

async function withRetries<T>(request: RunRequest, attempt: () => Promise<T>): Promise<T> {
  const { max_retries, initial_delay_seconds, max_delay_seconds, backoff_multiplier } = request.job.retry_config;
  for (let retries = 0; ; retries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof DativoError && error.retryable) || retries >= max_retries || request.signal.aborted) throw error;
      const seconds = Math.min(max_delay_seconds, initial_delay_seconds * backoff_multiplier ** retries);
      request.emit({ type: "retry_attempt", attempt: retries + 1, delay_seconds: seconds, reason: error.message });
      await pause(seconds * 1000, request.signal);
    }
  }
}

/** Sleeps, or throws the signal's reason as soon as it is aborted. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener("abort", stop, { once: true });
  });
}
