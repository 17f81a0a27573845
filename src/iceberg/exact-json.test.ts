import fc from "fast-check";
import { expect, it } from "vitest";
import { parseExactJson, renderExactJson } from "./exact-json.ts";

it("keeps every digit of ids and of numbers too great for a double", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (id) => {
      const text = `{"snapshot-id":${id},"refs":{"main":{"snapshot-id":${id},"n":1}},"total":1.5}`;
      const value = parseExactJson(text, "a") as { "snapshot-id": bigint; refs: { main: { n: unknown } } };
      expect(value["snapshot-id"]).toBe(id);
      expect(value.refs.main.n).toBe(1);
      expect(renderExactJson(value)).toBe(text);
    }),
  );
  expect(parseExactJson("[9007199254740993]", "a")).toEqual([9_007_199_254_740_993n]);
});

it("says which file is damaged", () => {
  expect(() => parseExactJson('{"a":', "x/metadata.json")).toThrow(
    expect.objectContaining({ kind: "refused", message: expect.stringContaining("x/metadata.json") as string }) as Error,
  );
});
