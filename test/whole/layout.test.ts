import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSecondReader } from "../second-reader/reader.ts";
import { csv, Rig } from "./rig.ts";

const properties = [
  { name: "id", logicalType: "integer", required: true, primaryKey: true, primaryKeyPosition: 1, description: "The shop's own number." },
  { name: "code", logicalType: "string", classification: "internal" },
  { name: "at", logicalType: "timestamp" },
];
const rows = csv(
  ["id", "code", "at"],
  [1, "alpha", "2024-02-29 10:30:00"],
  [2, "alto", "2025-02-28 10:30:00"],
  [3, "beta", "2025-03-01 11:30:00"],
  [4, "beta", ""],
);
const ingest = new RegExp(`^${new Date().getUTCFullYear()}-\\d\\d-\\d\\d$`);

/** A transform, what PyIceberg calls it, a filter that prunes, and the files and ids that are left of it. */
const transforms: readonly (readonly [written: string, iceberg: string, filter: string, ids: readonly number[], files: number])[] = [
  ["code", "identity", "code = 'alto'", [2], 1],
  ["year(at)", "year", "at < '2025-01-01T00:00:00'", [1], 1],
  ["month(at)", "month", "at >= '2025-03-01T00:00:00'", [3], 1],
  ["day(at)", "day", "at >= '2025-02-28T00:00:00' and at < '2025-03-01T00:00:00'", [2], 1],
  ["hour(at)", "hour", "at >= '2025-03-01T11:00:00'", [3], 1],
  ["truncate(2, code)", "truncate[2]", "code = 'alpha'", [1], 1],
  ["bucket(4, id)", "bucket[4]", "id = 3", [3], 1],
];

describe.skipIf(!hasSecondReader)("the table's layout (PyIceberg looks)", () => {
  let rig: Rig;
  beforeAll(() => void (rig = new Rig()));
  afterAll(() => rig.close());

  test.each(transforms)("%s is hidden partitioning that prunes files", async (written, iceberg, filter, ids, files) => {
    const made = rig.project();
    made.contract({ properties });
    made.job({ target: { partitioning: [written] } });
    made.write("data/a.csv", rows);
    expect((await made.run()).exitCode).toBe(0);
    expect(await made.ask("spec")).toMatchObject([{ transform: iceberg, source: /\((?:\d+, )?(\w+)\)/.exec(written)?.[1] ?? written }]);
    expect((await made.rows({ filter })).map(({ id }) => id)).toEqual(ids);
    expect(await made.ask("planned", { filter })).toHaveLength(files);
    expect(await made.rows()).toHaveLength(4);
    expect(((await made.ask<string[]>("planned")) ?? []).length).toBeGreaterThan(files);
  });

  test("ingest_date is the run's date, in a column of its own", async () => {
    const made = rig.project();
    made.contract({ properties });
    made.job({ target: { partitioning: ["ingest_date", "truncate(1, code)"] } });
    made.write("data/a.csv", rows);
    expect((await made.run()).exitCode).toBe(0);
    expect((await made.rows()).map((row) => row["ingest_date"])).toEqual(Array.from({ length: 4 }, () => expect.stringMatching(ingest)));
    expect(await made.ask("spec")).toMatchObject([{ name: "ingest_date", transform: "identity" }, { transform: "truncate[1]" }]);
  });

  test("docs, identifier fields, required and field ids come from the contract; sort order from the job", async () => {
    const made = rig.project();
    made.contract({ properties });
    made.job({ target: { sort_by: ["code", "id"] } });
    made.write("data/a.csv", csv(["id", "code", "at"], [3, "b", ""], [1, "c", ""], [2, "a", ""]));
    expect((await made.run()).exitCode).toBe(0);
    expect(await made.ask("schema")).toEqual([
      { id: 1, name: "id", type: "int", required: true, doc: "The shop's own number.", identifier: true },
      { id: 2, name: "code", type: "string", required: false, doc: null, identifier: false },
      { id: 3, name: "at", type: "timestamp", required: false, doc: null, identifier: false },
    ]);
    expect(await made.ask("sort_order")).toMatchObject([{ source: "code" }, { source: "id" }]);
    expect((await made.ask<{ code: string }[]>("rows"))!.map(({ code }) => code)).toEqual(["a", "b", "c"]);
  });

  test("tags become properties; those that others set stay", async () => {
    const made = rig.project();
    made.contract({ properties, team: { name: "sales", members: [{ username: "ada@example.com", role: "owner" }] } });
    made.job({ finops: { cost_center: "FIN-1" } });
    made.write("data/a.csv", rows);
    await made.run();
    await made.ask("set_property", { key: "somebody.else", value: "was here" });
    await made.ask("set_property", { key: "write.parquet.compression-codec", value: "snappy" });
    made.job({ finops: { cost_center: "FIN-2" } });
    expect((await made.run()).exitCode).toBe(0);
    expect(await made.properties()).toMatchObject({
      "somebody.else": "was here",
      "write.parquet.compression-codec": "snappy",
      "finops.cost_center": "FIN-2",
      "governance.owner": "ada@example.com",
      "classification.fields.code": "internal",
      "contract.version": "1.0.0",
    });
  });
});
