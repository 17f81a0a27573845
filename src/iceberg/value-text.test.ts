import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePrimitive, type Value } from "./primitive.ts";
import { civilFromDays, daysFromCivil, floorDivide, parseValue, renderValue } from "./value-text.ts";

const read = (type: string, text: string): Value | undefined => parseValue(parsePrimitive(type), text);

describe("values as text", () => {
  it.each([
    ["boolean", "1", true],
    ["boolean", "false", false],
    ["int", "-7", -7],
    ["long", "9223372036854775807", 9_223_372_036_854_775_807n],
    ["float", "-inf", -Infinity],
    ["double", "0.1", 0.1],
    ["date", "1970-01-02", 1],
    ["date", "0001-01-01 (BC)", -719_528],
    ["date", "20777", 20_777],
    ["time", "01:02:03.4", 3_723_400_000n],
    ["timestamp", "1969-12-31 23:59:59.999999", -1n],
    ["timestamp", "2020-01-01", 1_577_836_800_000_000n],
    ["timestamptz", "2019-12-31 22:00:00.123456+00", 1_577_829_600_123_456n],
    ["timestamptz", "2020-01-01T00:00:00+02:00", 1_577_829_600_000_000n],
    ["timestamptz", "2020-01-01 00:00:00-0330", 1_577_849_400_000_000n],
    ["decimal(12, 2)", "-0.29", -29n],
    ["decimal(12, 2)", "7", 700n],
    ["decimal(12, 2)", "1.500", 150n],
    ["string", "", ""],
  ] as const)("%s %s", (type, text, value) => {
    expect(read(type, text)).toEqual(value);
  });

  it("reads uuid and binary as bytes", () => {
    expect(Buffer.from(read("uuid", "b5b9a1de-93a1-4f6e-8a5e-0f6f0f4a9c11") as Uint8Array).toString("hex")).toBe(
      "b5b9a1de93a14f6e8a5e0f6f0f4a9c11",
    );
    expect(read("binary", "AA0062")).toEqual(Buffer.from([0xaa, 0, 0x62]));
  });

  it("has no value for infinite dates, and refuses what is none", () => {
    expect(read("date", "infinity")).toBeUndefined();
    expect(read("timestamp", "-infinity")).toBeUndefined();
    for (const [type, text] of [
      ["int", "1.5"],
      ["long", ""],
      ["date", "soon"],
      ["time", "25"],
      ["timestamp", "x"],
      ["decimal(4, 1)", "0.15"],
      ["boolean", "maybe"],
      ["uuid", "12"],
      ["double", "abc"],
      ["fixed[2]", "00"],
    ] as const) {
      expect(() => read(type, text), `${type} ${text}`).toThrow(/no (int|long|date|time|timestamp|decimal|boolean|uuid|double|fixed)/);
    }
  });

  it("never shows the text that it could not read", () => {
    try {
      read("int", "secret-4711");
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify([String(error), error])).not.toContain("4711");
    }
  });

  it("reads back what it renders", () => {
    const days = fc.integer({ min: -2_000_000, max: 3_000_000 });
    const micros = fc.bigInt({ min: -60_000_000_000_000_000n, max: 250_000_000_000_000_000n });
    const cases: readonly (readonly [string, fc.Arbitrary<Value>])[] = [
      ["date", days],
      ["timestamp", micros],
      ["timestamptz", micros],
      ["time", fc.bigInt({ min: 0n, max: 86_399_999_999n })],
      ["long", fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
      ["decimal(38, 9)", fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n })],
      ["decimal(9, 0)", fc.bigInt({ min: -999_999_999n, max: 999_999_999n })],
      ["boolean", fc.boolean()],
      ["double", fc.double({ noNaN: true }).map((value) => value || 0)],
      ["binary", fc.uint8Array().map((bytes) => Buffer.from(bytes))],
      ["uuid", fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes))],
    ];
    for (const [type, values] of cases) {
      const primitive = parsePrimitive(type);
      fc.assert(
        fc.property(values, (value) => void expect(parseValue(primitive, renderValue(primitive, value))).toEqual(value)),
        { numRuns: 200 },
      );
    }
  });
});

describe("calendar", () => {
  it("agrees with Date where Date reaches, and turns back anywhere", () => {
    fc.assert(
      fc.property(fc.integer({ min: -90_000_000, max: 90_000_000 }), (days) => {
        const { year, month, day } = civilFromDays(days);
        const date = new Date(days * 86_400_000);
        expect([year, month, day]).toEqual([date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]);
        expect(daysFromCivil(year, month, day)).toBe(days);
      }),
    );
  });

  it("divides towards minus infinity", () => {
    expect([floorDivide(7n, 2n), floorDivide(-7n, 2n), floorDivide(-8n, 2n), floorDivide(7n, -2n)]).toEqual([3n, -4n, -4n, -4n]);
  });
});
