/**
 * Dativo as a library: what the command line does, as functions over data.
 *
 * ```ts
 * import { deriveTags, loadJob, runJob } from "dativo";
 *
 * const { job, diagnostics } = await loadJob("jobs/acme/orders.yaml");
 * if (!job) throw new Error(diagnostics.map((one) => one.message).join("\n"));
 * console.log(deriveTags(job));
 * const { exitCode, record } = await runJob(job, { limit: 1000 });
 * ```
 */
import { executeRun, type RunOptions, type RunResult } from "./cli/execute-run.ts";
import { openFacts, openJob, type OpenedJob } from "./cli/open-job.ts";
import type { Diagnostic } from "./kit/diagnostic.ts";
import { realWorld, type World } from "./kit/world.ts";
import type { Infrastructure } from "./spec/infrastructure.ts";
import type { JobFacts } from "./spec/resolved-job.ts";
import type { Tag } from "./spec/tags.ts";

export { DativoError, type ErrorKind } from "./kit/error.ts";
export { realWorld } from "./kit/world.ts";
export { renderOutputs } from "./load/render-outputs.ts";
export { readOutputs } from "./provision/read-outputs.ts";
export { auditTags } from "./provision/audit/audit-tags.ts";
export { readPlanOrState } from "./provision/audit/read-plan-or-state.ts";
export { expectTags } from "./provision/audit/tag-expectation.ts";
export { renderTags, type RenderOptions } from "./tags/render-tags.ts";
export type { Diagnostic, OpenedJob, RunOptions, RunResult, Tag, World };
export type { PlanOrState } from "./provision/audit/plan-or-state.ts";
export type { ResourceAudit, TagAudit, TagDrift, TagFinding } from "./provision/audit/tag-audit.ts";
export type { TagExpectation } from "./provision/audit/tag-expectation.ts";
export type { Infrastructure, JobFacts };
export type { Output, Outputs } from "./spec/outputs.ts";
export type { RenderedTags, TagChange, TagNamespace, TagSource, TagTarget, TagValue } from "./spec/tags.ts";
export type { RunRecord } from "./spec/run-record.ts";

/** Loads, checks and resolves a job file with all it stands on; problems of the files are diagnostics, sorted. `job` is absent when one is an error. */
export async function loadJob(
  file: string,
  world: World = realWorld(),
): Promise<{ readonly job?: OpenedJob; readonly diagnostics: readonly Diagnostic[] }> {
  const { opened, diagnostics } = await openJob(file, world);
  return { ...(opened ? { job: opened } : {}), diagnostics };
}

/**
 * Loads a job as far as its tags and its infrastructure need it: its connectors need not be there, and Terraform placeholders may stay
 * open. `infrastructure` is the canonical block, absent where the job has none. `job` is absent when a diagnostic is an error.
 */
export async function loadInfrastructure(
  file: string,
  world: World = realWorld(),
): Promise<{
  readonly job?: JobFacts;
  readonly tags: readonly Tag[];
  readonly infrastructure?: Infrastructure;
  readonly diagnostics: readonly Diagnostic[];
}> {
  const { opened, diagnostics } = await openFacts(file, world);
  if (!opened) return { tags: [], diagnostics };
  const { job, tags } = opened;
  return { job, tags, ...(job.infrastructure ? { infrastructure: job.infrastructure } : {}), diagnostics };
}

/** The job's canonical tag set, each tag with the chain of its sources, sorted by namespace and key. Pure. */
export function deriveTags(job: OpenedJob): readonly Tag[] {
  return job.tags;
}

/**
 * Runs a job as `dativo run` does: under its claim, with events on stderr and a run record. Never throws for what goes wrong
 * in the run: see `exitCode` (0 success, 1 partial, 2 failure), `record.error` and `error`. An aborted `signal` stops it cleanly.
 */
export async function runJob(
  job: OpenedJob,
  options: RunOptions & { readonly signal?: AbortSignal } = {},
  world: World = realWorld(),
): Promise<RunResult> {
  const { signal = new AbortController().signal, ...rest } = options;
  return executeRun(job, rest, { world, signal });
}
