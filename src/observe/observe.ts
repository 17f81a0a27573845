import { logLevels, type Emit, type LogLevel, type RunEvent, type RunIdentity } from "../spec/events.ts";
import type { World } from "../kit/world.ts";
import { describeEvent, type EventDescription } from "./describe-event.ts";
import { progressLine } from "./progress.ts";
import { openRedactor, redactor, type Redactor } from "./redact.ts";
import { printable } from "./terminal-text.ts";

/** Takes the events of a run; has a lifetime because a terminal shows progress meanwhile. */
export interface Observer {
  readonly emit: Emit;
  /** The redactor in force, for whatever else is written about the run (the run record, the last error). */
  readonly redactor: Redactor;
  /** Takes the progress line away and stops its timer. Idempotent. */
  close(): void;
}

/** Who is observed and how loudly. */
export interface ObserveRequest {
  readonly identity: RunIdentity;
  readonly logging: { readonly level: LogLevel; readonly redaction: boolean };
  /** Values that must never be seen, beside what looks like a secret. */
  readonly secrets: readonly string[];
  /** Whatever the stream is; when absent a terminal gets readable lines, anything else JSON lines. */
  readonly format?: "json" | "readable";
  /** Also told of every event, unfiltered and unredacted: the caller's own collectors. */
  readonly also?: readonly Emit[];
}

/** A place where redacted events go. */
interface Sink {
  write(event: RunEvent, description: EventDescription): void;
  close(): void;
}

/**
 * Writes the events of a run to the error stream: JSON lines, or readable lines with a line of progress when it is a terminal.
 * Events below the level are left out of the lines, not out of the progress. Secrets are always taken out, unless
 * `logging.redaction` is false.
 */
export function observe(request: ObserveRequest, world: World): Observer {
  const inForce = request.logging.redaction ? redactor(request.secrets) : openRedactor;
  const format = request.format ?? (world.terminal.stderrIsTerminal ? "readable" : "json");
  const lowest = logLevels.indexOf(request.logging.level);
  const isLoud = (level: LogLevel): boolean => logLevels.indexOf(level) >= lowest;
  const sink =
    format === "json" ? jsonSink(request.identity, isLoud, inForce, world) : readableSink(request.identity, isLoud, inForce, world);
  return {
    emit(event) {
      for (const emit of request.also ?? []) emit(event);
      sink.write(inForce.value(event), describeEvent(event));
    },
    redactor: inForce,
    close: () => sink.close(),
  };
}

function jsonSink(identity: RunIdentity, isLoud: (level: LogLevel) => boolean, inForce: Redactor, world: World): Sink {
  return {
    write(event, { level, message }) {
      if (!isLoud(level)) return;
      const { type, ...facts } = event;
      const line = {
        timestamp: world.clock.now().toISOString(),
        level,
        event_type: type,
        message: inForce.text(message),
        ...inForce.value(identity),
        ...facts,
      };
      world.terminal.err(`${JSON.stringify(line)}\n`);
    },
    close: () => undefined,
  };
}

function readableSink(identity: RunIdentity, isLoud: (level: LogLevel) => boolean, inForce: Redactor, world: World): Sink {
  const name = inForce.text(identity.job_name);
  const isLive = world.terminal.stderrIsTerminal;
  const progress = progressLine(name, world);
  const timer = isLive ? setInterval(() => progress.tick(), 1000).unref() : undefined;
  return {
    write(event, { level, message }) {
      if (isLoud(level)) {
        progress.clear();
        world.terminal.err(readableLine(name, level, inForce.text(message)));
      }
      if (isLive) progress.note(event);
    },
    close() {
      clearInterval(timer);
      progress.clear();
    },
  };
}

/** `orders: warning: ...`; further lines are set in, so that each event is one block. */
function readableLine(name: string, level: LogLevel, message: string): string {
  const mark = level === "WARNING" || level === "ERROR" ? `${level.toLowerCase()}: ` : "";
  return `${printable(`${name}: ${mark}${message}`).replace(/\n/g, "\n  ")}\n`;
}
