import path from "node:path";
import { valueAt } from "../kit/value-path.ts";
import { lackingVariables } from "../provision/check-environment.ts";
import { adoptState, findFormerName, renamed } from "../provision/former-name.ts";
import { planJob, type Planned } from "../provision/plan-job.ts";
import { writeGenerated } from "../provision/write-files.ts";
import { textOption, type Context, type Invocation } from "./command.ts";
import { withClaimOn } from "./infra-claim.ts";
import { openInfraSession, prepareInfra, reportProblems, shownJob, tellNotes, type InfraJob } from "./infra-job.ts";

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
  if (reportProblems(await lackingVariables(infra.place.folder, generated, world), infra, context)) return undefined;
  tellNotes(generated, context);
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
