import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import type { Interruption } from "./command.ts";

/** Prints what went wrong for a person and returns the exit code: 2, or 130/143 when the run was stopped from outside. */
export async function reportError(error: unknown, world: World, signal: AbortSignal): Promise<number> {
  if (signal.aborted) {
    const { signal: name, exitCode } = signal.reason as Interruption;
    world.terminal.err(`stopped by ${name}\n`);
    return exitCode;
  }
  const { redact } = await import("../observe/redact.ts");
  world.terminal.err(`${redact(describeError(error))}\n`);
  return 2;
}

/** Message, hint and causes of an error, a line each; the stack only where the fault is ours. */
export function describeError(error: unknown): string {
  if (!(error instanceof DativoError)) return error instanceof Error ? `unexpected error, ours to mend: ${error.stack ?? error.message}` : String(error);
  const lines = [`error: ${error.message}`];
  if (error.hint !== undefined) lines.push(`hint: ${error.hint}`);
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    if (!error.message.includes(cause.message)) lines.push(`because: ${cause.message}`);
  }
  if (error.kind === "bug") lines.push(error.stack ?? "");
  return lines.join("\n");
}
