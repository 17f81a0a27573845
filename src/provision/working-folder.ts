import path from "node:path";
import type { JobFacts } from "../spec/resolved-job.ts";

/** Who a working folder belongs to. */
export type FolderOwner = Pick<JobFacts, "state_dir" | "tenant_id" | "name" | "environment">;

/** Where Terraform works for a job: a folder per tenant, job and environment, so that two of them never meet. Absolute. */
export function workingFolder({ state_dir, tenant_id, name, environment }: FolderOwner): string {
  return path.join(state_dir, "terraform", tenant_id, name, environment);
}

/** The outputs of the job's last `infra apply`. */
export function capturedOutputs(owner: FolderOwner): string {
  return path.join(workingFolder(owner), "outputs.json");
}
