import path from "node:path";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import type { JsonValue } from "../spec/infrastructure.ts";
import type { PlannedChange, PlanRecord } from "../spec/provision.ts";
import { explainFailure } from "./explain-failure.ts";
import type { Generated } from "./generate.ts";
import { jobProblems } from "./job-lines.ts";
import { ownerOnly, planFiles, sha256, writePlanRecord } from "./plan-record.ts";
import { readPlanJson } from "./read-plan-json.ts";
import { redactPlan, textsOf } from "./redact-plan.ts";
import { checkStateOwner, readStateOwner } from "./state-owner.ts";
import { countChanges, summarizePlan, type PlanJson } from "./summarize-plan.ts";
import { describeDiagnostic, type TerraformDiagnostic } from "./terraform-diagnostic.ts";
import type { EventsEnded, Session } from "./terraform-session.ts";
import type { JobProblem } from "./job-problem.ts";

/** What a plan is asked for. */
export interface PlanRequest {
  /** `tenant/job/environment`. */
  readonly owner: string;
  readonly workspace: string | undefined;
  readonly generated: Generated;
  readonly purpose: "apply" | "destroy";
  /** Take over a state that is another's, or nobody's. */
  readonly adopt: boolean;
  /** As Terraform writes durations: `30s`. */
  readonly lockTimeout: string;
  /** The job file, absolute, and from the project root. */
  readonly jobFile: { readonly file: string; readonly shown: string };
  /** Values that nothing that is kept may hold. */
  readonly secrets: readonly string[];
}

/** A plan that was made and kept. */
export interface Planned {
  readonly changes: readonly PlannedChange[];
  /** Names of outputs that change. */
  readonly outputs: readonly string[];
  /** The whole plan, nothing cut out: for looking at, not for keeping. */
  readonly plan: PlanJson;
  readonly record: PlanRecord;
  readonly warnings: readonly string[];
}

/** What planning came to. */
export type PlanResult = { readonly planned: Planned } | { readonly problems: readonly JobProblem[] };

/**
 * Plans into the working folder: `plan.tfplan`, `plan.json` without what is sensitive, and the record that `apply` compares.
 * The generated files must be there. What Terraform refuses of the job comes back as problems; all else is thrown.
 */
export async function planJob(session: Session, request: PlanRequest, world: World): Promise<PlanResult> {
  await world.files.remove(path.join(session.folder, planFiles.record));
  await initialize(session, request, world);
  if (!request.adopt) checkStateOwner(await readStateOwner(session), request.owner);
  const more = request.purpose === "destroy" ? ["-destroy"] : [];
  const { exitCode, diagnostics } = await planInto(session, planFiles.plan, [`-lock-timeout=${request.lockTimeout}`, ...more], world);
  if (exitCode !== 0 && exitCode !== 2) return { problems: refusals(session, "plan", exitCode, diagnostics, request.generated) };
  const plan = readPlanJson(await session.text("show", "-json", planFiles.plan), planFiles.plan);
  const changes = summarizePlan(plan);
  const record = await keep(session, request, plan, changes, world);
  const warnings = diagnostics.filter(({ severity }) => severity === "warning").map(describeDiagnostic);
  return { planned: { plan, changes, outputs: changedOutputs(plan), record, warnings } };
}

/** Plans into a file that is its owner's alone: a plan holds every value, secrets too. Where there is no plan, there is no file. */
export async function planInto(session: Session, name: string, args: readonly string[], world: World): Promise<EventsEnded> {
  const file = path.join(session.folder, name);
  // Terraform keeps the mode of a file that is there.
  await world.files.replace(file, "", { mode: ownerOnly });
  const ended = await session.events("plan", `-out=${name}`, "-detailed-exitcode", "-input=false", ...args);
  if (ended.exitCode !== 0 && ended.exitCode !== 2) await world.files.remove(file);
  return ended;
}

/** Gets providers, modules and backend ready, and chooses the workspace, which is made where it is not there. */
export async function initialize(
  session: Session,
  { workspace, generated }: Pick<PlanRequest, "workspace" | "generated">,
  world: World,
): Promise<void> {
  const locked = world.env["CI"] !== undefined && (await world.files.stat(path.join(session.folder, ".terraform.lock.hcl"))) !== undefined;
  await session.text("init", "-input=false", "-no-color", ...(locked ? ["-lockfile=readonly"] : []));
  if (generated.workspaces) await session.text("workspace", "select", "-no-color", "-or-create", workspace ?? "default");
}

/** Errors as problems of the job, where all of them are; throws what the others mean. */
export function refusals(
  session: Session,
  command: string,
  exitCode: number,
  diagnostics: readonly TerraformDiagnostic[],
  generated: Generated,
): readonly JobProblem[] {
  const { ofJob, others } = jobProblems(diagnostics, generated.inputs);
  const errors = others.filter(({ severity }) => severity === "error");
  if (errors.length === 0 && ofJob.length > 0) return ofJob;
  throw explainFailure(diagnostics, { command, exitCode, folder: session.folder, program: session.program });
}

async function keep(
  session: Session,
  request: PlanRequest,
  plan: PlanJson,
  changes: readonly PlannedChange[],
  world: World,
): Promise<PlanRecord> {
  const { owner, purpose, workspace, generated, jobFile, secrets } = request;
  const { folder, program } = session;
  const from_environment = generated.inputs.filter(({ value }) => value === undefined).map(({ name }) => name);
  const hidden = { secrets, variables: from_environment, open: new Set(generated.inputs.flatMap(({ value }) => textsOf(value))) };
  await world.files.replace(path.join(folder, planFiles.json), `${JSON.stringify(redactPlan(plan, hidden))}\n`, { mode: ownerOnly });
  const record: PlanRecord = {
    version: 1,
    job: owner,
    purpose,
    created_at: world.clock.now().toISOString(),
    program: { name: program.name, version: program.version },
    workspace: workspace ?? "default",
    plan_sha256: sha256(await world.files.readBytes(path.join(folder, planFiles.plan))),
    job_file: { path: jobFile.shown, sha256: sha256(await world.files.readBytes(jobFile.file)) },
    files: Object.fromEntries(Object.entries(generated.files).map(([name, text]) => [name, sha256(text)])),
    from_environment,
    counts: countChanges(changes),
  };
  await writePlanRecord(folder, record, world);
  return record;
}

function changedOutputs(plan: PlanJson): readonly string[] {
  const changes = (plan["output_changes"] ?? {}) as Readonly<Record<string, { readonly actions: readonly JsonValue[] }>>;
  return Object.entries(changes)
    .filter(([, { actions }]) => actions[0] !== "no-op")
    .map(([name]) => name);
}

/** Throws `refused` for a record that is of no use to `apply`. */
export function checkRecord(record: PlanRecord | undefined, owner: string, folder: string): PlanRecord {
  const again = "run `dativo infra plan` first";
  if (!record) throw new DativoError("not_found", `there is no plan in ${folder}`, { hint: again });
  if (record.job !== owner)
    throw new DativoError("conflict", `the plan in ${folder} is of ${record.job}, not of ${owner}`, { hint: again });
  if (record.applied_at !== undefined) {
    throw new DativoError("conflict", `this plan was applied at ${record.applied_at}: a plan is applied once`, {
      hint: "run `dativo infra plan` again",
    });
  }
  return record;
}
