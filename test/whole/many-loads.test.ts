import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSecondReader } from "../second-reader/reader.ts";
import { csv, Rig, type Project } from "./rig.ts";

const properties = [
  { name: "day", logicalType: "date", required: true, primaryKey: true, primaryKeyPosition: 1 },
  { name: "code", logicalType: "string", required: true, primaryKey: true, primaryKeyPosition: 2 },
  { name: "amount", logicalType: "number", physicalType: "decimal(9,2)" },
];
const partitionings: readonly (readonly string[])[] = [
  [],
  [],
  ["month(day)"],
  ["month(day)"],
  ["code"],
  ["bucket(3, code)", "month(day)"],
  [],
];

/** Numbers that are the same every time: a failure comes again. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => (state = (state * 48_271) % 2_147_483_647) % below;
}

describe.skipIf(!hasSecondReader)("many loads, one after another, against a model (PyIceberg looks after each)", () => {
  let rig: Rig;
  beforeAll(() => void (rig = new Rig()));
  afterAll(() => rig.close());

  const table = async (made: Project): Promise<string[]> =>
    (await made.rows()).map(({ day, code, amount }) => [day, code, amount].map(String).join(" ")).sort();

  test.each([1, 20_261_121])("merges on a key of two columns, over changing partitions, with others at work (seed %i)", async (seed) => {
    const below = seeded(seed);
    const made = rig.project();
    made.contract({ properties });
    const model = new Map<string, string>();
    for (const [round, partitioning] of partitionings.entries()) {
      made.job({ target: { mode: "merge", partitioning } });
      const load = new Map(
        Array.from({ length: 3 + below(25) }, () => [
          `2026-0${1 + below(3)}-0${1 + below(4)},${["a", "b", "ü", "O'x"][below(4)]}`,
          `${below(1000)}.${10 + below(90)}`,
        ]),
      );
      made.write("data/a.csv", csv(["day", "code", "amount"], ...[...load].map(([key, amount]) => [key, amount])));
      const known = [...load.keys()].filter((key) => model.has(key)).length;
      const { exitCode, record } = await made.run();
      expect({ round, exitCode, error: record.error, rows: record.rows }).toEqual({
        round,
        exitCode: 0,
        rows: { read: load.size, landed: load.size, quarantined: 0, skipped: 0, replaced: known },
      });
      for (const [key, amount] of load) model.set(key, amount);
      expect(await table(made)).toEqual([...model].map(([key, amount]) => `${key.replace(",", " ")} ${amount}`).sort());
      if (round === 1) await made.ask("compact");
      if (round === 3) await made.ask("set_property", { key: "x", value: "y" });
    }
    expect(await made.ask("rubbish")).toEqual([]);
  });

  test("a merge after a rollback starts from what is there", async () => {
    const made = rig.project();
    made.contract({ properties });
    made.job({ target: { mode: "merge" } });
    for (const amount of ["1.00", "2.00"]) {
      made.write("data/a.csv", csv(["day", "code", "amount"], ["2026-01-01", "a", amount]));
      expect((await made.run()).exitCode).toBe(0);
    }
    await made.ask("rollback", { snapshot: (await made.history())[0]!.id });
    expect(await table(made)).toEqual(["2026-01-01 a 1.00"]);
    made.write("data/a.csv", csv(["day", "code", "amount"], ["2026-01-01", "a", "3.00"], ["2026-01-02", "b", ""]));
    expect((await made.run()).record.rows).toMatchObject({ landed: 2, replaced: 1 });
    expect(await table(made)).toEqual(["2026-01-01 a 3.00", "2026-01-02 b null"]);
  });

  test("time travel: every snapshot shows the rows of its time, by the command and by PyIceberg", async () => {
    const made = rig.project();
    made.contract({ properties: [{ name: "id", logicalType: "integer" }] });
    made.job({ source: { incremental: { strategy: "file_modified_time" } } });
    for (const id of [1, 2, 3]) {
      made.write(`data/${id}.csv`, `id\n${id}\n`);
      await made.run();
    }
    for (const [index, { id }] of (await made.history()).entries()) {
      expect(await made.rows({ snapshot: id })).toHaveLength(index + 1);
      const { stdout, exitCode } = await made.dativo("table", "rows", "--config", "job.yaml", "--snapshot", id, "--json");
      expect({ exitCode, rows: (JSON.parse(stdout) as unknown[]).length }).toEqual({ exitCode: 0, rows: index + 1 });
    }
  });

  test("two jobs into one table keep their own cursors", async () => {
    const made = rig.project();
    made.contract({ properties: [{ name: "id", logicalType: "integer", required: true }] });
    for (const name of ["north", "south"]) {
      made.job({
        source: { files: [{ path: `${name}/*.csv` }], incremental: { strategy: "cursor", cursor_field: "id" } },
        target: { mode: "append" },
      });
      made.write(`${name}.yaml`, readFileSync(path.join(made.folder, "job.yaml")));
    }
    const load = async (name: string, ...ids: number[]): Promise<unknown> => {
      made.write(`${name}/${ids[0]}.csv`, csv(["id"], ...ids.map((id) => [id])));
      return JSON.parse((await made.dativo("run", "--config", `${name}.yaml`, "--json")).stdout) as unknown;
    };
    expect(await load("north", 100, 101)).toMatchObject({ exit_code: 0, rows: { landed: 2 } });
    expect(await load("south", 1, 2)).toMatchObject({ exit_code: 0, rows: { landed: 2 } });
    expect(await load("north", 102, 50)).toMatchObject({ exit_code: 0, rows: { landed: 1 } });
    expect(await load("south", 3)).toMatchObject({ exit_code: 0, rows: { landed: 1 } });
    expect((await made.rows()).map(({ id }) => id)).toEqual([1, 2, 3, 100, 101, 102]);
  });
});
