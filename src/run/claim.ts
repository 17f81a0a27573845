import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import { claimFileName, claimNumbers, latestClaim, sweepClaims, writeClaimText, type ClaimText, type NumberedClaim } from "./claim-file.ts";
import { pause } from "./pause.ts";

/** What is asked for: the job, for whom, and how long to wait for somebody else. */
export interface ClaimRequest {
  readonly job: string;
  readonly runId: string;
  /** 0 stops at once. */
  readonly waitMs: number;
  readonly signal?: AbortSignal;
  /** Told once of each holder that is waited for. */
  readonly onWait?: (holder: Holder) => void;
  readonly timing?: ClaimTiming;
}

/** Milliseconds: between two signs of life, until a silent holder on another host counts as dead, between two looks. */
export interface ClaimTiming {
  readonly beatMs: number;
  readonly deadAfterMs: number;
  readonly pollMs: number;
}

/** Who holds a job. */
export interface Holder {
  readonly runId: string;
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

/** A job held by this run until it is released. */
export interface Claim {
  /** The run that held the job and died. */
  readonly takenOver?: string;
  /** Every dead run whose leftovers have to be removed before work starts, the oldest first. */
  readonly unrecovered: readonly string[];
  /** Aborted with the reason when the claim is no longer this run's own. */
  readonly lost: AbortSignal;
  /** Strikes a dead run from the list, durably: its leftovers are gone. */
  confirmRecovered(runId: string): Promise<void>;
  /** A sign of life, also given by a timer. Throws `conflict` when another run has taken over. */
  heartbeat(): Promise<void>;
  /** Lets others in. Runs that were not confirmed stay listed for the next holder. Idempotent. */
  release(): Promise<void>;
}

const usualTiming: ClaimTiming = { beatMs: 10_000, deadAfterMs: 60_000, pollMs: 100 };

/**
 * Makes this run the only one of its job, or throws `conflict` saying who is. `base` names the claim: `claims/orders.json`.
 *
 * Claims are numbered files beside each other (`orders.json.7`); the highest number is the claim, released ones stay as the
 * mark up to which numbers are used. To take over is to create the next number, which the file system lets one contender
 * do; one that was held up, and creates a number that is already history, sees the higher one and withdraws. So a dead
 * holder is followed exactly once, whoever else tries, and what it left behind is in the very file that follows it.
 *
 * A holder on this host is dead when its process is gone or is another one with its number; one on another host when it has
 * given no sign of life for `deadAfterMs` by the clock *and* none while watched for a beat and a half, so that a wrong
 * clock alone never decides. Where the clock denies the age (it went backwards), watching for `deadAfterMs` decides.
 */
export async function claim(world: World, base: string, request: ClaimRequest): Promise<Claim> {
  const timing = request.timing ?? usualTiming;
  const deadline = world.clock.monotonic() + request.waitMs;
  const isDead = deathWatch(timing, world);
  let told: string | undefined;
  for (;;) {
    request.signal?.throwIfAborted();
    const latest = await latestClaim(base, world);
    const verdict = latest === undefined || latest.text.state === "released" ? "free" : await isDead(latest);
    if (verdict === "free" || verdict === "dead") {
      const taken = await take(base, latest, request, world);
      if (taken) return hold(base, taken, verdict === "dead" ? latest?.text.run_id : undefined, timing, world);
      continue;
    }
    const holder = holderOf(latest!.text);
    if (verdict === "alive" && world.clock.monotonic() >= deadline) throw heldBy(request.job, holder);
    if (told !== holder.runId) request.onWait?.(holder);
    told = holder.runId;
    await pause(timing.pollMs, request.signal);
  }
}

function holderOf(text: ClaimText): Holder {
  return { runId: text.run_id, pid: text.pid, host: text.host, since: text.started_at };
}

function heldBy(job: string, holder: Holder): DativoError {
  return new DativoError(
    "conflict",
    `another run of job '${job}' is at work: run ${holder.runId}, process ${holder.pid} on host ${holder.host}, since ${holder.since}`,
    {
      hint: "wait until it is done, or stop that process; a claim whose process is gone is taken over by itself",
      context: { job, run_id: holder.runId, pid: holder.pid, host: holder.host, since: holder.since },
    },
  );
}

/** `watch`: looks dead by the clock, and has to be looked at a little longer. */
type Verdict = "alive" | "watch" | "dead";

/** Judges a holder; remembers, between calls, since when a holder on another host has been still. */
function deathWatch(timing: ClaimTiming, world: World): (claim: NumberedClaim) => Promise<Verdict> {
  let seen = { file: "", modifiedMs: 0, since: 0, moved: false };
  return async ({ file, text }) => {
    if (text.host === world.machine.host) return isSameProcess(text, world) ? "alive" : "dead";
    const modifiedMs = (await world.files.stat(file))?.modifiedMs;
    if (modifiedMs === undefined) return "watch";
    const now = world.clock.monotonic();
    if (seen.file !== file) seen = { file, modifiedMs, since: now, moved: false };
    if (seen.modifiedMs !== modifiedMs) seen = { file, modifiedMs, since: now, moved: true };
    // A holder that was seen to live has a wrong clock, or we have: its age says nothing any more.
    const looksDead = !seen.moved && world.clock.now().getTime() - modifiedMs > timing.deadAfterMs;
    const stillFor = now - seen.since;
    if (stillFor >= (looksDead ? timing.beatMs * 1.5 : timing.deadAfterMs)) return "dead";
    return looksDead ? "watch" : "alive";
  };
}

function isSameProcess(text: ClaimText, world: World): boolean {
  if (!world.machine.isAlive(text.pid)) return false;
  const mark = world.machine.processMark(text.pid);
  return mark === undefined || text.mark === null || mark === text.mark;
}

/** Creates the next number; undefined when somebody else was faster. */
async function take(
  base: string,
  latest: NumberedClaim | undefined,
  request: ClaimRequest,
  world: World,
): Promise<NumberedClaim | undefined> {
  const number = (latest?.number ?? 0) + 1;
  const file = claimFileName(base, number);
  const text: ClaimText = {
    job: request.job,
    run_id: request.runId,
    pid: world.machine.pid,
    mark: world.machine.processMark(world.machine.pid) ?? null,
    host: world.machine.host,
    started_at: world.clock.now().toISOString(),
    state: "held",
    unrecovered: latest === undefined ? [] : leftBehind(latest.text),
  };
  if (!(await world.files.create(file, writeClaimText(text)))) return undefined;
  if ((await claimNumbers(base, world)).at(-1) !== number) {
    await world.files.remove(file);
    return undefined;
  }
  await sweepClaims(base, number, world);
  return { number, file, text };
}

function leftBehind(text: ClaimText): string[] {
  return text.state === "released" ? text.unrecovered : [...new Set([...text.unrecovered, text.run_id])];
}

function hold(
  base: string,
  { number, file, text }: NumberedClaim,
  takenOver: string | undefined,
  timing: ClaimTiming,
  world: World,
): Claim {
  let current = text;
  const inTurn = oneByOne();
  const isMine = async (): Promise<boolean> => (await claimNumbers(base, world)).at(-1) === number;
  const beat = async (): Promise<void> => {
    if (!(await isMine())) throw takenFrom(text, await latestClaim(base, world));
    await world.files.touch(file);
  };
  const rewrite = async (next: ClaimText): Promise<void> => {
    await world.files.replace(file, writeClaimText(next));
    current = next;
  };
  const pulse = startPulse(() => inTurn(beat), timing, world);
  return {
    ...(takenOver === undefined ? {} : { takenOver }),
    unrecovered: text.unrecovered,
    lost: pulse.lost,
    confirmRecovered: (runId) => inTurn(() => rewrite({ ...current, unrecovered: current.unrecovered.filter((dead) => dead !== runId) })),
    heartbeat: pulse.beat,
    release: () =>
      inTurn(async () => {
        pulse.stop();
        if (current.state === "held" && (await isMine())) await rewrite({ ...current, state: "released" });
      }),
  };
}

/** Runs pieces of work one after the other: a sign of life must not cross a rewriting of the file. */
function oneByOne(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    // Whoever asked for the work learns of its failure; the next piece starts all the same.
    last = next.then(
      () => undefined,
      () => undefined,
    );
    return next;
  };
}

