import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimalBytes, parsePrimitive, type Value } from "./primitive.ts";
import { compareValues, decodeValue, encodeValue, fromTwosComplement, lowerBound, twosComplement, upperBound } from "./single-value.ts";

const hex = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString("hex");
const [string, binary] = [parsePrimitive("string"), parsePrimitive("binary")];

describe("single-value serialization", () => {
  it.each([
    ["boolean", true, "01"],
    ["int", 34, "22000000"],
    ["date", -1, "ffffffff"],
    ["long", 34n, "2200000000000000"],
    ["float", 1.5, "0000c03f"],
    ["double", -0, "0000000000000080"],
    ["timestamptz", 1n, "0100000000000000"],
    ["string", "é", "c3a9"],
    ["decimal(9, 2)", 1420n, "058c"],
    ["decimal(9, 2)", -1n, "ff"],
    ["decimal(9, 2)", 128n, "0080"],
    ["decimal(9, 2)", 0n, "00"],
  ] as const)("%s %s", (type, value, bytes) => {
    expect(hex(encodeValue(parsePrimitive(type), value))).toBe(bytes);
    expect(decodeValue(parsePrimitive(type), Buffer.from(bytes, "hex"))).toEqual(value);
  });

  it("reads bounds from before a column was widened", () => {
    expect(decodeValue(parsePrimitive("long"), encodeValue(parsePrimitive("int"), -5))).toBe(-5n);
    expect(decodeValue(parsePrimitive("double"), encodeValue(parsePrimitive("float"), 1.5))).toBe(1.5);
  });

  it("two's complement takes the fewest bytes and comes back", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), (value) => {
        const bytes = twosComplement(value);
        expect(fromTwosComplement(bytes)).toBe(value);
        if (bytes.length > 1) expect(BigInt.asIntN((bytes.length - 1) * 8, value)).not.toBe(value);
      }),
    );
  });

  it("knows how many bytes a decimal takes", () => {
    expect([1, 2, 3, 9, 18, 38].map(decimalBytes)).toEqual([1, 1, 2, 4, 8, 16]);
  });
});

describe("bounds", () => {
  it("are never narrower than the values, however they are cut", () => {
    const texts = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 40 }),
      fc.string({ unit: fc.constantFrom("\u{10ffff}", "\ud7ff", "a", "\uffff"), maxLength: 30 }),
    );
    const check = (type: typeof string, values: readonly Value[]): void => {
      const sorted = values.toSorted(compareValues);
      const lower = lowerBound(type, sorted[0]!);
      const upper = upperBound(type, sorted.at(-1)!);
      expect(Buffer.compare(lower, encodeValue(type, sorted[0]!))).toBeLessThanOrEqual(0);
      if (upper !== undefined) expect(Buffer.compare(upper, encodeValue(type, sorted.at(-1)!))).toBeGreaterThanOrEqual(0);
      expect([...new TextDecoder().decode(lower)].length).toBeLessThanOrEqual(16);
    };
    fc.assert(fc.property(fc.array(texts, { minLength: 1, maxLength: 8 }), (values) => check(string, values)));
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 30 }), { minLength: 1, maxLength: 8 }), (values) => check(binary, values)));
  });

  it("have no upper end where nothing is greater", () => {
    expect(upperBound(string, "\u{10ffff}".repeat(17))).toBeUndefined();
    expect(upperBound(binary, new Uint8Array(17).fill(255))).toBeUndefined();
    expect(Buffer.from(upperBound(string, `${"a".repeat(15)}\u{10ffff}zzz`)!).toString()).toBe(`${"a".repeat(14)}b`);
    expect(hex(upperBound(binary, Uint8Array.of(...Array.from({ length: 15 }, () => 1), 255, 0)))).toBe(`${"01".repeat(14)}02`);
  });
});

it("orders text by bytes, numbers by size, NaN last", () => {
  expect(compareValues("\uffff", "\u{10000}")).toBeLessThan(0);
  expect(compareValues(Uint8Array.of(1), Uint8Array.of(1, 0))).toBeLessThan(0);
  expect([compareValues(Number.NaN, Infinity), compareValues(1n, 2n), compareValues(true, false)]).toEqual([1, -1, 1]);
});
