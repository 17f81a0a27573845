import path from "node:path";
import type { World } from "../kit/world.ts";
import type { KnownOutputs } from "../load/look-up-output.ts";
import { capturedOutputs } from "../provision/working-folder.ts";
import type { Invocation } from "./command.ts";
import { openFacts } from "./open-job.ts";
import { namedOutputs, outputsOf, readOutputsFile, type OutputsFile } from "./outputs-file.ts";

/**
 * What a job's Terraform placeholders stand for: the file that --terraform-outputs names, else `terraform.outputs_file` of the job, else
 * what `dativo infra apply` captured. Undefined where there is none, so that placeholders stay open. Throws where a named file is
 * not there or holds no outputs.
 */
export async function outputsOfJob(file: string, invocation: Invocation, world: World): Promise<KnownOutputs | undefined> {
  const includeSensitive = invocation.options["includeSensitive"] === true;
  const place = namedOutputs(invocation, world) ?? (await ofBlock(file, world));
  const outputs = place && (await readOutputsFile(place, world));
  return outputs && { outputs, includeSensitive };
}

/** Most jobs have no such block, and are not read twice. */
async function ofBlock(file: string, world: World): Promise<OutputsFile | undefined> {
  if (!(await world.files.readTextIfThere(path.resolve(world.cwd, file)))?.includes("infrastructure")) return undefined;
  const { opened } = await openFacts(file, world);
  const { infrastructure, root } = opened?.job ?? {};
  if (!opened || !infrastructure || root === undefined) return undefined;
  return outputsOf({ infrastructure, root, captured: capturedOutputs(opened.job) });
}
