import { expect, test } from "vitest";
import { countLine, failures, skipLines, type TestResults } from "./test-results.ts";

const clean: TestResults = { passed: 3, failed: [], unfinished: [], skipped: [], errors: [] };

test("a clean run is counted in plain words", () => {
  expect(countLine(clean)).toBe("3 passed, 0 failed");
  expect(failures(clean)).toBe(0);
});

test("failed tests, tests that never ended and errors outside of tests all count as failed", () => {
  expect(countLine({ ...clean, failed: ["a"], unfinished: ["b"], errors: ["the build failed"] })).toBe("3 passed, 3 failed");
});

test("skipped tests are counted and grouped by reason", () => {
  const results = { ...clean, skipped: [{ test: "x", reason: "needs root" }, { test: "y", reason: "needs root" }, { test: "z" }] };
  expect(countLine(results)).toBe("3 passed, 0 failed, 3 skipped");
  expect(skipLines(results)).toEqual(["skipped: needs root (x and 1 more)", "skipped: no reason given (z)"]);
});
