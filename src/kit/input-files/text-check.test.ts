import fc from "fast-check";
import { expect, test } from "vitest";
import { textCheck } from "./text-check.ts";

/** Offset that the check names for bytes fed in pieces of the given sizes; undefined when it finds nothing wrong. */
function complaint(bytes: Uint8Array, sizes: readonly number[]): string | undefined {
  const check = textCheck({ path: "/a", origin: "a" });
  try {
    let at = 0;
    for (const size of sizes) check.feed(bytes.subarray(at, (at += size)));
    check.feed(bytes.subarray(at));
    check.end();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const sizes = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 10 });

test("text in any language passes, however it is cut into pieces", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), sizes, (text, cuts) => {
      const bytes = Buffer.from(text.replaceAll("\0", " "));
      expect(complaint(bytes, cuts)).toBeUndefined();
    }),
  );
});

test("the first bad byte is named, however the bytes are cut into pieces", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.constantFrom(0xff, 0xfe, 0xc0, 0x80), fc.string(), sizes, (before, bad, after, cuts) => {
      const start = Buffer.from(before.replaceAll("\0", " "));
      const bytes = Buffer.concat([start, Buffer.from([bad]), Buffer.from(after.replaceAll("\0", " "))]);
      expect(complaint(bytes, cuts)).toContain(`byte ${start.length} begins no valid character`);
    }),
  );
});

test("a NUL byte is named at its offset across pieces", () => {
  expect(complaint(Buffer.from("ab\u20accd\0e"), [3, 1])).toContain("holds a NUL byte at offset 7");
});
