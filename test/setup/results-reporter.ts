import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Reporter, SerializedError, TestModule } from "vitest/node";
import type { TestResults } from "./test-results.ts";

/** Writes what the run came to as JSON (TestResults) to the file named by the environment variable DATIVO_TEST_RESULTS. */
export default class ResultsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const file = process.env["DATIVO_TEST_RESULTS"];
    if (!file) return;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(collect(modules, errors), undefined, 1));
  }
}

function collect(modules: readonly TestModule[], errors: readonly SerializedError[]): TestResults {
  const tests = modules.flatMap((module) => [...module.children.allTests()].map((test) => ({ module, test, result: test.result() })));
  const failedFiles = modules.filter((module) => module.state() === "failed" && ![...module.children.allTests("failed")].length);
  const skipped = tests.filter(({ result }) => result.state === "skipped");
  return {
    passed: tests.filter(({ result }) => result.state === "passed").length,
    failed: tests
      .filter(({ result }) => result.state === "failed")
      .map(({ module, test }) => `${module.relativeModuleId} > ${test.fullName}`),
    unfinished: tests
      .filter(({ result }) => result.state === "pending")
      .map(({ module, test }) => `${module.relativeModuleId} > ${test.fullName}`),
    skipped: skipped.map(({ module, test, result }) => ({
      test: `${module.relativeModuleId} > ${test.fullName}`,
      reason: result.state === "skipped" ? result.note : undefined,
    })),
    errors: [
      ...failedFiles.map((module) => `${module.relativeModuleId}: ${module.errors()[0]?.message ?? "the file could not be run"}`),
      ...errors.map((error) => `outside of any test: ${error.message}`),
    ],
  };
}
