import type { World } from "../kit/world.ts";
import type { Emit } from "../spec/events.ts";
import type { Parts } from "./load-request.ts";
import { replay, type Replayed, type ReplayRequest } from "./replay.ts";
import { underClaim } from "./run-job.ts";

/** A replay of one job's quarantine. */
export interface ReplayJobRequest extends Omit<ReplayRequest, "scratch"> {
  readonly stateDir: string;
  readonly emit?: Emit;
}

/** Replays under the job's claim, so that a run and a replay of one job never meet. */
export async function replayJob(request: ReplayJobRequest, parts: Parts, world: World): Promise<Replayed> {
  return underClaim({ ...request, waitMs: 0, emit: request.emit ?? (() => {}) }, parts, world, (scratch, signal) =>
    replay({ ...request, scratch, signal }, parts, world),
  );
}
