import { describe, expect, it } from "vitest";
import type { ColumnStats, DataFile } from "../spec/data-file.ts";
import type { IcebergSchema } from "../spec/iceberg.ts";
import { dataContentFile, deleteContentFile, partitionText } from "./content-file.ts";

const stats = (more: Partial<ColumnStats>): ColumnStats => ({ values: 2, nulls: 0, sizeBytes: 9, ...more });
const file = (columns: DataFile["columns"], partition: DataFile["partition"] = []): DataFile => ({
  path: "/d",
  format: "parquet",
  rows: 2,
  bytes: 100,
  partition,
  columns,
});
const schema: IcebergSchema = {
  type: "struct",
  "schema-id": 0,
  fields: [
    { id: 1, name: "d", type: "double", required: false },
    { id: 2, name: "s", type: "string", required: false },
    { id: 3, name: "st", type: { type: "struct", fields: [{ id: 4, name: "x", type: "int", required: false }] }, required: false },
    { id: 5, name: "l", type: { type: "list", "element-id": 6, element: "int", "element-required": false }, required: false },
  ],
};
const number = (bytes: Uint8Array | undefined): number | undefined => bytes && Buffer.from(bytes).readDoubleLE(0);

describe("statistics of data files", () => {
  it("go by field id, structs included; lists have sizes alone", () => {
    const found = dataContentFile(
      file({
        d: stats({ min: "1.5", max: "2", hasNan: false }),
        "st.x": stats({ min: "-1", max: "7", nulls: 1 }),
        "l.element": stats({ min: "1", max: "2" }),
        strange: stats({}),
      }),
      schema,
      [],
    );
    expect([...found.columnSizes!.keys()]).toEqual([1, 4, 6]);
    expect([...found.valueCounts!]).toEqual([
      [1, 2],
      [4, 2],
    ]);
    expect([...found.nullCounts!]).toEqual([
      [1, 0],
      [4, 1],
    ]);
    expect([...found.nanCounts!]).toEqual([[1, 0]]);
    expect([...found.lowerBounds!.keys()]).toEqual([1, 4]);
    expect(found).toMatchObject({ content: "data", format: "PARQUET", rows: 2, bytes: 100 });
  });

  it("have no bounds where a NaN was seen, and zeros of the right sign", () => {
    const nan = dataContentFile(file({ d: stats({ min: "1", max: "2", hasNan: true }) }), schema, []);
    expect([nan.lowerBounds!.size, nan.upperBounds!.size, nan.nanCounts!.size]).toEqual([0, 0, 0]);
    const zero = dataContentFile(file({ d: stats({ min: "0.0", max: "-0.0", hasNan: false }) }), schema, []);
    expect([number(zero.lowerBounds!.get(1)), number(zero.upperBounds!.get(1))]).toEqual([-0, 0]);
  });

  it("cut long text, upwards at the upper end", () => {
    const found = dataContentFile(file({ s: stats({ min: "a".repeat(40), max: "a".repeat(40) }) }), schema, []);
    expect([found.lowerBounds!.get(2), found.upperBounds!.get(2)].map((bytes) => Buffer.from(bytes!).toString())).toEqual([
      "a".repeat(16),
      `${"a".repeat(15)}b`,
    ]);
  });
});

it("delete files keep whole paths, and say which one file they concern", () => {
  const path = `/warehouse/${"long/".repeat(10)}a.parquet`;
  const one = deleteContentFile(file({ file_path: stats({ min: path, max: path }), pos: stats({ min: "3", max: "8" }) }), []);
  expect(one).toMatchObject({ content: "position-deletes", referencedDataFile: path });
  expect(Buffer.from(one.upperBounds!.get(2_147_483_546)!).toString()).toBe(path);
  expect(deleteContentFile(file({ file_path: stats({ min: "/a", max: "/b" }) }), [])).not.toHaveProperty("referencedDataFile");
});

describe("partition values", () => {
  const day = { fieldId: 1000, name: "at_day", type: { kind: "date" } } as const;
  it("are read as engines write them and given back so", () => {
    expect(dataContentFile(file({}, ["20777"]), schema, [day]).partition).toEqual([20_777]);
    expect(dataContentFile(file({}, [null]), schema, [day]).partition).toEqual([undefined]);
    expect([partitionText(day, "day", 20_777), partitionText(day, "identity", 20_777), partitionText(day, "day", undefined)]).toEqual([
      "20777",
      "2026-11-20",
      null,
    ]);
  });

  it("must be as many as the spec has fields, and storable", () => {
    expect(() => dataContentFile(file({}, []), schema, [day])).toThrow(expect.objectContaining({ kind: "bug" }) as Error);
    expect(() => dataContentFile(file({}, ["infinity"]), schema, [day])).toThrow(expect.objectContaining({ kind: "refused" }) as Error);
  });
});
