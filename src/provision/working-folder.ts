import path from "node:path";
import type { JobFacts } from "../spec/resolved-job.ts";
import { placeOf } from "./job-place.ts";

/** Who a working folder belongs to. */
export type FolderOwner = Pick<JobFacts, "state_dir" | "tenant_id" | "name" | "environment">;

/** Where Terraform works for a job: a folder per tenant, job and environment, so that two of them never meet. Absolute. */
export function workingFolder(owner: FolderOwner): string {
  return path.join(owner.state_dir, "terraform", ...placeOf(owner).split("/"));
}

/** The outputs of the job's last `infra apply`. */
export function capturedOutputs(owner: FolderOwner): string {
  return path.join(workingFolder(owner), "outputs.json");
}
