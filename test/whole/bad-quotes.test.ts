import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSecondReader } from "../second-reader/reader.ts";
import { Rig } from "./rig.ts";

const properties = [
  { name: "id", logicalType: "integer", required: true, primaryKey: true, primaryKeyPosition: 1 },
  { name: "name", logicalType: "string" },
  { name: "amount", logicalType: "number", physicalType: "decimal(10,2)" },
];
const bad = '2,"b"x,2.00';

/** Everything behind a record with a bad quote is still read: nothing is lost, in whatever order the records stand. */
describe.skipIf(!hasSecondReader)("a bad quote (PyIceberg looks)", () => {
  let rig: Rig;
  beforeAll(() => void (rig = new Rig()));
  afterAll(() => rig.close());

  test.each([
    ["before a bad value", ["1,a,1.00", bad, "4,d,n/a", "5,e,5.00"], [1, 5], ["type.amount", "record.quotes"]],
    ["behind a bad value", ["1,a,1.00", "4,d,n/a", bad, "5,e,5.00"], [1, 5], ["type.amount", "record.quotes"]],
    ["before a missing value", ["1,a,1.00", bad, ",d,1.00", "5,e,5.00"], [1, 5], ["required.id", "record.quotes"]],
    ["between equal keys", ["1,a,1.00", bad, "1,d,1.00", "5,e,5.00"], [1, 5], ["primary_key", "record.quotes"]],
    ["alone", [bad, "5,e,5.00"], [5], ["record.quotes"]],
  ] as const)("%s", async (_, records, landed, rules) => {
    const made = rig.project();
    made.contract({ properties });
    made.job({ schema_validation_mode: "warn" });
    made.write("data/a.csv", `id,name,amount\n${records.join("\n")}\n`);
    const { exitCode, record } = await made.run();
    expect({ exitCode, rows: record.rows }).toMatchObject({
      exitCode: 1,
      rows: { read: records.length, landed: landed.length, quarantined: rules.length },
    });
    expect((await made.rows()).map(({ id }) => id)).toEqual(landed);
    const quarantine = await made.quarantine();
    expect(quarantine.map(({ rule }) => rule).toSorted()).toEqual([...rules].toSorted());
    const line = records.findIndex((text) => text === bad) + 2;
    expect(quarantine.find(({ rule }) => rule === "record.quotes")).toMatchObject({ source_line: line, raw_record: bad });
  });
});
