import { readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { contract, FaultProject, jobText, orders, type Started } from "./project.ts";

let project: FaultProject;
beforeEach(() => void (project = new FaultProject({ "contract.yaml": contract, "job.yaml": jobText(), "data/a.csv": orders(1, 2) })));
afterEach(() => project.dispose());

/** Starts the job and returns once it holds its claim and stands before its commit. */
async function pausedRun(ms: number, config = "job.yaml"): Promise<Started> {
  const env = { FAULT_PAUSE_AT: "open", FAULT_PAUSE_PATH: "/metadata/", FAULT_PAUSE_MS: String(ms) };
  const run = project.start(["run", "--config", config], { env, preload: "preload-pause.mjs" });
  await run.says("paused");
  return run;
}

function holder(): { run_id: string; pid: number; host: string } {
  const name = readdirSync(project.path(".dativo/claims")).at(-1)!;
  return JSON.parse(readFileSync(project.path(`.dativo/claims/${name}`), "utf8")) as { run_id: string; pid: number; host: string };
}

async function ids(): Promise<number[]> {
  return (await project.rows()).map((row) => Number(row["id"])).toSorted((a, b) => a - b);
}

describe("two runs of one job at once", () => {
  test("the second stops and says who holds the job; the first is not disturbed", async () => {
    const first = await pausedRun(2500);
    const { run_id, pid, host } = holder();
    const second = await project.run();
    expect(second.code).toBe(2);
    expect(second.stdout).toContain(`another run of job 'job' is at work: run ${run_id}, process ${pid} on host ${host}, since 20`);
    expect(second.stdout).toContain("hint: ");
    expect((await first.ended).code).toBe(0);
    expect(await ids()).toEqual([1, 2]);
    expect(project.rubbish()).toEqual([]);
  });

  test("with --wait the second waits, says for whom, and then finds nothing new", async () => {
    const first = await pausedRun(1500);
    const { run_id } = holder();
    const second = await project.run("--wait", "60");
    expect(second.stderr).toContain(`waiting for run ${run_id}`);
    expect(second).toMatchObject({ code: 0, stdout: expect.stringContaining("nothing new") as string });
    expect((await first.ended).code).toBe(0);
    expect(await ids()).toEqual([1, 2]);
    expect(project.rubbish()).toEqual([]);
  });

  test("the claim of one that was killed is taken over, and what it left is removed", async () => {
    const first = await pausedRun(60_000);
    const { run_id } = holder();
    first.child.kill("SIGKILL");
    await first.ended;
    expect(project.rubbish()).not.toEqual([]);
    const second = await project.run();
    expect(second.code).toBe(0);
    expect(second.stderr).toContain(`run ${run_id} died; this run takes its place`);
    expect(second.stderr).toContain(`leftovers of run ${run_id} are removed`);
    expect(await ids()).toEqual([1, 2]);
    expect(project.rubbish()).toEqual([]);
  });
});

test("several jobs that write one Iceberg table at once all land, and nothing is lost or doubled", async () => {
  const names = ["b", "c", "d"];
  for (const [index, name] of names.entries()) {
    project.write(`in/${name}.csv`, orders(index * 10 + 11, index * 10 + 12));
    const source = { files: [{ path: `in/${name}.csv` }], incremental: { strategy: "file_modified_time" } };
    project.write(`${name}.yaml`, jobText({ source, target: { warehouse: "warehouse", mode: "append", table: "orders" } }));
  }
  expect((await project.run()).code).toBe(0);
  const slow = await pausedRun(1500, "b.yaml");
  const others = await Promise.all(["c", "d"].map((name) => project.cli(["run", "--config", `${name}.yaml`])));
  const all = [...others, await slow.ended];
  expect(all.map(({ code, stdout }) => (code === 0 ? 0 : stdout))).toEqual([0, 0, 0]);
  expect(await ids()).toEqual([1, 2, 11, 12, 21, 22, 31, 32]);
  // Each job's own state stands beside the others': nobody loads anything twice.
  const again = await Promise.all(names.map((name) => project.cli(["run", "--config", `${name}.yaml`])));
  expect(again.map(({ code, stdout }) => code === 0 && stdout.includes("nothing new"))).toEqual([true, true, true]);
  expect(await ids()).toHaveLength(8);
});

describe.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s", (signal, exitCode) => {
  test("in the middle of a run: it stops, nothing has landed, nothing is left, and the next run loads all", async () => {
    expect((await project.run()).code).toBe(0);
    const before = project.picture();
    project.write("data/b.csv", `id,amount,note\n${Array.from({ length: 400_000 }, (_, index) => `${index + 10},1.00,fine\n`).join("")}`);
    const run = project.start(["run", "--config", "job.yaml"]);
    await run.says("extraction_started");
    run.child.kill(signal);
    const { code, stdout } = await run.ended;
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: expect.stringContaining(`stopped by ${signal}`) as string });
    expect(project.picture()).toEqual(before);
    expect(project.rubbish()).toEqual([]);
    const records = await project.cli(["runs", "--json", "--limit", "1"]);
    expect(JSON.parse(records.stdout)).toMatchObject([{ status: "interrupted", exit_code: exitCode }]);
    expect((await project.run()).code).toBe(0);
  });

  test("while it waits for another run: it stops at once and leaves the other alone", async () => {
    const first = await pausedRun(2500);
    const second = project.start(["run", "--config", "job.yaml", "--wait", "60"]);
    await second.says("claim_waiting");
    second.child.kill(signal);
    expect((await second.ended).code).toBe(exitCode);
    expect((await first.ended).code).toBe(0);
    expect(project.rubbish()).toEqual([]);
  });
});
