import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { realWorld, type World } from "../kit/world.ts";
import { claim, type Claim, type ClaimRequest, type ClaimTiming } from "./claim.ts";
import type { ClaimText } from "./claim-file.ts";

const world = realWorld();
const fast: ClaimTiming = { beatMs: 20, deadAfterMs: 150, pollMs: 5 };
const children: ChildProcess[] = [];
let folder = "";
let base = "";

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "dativo-claim-"));
  base = path.join(folder, "claims", "acme.prod.orders.json");
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

const request = (runId: string, more: Partial<ClaimRequest> = {}): ClaimRequest => ({ job: "orders", runId, waitMs: 0, ...more });
const files = (): Promise<string[]> => readdir(path.dirname(base));
const textOf = async (number: number): Promise<ClaimText> => JSON.parse(await readFile(`${base}.${number}`, "utf8")) as ClaimText;

/** Another process that claims, says what it got, and then does as told. */
function contender(runId: string, then: "stay" | "die-in-recovery" | "release", waitMs = 0): ChildProcess {
  const code = `
    import { realWorld } from ${JSON.stringify(path.resolve("src/kit/world.ts"))};
    import { claim } from ${JSON.stringify(path.resolve("src/run/claim.ts"))};
    try {
      const held = await claim(realWorld(), ${JSON.stringify(base)}, { job: "orders", runId: ${JSON.stringify(runId)}, waitMs: ${waitMs} });
      console.log(JSON.stringify({ held: true, takenOver: held.takenOver, unrecovered: held.unrecovered }));
      if (${JSON.stringify(then)} === "release") await held.release();
      else setInterval(() => {}, 1000);
    } catch (error) {
      console.log(JSON.stringify({ held: false, kind: error.kind, message: error.message }));
    }`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  return child;
}

interface Answer {
  readonly held: boolean;
  readonly takenOver?: string;
  readonly unrecovered?: readonly string[];
  readonly kind?: string;
  readonly message?: string;
}

async function answerOf(child: ChildProcess): Promise<Answer> {
  let text = "";
  for await (const chunk of child.stdout!) {
    text += String(chunk);
    if (text.includes("\n")) return JSON.parse(text) as Answer;
  }
  throw new Error("the contender said nothing");
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

describe("one holder at a time", () => {
  test("a second run stops at once and says who holds the job", async () => {
    const held = await claim(world, base, request("r-1"));
    await expect(claim(world, base, request("r-2"))).rejects.toMatchObject({
      kind: "conflict",
      message: expect.stringMatching(
        new RegExp(`^another run of job 'orders' is at work: run r-1, process ${process.pid} on host ${os.hostname()}, since 2\\d{3}-`),
      ),
      context: { run_id: "r-1", pid: process.pid, host: os.hostname() },
    });
    await held.release();
    const next = await claim(world, base, request("r-3"));
    expect(next).toMatchObject({ unrecovered: [] });
    expect(next.takenOver).toBeUndefined();
    await next.release();
  });

  test("a second run waits, says so once, and goes on when the first is done", async () => {
    const held = await claim(world, base, request("r-1"));
    const waitedFor: string[] = [];
    const second = claim(
      world,
      base,
      request("r-2", { waitMs: 5000, timing: fast, onWait: (holder) => void waitedFor.push(holder.runId) }),
    );
    await new Promise((resolve) => setTimeout(resolve, 60));
    await held.release();
    await (await second).release();
    expect(waitedFor).toEqual(["r-1"]);
  });

  test("a second run gives up when its time is over", async () => {
    const held = await claim(world, base, request("r-1"));
    const started = performance.now();
    await expect(claim(world, base, request("r-2", { waitMs: 80, timing: fast }))).rejects.toMatchObject({ kind: "conflict" });
    expect(performance.now() - started).toBeGreaterThanOrEqual(75);
    await held.release();
  });

  test("waiting ends when the run is stopped", async () => {
    const held = await claim(world, base, request("r-1"));
    const stop = new AbortController();
    const waiting = claim(world, base, request("r-2", { waitMs: 60_000, signal: stop.signal }));
    setTimeout(() => stop.abort(new Error("stopped by SIGINT")), 20);
    await expect(waiting).rejects.toThrow("stopped by SIGINT");
    await held.release();
  });

  test("jobs do not disturb each other, even when their names look alike", async () => {
    const one = await claim(world, base, request("r-1"));
    const other = await claim(world, path.join(folder, "claims", "acme.prod.orders.json.1.json"), request("r-2"));
    await expect(claim(world, base, request("r-3"))).rejects.toMatchObject({ context: { run_id: "r-1" } });
    await Promise.all([one.release(), other.release()]);
  });

  test("many contenders in one process take turns, and never two at once", async () => {
    let inside = 0;
    let most = 0;
    const turn = async (index: number): Promise<void> => {
      const held = await claim(world, base, request(`r-${index}`, { waitMs: 30_000, timing: fast }));
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 1));
      inside--;
      await held.release();
    };
    await Promise.all(Array.from({ length: 12 }, (_, index) => turn(index)));
    expect(most).toBe(1);
    expect((await files()).length).toBeLessThanOrEqual(2);
  });

  test("releasing twice is releasing once", async () => {
    const first = await claim(world, base, request("r-1"));
    await first.release();
    const second = await claim(world, base, request("r-2"));
    await first.release();
    await expect(claim(world, base, request("r-3"))).rejects.toMatchObject({ context: { run_id: "r-2" } });
    await second.release();
  });
});

