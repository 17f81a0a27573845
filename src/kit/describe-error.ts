import type { ErrorFacts } from "../spec/events.ts";
import { DativoError } from "./error.ts";

/** What an error says, for events and run records: its cause chain as messages, its stack only where it is ours to mend. Not redacted yet. */
export function describeError(error: unknown): ErrorFacts {
  const known = error instanceof DativoError ? error : undefined;
  const kind = known?.kind ?? (error instanceof Error && error.name === "AbortError" ? "interrupted" : "bug");
  const causes = causesOf(error);
  return {
    kind,
    message: messageOf(error),
    ...(known?.hint === undefined ? {} : { hint: known.hint }),
    ...(known && Object.keys(known.context).length > 0 ? { context: known.context } : {}),
    ...(causes.length > 0 ? { causes } : {}),
    ...(kind === "bug" && error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {}),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}

/** At most ten, and each once: chains may be cyclic. */
function causesOf(error: unknown): string[] {
  const seen = new Set<unknown>([error]);
  const waiting = innerOf(error);
  const messages: string[] = [];
  while (waiting.length > 0 && messages.length < 10) {
    const next = waiting.shift();
    if (seen.has(next)) continue;
    seen.add(next);
    messages.push(messageOf(next));
    waiting.unshift(...innerOf(next));
  }
  return messages;
}

function innerOf(error: unknown): unknown[] {
  if (!(error instanceof Error)) return [];
  const members: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  return error.cause === undefined ? [...members] : [error.cause, ...members];
}
