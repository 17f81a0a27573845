import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import avro from "avsc";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeAvro, encodeAvro, type AvroSchema } from "./avro-container.ts";

const schema: AvroSchema = {
  type: "record",
  name: "r",
  fields: [
    { name: "id", type: "long", "field-id": 1 },
    { name: "note", type: ["null", "string"], default: null, "field-id": 2 },
  ],
};
const sync = new Uint8Array(16).fill(7);

describe("Avro object containers", () => {
  it("come back as they were written, longs exact, header and field ids too", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ id: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), note: fc.option(fc.string()) })),
        (records) => {
          const contents = decodeAvro(encodeAvro(schema, { "format-version": "2" }, records, sync), "x");
          expect(contents.records.map((record) => ({ ...record }))).toEqual(records);
          expect(contents.schema).toEqual(schema);
          expect(contents.metadata.get("format-version")).toBe("2");
        },
      ),
      { numRuns: 50 },
    );
  });

  it("keep every digit of timestamps in unions", () => {
    const times: AvroSchema = {
      type: "record",
      name: "r",
      fields: [{ name: "at", type: ["null", { type: "long", logicalType: "timestamp-micros" }] }],
    };
    const records = [{ at: 9_007_199_254_740_993n }, { at: null }];
    expect(decodeAvro(encodeAvro(times, {}, records, sync), "x").records.map((record) => ({ ...record }))).toEqual(records);
  });

  it("are read when another library wrote them, with several blocks", () => {
    const type = avro.Type.forSchema({ type: "record", name: "r", fields: [{ name: "id", type: "long" }] });
    const header = encodeAvro({ type: "record", name: "r", fields: [{ name: "id", type: "long" }] }, {}, [], sync);
    const block = (id: number): Buffer => {
      const body = deflateRawSync(type.toBuffer({ id }));
      return Buffer.concat([Buffer.from([2, body.length * 2]), body, sync]);
    };
    expect(decodeAvro(Buffer.concat([header, block(5), block(-6)]), "x").records.map((record) => record["id"])).toEqual([5n, -6n]);
  });

  it("are refused with their name when they are damaged, cut off, or strange", () => {
    const good = encodeAvro(
      schema,
      {},
      [
        { id: 1n, note: "a" },
        { id: 2n, note: null },
      ],
      sync,
    );
    const flipped = Buffer.from(good);
    flipped[flipped.length - 20] = flipped[flipped.length - 20]! ^ 0xff;
    for (const bytes of [
      good.subarray(0, good.length - 1),
      good.subarray(0, 40),
      flipped,
      readFileSync(import.meta.filename),
      new Uint8Array(0),
    ]) {
      expect(() => decodeAvro(bytes, "m1.avro")).toThrow(
        expect.objectContaining({ kind: "refused", message: expect.stringContaining("m1.avro") as string }) as Error,
      );
    }
    const snappy = Buffer.from(Buffer.from(good).toString("latin1").replace("deflate", "snappyX"), "latin1");
    expect(() => decodeAvro(snappy, "m1.avro")).toThrow("compressed with 'snappyX'");
  });
});
