import path from "node:path";
import type { Diagnostic } from "../kit/diagnostic.ts";
import type { World } from "../kit/world.ts";
import { createLoadCache } from "../load/load-cache.ts";
import { findProjectRoot } from "../load/project-root.ts";
import type { Action } from "./command.ts";
import { findYamlFiles } from "./find-files.ts";
import { checkJob, createOpenCache } from "./open-job.ts";
import { printDiagnostics } from "./print-diagnostics.ts";

/** How many jobs are looked at together: enough to hide the disk, few enough to stay small. */
const atOnce = 64;

/** `dativo validate`: all problems of all files at once. Exit code 2 when any is an error. */
export const action: Action = async (invocation, { world }) => {
  const given = invocation.args[0];
  const files = await findYamlFiles(
    Array.isArray(given) && given.length > 0 ? (given as readonly string[]) : [await jobsFolder(world)],
    world,
  );
  const cache = createOpenCache();
  const found: Diagnostic[] = [];
  for (let start = 0; start < files.length; start += atOnce) {
    const results = await Promise.all(files.slice(start, start + atOnce).map((file) => checkJob(file, world, cache)));
    found.push(...results.flat());
  }
  return printDiagnostics(found, { count: files.length, noun: "job" }, invocation, world);
};

/** `jobs` of the project that the working folder is in. */
async function jobsFolder(world: World): Promise<string> {
  return path.join(await findProjectRoot(path.join(world.cwd, "dativo.yaml"), world, createLoadCache()), "jobs");
}