describe("dead holders", () => {
  test("a killed process is followed at once, its run named until it is confirmed", async () => {
    const child = contender("r-dead", "stay");
    expect(await answerOf(child)).toMatchObject({ held: true });
    await expect(claim(world, base, request("r-2"))).rejects.toMatchObject({ context: { run_id: "r-dead", pid: child.pid } });
    await killed(child);
    const held = await claim(world, base, request("r-2"));
    expect(held).toMatchObject({ takenOver: "r-dead", unrecovered: ["r-dead"] });
    await held.confirmRecovered("r-dead");
    await held.release();
    expect(await claim(world, base, request("r-3"))).toMatchObject({ unrecovered: [] });
  });

  test("killed between taking over and cleaning up, again and again: nothing is forgotten", async () => {
    for (const runId of ["r-1", "r-2", "r-3"]) {
      const child = contender(runId, "die-in-recovery");
      await answerOf(child);
      await killed(child);
    }
    const held = await claim(world, base, request("r-4"));
    expect(held).toMatchObject({ takenOver: "r-3", unrecovered: ["r-1", "r-2", "r-3"] });
    await held.confirmRecovered("r-2");
    await held.release();
    const next = await claim(world, base, request("r-5"));
    expect(next.takenOver).toBeUndefined();
    expect(next.unrecovered).toEqual(["r-1", "r-3"]);
    await next.release();
  }, 20_000);

  test("of several processes that find a dead holder exactly one takes over", async () => {
    const dead = contender("r-dead", "stay");
    await answerOf(dead);
    await killed(dead);
    const answers = await Promise.all(["a", "b", "c", "d"].map((runId) => answerOf(contender(runId, "stay"))));
    expect(answers.filter((answer) => answer.held)).toEqual([{ held: true, takenOver: "r-dead", unrecovered: ["r-dead"] }]);
    expect(answers.filter((answer) => answer.kind === "conflict")).toHaveLength(3);
  }, 20_000);

  test("the takeover is told once, also when contenders wait and follow each other", async () => {
    const dead = contender("r-dead", "stay");
    await answerOf(dead);
    await killed(dead);
    const answers = await Promise.all(["a", "b", "c"].map((runId) => answerOf(contender(runId, "release", 15_000))));
    expect(answers.map((answer) => answer.held)).toEqual([true, true, true]);
    expect(answers.filter((answer) => answer.takenOver !== undefined)).toHaveLength(1);
  }, 20_000);

  test("another process with the number of the holder is not the holder", async () => {
    await plant({ pid: process.pid, mark: "1", host: os.hostname() });
    expect(await claim(world, base, request("r-2"))).toMatchObject({ takenOver: "r-planted" });
  });

  test("a dead process that nobody has buried is dead", async () => {
    const code = `const { realWorld } = await import(${JSON.stringify(path.resolve("src/kit/world.ts"))}); const { claim } = await import(${JSON.stringify(path.resolve("src/run/claim.ts"))});
      await claim(realWorld(), ${JSON.stringify(base)}, { job: "orders", runId: "r-zombie", waitMs: 0 }); process.kill(process.pid, "SIGKILL");`;
    // The shell becomes a process that never waits for its child.
    children.push(
      spawn("sh", ["-c", '"$1" --input-type=module -e "$2" & exec sleep 60', "sh", process.execPath, code], {
        stdio: ["ignore", "ignore", "inherit"],
      }),
    );
    await expect.poll(() => world.files.stat(`${base}.1`), { timeout: 10_000 }).toBeDefined();
    const { pid } = await textOf(1);
    await expect.poll(() => readFile(`/proc/${pid}/stat`, "utf8"), { timeout: 10_000 }).toMatch(/\) Z /);
    expect(await claim(world, base, request("r-2"))).toMatchObject({ takenOver: "r-zombie" });
  }, 20_000);

  test("a contender that was held up, and creates a number that is history, withdraws", async () => {
    const first = await claim(world, base, request("r-1"));
    await first.release();
    const slow = heldUpWorld();
    const late = claim(slow.world, base, request("r-late"));
    await slow.atCreate;
    for (const runId of ["r-2", "r-3", "r-4"]) await (await claim(world, base, request(runId))).release();
    const holder = await claim(world, base, request("r-5"));
    expect(await files()).not.toContain(path.basename(`${base}.2`));
    slow.goOn();
    await expect(late).rejects.toMatchObject({ kind: "conflict", context: { run_id: "r-5" } });
    await holder.heartbeat();
    expect(await files()).not.toContain(path.basename(`${base}.2`));
    await holder.release();
  });

  test("unfinished files of dead processes are swept, those of living ones are not", async () => {
    await (await claim(world, base, request("r-1"))).release();
    await writeFile(`${base}.9.4194305.0a1b2c3d.tmp`, "{");
    await writeFile(`${base}.9.${process.pid}.0a1b2c3d.tmp`, "{");
    await (await claim(world, base, request("r-2"))).release();
    expect((await files()).filter((name) => name.endsWith(".tmp"))).toEqual([`${path.basename(base)}.9.${process.pid}.0a1b2c3d.tmp`]);
  });
});

