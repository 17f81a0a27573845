import * as fc from "fast-check";
import { expect, test } from "vitest";
import { DativoError } from "../kit/error.ts";
import { bytesText, countText, secondsText } from "./amounts.ts";
import { describeError } from "../kit/describe-error.ts";
import { describeEvent } from "./describe-event.ts";
import { fitWidth, printable } from "./terminal-text.ts";

test.each([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [1000, "1.0 kB"],
  [1_500_000, "1.5 MB"],
  [99_960_000, "100 MB"],
  [999_600_000, "1.0 GB"],
  [2e15, "2.0 PB"],
])("%d bytes: %s", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test.each([
  [0, "0.0 s"],
  [9.96, "10 s"],
  [59.4, "59 s"],
  [59.6, "1 min 00 s"],
  [185, "3 min 05 s"],
  [7620, "2 h 07 min"],
])("%d seconds: %s", (seconds, text) => {
  expect(secondsText(seconds)).toBe(text);
});

test.each([
  [1, "1 batch"],
  [0, "0 batches"],
  [1234, "1,234 batches"],
])("%d: %s", (count, text) => {
  expect(countText(count, "batch", "batches")).toBe(text);
});

test.each([
  ["abc", 3, "abc"],
  ["abcdef", 5, "ab..."],
  ["日本語", 6, "日本語"],
  ["日本語です", 7, "日本..."],
  ["abcdef", 2, ""],
  ["é́é́", 2, "é́é́"],
])("%s in %d columns: %s", (text, columns, fitted) => {
  expect(fitWidth(text, columns)).toBe(fitted);
});

test("ASCII never gets wider than asked, and is cut only where it must be", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme-ascii" }), fc.integer({ min: 3, max: 30 }), (text, columns) => {
      const fitted = fitWidth(text, columns);
      expect(fitted.length).toBeLessThanOrEqual(columns);
      expect(fitted === text).toBe(text.length <= columns);
    }),
  );
});

test("nothing printable changes, nothing else stays", () => {
  expect(printable("Größe 日本\t\n")).toBe("Größe 日本\t\n");
  expect(printable("a\u0007\u001b[2J\u009b\u202eb\r")).toBe("a\\u0007\\u001b[2J\\u009b\\u202eb\\u000d");
});

test("an error is described with its chain of causes, each once", () => {
  const inner = new Error("inner");
  const outer = new Error("outer", { cause: inner });
  inner.cause = outer;
  const described = describeError(
    new DativoError("unavailable", "cannot write", { hint: "free some space", context: { path: "x" }, cause: outer }),
  );
  expect(described).toEqual({
    kind: "unavailable",
    message: "cannot write",
    hint: "free some space",
    context: { path: "x" },
    causes: ["outer", "inner"],
  });
});

test("what is not ours to have thrown is a bug, with its stack", () => {
  expect(describeError(new TypeError("x is undefined"))).toMatchObject({
    kind: "bug",
    message: "x is undefined",
    stack: expect.stringContaining("texts.test.ts"),
  });
  expect(describeError("just text")).toEqual({ kind: "bug", message: "just text" });
  expect(describeError(new DOMException("stopped", "AbortError"))).toEqual({ kind: "interrupted", message: "stopped" });
});

test.each([
  [{ type: "claim_taken_over", dead_run_id: "r-0" }, "WARNING", "run r-0 died; this run takes its place"],
  [{ type: "no_batches_extracted" }, "INFO", "nothing new"],
  [
    { type: "batch_written", batch: 2, rows: 10, rejected: 1, files: 1, bytes: 2000 },
    "WARNING",
    "batch 2: 10 rows staged, 1 rejected, 2.0 kB",
  ],
  [
    { type: "commit_success", table: "a.b", snapshot_id: "7", rows: 1, quarantined: 0, files: 1, bytes: 5, retries: 1, seconds: 1 },
    "INFO",
    "committed 1 row to a.b: 1 file, 5 bytes, snapshot 7, after 1 retry",
  ],
  [
    { type: "retry_attempt", attempt: 1, of: 3, delay_seconds: 5, error: { kind: "unavailable", message: "busy" } },
    "WARNING",
    "attempt failed, retry 1 of 3 in 5.0 s: busy",
  ],
] as const)("%o reads %s: %s", (event, level, message) => {
  expect(describeEvent(event)).toEqual({ level, message });
});
