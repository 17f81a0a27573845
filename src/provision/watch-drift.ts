import path from "node:path";
import type { World } from "../kit/world.ts";
import { findDrift, type Drift } from "./find-drift.ts";
import { initialize, planInto, refusals, type PlanRequest } from "./plan-job.ts";
import { readPlanJson } from "./read-plan-json.ts";
import { checkStateOwner, readStateOwner } from "./state-owner.ts";
import type { Session } from "./terraform-session.ts";
import type { JobProblem } from "./job-problem.ts";

const scratch = "drift.tfplan";

/** Looks at the resources with a plan that nobody keeps. Neither the state nor a resource is changed. */
export async function watchDrift(
  session: Session,
  request: Pick<PlanRequest, "owner" | "workspace" | "generated" | "lockTimeout">,
  world: World,
): Promise<{ readonly drift: Drift } | { readonly problems: readonly JobProblem[] }> {
  await initialize(session, request, world);
  checkStateOwner(await readStateOwner(session), request.owner);
  try {
    const { exitCode, diagnostics } = await planInto(session, scratch, [`-lock-timeout=${request.lockTimeout}`], world);
    if (exitCode !== 0 && exitCode !== 2) return { problems: refusals(session, "plan", exitCode, diagnostics, request.generated) };
    return { drift: findDrift(readPlanJson(await session.text("show", "-json", scratch), "the plan")) };
  } finally {
    await world.files.remove(path.join(session.folder, scratch));
  }
}