describe("holders on other hosts", () => {
  test("one that gives signs of life is not taken over, however wrong its clock is", async () => {
    await plant({ host: "elsewhere" });
    const beating = setInterval(
      () => void utimes(`${base}.1`, new Date(2001, 0, 1), new Date(Date.UTC(2001, 0, 1) + performance.now())),
      10,
    );
    try {
      const patient = { beatMs: 1000, deadAfterMs: 10_000, pollMs: 5 };
      await expect(claim(world, base, request("r-2", { waitMs: 50, timing: patient }))).rejects.toMatchObject({
        kind: "conflict",
        context: { host: "elsewhere" },
      });
    } finally {
      clearInterval(beating);
    }
  });

  test("one that has been silent for long is taken over after a short look, without waiting", async () => {
    await plant({ host: "elsewhere", silentMs: 3_600_000 });
    expect(await claim(world, base, request("r-2", { timing: fast }))).toMatchObject({ takenOver: "r-planted" });
  });

  test("one that was alive a moment ago is not taken over at once", async () => {
    await plant({ host: "elsewhere" });
    await expect(claim(world, base, request("r-2"))).rejects.toMatchObject({ kind: "conflict" });
  });

  test("when the clock went backwards, silence that was watched decides", async () => {
    await plant({ host: "elsewhere", silentMs: -86_400_000 });
    await expect(claim(world, base, request("r-2", { timing: fast }))).rejects.toMatchObject({ kind: "conflict" });
    expect(await claim(world, base, request("r-3", { waitMs: 5000, timing: fast }))).toMatchObject({ takenOver: "r-planted" });
  });
});

describe("signs of life", () => {
  test("the holder touches its file by itself, and by hand", async () => {
    const held = await claim(world, base, request("r-1", { timing: fast }));
    const old = new Date(2001, 0, 1);
    await utimes(`${base}.1`, old, old);
    await expect.poll(async () => (await world.files.stat(`${base}.1`))!.modifiedMs > old.getTime()).toBe(true);
    await held.release();
    await utimes(`${base}.1`, old, old);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect((await world.files.stat(`${base}.1`))!.modifiedMs).toBe(old.getTime());
  });

  test("a holder that was taken over learns it, and releases nothing of the other's", async () => {
    const held = await claim(world, base, request("r-1", { timing: fast }));
    await writeFile(`${base}.2`, JSON.stringify({ ...(await textOf(1)), run_id: "r-2", pid: 1, host: "elsewhere" }));
    await expect(held.heartbeat()).rejects.toMatchObject({
      kind: "conflict",
      message: "the claim of run r-1 on job 'orders' was taken over by run r-2 (process 1 on host elsewhere)",
    });
    expect(held.lost.aborted).toBe(true);
    await held.release();
    expect(await textOf(2)).toMatchObject({ run_id: "r-2", state: "held" });
    expect(await textOf(1)).toMatchObject({ state: "held" });
  });

  test("the timer alone finds out", async () => {
    const held: Claim = await claim(world, base, request("r-1", { timing: fast }));
    await rm(`${base}.1`);
    await expect.poll(() => held.lost.aborted).toBe(true);
    expect(held.lost.reason).toMatchObject({ kind: "conflict" });
  });
});

test.each(["", "{", "[]", '{"job": "orders"}'])("a damaged claim is said, never taken for none: %j", async (text) => {
  await (await claim(world, base, request("r-1"))).release();
  await writeFile(`${base}.1`, text);
  await expect(claim(world, base, request("r-2"))).rejects.toMatchObject({
    kind: "refused",
    message: expect.stringContaining("is damaged"),
    hint: expect.stringContaining("delete"),
  });
});

async function plant(options: { pid?: number; mark?: string; host: string; silentMs?: number }): Promise<void> {
  await world.files.makeFolder(path.dirname(base));
  const text: ClaimText = {
    job: "orders",
    run_id: "r-planted",
    pid: options.pid ?? 4_194_305,
    mark: options.mark ?? null,
    host: options.host,
    started_at: "2026-11-21T07:00:00.000Z",
    state: "held",
    unrecovered: [],
  };
  await writeFile(`${base}.1`, JSON.stringify(text));
  const at = new Date(Date.now() - (options.silentMs ?? 0));
  await utimes(`${base}.1`, at, at);
}

/** The real world, in which creating a file waits until it is told to go on. */
function heldUpWorld(): { world: World; atCreate: Promise<void>; goOn: () => void } {
  const arrived = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const create: World["files"]["create"] = async (file, content) => {
    arrived.resolve();
    await gate.promise;
    return world.files.create(file, content);
  };
  return { world: { ...world, files: { ...world.files, create } }, atCreate: arrived.promise, goOn: gate.resolve };
}
