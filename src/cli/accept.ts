import type { World } from "../kit/world.ts";
import { formatDiagnostics } from "./format-diagnostics.ts";
import { openJob, type OpenedJob } from "./open-job.ts";

/** Opens a job or prints every problem of its files on the error stream; undefined means exit code 2. Warnings are printed and do not stop. */
export async function acceptJob(
  file: string,
  world: World,
  options: { readonly allowUnresolved?: boolean } = {},
): Promise<OpenedJob | undefined> {
  const { opened, diagnostics } = await openJob(file, world, options);
  if (diagnostics.length > 0) world.terminal.err(formatDiagnostics(diagnostics, "text"));
  return opened;
}
