import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Diagnostic } from "../kit/diagnostic.ts";
import { diagnosticAt, renderPath } from "../kit/document.ts";
import { canonicalKey } from "../kit/canonical-key.ts";
import { runtimeKeys } from "../kit/runtime-keys.ts";
import { withoutWaiting } from "../kit/waiting-path.ts";
import { displayPath } from "../load/project-root.ts";
import { sortDiagnostics } from "../load/load-job.ts";
import { redactor } from "../observe/redact.ts";
import { ownerOf } from "../provision/job-place.ts";
import { givenVariables, prepareJob, type JobPlace } from "../provision/prepare-job.ts";
import { findProgram, notDriven, type Program } from "../provision/program.ts";
import type { Generated } from "../provision/generate.ts";
import { planFiles } from "../provision/plan-record.ts";
import { openSession, type Session, type SessionOptions } from "../provision/terraform-session.ts";
import type { JobProblem } from "../provision/job-problem.ts";
import { workingFolder, workingFolders } from "../provision/working-folder.ts";
import type { JsonValue, Runtime } from "../spec/infrastructure.ts";
import type { ProvisionJob, TerraformFormat } from "../spec/provision.ts";
import type { JobFacts } from "../spec/resolved-job.ts";
import type { TagValue } from "../spec/tags.ts";
import { acceptInfrastructure, type OpenedInfrastructure } from "./accept.ts";
import { argument, pathOption, textOption, type Context, type Invocation } from "./command.ts";
import { formatDiagnostics } from "./format-diagnostics.ts";

/** A job of which one of the `infra` commands works. */
export interface InfraJob {
  readonly opened: OpenedInfrastructure;
  readonly job: ProvisionJob;
  readonly place: JobPlace;
  /** `tenant/job/environment`. */
  readonly owner: string;
  /** Text for people without the job's secrets. */
  redact(text: string): string;
}

/**
 * Opens the job that a command names, or prints what is wrong with it. `drives`: the command is Terraform's alone. `strict`: it
 * is about to make resources, so a required tag that is missing is an error.
 */
export async function openInfraJob(
  invocation: Invocation,
  { world }: Context,
  { drives, strict = false }: { readonly drives: boolean; readonly strict?: boolean },
): Promise<InfraJob | undefined> {
  const opened = await acceptInfrastructure(argument(invocation, 0), world, { strict });
  if (!opened) return undefined;
  const { infrastructure, runtime } = opened;
  const { provisioner } = infrastructure;
  if (drives && provisioner !== "terraform" && provisioner !== "opentofu") throw notDriven(provisioner);
  const out = pathOption(invocation, "out");
  const { secrets, root, file } = opened.job;
  const { waits } = opened.loaded.infrastructure!;
  return {
    opened,
    owner: ownerOf(opened.job),
    redact: redactor(secrets).text,
    job: {
      name: opened.job.name,
      tenant_id: opened.job.tenant_id,
      environment: opened.job.environment,
      infrastructure,
      metadata: opened.metadata,
      default_tags: Object.fromEntries(Object.entries(opened.defaults).map(([key, value]) => [key, tagText(value)])),
      ...(await runtimeFacts(opened)),
      waits,
      waiting_tags: waitingTags(opened),
      secrets,
    },
    place: {
      ...folderOf(opened.job, out === undefined ? undefined : path.resolve(world.cwd, out)),
      root,
      file,
      shipped: fileURLToPath(new URL("../../terraform", import.meta.url)),
      ...(runtime?.capabilities.module ? { own: runtime.name } : {}),
    },
  };
}

/** A cluster that the module is about to make has no id yet: that the job names its output is no input of the module. */
async function runtimeFacts({
  infrastructure,
  runtime,
  loaded,
}: OpenedInfrastructure): Promise<Pick<ProvisionJob, "module_inputs" | "runtime_keys">> {
  const knowledge = await runtime?.load();
  if (!knowledge) return { module_inputs: {}, runtime_keys: [] };
  const { options: _, ...block } = withoutWaiting(infrastructure.runtime, loaded.infrastructure!.waits, ["runtime"]) as Runtime;
  const inputs = (one: Runtime): Readonly<Record<string, JsonValue>> => knowledge.moduleInputs(one);
  const { options = {} } = infrastructure.runtime;
  return { module_inputs: inputs({ ...block, options }), runtime_keys: runtimeKeys({ ...block, options }, inputs) };
}

