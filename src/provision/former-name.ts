import path from "node:path";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import type { PlanRecord } from "../spec/provision.ts";
import { rememberVariables } from "./check-environment.ts";
import { readFolderRecord } from "./folder-record.ts";
import { planFiles, readPlanRecord } from "./plan-record.ts";

/** What the infrastructure of a job's file was called when it was last applied, and where it is. */
export interface FormerName {
  /** `tenant/job/environment`. */
  readonly owner: string;
  readonly folder: string;
}

/**
 * Finds the working folder in which the same job file was applied under another name, in the same tenant and environment. A
 * folder that has been destroyed is none. `jobFile` as records name it: from the project root.
 */
export async function findFormerName(folder: string, owner: string, jobFile: string, world: World): Promise<FormerName | undefined> {
  const [environment, tenant] = [path.basename(folder), path.dirname(path.dirname(folder))];
  for (const name of await world.files.names(tenant)) {
    const other = path.join(tenant, name, environment);
    if (other === folder) continue;
    const record = await readableRecord(other, world);
    if (record === undefined || record.job === owner || record.job_file.path !== jobFile) continue;
    const applied = record.applied_at !== undefined || (await world.files.stat(path.join(other, planFiles.outputs))) !== undefined;
    if (applied) return { owner: record.job, folder: other };
  }
  return undefined;
}

/** That another job's record is damaged, or something else lies where its folder would be, is not this job's concern. */
async function readableRecord(folder: string, world: World): Promise<PlanRecord | undefined> {
  if (!(await world.files.stat(folder))?.isFolder) return undefined;
  try {
    return await readPlanRecord(folder, world);
  } catch (error) {
    if (error instanceof DativoError && error.kind !== "bug") return undefined;
    throw error;
  }
}

/** Why nothing is planned under the new name. */
export function renamed(former: FormerName, owner: string, shownFile: string): DativoError {
  return new DativoError("conflict", `${shownFile} was applied as ${former.owner}, and is now ${owner}`, {
    context: { former: former.owner, folder: former.folder },
    hint: `its resources are in the state at ${former.folder}: name the job as before, destroy them first, or take them over with \`infra plan --adopt\``,
  });
}

/** What Terraform keeps in a folder. */
const kept = ["terraform.tfstate", "terraform.tfstate.backup", "terraform.tfstate.d", ".terraform", ".terraform.lock.hcl"];

/** Moves the state to the folder of the new name and removes the old folder; throws `conflict` when there is a state already. */
export async function adoptState(former: FormerName, folder: string, world: World): Promise<void> {
  for (const name of ["terraform.tfstate", "terraform.tfstate.d"]) {
    if ((await world.files.stat(path.join(folder, name))) === undefined) continue;
    throw new DativoError("conflict", `both ${former.folder} and ${folder} hold a state`, { hint: "destroy or move away one of them" });
  }
  const { applied_with = [] } = (await readFolderRecord(former.folder, world)) ?? {};
  await world.files.makeFolder(folder);
  for (const name of kept) {
    if ((await world.files.stat(path.join(former.folder, name))) === undefined) continue;
    await world.files.remove(path.join(folder, name));
    await world.files.rename(path.join(former.folder, name), path.join(folder, name));
  }
  await rememberVariables(folder, applied_with, world);
  await world.files.remove(former.folder);
  await world.files.removeEmptyFolder(path.dirname(former.folder));
}
