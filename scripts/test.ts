/**
 * `npm test [-- vitest arguments]`: builds, prepares PyIceberg, runs vitest, says what was skipped and why, and ends
 * with the count line. Exit code 0 only when everything passed.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { countLine, failures, skipLines, type TestResults } from "../test/setup/test-results.ts";
import { build } from "./build.ts";
import { preparePython } from "./python.ts";
import { root, show } from "./steps.ts";

const resultsFile = path.join(root, ".cache", "test-results.json");
const noResults: TestResults = { passed: 0, failed: [], unfinished: [], skipped: [], errors: ["the test run ended without results"] };

function main(args: readonly string[]): number {
  const built = build() === 0;
  const python = preparePython();
  mkdirSync(path.dirname(resultsFile), { recursive: true });
  rmSync(resultsFile, { force: true });
  const env = { DATIVO_TEST_RESULTS: resultsFile, ...("interpreter" in python ? { DATIVO_PYTHON: python.interpreter } : {}) };
  const code = show("vitest", ["run", ...args], env);
  const results = withSetUp(readResults(), built, "problem" in python ? python.problem : undefined);
  writeFileSync(resultsFile, JSON.stringify(results));
  report(results, "problem" in python ? python.problem : undefined);
  return code !== 0 || failures(results) > 0 ? 1 : 0;
}

function readResults(): TestResults {
  return existsSync(resultsFile) ? (JSON.parse(readFileSync(resultsFile, "utf8")) as TestResults) : noResults;
}

/** A failed build always counts; a missing Python does where the machine is ours to equip: in CI. */
function withSetUp(results: TestResults, built: boolean, pythonProblem: string | undefined): TestResults {
  const errors = [...results.errors];
  if (!built) errors.push("the build failed");
  if (pythonProblem !== undefined && process.env["CI"]) errors.push(`no PyIceberg: ${pythonProblem}`);
  return { ...results, errors };
}

function report(results: TestResults, pythonProblem: string | undefined): void {
  for (const name of [...results.failed, ...results.unfinished]) console.log(`failed: ${name}`);
  for (const error of results.errors) console.log(`failed: ${error}`);
  if (pythonProblem !== undefined) console.log(`NOT TESTED: nothing was read back with PyIceberg, because ${pythonProblem}`);
  for (const line of skipLines(results)) console.log(line);
  console.log(countLine(results));
}

process.exitCode = main(process.argv.slice(2));
