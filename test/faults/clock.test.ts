import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { contract, FaultProject, jobText, orders, type Ended } from "./project.ts";
import { hasSecondReader, openSecondReader } from "../second-reader/reader.ts";

const day = 86_400_000;

/** Runs the job with a clock that goes backwards, beginning so far from the true time. */
function runBackwards(project: FaultProject, offset: number): Promise<Ended> {
  return project.cli(["run", "--config", "job.yaml"], { preload: "preload-clock.mjs", env: { FAULT_CLOCK_OFFSET_MS: String(offset) } });
}

describe.each(["iceberg", "parquet"])("a clock that goes backwards, during runs and from one to the next (%s)", (target) => {
  let project: FaultProject;
  beforeEach(
    () =>
      void (project = new FaultProject({
        "contract.yaml": contract,
        "job.yaml": jobText({ target_connector: target }),
        "data/a.csv": orders(1, 2),
      })),
  );
  afterEach(() => project.dispose());

  test("loads every file once, in whatever order the clock puts the runs", async () => {
    for (const [round, offset] of [0, -30 * day, -400 * day, 2 * day].entries()) {
      project.write(`data/part-${round}.csv`, orders(round * 10 + 11, round * 10 + 12));
      const { code, stdout, stderr } = await runBackwards(project, offset);
      expect(code, stdout + stderr).toBe(0);
      expect(stdout).not.toMatch(/-\d+(\.\d+)? s\b/);
    }
    expect((await project.run()).stdout).toContain("nothing new");
    expect((await project.rows()).map((row) => Number(row["id"])).toSorted((a, b) => a - b)).toEqual([
      1, 2, 11, 12, 21, 22, 31, 32, 41, 42,
    ]);
    expect(project.rubbish()).toEqual([]);
    const records = JSON.parse((await project.cli(["runs", "--json"])).stdout) as { seconds: { total: number } }[];
    expect(records).toHaveLength(5);
    expect(records.every((record) => record.seconds.total >= 0)).toBe(true);
    if (target === "iceberg" && hasSecondReader) await historyInOrder(project);
  });
});

/** The Iceberg specification lets readers refuse a history that runs backwards (by more than a minute). */
async function historyInOrder(project: FaultProject): Promise<void> {
  const reader = openSecondReader();
  try {
    const question = { warehouse: project.path("warehouse"), table: "t.orders" };
    expect(await reader.ask<number>({ op: "count", ...question })).toBe(10);
    expect(await reader.ask<unknown[]>({ op: "history", ...question })).toHaveLength(4);
  } finally {
    reader.close();
  }
}
