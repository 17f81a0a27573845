/** What one test run came to; names are `file > suite > test`. */
export interface TestResults {
  readonly passed: number;
  readonly failed: readonly string[];
  /** Tests whose worker went away. */
  readonly unfinished: readonly string[];
  readonly skipped: readonly { readonly test: string; readonly reason?: string | undefined }[];
  /** Files that could not be run, and errors outside of any test. */
  readonly errors: readonly string[];
}

/** Everything that went wrong counts as failed: failed tests, tests that never ended, files that could not be run. */
export function failures(results: TestResults): number {
  return results.failed.length + results.unfinished.length + results.errors.length;
}

/** `12 passed, 0 failed`, with `, 3 skipped` when there are any. */
export function countLine(results: TestResults): string {
  const skipped = results.skipped.length > 0 ? `, ${results.skipped.length} skipped` : "";
  return `${results.passed} passed, ${failures(results)} failed${skipped}`;
}

/** One line per reason, with how many tests it skips and the first of them. */
export function skipLines(results: TestResults): readonly string[] {
  const byReason = Map.groupBy(results.skipped, ({ reason }) => reason ?? "no reason given");
  return [...byReason].map(([reason, tests]) => {
    const more = tests.length > 1 ? ` and ${tests.length - 1} more` : "";
    return `skipped: ${reason} (${tests[0]?.test}${more})`;
  });
}