interface Pulse {
  readonly lost: AbortSignal;
  beat(): Promise<void>;
  stop(): void;
}

/** Beats by itself until stopped. A takeover ends it at once; other failures (a full disk) only when they last so long that others take the holder for dead. */
function startPulse(work: () => Promise<void>, timing: ClaimTiming, world: World): Pulse {
  const lost = new AbortController();
  let aliveAt = world.clock.monotonic();
  const beat = async (): Promise<void> => {
    try {
      await work();
      aliveAt = world.clock.monotonic();
    } catch (error) {
      const isTaken = error instanceof DativoError && error.kind === "conflict";
      if (isTaken || world.clock.monotonic() - aliveAt > timing.deadAfterMs) lost.abort(error);
      throw error;
    }
  };
  // The timer has nobody to tell: `lost` does, once it matters.
  const timer = setInterval(() => void beat().catch(() => undefined), timing.beatMs).unref();
  return { lost: lost.signal, beat, stop: () => clearInterval(timer) };
}

function takenFrom(mine: ClaimText, latest: NumberedClaim | undefined): DativoError {
  const by = latest === undefined ? "" : ` by run ${latest.text.run_id} (process ${latest.text.pid} on host ${latest.text.host})`;
  return new DativoError("conflict", `the claim of run ${mine.run_id} on job '${mine.job}' was taken over${by}`, {
    hint: "this process was silent for too long, or its claim file was deleted; nothing more is written by this run",
  });
}
