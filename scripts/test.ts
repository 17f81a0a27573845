/**
 * `npm test [-- vitest arguments]`: builds, prepares PyIceberg (and moto, where there is a real AWS provider), runs vitest, says
 * what was skipped and why, and ends with the count line. `--kills N` sets how often test/faults kills a run. Exit code 0 only
 * when everything passed.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { countLine, failures, skipLines, type TestResults } from "../test/setup/test-results.ts";
import { build } from "./build.ts";
import { findAwsPlugin } from "../test/terraform/aws-plugin.ts";
import { moto, preparePython, pyIceberg, type Python } from "./python.ts";
import { root, show } from "./steps.ts";

const resultsFile = path.join(root, ".cache", "test-results.json");
const noResults: TestResults = { passed: 0, failed: [], unfinished: [], skipped: [], errors: ["the test run ended without results"] };

async function main(args: readonly string[]): Promise<number> {
  const built = (await build()) === 0;
  const python = preparePython(pyIceberg);
  const motoEnv = prepareMoto();
  mkdirSync(path.dirname(resultsFile), { recursive: true });
  rmSync(resultsFile, { force: true });
  const { vitestArgs, kills } = readArguments(args);
  const env = {
    DATIVO_TEST_RESULTS: resultsFile,
    ...kills,
    ...motoEnv,
    ...("interpreter" in python ? { DATIVO_PYTHON: python.interpreter } : {}),
  };
  const code = show("vitest", ["run", ...vitestArgs], env);
  const results = withSetUp(readResults(), { built, python, code });
  writeFileSync(resultsFile, JSON.stringify(results));
  if ("problem" in python) console.log(`NOT TESTED: no table was read back with PyIceberg, because ${python.problem}`);
  report(results);
  return failures(results) > 0 ? 1 : 0;
}

/** moto is of use only beside a real AWS provider. Why it is missing goes to the test that is skipped for it. */
function prepareMoto(): Record<string, string> {
  if (findAwsPlugin() === undefined) return {};
  const python = preparePython(moto);
  return "interpreter" in python ? { [moto.variable]: python.interpreter } : { DATIVO_MOTO_PROBLEM: python.problem };
}

function readArguments(args: readonly string[]): { vitestArgs: readonly string[]; kills: { DATIVO_KILLS?: string } } {
  const at = args.indexOf("--kills");
  if (at < 0) return { vitestArgs: args, kills: {} };
  return { vitestArgs: args.toSpliced(at, 2), kills: { DATIVO_KILLS: args[at + 1] ?? "" } };
}

function readResults(): TestResults {
  return existsSync(resultsFile) ? (JSON.parse(readFileSync(resultsFile, "utf8")) as TestResults) : noResults;
}

/** What went wrong around the tests counts too. A missing Python fails where the machine is ours to equip, in CI; elsewhere it is the reason of skips. */
function withSetUp(results: TestResults, around: { readonly built: boolean; readonly python: Python; readonly code: number }): TestResults {
  const errors = [...results.errors];
  if (!around.built) errors.push("the build failed");
  const problem = "problem" in around.python ? around.python.problem : undefined;
  if (problem !== undefined && process.env["CI"]) errors.push(`no PyIceberg: ${problem}`);
  if (around.code !== 0 && failures({ ...results, errors }) === 0) errors.push(`vitest ended with exit code ${around.code}`);
  const fallback = problem === undefined ? undefined : `PyIceberg is missing: ${problem}`;
  return { ...results, errors, skipped: results.skipped.map(({ test, reason }) => ({ test, reason: reason ?? fallback })) };
}

function report(results: TestResults): void {
  for (const name of [...results.failed, ...results.unfinished]) console.log(`failed: ${name}`);
  for (const error of results.errors) console.log(`failed: ${error}`);
  for (const line of skipLines(results)) console.log(line);
  console.log(countLine(results));
}

process.exitCode = await main(process.argv.slice(2));
