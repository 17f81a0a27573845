import path from "node:path";
import { displayPath } from "../load/project-root.ts";
import { valueAt } from "../kit/value-path.ts";
import { adoptState, findFormerName, renamed } from "../provision/former-name.ts";
import { planJob, type Planned } from "../provision/plan-job.ts";
import { planFiles } from "../provision/plan-record.ts";
import { writeGenerated } from "../provision/write-files.ts";
import { textOption, type Action, type Context, type Invocation } from "./command.ts";
import { describePlan } from "./describe-plan.ts";
import { auditJob, describeAudit } from "./audit-job.ts";
import { withClaimOn, withInfraClaim } from "./infra-claim.ts";
import { openInfraJob, openInfraSession, prepareInfra, reportProblems, shownJob, type InfraJob } from "./infra-job.ts";

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

/** Generates, plans and keeps the plan; prints what Terraform refuses of the job. Undefined: there is no plan. */
export async function makePlan(
  infra: InfraJob,
  purpose: "apply" | "destroy",
  invocation: Invocation,
  context: Context,
): Promise<Planned | undefined> {
  const { world } = context;
  await settleName(infra, invocation, context);
  const generated = await prepareInfra(infra, invocation, context);
  if (!generated) return undefined;
  const session = await openInfraSession(infra, invocation, context);
  await writeGenerated(infra.place, generated.files, world);
  const result = await planJob(
    session,
    {
      owner: infra.owner,
      workspace: infra.opened.infrastructure.terraform.workspace,
      generated,
      purpose,
      adopt: invocation.options["adopt"] === true,
      lockTimeout: textOption(invocation, "lockTimeout") ?? "0s",
      jobFile: { file: infra.place.file, shown: jobFromRoot(infra) },
      secrets: infra.job.secrets,
    },
    world,
  );
  if ("planned" in result) {
    for (const warning of result.planned.warnings) world.terminal.err(`warning: ${infra.redact(warning)}\n`);
    return result.planned;
  }
  reportProblems(result.problems, infra, context);
  return undefined;
}

/** A job that was renamed since its apply would be made a second time: that is refused, or, with --adopt, its state is taken along. */
async function settleName(infra: InfraJob, invocation: Invocation, context: Context): Promise<void> {
  const { opened, place, owner } = infra;
  const written = valueAt(opened.loaded.job.document.value, ["name"]);
  // A name that a variable makes stands for several jobs of one file; a folder of the user's own has no others beside it.
  if (textOption(invocation, "out") !== undefined || String(written).includes("${")) return;
  const former = await findFormerName(place.folder, owner, jobFromRoot(infra), context.world);
  if (!former) return;
  if (invocation.options["adopt"] !== true) throw renamed(former, owner, shownJob(infra, context));
  await withClaimOn(former.folder, former.owner, context, () => adoptState(former, place.folder, context.world));
  context.world.terminal.err(`took over the state of ${former.owner}\n`);
}

function jobFromRoot({ place }: InfraJob): string {
  return path.relative(place.root, place.file);
}
