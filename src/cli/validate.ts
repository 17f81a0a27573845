import path from "node:path";
import type { Diagnostic } from "../kit/diagnostic.ts";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import { sortDiagnostics } from "../load/load-job.ts";
import { toolFacts } from "./accept.ts";
import { textOption, type Action, type Invocation } from "./command.ts";
import { plural } from "./describe-run.ts";
import { formatDiagnostics, type DiagnosticFormat } from "./format-diagnostics.ts";
import { createOpenCache, findJobFiles, openJob } from "./open-job.ts";

/** How many jobs are looked at together: enough to hide the disk, few enough to stay small. */
const atOnce = 64;

/** `dativo validate`: all problems of all files at once. Exit code 2 when any is an error. */
export const action: Action = async (invocation, { world }) => {
  const files = await jobsToValidate(invocation, world);
  const cache = createOpenCache();
  const found: Diagnostic[] = [];
  for (let start = 0; start < files.length; start += atOnce) {
    const results = await Promise.all(files.slice(start, start + atOnce).map((file) => openJob(file, world, { allowUnresolved: true, cache })));
    for (const { diagnostics } of results) found.push(...diagnostics);
  }
  const diagnostics = sortDiagnostics(found);
  const format = (textOption(invocation, "format") ?? "text") as DiagnosticFormat;
  world.terminal.out(formatDiagnostics(diagnostics, format, await toolFacts(world)));
  const errors = diagnostics.filter((one) => one.severity === "error").length;
  const warnings = diagnostics.length - errors;
  if (format === "text") world.terminal.out(`${plural(files.length, "job")}: ${errors === 0 ? "valid" : plural(errors, "error")}${warnings > 0 ? `, ${plural(warnings, "warning")}` : ""}\n`);
  return errors > 0 ? 2 : 0;
};

async function jobsToValidate(invocation: Invocation, world: World): Promise<readonly string[]> {
  const given = invocation.args[0];
  const paths = Array.isArray(given) && given.length > 0 ? (given as readonly string[]) : ["jobs"];
  const files = await findJobFiles(paths, world);
  const missing = await missingPath(files, world);
  if (files.length === 0 || missing !== undefined) {
    throw new DativoError("not_found", missing === undefined ? `there are no job files in ${paths.join(", ")}` : `there is no ${path.relative(world.cwd, missing)}`, { hint: "name job files, folders or globs" });
  }
  return files;
}

async function missingPath(files: readonly string[], world: World): Promise<string | undefined> {
  if (files.length > 1) return undefined;
  for (const file of files) if (!(await world.files.stat(file))) return file;
  return undefined;
}
