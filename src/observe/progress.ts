import type { RunEvent } from "../spec/events.ts";
import type { World } from "../kit/world.ts";
import { digitsText, bytesText, countText, secondsText } from "./amounts.ts";
import { fitWidth, printable } from "./terminal-text.ts";

/** The one line at the bottom of a terminal that says where a run stands. */
export interface Progress {
  /** Takes note of an event and redraws, at most ten times a second. */
  note(event: RunEvent): void;
  /** Redraws with the present time; called by a timer, so that a long step is seen to live. */
  tick(): void;
  /** Takes the line away, before other text or at the end. */
  clear(): void;
}

interface Tally {
  readonly step: string;
  readonly batches: number;
  readonly bytes: number;
  readonly rows: number;
  readonly rejected: number;
}

const redrawMs = 100;

/** A progress line for `name` on the error stream of the world's terminal. Empty until the first event that has a step to show. */
export function progressLine(name: string, world: World): Progress {
  const { clock, terminal } = world;
  const started = clock.monotonic();
  let tally: Tally = { step: "", batches: 0, bytes: 0, rows: 0, rejected: 0 };
  let drawnAt = Number.NEGATIVE_INFINITY;
  let isShown = false;
  const clear = (): void => {
    if (isShown) terminal.err("\r\u001b[K");
    isShown = false;
    drawnAt = Number.NEGATIVE_INFINITY;
  };
  const draw = (): void => {
    const now = clock.monotonic();
    if (tally.step === "" || now - drawnAt < redrawMs) return;
    terminal.err(`\r${fitWidth(printable(lineOf(name, tally, (now - started) / 1000)), terminal.width - 1)}\u001b[K`);
    [drawnAt, isShown] = [now, true];
  };
  return {
    note(event) {
      tally = advance(tally, event);
      if (tally.step === "") clear();
      else draw();
    },
    tick: draw,
    clear,
  };
}

/** What the line tells after an event; an empty step means there is nothing to show. */
function advance(tally: Tally, event: RunEvent): Tally {
  if (event.type === "extraction_started") return { ...tally, step: "reading" };
  if (event.type === "batch_extracted") return { ...tally, step: "checking", batches: tally.batches + 1, bytes: tally.bytes + event.bytes };
  if (event.type === "batch_written")
    return { ...tally, step: "reading", rows: tally.rows + event.rows, rejected: tally.rejected + event.rejected };
  if (event.type === "extraction_complete") return { ...tally, step: "committing" };
  if (event.type === "claim_waiting") return { ...tally, step: "waiting" };
  const isOver =
    event.type === "job_finished" || event.type === "job_error" || event.type === "commit_success" || event.type === "commit_failed";
  return isOver ? { ...tally, step: "" } : tally;
}

function lineOf(name: string, tally: Tally, seconds: number): string {
  const parts = [
    ...(tally.batches > 0 ? [countText(tally.batches, "batch", "batches"), bytesText(tally.bytes)] : []),
    ...(tally.rows > 0 ? [countText(tally.rows, "row")] : []),
    ...(tally.rejected > 0 ? [`${digitsText(tally.rejected)} rejected`] : []),
    secondsText(seconds),
  ];
  return `${name}: ${tally.step} ${parts.join(", ")}`;
}
