import path from "node:path";
import { planFiles } from "../provision/plan-record.ts";
import type { Action } from "./command.ts";
import { describePlan } from "./describe-plan.ts";
import { withInfraClaim } from "./infra-claim.ts";
import { openInfraJob, openInfraSession, shownJob } from "./infra-job.ts";
import { makePlan } from "./make-plan.ts";
import { runApply } from "./run-apply.ts";

/** `dativo infra destroy JOB --yes`: plans the end of every resource, says what goes, and does it. The state's file stays, empty. */
export const action: Action = async (invocation, context) => {
  const infra = await openInfraJob(invocation, context, { drives: true });
  if (!infra) return 2;
  return withInfraClaim(infra, context, async () => {
    const { terminal, files } = context.world;
    const planned = await makePlan(infra, "destroy", invocation, context);
    if (!planned) return 2;
    const isJson = invocation.options["json"] === true;
    if (!isJson) terminal.out(infra.redact(describePlan(infra.owner, planned)));
    const gone = invocation.options["yes"] === true;
    if (gone) {
      await runApply(await openInfraSession(infra, invocation, context), planned.record, invocation, context);
      await files.remove(path.join(infra.place.folder, planFiles.outputs));
    }
    // A plan to destroy must not lie about for the next apply.
    for (const name of [planFiles.plan, planFiles.json, planFiles.record]) await files.remove(path.join(infra.place.folder, name));
    if (isJson)
      terminal.out(infra.redact(`${JSON.stringify({ job: infra.owner, destroyed: gone, changes: planned.changes }, undefined, 2)}\n`));
    if (gone) terminal.err(`${infra.owner}: destroyed\n`);
    else terminal.err(`nothing was destroyed: say dativo infra destroy ${shownJob(infra, context)} --yes\n`);
    return gone ? 0 : 2;
  });
};
