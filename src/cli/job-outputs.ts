import path from "node:path";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import type { KnownOutputs } from "../load/look-up-output.ts";
import { displayPath } from "../load/project-root.ts";
import { readOutputs } from "../provision/read-outputs.ts";
import { capturedOutputs } from "../provision/working-folder.ts";
import type { JobFacts } from "../spec/resolved-job.ts";
import { textOption, type Invocation } from "./command.ts";
import { openFacts } from "./open-job.ts";

/**
 * What a job's Terraform placeholders stand for: the file that --terraform-outputs names, else `terraform.outputs_file` of the job, else
 * what `dativo infra apply` captured. Undefined where there is none, so that placeholders stay open. Throws where a named file is
 * not there or holds no outputs.
 */
export async function outputsOfJob(file: string, invocation: Invocation, world: World): Promise<KnownOutputs | undefined> {
  const includeSensitive = invocation.options["includeSensitive"] === true;
  const named = textOption(invocation, "terraformOutputs");
  const place = named === undefined ? await placeOf(file, world) : path.resolve(world.cwd, named);
  if (place === undefined) return undefined;
  const text = await world.files.readTextIfThere(place);
  if (text !== undefined) return { outputs: readOutputs(text, displayPath(place, world)), includeSensitive };
  throw new DativoError("not_found", `there is no file of outputs ${displayPath(place, world)}`, {
    hint: "write it with `terraform output -json > outputs.json`, or run `dativo infra apply`",
  });
}

/** The file that the job names, or the captured one if there is one. Most jobs have no such block, and are not read twice. */
async function placeOf(file: string, world: World): Promise<string | undefined> {
  if (!(await world.files.readTextIfThere(path.resolve(world.cwd, file)))?.includes("infrastructure")) return undefined;
  const { opened } = await openFacts(file, world);
  if (!opened?.job.infrastructure) return undefined;
  const named = namedFile(opened.job);
  if (named !== undefined) return named;
  const captured = capturedOutputs(opened.job);
  return (await world.files.stat(captured)) === undefined ? undefined : captured;
}

function namedFile({ infrastructure, root }: JobFacts): string | undefined {
  const named = infrastructure?.terraform.outputs_file;
  return named === undefined ? undefined : path.resolve(root, named);
}
