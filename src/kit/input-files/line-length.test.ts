import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { realWorld } from "../world.ts";
import { lineLengthCheck, longestLine, refuseLongLines } from "./line-length.ts";

let folder = "";
beforeEach(() => void (folder = mkdtempSync(path.join(os.tmpdir(), "dativo-lines-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const file = (): { path: string; origin: string } => ({ path: path.join(folder, "a.csv"), origin: "a.csv" });

/** A file with one long line behind a few short ones, its beginning anywhere. */
function written(before: number, long: number, lineBreak: string): number {
  const bytes = Buffer.concat([
    Buffer.alloc(before, `ab${lineBreak}`),
    Buffer.from(lineBreak),
    Buffer.alloc(long, "x"),
    Buffer.from(`${lineBreak}1,2${lineBreak}`),
  ]);
  writeFileSync(file().path, bytes);
  return bytes.length;
}

test.each([
  [0, "\n"],
  [5_000_000, "\n"],
  [7_999_999, "\r\n"],
  [8_000_001, "\r"],
])("a line of the limit is refused wherever it begins (%i bytes before it)", async (before, lineBreak) => {
  const size = written(before, longestLine, lineBreak);
  await expect(refuseLongLines(file(), size, realWorld())).rejects.toMatchObject({
    kind: "refused",
    message: expect.stringContaining("a.csv has a line of more than 8 MB") as string,
  });
});

test.each([0, 5_000_000, 9_000_000])("lines below half of the limit pass (%i bytes before them)", async (before) => {
  const size = written(before, longestLine / 2 - 100, "\n");
  await expect(refuseLongLines(file(), size, realWorld())).resolves.toBeUndefined();
});

test("bytes that pass by are counted from one line break to the next", () => {
  const check = lineLengthCheck(file());
  const half = Buffer.alloc(longestLine / 2, "x");
  check(half);
  check(Buffer.from("end\nnew"));
  check(half);
  expect(() => check(half)).toThrow(expect.objectContaining({ kind: "refused" }) as Error);
});
