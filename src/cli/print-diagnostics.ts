import type { Diagnostic } from "../kit/diagnostic.ts";
import type { World } from "../kit/world.ts";
import { sortDiagnostics } from "../load/load-job.ts";
import { textOption, type Invocation } from "./command.ts";
import { plural } from "./describe-run.ts";
import { formatDiagnostics, formatSarif, type DiagnosticFormat } from "./format-diagnostics.ts";

/** Prints what was found in `--format`, with a closing line in text, and returns the exit code: 2 when any is an error. */
export async function printDiagnostics(
  found: readonly Diagnostic[],
  looked: { readonly count: number; readonly noun: string },
  invocation: Invocation,
  world: World,
): Promise<number> {
  const diagnostics = sortDiagnostics(found);
  const format = (textOption(invocation, "format") ?? "text") as DiagnosticFormat;
  world.terminal.out(format === "sarif" ? await sarifOf(diagnostics, world) : formatDiagnostics(diagnostics, format));
  const errors = diagnostics.filter((one) => one.severity === "error").length;
  const warnings = diagnostics.length - errors;
  if (format === "text") {
    const verdict = errors === 0 ? "valid" : plural(errors, "error");
    world.terminal.out(`${plural(looked.count, looked.noun)}: ${verdict}${warnings > 0 ? `, ${plural(warnings, "warning")}` : ""}\n`);
  }
  return errors > 0 ? 2 : 0;
}

async function sarifOf(diagnostics: readonly Diagnostic[], world: World): Promise<string> {
  const { ownVersion } = await import("./version.ts");
  return formatSarif(diagnostics, { version: await ownVersion(world), cwd: world.cwd });
}
