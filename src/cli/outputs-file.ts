import path from "node:path";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import { displayPath } from "../load/project-root.ts";
import { readOutputs } from "../provision/read-outputs.ts";
import type { Infrastructure } from "../spec/infrastructure.ts";
import type { Outputs } from "../spec/outputs.ts";
import { pathOption, type Invocation } from "./command.ts";

/** A file of outputs, and who says that it is the one: the command line, the job, or nobody, and then it is what `infra apply` kept. */
export interface OutputsFile {
  readonly file: string;
  readonly saidBy: "command line" | "job" | "nobody";
}

/** What a job says of its outputs. */
export interface OutputsOfJob {
  readonly infrastructure: Infrastructure;
  /** The project root, absolute. */
  readonly root: string;
  /** What its last `infra apply` kept, absolute. */
  readonly captured: string;
}

/** The file that --terraform-outputs names. */
export function namedOutputs(invocation: Invocation, world: World): OutputsFile | undefined {
  const named = pathOption(invocation, "terraformOutputs");
  return named === undefined ? undefined : { file: path.resolve(world.cwd, named), saidBy: "command line" };
}

/** Where no file is named: `terraform.outputs_file` of the job, else what was kept. */
export function outputsOf({ infrastructure, root, captured }: OutputsOfJob): OutputsFile {
  const { outputs_file: named } = infrastructure.terraform;
  return named === undefined ? { file: captured, saidBy: "nobody" } : { file: path.resolve(root, named), saidBy: "job" };
}

/** Reads the outputs; undefined where nobody says that the file is there, and it is not. Throws where a named one is not, or where one holds none. */
export async function readOutputsFile({ file, saidBy }: OutputsFile, world: World): Promise<Outputs | undefined> {
  const shown = displayPath(file, world);
  const text = await world.files.readTextIfThere(file);
  if (text === undefined && saidBy === "nobody") return undefined;
  if (text !== undefined) return saidBy === "nobody" ? readOutputs(text, shown, again) : readOutputs(text, shown);
  throw new DativoError("not_found", `there is no file of outputs ${shown}`, {
    hint: "write it with `terraform output -json`, `aws cloudformation describe-stacks` or `pulumi stack output --json`, or run `dativo infra apply`",
  });
}

const again = "it is what the last `dativo infra apply` kept: apply again, or ask the state with `dativo infra outputs JOB --live`";
