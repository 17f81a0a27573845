import type { EngineSession } from "../kit/engine.ts";
import { lazyEngine } from "../run/lazy-engine.ts";
import type { Parts } from "../run/load-request.ts";
import type { Context } from "./command.ts";
import type { OpenedJob } from "./open-job.ts";
import { openParts } from "./open-parts.ts";

/** Lends a job's plugins and its engine (opened when first asked for) to `work`, and closes and cleans up behind it. */
export async function withEngine<T>(
  opened: OpenedJob,
  { world, signal }: Context,
  work: (parts: Parts, session: () => Promise<EngineSession>, scratch: string) => Promise<T>,
): Promise<T> {
  const scratch = `${opened.stateDir}/scratch/look-${world.random.hex(6)}`;
  const parts = await openParts(opened, world);
  const engine = lazyEngine({ job: opened.job, scratch, signal }, parts.engine, world);
  try {
    await world.files.makeFolder(scratch);
    return await work(parts, () => engine.session(), scratch);
  } finally {
    await engine.close();
    await parts.target.close();
    await world.files.remove(scratch);
  }
}
