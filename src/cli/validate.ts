import type { Diagnostic } from "../kit/diagnostic.ts";
import type { Action } from "./command.ts";
import { namedJobs } from "./jobs-folder.ts";
import { findSameNames } from "./same-names.ts";
import { checkJob, createOpenCache, type CheckedJob } from "./open-job.ts";
import { printDiagnostics } from "./print-diagnostics.ts";

/** How many jobs are looked at together: enough to hide the disk, few enough to stay small. */
const atOnce = 64;

/** `dativo validate`: all problems of all files at once. Exit code 2 when any is an error. */
export const action: Action = async (invocation, { world }) => {
  const files = await namedJobs(invocation, world);
  const cache = createOpenCache();
  const found: Diagnostic[] = [];
  const jobs: CheckedJob[] = [];
  for (let start = 0; start < files.length; start += atOnce) {
    const results = await Promise.all(files.slice(start, start + atOnce).map((file) => checkJob(file, world, cache)));
    jobs.push(...results);
  }
  found.push(...jobs.flatMap(({ diagnostics }) => diagnostics), ...findSameNames(jobs));
  return printDiagnostics(found, { count: files.length, noun: "job" }, invocation, world);
};
