import { chmodSync, readdirSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mountSmallDisk, noModes, noMounts, withoutOverride, type SmallDisk } from "./mounts.ts";
import { contract, FaultProject, jobText, orders, type Ended } from "./project.ts";

const noise = Array.from({ length: 60_000 }, (_, index) => `${index + 10},1.00,${Math.sin(index)}${Math.cos(index)}\n`).join("");

describe.each(["iceberg", "parquet"])("the disk of a target of kind %s", (target) => {
  let project: FaultProject;
  let disk: SmallDisk | undefined;
  let whole: Record<string, string>;

  beforeEach(
    () =>
      void (project = new FaultProject({
        "contract.yaml": contract,
        "job.yaml": jobText({ target_connector: target }),
        "data/a.csv": orders(1, 2),
      })),
  );
  afterEach(() => {
    disk?.unmount();
    disk = undefined;
    project.dispose();
  });

  async function firstRun(): Promise<void> {
    const { code, stdout, stderr } = await project.run();
    expect(code, stdout + stderr).toBe(0);
    whole = project.picture();
  }

  function untouched(ended: Ended, ...says: readonly string[]): void {
    for (const said of says) expect(ended.stdout).toContain(said);
    expect(ended.code).toBe(2);
    expect(project.picture()).toEqual(whole);
    expect(project.rubbish()).toEqual([]);
  }

  test("when it is full the run says so at once, takes its files back, and a smaller load fits", async ({ skip }) => {
    skip(noMounts !== undefined, noMounts);
    disk = mountSmallDisk(project.path("warehouse"), 1000);
    await firstRun();
    project.write("data/b.csv", `id,amount,note\n${noise}`);
    const full = await project.run();
    untouched(full, "the disk is full", project.path("warehouse"), "hint: free space");
    expect(full.stderr).not.toContain("retry_attempt");
    project.write("data/b.csv", orders(3));
    expect((await project.run()).code).toBe(0);
    expect(await project.rows()).toHaveLength(3);
  });

  test("when it is read-only the run says so", async ({ skip }) => {
    skip(noMounts !== undefined, noMounts);
    disk = mountSmallDisk(project.path("warehouse"), 1000);
    await firstRun();
    disk.makeReadOnly();
    project.write("data/b.csv", orders(3));
    untouched(await project.run(), "read-only", "hint: make the file system writable");
  });

  test("when its folders may not be written the run says so", async ({ skip }) => {
    skip(noModes !== undefined, noModes);
    await firstRun();
    const table = project.path("warehouse/t/orders");
    const folders = [
      table,
      ...readdirSync(table, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => `${table}/${entry.name}`),
    ];
    project.write("data/b.csv", orders(3));
    for (const folder of folders) chmodSync(folder, 0o500);
    const ended = await project.cli(["run", "--config", "job.yaml"], { through: withoutOverride });
    for (const folder of folders) chmodSync(folder, 0o755);
    untouched(ended, "permission", "hint: check owner and mode");
    expect((await project.run()).code).toBe(0);
  });
});

describe("the project's own disk", () => {
  let project: FaultProject;
  beforeEach(() => void (project = new FaultProject({ "contract.yaml": contract, "job.yaml": jobText(), "data/a.csv": orders(1, 2) })));
  afterEach(() => project.dispose());

  test("a source file that may not be read is named", async ({ skip }) => {
    skip(noModes !== undefined, noModes);
    chmodSync(project.path("data/a.csv"), 0o000);
    const { code, stdout } = await project.cli(["run", "--config", "job.yaml"], { through: withoutOverride });
    expect(code).toBe(2);
    expect(stdout).toContain(`cannot read ${project.path("data/a.csv")}: permission denied`);
    expect(stdout).toContain("hint: check owner and mode");
    expect(project.picture()).toEqual({});
  });

  test("a state folder without space stops the run before anything is read or written", async ({ skip }) => {
    skip(noMounts !== undefined, noMounts);
    const disk = mountSmallDisk(project.path(".dativo"), 16);
    try {
      expect(() => writeFileSync(project.path(".dativo/filler"), Buffer.alloc(64_000))).toThrow("ENOSPC");
      const { code, stderr } = await project.run();
      expect(code).toBe(2);
      expect(stderr).toContain("the disk is full");
      expect(project.picture()).toEqual({});
    } finally {
      disk.unmount();
    }
  });
});
