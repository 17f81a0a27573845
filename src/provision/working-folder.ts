import path from "node:path";
import type { JobFacts } from "../spec/resolved-job.ts";
import { placeOf } from "./job-place.ts";
import { planFiles } from "./plan-record.ts";

/** Who a working folder belongs to. */
export type FolderOwner = Pick<JobFacts, "state_dir" | "tenant_id" | "name" | "environment">;

/** Where Terraform works for a job: a folder per tenant, job and environment, so that two of them never meet. Absolute. */
export function workingFolder(owner: FolderOwner): string {
  return path.join(workingFolders(owner), ...placeOf(owner).split("/"));
}

/** The folder above all of them. Absolute. */
export function workingFolders({ state_dir }: Pick<FolderOwner, "state_dir">): string {
  return path.join(state_dir, "terraform");
}

/** The outputs of the job's last `infra apply`. */
export function capturedOutputs(owner: FolderOwner): string {
  return path.join(workingFolder(owner), planFiles.outputs);
}
