import path from "node:path";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import type { ProvisionJob, TerraformFormat } from "../spec/provision.ts";
import { addressProblems, blockProblems } from "./check-block.ts";
import { fileNames, generate, type Generated } from "./generate.ts";
import { findModule, isSource, type SourceProblem } from "./module-source.ts";
import type { Program } from "./program.ts";
import { readModule } from "./read-module.ts";
import { openSession, type SessionOptions } from "./terraform-session.ts";
import type { JobProblem } from "./job-problem.ts";
import type { GeneratedPlace } from "./write-files.ts";

/** Where everything of a job's infrastructure is: absolute folders and files; `folder` is the working folder. */
export interface JobPlace extends GeneratedPlace {
  readonly root: string;
  /** The job file. */
  readonly file: string;
  /** Dativo's own folder `terraform`. */
  readonly shipped: string;
  /** Name of the module that comes with Dativo for the job's runtime. */
  readonly own?: string;
}

/** What preparing needs beside the job. */
export interface PrepareOptions {
  /** Absent: as the folder has it already, else JSON. */
  readonly format?: TerraformFormat;
  readonly given: ReadonlySet<string>;
  /** Finds the program; asked only where a module has to be fetched. */
  readonly findProgram: () => Promise<Program>;
  readonly session: SessionOptions;
}

/** Reads the job's module and generates its files. Writes nothing but what it fetches. */
export async function prepareJob(
  job: ProvisionJob,
  place: JobPlace,
  options: PrepareOptions,
  world: World,
): Promise<{ readonly generated?: Generated; readonly problems: readonly JobProblem[] }> {
  const address = addressProblems(job);
  if (address.length > 0) return { problems: [...address, ...blockProblems(job)] };
  const { module_source: source, module_version: version } = job.infrastructure.terraform;
  const found = await findModule(
    { ...place, ...(source === undefined ? {} : { source }), ...(version === undefined ? {} : { version }) },
    world,
  );
  if (!isSource(found)) return { problems: [sourceProblem(found)] };
  const obtain = async (folder: string): Promise<void> => {
    const session = await openSession(await options.findProgram(), folder, world, options.session);
    await session.text("get", "-no-color", "-update");
  };
  const ready = await readModule(found, { folder: place.folder, shipped: place.shipped, obtain }, world).catch(notObtained);
  if ("code" in ready) return { problems: [ready] };
  const format = options.format ?? (await formatOf(place.folder, world));
  const generated = generate(job, ready, { format, given: options.given });
  return { generated, problems: generated.problems };
}

/** That a module cannot be fetched is said where the job names it; all else is thrown on. */
function notObtained(error: unknown): JobProblem {
  if (!(error instanceof DativoError) || error.context["command"] !== "get") throw error;
  const { message, hint } = error;
  return { path: ["terraform", "module_source"], code: "terraform-refused", message, ...(hint === undefined ? {} : { hint }) };
}

/** The format in which a working folder was generated before. */
async function formatOf(folder: string, world: World): Promise<TerraformFormat> {
  return (await world.files.stat(path.join(folder, fileNames.hcl.root))) ? "hcl" : "json";
}

function sourceProblem({ key, code, message, hint }: SourceProblem): JobProblem {
  return { path: ["terraform", key], code, message, hint };
}

/** Variables that TF_VAR_... of the environment set. */
export function givenVariables(world: World): ReadonlySet<string> {
  return new Set(
    Object.keys(world.env).flatMap((name) => (name.startsWith("TF_VAR_") && world.env[name] !== undefined ? [name.slice(7)] : [])),
  );
}
