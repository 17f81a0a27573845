import { describeError } from "../kit/describe-error.ts";
import type { World } from "../kit/world.ts";
import { interruptionOf } from "./command.ts";

/** Prints what went wrong for a person and returns the exit code: 2, or 130/143 when the run was stopped from outside. */
export async function reportError(error: unknown, world: World, signal: AbortSignal): Promise<number> {
  const { redact } = await import("../observe/redact.ts");
  world.terminal.err(redact(describeFailure(error, signal)));
  return interruptionOf(signal)?.exitCode ?? 2;
}

/** Message, hint and causes of an error, a line each; the stack only where the fault is ours. Not redacted. */
export function describeFailure(error: unknown, signal: AbortSignal): string {
  const stopped = interruptionOf(signal);
  if (stopped) return `stopped by ${stopped.signal}\n`;
  const { kind, message, hint, causes = [], stack } = describeError(error);
  const lines = [`error: ${message}`];
  if (hint !== undefined) lines.push(`hint: ${hint}`);
  for (const cause of causes) {
    if (!message.includes(cause)) lines.push(`because: ${cause}`);
  }
  if (kind === "bug") lines.push("this is a fault of Dativo itself; please report it with these lines:", stack ?? "");
  return `${lines.join("\n")}\n`;
}
