import path from "node:path";
import { claim } from "../run/claim.ts";
import type { Context } from "./command.ts";
import type { InfraJob } from "./infra-job.ts";

/** Does a piece of work in the job's working folder while nobody else does; throws `conflict` naming who is at it. */
export function withInfraClaim<T>(infra: InfraJob, context: Context, work: () => Promise<T>): Promise<T> {
  return withClaimOn(infra.place.folder, infra.owner, context, work);
}

/** The same for any working folder, and whoever it belongs to. */
export async function withClaimOn<T>(folder: string, owner: string, { world, signal }: Context, work: () => Promise<T>): Promise<T> {
  const base = path.join(folder, "claims", "infra.json");
  const held = await claim(world, base, { job: owner, runId: `infra-${world.random.hex(4)}`, waitMs: 0, signal });
  try {
    // What a killed command leaves is in Terraform's state, and that is what the next one looks at.
    for (const dead of held.unrecovered) await held.confirmRecovered(dead);
    return await work();
  } finally {
    await held.release();
  }
}
