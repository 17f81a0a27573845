import path from "node:path";
import { DativoError } from "../kit/error.ts";
import { displayPath } from "../load/project-root.ts";
import { checkUnchanged, currentOutputs, keepOutputs } from "../provision/apply-plan.ts";
import { checkRecord } from "../provision/plan-job.ts";
import type { Generated } from "../provision/generate.ts";
import { planFiles, readPlanRecord } from "../provision/plan-record.ts";
import { readPlanJson } from "../provision/read-plan-json.ts";
import type { Session } from "../provision/terraform-session.ts";
import { auditJob, describeAudit } from "./audit-job.ts";
import { type Action, type Context, type Invocation } from "./command.ts";
import { withInfraClaim } from "./infra-claim.ts";
import { openInfraJob, openInfraSession, prepareInfra, shownJob, type InfraJob } from "./infra-job.ts";
import { runApply } from "./run-apply.ts";

/** `dativo infra apply JOB`: applies the very plan that was looked at, keeps its outputs, audits the state: exit code 2 below 100 %. */
export const action: Action = async (invocation, context) => {
  const infra = await openInfraJob(invocation, context, { drives: true, strict: true });
  if (!infra) return 2;
  return withInfraClaim(infra, context, async () => {
    const { folder } = infra.place;
    const record = checkRecord(await readPlanRecord(folder, context.world), infra.owner, folder);
    const generated = await prepareInfra(infra, invocation, context, { given: record.from_environment });
    if (!generated) return 2;
    const jobFile = { file: infra.place.file, shown: shownJob(infra, context) };
    await checkUnchanged(record, folder, { jobFile, files: generated.files }, context.world);
    const session = await openInfraSession(infra, invocation, context);
    if (invocation.options["allowUntagged"] !== true) await insistOnTags(session, infra, context);
    await runApply(session, record, invocation, context);
    return finish(session, generated, infra, invocation, context);
  });
};

/** The audit that `infra plan` printed, once more: a plan that failed it is not applied by oversight. */
async function insistOnTags(session: Session, infra: InfraJob, { world }: Context): Promise<void> {
  // Of the plan itself: plan.json lacks what is sensitive.
  const audit = auditJob(readPlanJson(await session.text("show", "-json", planFiles.plan), planFiles.plan), infra);
  if (audit.passed) return;
  world.terminal.out(infra.redact(describeAudit(audit)));
  throw new DativoError("refused", "the plan does not put the job's tags on every taggable resource", {
    hint: "mend what is named and plan again, or say --allow-untagged",
  });
}

async function finish(
  session: Session,
  generated: Generated,
  infra: InfraJob,
  invocation: Invocation,
  { world }: Context,
): Promise<number> {
  const { folder } = infra.place;
  const includeSensitive = invocation.options["includeSensitive"] === true;
  const outputs = await currentOutputs(session, generated.outputs);
  const left = await keepOutputs(folder, outputs, includeSensitive, world);
  const audit = auditJob(readPlanJson(await session.text("show", "-json"), "the state"), infra);
  const file = displayPath(path.join(folder, planFiles.outputs), world);
  if (invocation.options["json"] === true) {
    world.terminal.out(infra.redact(`${JSON.stringify({ job: infra.owner, outputs: file, sensitive: left, audit }, undefined, 2)}\n`));
  } else {
    const secret = left.length === 0 ? "" : ` (without sensitive ones: ${left.join(", ")})`;
    world.terminal.out(infra.redact(`${infra.owner}: applied\n${describeAudit(audit)}outputs saved as ${file}${secret}\n`));
  }
  return audit.passed ? 0 : 2;
}
