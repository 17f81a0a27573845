import path from "node:path";
import { displayPath } from "../load/project-root.ts";
import { planFiles } from "../provision/plan-record.ts";
import type { Action } from "./command.ts";
import { describePlan } from "./describe-plan.ts";
import { auditJob, describeAudit } from "./audit-job.ts";
import { withInfraClaim } from "./infra-claim.ts";
import { openInfraJob, shownJob } from "./infra-job.ts";
import { makePlan } from "./make-plan.ts";

/** `dativo infra plan JOB`: a saved plan, what it would do, and the audit of its tags: exit code 2 below 100 %. */
export const action: Action = async (invocation, context) => {
  const infra = await openInfraJob(invocation, context, { drives: true, strict: true });
  if (!infra) return 2;
  return withInfraClaim(infra, context, async () => {
    const planned = await makePlan(infra, "apply", invocation, context);
    if (!planned) return 2;
    const { world } = context;
    const audit = auditJob(planned.plan, infra);
    const file = displayPath(path.join(infra.place.folder, planFiles.plan), world);
    if (invocation.options["json"] === true) {
      const { record, changes, outputs } = planned;
      world.terminal.out(
        infra.redact(`${JSON.stringify({ job: infra.owner, plan: file, record, changes, outputs, audit }, undefined, 2)}\n`),
      );
    } else {
      world.terminal.out(infra.redact(`${describePlan(infra.owner, planned)}${describeAudit(audit)}plan saved as ${file}\n`));
      if (audit.passed) world.terminal.err(`next: dativo infra apply ${shownJob(infra, context)}\n`);
    }
    return audit.passed ? 0 : 2;
  });
};
