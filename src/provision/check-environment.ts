import type { World } from "../kit/world.ts";
import { readFolderRecord, writeFolderRecord } from "./folder-record.ts";
import type { Generated } from "./generate.ts";
import type { JobProblem } from "./job-problem.ts";

/**
 * What the environment gave (TF_VAR_...) when the job was last applied, and does not give now: the module would quietly take its own
 * default in its place. Variables that the job now says itself, and those that the module no longer has, are none of them.
 */
export async function lackingVariables(
  folder: string,
  { inputs, variables }: Pick<Generated, "inputs" | "variables">,
  world: World,
): Promise<readonly JobProblem[]> {
  const { applied_with = [] } = (await readFolderRecord(folder, world)) ?? {};
  return applied_with
    .filter((name) => variables.includes(name) && !inputs.some((one) => one.name === name))
    .map((name) => ({
      path: ["terraform", "variables"],
      part: "key",
      code: "missing-variable-value",
      message: `TF_VAR_${name} was set when the job was last applied, and is not now: the module would take its own default`,
      hint: `set TF_VAR_${name} as before, or write infrastructure.terraform.variables.${name}`,
    }));
}

/** Keeps the names of the variables that the environment gave to what has just been applied. */
export async function rememberVariables(folder: string, names: readonly string[], world: World): Promise<void> {
  const { files = {} } = (await readFolderRecord(folder, world)) ?? {};
  await writeFolderRecord(folder, { version: 1, files, applied_with: [...names] }, world);
}
