import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestResults } from "./test-results.ts";

const repository = path.resolve(import.meta.dirname, "../..");
let folder = "";
let results: TestResults;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "dativo-results-"));
  symlinkSync(path.join(repository, "node_modules"), path.join(folder, "node_modules"));
  const reporter = path.join(repository, "test/setup/results-reporter.ts");
  writeFileSync(path.join(folder, "vitest.config.mjs"), `export default { test: { reporters: [${JSON.stringify(reporter)}] } };\n`);
  const head = 'import { expect, test } from "vitest";\n';
  writeFileSync(
    path.join(folder, "mixed.test.mjs"),
    `${head}test("good", () => {});\ntest("bad", () => expect(1).toBe(2));\ntest("later", ({ skip }) => skip("needs a moon"));\ntest.skip("never", () => {});\n`,
  );
  writeFileSync(path.join(folder, "broken.test.mjs"), `${head}throw new Error("broken on import");\n`);
  const file = path.join(folder, "results.json");
  const vitest = path.join(repository, "node_modules/vitest/vitest.mjs");
  spawnSync(process.execPath, [vitest, "run", "--root", folder], { cwd: folder, env: { ...process.env, DATIVO_TEST_RESULTS: file } });
  results = JSON.parse(readFileSync(file, "utf8")) as TestResults;
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a run's results hold passes, failures by name, skips with their reasons and files that could not be run", () => {
  expect(results.passed).toBe(1);
  expect(results.failed).toEqual(["mixed.test.mjs > bad"]);
  expect(results.skipped).toEqual([{ test: "mixed.test.mjs > later", reason: "needs a moon" }, { test: "mixed.test.mjs > never" }]);
  expect(results.errors).toEqual(["broken.test.mjs: broken on import"]);
});
