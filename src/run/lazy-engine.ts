import type { Engine, EngineSession } from "../kit/engine.ts";
import type { World } from "../kit/world.ts";
import type { ResolvedJob } from "../spec/resolved-job.ts";

/** An engine that starts when the first row needs it: a run with nothing new never pays for it. */
export interface LazyEngine {
  session(): Promise<EngineSession>;
  /** Closes the session if there is one. */
  close(): Promise<void>;
}

/** Wraps an engine with the limits that a job sets, or that the machine suggests. */
export function lazyEngine(
  request: { readonly job: Pick<ResolvedJob, "engine">; readonly scratch: string; readonly signal: AbortSignal },
  engine: Engine,
  world: World,
): LazyEngine {
  let opened: Promise<EngineSession> | undefined;
  const threads = request.job.engine.threads ?? world.machine.processors;
  const memory = engineMemory(request.job, threads, world);
  return {
    session: () => (opened ??= engine.open({ memory, threads, scratch: request.scratch, signal: request.signal }, world)),
    close: async () => void (await (await opened)?.close()),
  };
}

/** Bytes: 400 MB, or 128 MB a thread where there are many, but never over 60 % of the machine. */
function engineMemory(job: Pick<ResolvedJob, "engine">, threads: number, world: World): number {
  if (job.engine.memory_limit_mb !== undefined) return job.engine.memory_limit_mb * 1_000_000;
  return Math.min(Math.max(400_000_000, threads * 128_000_000), Math.floor(world.machine.memory * 0.6));
}
