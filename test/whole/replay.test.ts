import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSecondReader } from "../second-reader/reader.ts";
import { csv, Rig, type Project } from "./rig.ts";

const properties = (pattern: string, key: boolean): Record<string, unknown>[] => [
  { name: "id", logicalType: "integer", required: true, ...(key ? { primaryKey: true, primaryKeyPosition: 1 } : {}) },
  { name: "code", logicalType: "string", logicalTypeOptions: { pattern } },
  { name: "price", logicalType: "number", physicalType: "decimal(20,8)" },
];
const strictCode = "^[A-Z]+$";

describe.skipIf(!hasSecondReader)("quarantine replay (PyIceberg looks at both tables)", () => {
  let rig: Rig;
  beforeAll(() => void (rig = new Rig()));
  afterAll(() => rig.close());

  /** Rows 1 and 5 good; 2 has a bad code, 3 a bad price, 4 both. */
  async function loaded(key = false, mode = "append"): Promise<Project> {
    const made = rig.project();
    made.contract({ properties: properties(strictCode, key) });
    made.job({ schema_validation_mode: "warn", target: { mode }, source: { incremental: { strategy: "file_modified_time" } } });
    made.write(
      "data/a.csv",
      csv(["id", "code", "price"], [1, "A", "1.5"], [2, "b", "12345678901.12345678"], [3, "C", "dear"], [4, "d", "x"], [5, "E", ""]),
    );
    expect((await made.run()).exitCode).toBe(1);
    return made;
  }
  const replay = (made: Project, ...more: string[]) => made.dativo("quarantine", "replay", "--config", "job.yaml", ...more);
  const view = async (made: Project): Promise<unknown> => ({
    table: (await made.rows()).map(({ id }) => id),
    quarantine: (await made.quarantine()).map((row) => (JSON.parse(String(row["raw_record"])) as { id: string }).id).sort(),
  });

  test("after the contract was mended: what passes moves in one go, exactly once; the rest stays", async () => {
    const made = await loaded();
    const [untouched] = (await made.quarantine()).filter((row) => String(row["raw_record"]).includes("dear"));
    expect(await view(made)).toEqual({ table: [1, 5], quarantine: ["2", "3", "4"] });
    expect((await replay(made)).exitCode).toBe(1);
    expect(await view(made)).toEqual({ table: [1, 5], quarantine: ["2", "3", "4"] });
    expect(await made.history()).toHaveLength(1);
    made.contract({ properties: properties("^[A-Za-z]+$", false), version: "1.1.0" });
    const first = await replay(made, "--json");
    expect({ exitCode: first.exitCode, ...(JSON.parse(first.stdout) as object) }).toMatchObject({
      exitCode: 1,
      judged: 3,
      landed: 1,
      remaining: 2,
    });
    expect(await view(made)).toEqual({ table: [1, 2, 5], quarantine: ["3", "4"] });
    expect((await made.rows()).find(({ id }) => id === 2)!["price"]).toBe("12345678901.12345678");
    expect((await made.quarantine()).find((row) => String(row["raw_record"]).includes("dear"))).toEqual(untouched);
    await replay(made);
    expect(await view(made)).toEqual({ table: [1, 2, 5], quarantine: ["3", "4"] });
    expect(await made.ask("rubbish")).toEqual([]);
    expect(await made.ask("rubbish", { table: "t.things__quarantine" })).toEqual([]);
  });

  test("--from mended rows: as quarantine show prints them, twice, in parts; then the quarantine is empty", async () => {
    const made = await loaded();
    const shown = await made.dativo("quarantine", "show", "--config", "job.yaml", "--json");
    const rows = JSON.parse(shown.stdout) as { quarantine_id: string; raw_record: string }[];
    expect(rows).toHaveLength(3);
    const mended = rows.map(({ quarantine_id, raw_record }) => ({
      quarantine_id,
      raw_record: { ...(JSON.parse(raw_record) as Record<string, string>), code: "OK", price: "0.10" },
    }));
    made.write("first.json", JSON.stringify(mended.slice(0, 2)));
    expect((await replay(made, "--from", "first.json")).exitCode).toBe(1);
    expect((await made.rows()).map((row) => row["price"])).toEqual(
      ["1.50000000", ...mended.slice(0, 2).map(() => "0.10000000"), null].slice(0, 4),
    );
    made.write("all.ndjson", mended.map((row) => `${JSON.stringify(row)}\n`).join(""));
    expect((await replay(made, "--from", "all.ndjson")).exitCode).toBe(0);
    expect((await replay(made, "--from", "all.ndjson")).exitCode).toBe(0);
    expect(await view(made)).toEqual({ table: [1, 2, 3, 4, 5], quarantine: [] });
    expect((await made.history()).map((snapshot) => snapshot.summary["total-records"])).toEqual(["2", "4", "5"]);
  });

  test("a mended row still meets the contract, the key against the table included", async () => {
    const made = await loaded(true);
    const rows = await made.quarantine();
    made.write(
      "mended.json",
      JSON.stringify(
        rows.map(({ quarantine_id }, index) => ({
          quarantine_id,
          raw_record: { id: index === 0 ? "1" : "9", code: "OK", price: index === 1 ? "much" : "1" },
        })),
      ),
    );
    const done = await replay(made, "--from", "mended.json");
    expect(done.exitCode).toBe(1);
    expect(done.stdout).toContain("primary_key");
    expect((await made.rows()).map(({ id }) => id)).toEqual([1, 5, 9]);
    expect(await made.quarantine()).toHaveLength(2);
  });

  test("a job that merges: a replayed row takes the place of the one with its key", async () => {
    const made = await loaded(true, "merge");
    made.write("data/b.csv", csv(["id", "code", "price"], [2, "NEWER", "2"]));
    await made.run();
    made.contract({ properties: properties("^[A-Za-z]+$", true), version: "1.1.0" });
    expect((await replay(made)).exitCode).toBe(1);
    expect(await view(made)).toEqual({ table: [1, 2, 5], quarantine: ["3", "4"] });
  });

  test("a later run neither loses nor repeats what was replayed; --full-refresh empties the quarantine with the table", async () => {
    const made = await loaded();
    made.contract({ properties: properties("^[A-Za-z]+$", false), version: "1.1.0" });
    await replay(made);
    expect((await made.run()).exitCode).toBe(0);
    expect(await view(made)).toEqual({ table: [1, 2, 5], quarantine: ["3", "4"] });
    made.write("data/a.csv", csv(["id", "code", "price"], [1, "A", "1.5"]));
    expect((await made.run("--full-refresh")).exitCode).toBe(0);
    expect(await view(made)).toEqual({ table: [1], quarantine: [] });
  });

  test("JSON records keep members and digits on their way through quarantine", async () => {
    const made = rig.project();
    made.contract({ properties: [...properties(strictCode, false), { name: "doc", logicalType: "object" }] });
    made.job({ source_connector: "json", schema_validation_mode: "warn", target: { mode: "append" } });
    made.write("data/a.ndjson", '{"id":1,"code":"low","price":12345678901.12345678,"doc":{"big":12345678901234567890,"x":[1.10]}}\n');
    expect((await made.run()).exitCode).toBe(1);
    made.contract({ properties: [...properties("^[a-z]+$", false), { name: "doc", logicalType: "object" }], version: "1.1.0" });
    expect(await replay(made)).toMatchObject({ exitCode: 0 });
    expect(await made.rows()).toEqual([
      { id: 1, code: "low", price: "12345678901.12345678", doc: '{"big":12345678901234567890,"x":[1.10]}' },
    ]);
  });
});
