import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderTransform } from "../spec/partitioning.ts";
import { parsePrimitive, type Value } from "./primitive.ts";
import { applyTransform, bucketHash, canTransform, parseTransform, transformedType } from "./transform.ts";
import { parseValue } from "./value-text.ts";

const value = (type: string, text: string): Value => parseValue(parsePrimitive(type), text)!;
const apply = (transform: string, type: string, text: string): Value | undefined =>
  applyTransform(parseTransform(transform), parsePrimitive(type), value(type, text));

describe("transforms", () => {
  it.each([
    ["int", "34", 2_017_239_379],
    ["long", "34", 2_017_239_379],
    ["decimal(9, 2)", "14.20", -500_754_589],
    ["date", "2017-11-16", -653_330_422],
    ["time", "22:31:08", -662_762_989],
    ["timestamp", "2017-11-16T22:31:08", -2_047_944_441],
    ["timestamptz", "2017-11-16T14:31:08-08:00", -2_047_944_441],
    ["string", "iceberg", 1_210_000_089],
    ["uuid", "f79c3e09-677c-4bbd-a479-3f349cb785e7", 1_488_055_340],
    ["fixed[4]", "00010203", -188_683_207],
    ["binary", "00010203", -188_683_207],
  ] as const)("hashes %s as the specification's appendix B says", (type, text, hash) => {
    expect(bucketHash(parsePrimitive(type), value(type, text))).toBe(hash);
  });

  it.each([
    ["year", "date", "1969-12-31", -1],
    ["year", "timestamp", "2026-01-01 00:00:00", 56],
    ["month", "date", "1970-03-01", 2],
    ["month", "timestamptz", "1969-12-31 23:00:00+00", -1],
    ["day", "timestamp", "1969-12-31 23:59:59.999999", -1],
    ["day", "date", "1970-01-10", 9],
    ["hour", "timestamptz", "1970-01-01 01:30:00+00", 1],
    ["hour", "timestamp", "1969-12-31 23:30:00", -1],
    ["truncate[10]", "int", "-1", -10],
    ["truncate[10]", "int", "19", 10],
    ["truncate[10]", "long", "-11", -20n],
    ["truncate[50]", "decimal(9, 2)", "10.65", 1050n],
    ["truncate[3]", "string", "iceberg", "ice"],
    ["truncate[2]", "string", "🚀🚀🚀", "🚀🚀"],
    ["identity", "string", "x", "x"],
    ["void", "string", "x", undefined],
    ["bucket[16]", "string", "iceberg", 9],
  ] as const)("%s of %s %s", (transform, type, text, expected) => {
    expect(apply(transform, type, text)).toEqual(expected);
  });

  it("puts every value into a bucket, also where the hash is negative", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.integer({ min: 1, max: 1000 }), (number, buckets) => {
        const bucket = applyTransform({ kind: "bucket", buckets }, { kind: "long" }, number);
        expect(bucket).toSatisfy((found: number) => Number.isInteger(found) && found >= 0 && found < buckets);
      }),
    );
  });

  it("reads the spelling that it renders, and keeps strangers", () => {
    for (const text of ["identity", "year", "month", "day", "hour", "bucket[16]", "truncate[4]"])
      expect(renderTransform(parseTransform(text) as Parameters<typeof renderTransform>[0])).toBe(text);
    expect(parseTransform("zorder")).toEqual({ kind: "unknown", text: "zorder" });
    expect(() => apply("zorder", "int", "1")).toThrow("zorder");
  });

  it("knows which types it takes and gives", () => {
    expect(canTransform({ kind: "hour" }, { kind: "date" })).toBe(false);
    expect(canTransform({ kind: "bucket", buckets: 2 }, { kind: "double" })).toBe(false);
    expect(canTransform({ kind: "truncate", width: 2 }, { kind: "binary" })).toBe(true);
    expect([
      transformedType({ kind: "day" }, { kind: "timestamp" }),
      transformedType({ kind: "hour" }, { kind: "timestamp" }),
      transformedType({ kind: "truncate", width: 3 }, { kind: "string" }),
    ]).toEqual([{ kind: "date" }, { kind: "int" }, { kind: "string" }]);
  });
});
