import type { World } from "../kit/world.ts";
import { formatDiagnostics, type ToolFacts } from "./format-diagnostics.ts";
import { openJob, type OpenedJob } from "./open-job.ts";
import { ownVersion } from "./version.ts";

/** Opens a job or prints every problem of its files on the error stream; undefined means exit code 2. Warnings are printed and do not stop. */
export async function acceptJob(
  file: string,
  world: World,
  options: { readonly allowUnresolved?: boolean } = {},
): Promise<OpenedJob | undefined> {
  const { opened, diagnostics } = await openJob(file, world, options);
  if (diagnostics.length > 0) world.terminal.err(formatDiagnostics(diagnostics, "text", await toolFacts(world)));
  return opened;
}

/** Who reports, for the formats that say so. */
export async function toolFacts(world: World): Promise<ToolFacts> {
  return { version: await ownVersion(world), cwd: world.cwd };
}