/** Keys of the canonical tags whose values wait for an output: those of the block by their place, others by the placeholders that the job holds. */
function waitingTags({ infrastructure, metadata, loaded }: OpenedInfrastructure): ReadonlySet<string> {
  const { waits } = loaded.infrastructure!;
  const written = new Map(Object.keys(infrastructure.tags).map((key) => [canonicalKey(key), key]));
  const elsewhere = loaded.job.placeholders.map(({ text }) => text);
  const waiting = Object.entries(metadata).filter(([key, value]) => {
    const own = Object.hasOwn(infrastructure.tags, key) ? key : written.get(key);
    return own === undefined ? elsewhere.some((text) => value.includes(text)) : waits.has(renderPath(["tags", own]));
  });
  return new Set(waiting.map(([key]) => key));
}

/** Without a folder of the user's own, all that Terraform works on is Dativo's; there, only what may hold secrets is kept from git. */
function folderOf(job: JobFacts, chosen: string | undefined): Pick<JobPlace, "folder" | "ignore"> {
  if (chosen === undefined)
    return { folder: workingFolder(job), ignore: { file: path.join(workingFolders(job), ".gitignore"), text: "*\n" } };
  const secret = [planFiles.plan, planFiles.json, planFiles.outputs, "*.tfstate*", ".terraform/", ".module/", "claims/"];
  return { folder: chosen, ignore: { file: path.join(chosen, ".gitignore"), text: secret.map((name) => `/${name}\n`).join("") } };
}

/** Reads the module and generates the files, or prints what is wrong; warnings are printed and do not stop. Nothing is written yet. */
export async function prepareInfra(
  infra: InfraJob,
  invocation: Invocation,
  context: Context,
  options: { readonly format?: TerraformFormat; readonly given?: readonly string[] } = {},
): Promise<Generated | undefined> {
  const { world } = context;
  const { generated, problems } = await prepareJob(
    infra.job,
    infra.place,
    {
      ...(options.format === undefined ? {} : { format: options.format }),
      given: options.given === undefined ? givenVariables(world) : new Set(options.given),
      findProgram: () => programOf(infra, invocation, context),
      session: sessionOptions(infra, context),
    },
    world,
  );
  return reportProblems(problems, infra, context) ? undefined : generated;
}

/** Says what the job says in vain. */
export function tellNotes({ notes }: Pick<Generated, "notes">, { world }: Context): void {
  for (const note of notes) world.terminal.err(`note: ${note}\n`);
}

/** Prints problems at their lines in the job, and says whether one of them is an error. */
export function reportProblems(problems: readonly JobProblem[], infra: InfraJob, { world }: Context): boolean {
  const diagnostics = sortDiagnostics(problems.map((one) => atItsLine(one, infra.opened)));
  if (diagnostics.length > 0) world.terminal.err(infra.redact(formatDiagnostics(diagnostics, "text")));
  return diagnostics.some(({ severity }) => severity === "error");
}

function atItsLine({ path: place, part, code, message, hint, severity }: JobProblem, { at }: OpenedInfrastructure): Diagnostic {
  const { file, ...range } = at(place, part);
  return diagnosticAt(file, range, code, message, { hint, ...(severity ? { severity } : {}) });
}

/** The program that the job and the command line ask for. */
export function programOf({ opened }: InfraJob, invocation: Invocation, { world }: Context): Promise<Program> {
  return findProgram(opened.infrastructure.provisioner, textOption(invocation, "terraform"), world);
}

/** Terraform in the job's working folder, its progress told on the error stream. */
export async function openInfraSession(infra: InfraJob, invocation: Invocation, context: Context): Promise<Session> {
  const program = await programOf(infra, invocation, context);
  return openSession(program, infra.place.folder, context.world, sessionOptions(infra, context));
}

function sessionOptions(infra: InfraJob, { world, signal }: Context): SessionOptions {
  return {
    signal,
    onEvent: ({ type, message, isRead }) => {
      if (told.has(type) && !isRead) world.terminal.err(`${infra.redact(message)}\n`);
    },
  };
}

/** Events that are worth a line. Changes and outputs are told by the summary. */
const told = new Set(["apply_start", "apply_progress", "apply_complete", "apply_errored", "provision_progress", "refresh_start"]);

/** The job file as messages name it. */
export function shownJob({ place }: InfraJob, { world }: Context): string {
  return displayPath(place.file, world);
}

/** The tags of the policy are texts for modules; lists are joined as in the job's own tags. */
function tagText(value: TagValue): string {
  return typeof value === "object" ? value.join("+") : String(value);
}
