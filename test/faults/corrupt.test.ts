import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contract, FaultProject, jobText, orders } from "./project.ts";

type Damage = (good: Buffer) => Uint8Array;

const cutOff: Damage = (good) => good.subarray(0, 20);
const emptied: Damage = () => Buffer.alloc(0);
const garbage: Damage = () => Buffer.alloc(20_000, "garbage ");

/** A project with a table, and a file that the next run would load. */
async function projectOf(keys: Readonly<Record<string, unknown>> = {}): Promise<FaultProject> {
  const project = new FaultProject({ "contract.yaml": contract, "job.yaml": jobText(keys), "data/a.csv": orders(1, 2) });
  expect((await project.run()).code).toBe(0);
  project.write("data/b.csv", orders(3));
  return project;
}

/** Damages a file, runs, and mends it: the run must say which file it is, and touch nothing. */
async function runWithDamage(project: FaultProject, file: string, damage: Damage): Promise<string> {
  const good = readFileSync(file);
  writeFileSync(file, damage(good));
  const before = project.picture();
  const { code, stdout } = await project.run();
  expect(project.picture()).toEqual(before);
  writeFileSync(file, good);
  expect(code, stdout).toBe(2);
  expect(stdout).toContain(file);
  expect(stdout).toContain("hint: ");
  return stdout;
}

function fileIn(project: FaultProject, folder: string, name: RegExp): string {
  return project.path(
    `${folder}/${readdirSync(project.path(folder))
      .filter((candidate) => name.test(candidate))
      .sort()
      .at(-1)!}`,
  );
}

describe("an Iceberg table's", () => {
  let project: FaultProject;
  beforeAll(async () => void (project = await projectOf()));
  afterAll(() => project.dispose());

  test.each([
    ["full of garbage", garbage],
    ["empty", emptied],
    ["cut off", (good: Buffer) => good.subarray(0, 5000)],
    ["overwritten inside", (good: Buffer) => Buffer.concat([good.subarray(0, 200), Buffer.alloc(3896, 0xab), good.subarray(4096)])],
  ])("catalog that is %s is said, and never taken for a new one", async (_name, damage) => {
    expect(await runWithDamage(project, project.path("warehouse/catalog.db"), damage)).toContain("damaged");
  });

  test.each([
    ["cut off", cutOff],
    ["empty", emptied],
  ])("metadata that is %s is said", async (_name, damage) => {
    expect(await runWithDamage(project, fileIn(project, "warehouse/t/orders/metadata", /\.metadata\.json$/), damage)).toContain("damaged");
  });

  test.each([
    ["cut off", cutOff],
    ["empty", emptied],
    ["of another shape", () => Buffer.from('{"job":"job"}')],
  ])("claim file that is %s is said: nobody knows who may be at work", async (_name, damage) => {
    expect(await runWithDamage(project, fileIn(project, ".dativo/claims", /\d$/), damage)).toContain("is damaged");
  });

  test("run record that is cut off is named, and the others are listed", async () => {
    const file = fileIn(project, ".dativo/runs", /\.json$/);
    const id = /([^/]+)\.json$/.exec(file)![1]!;
    writeFileSync(file, cutOff(readFileSync(file)));
    const list = await project.cli(["runs"]);
    expect(list).toMatchObject({ code: 0, stderr: expect.stringContaining(`${file} is damaged`) as string });
    const one = await project.cli(["runs", id]);
    expect(one).toMatchObject({ code: 2, stderr: expect.stringContaining(`the record of run ${id} is damaged`) as string });
  });

  test("job runs on once all is mended", async () => {
    expect((await project.run()).code).toBe(0);
    expect((await project.rows()).map((row) => row["id"]).toSorted()).toEqual(["1", "2", "3"]);
  });
});

describe("a plain table's", () => {
  let project: FaultProject;
  beforeAll(async () => void (project = await projectOf({ target_connector: "parquet" })));
  afterAll(() => project.dispose());

  test.each([
    ["cut off", cutOff],
    ["empty", emptied],
    ["of another shape", () => Buffer.from("{}")],
  ])("record that is %s is said, and never taken for none", async (_name, damage) => {
    expect(await runWithDamage(project, fileIn(project, "warehouse/t/orders/.dativo", /^v\d+\.json$/), damage)).toContain("record");
  });

  test("job runs on once all is mended", async () => {
    expect((await project.run()).code).toBe(0);
    expect((await project.rows()).map((row) => row["id"]).toSorted()).toEqual(["1", "2", "3"]);
  });
});
