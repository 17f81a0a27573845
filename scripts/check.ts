/**
 * `npm run check`: every gate of the project, all of them even when one fails, each with its name and duration.
 * The last line is the count line of the tests; what failed is named above it.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { countLine, type TestResults } from "../test/setup/test-results.ts";
import { root, seconds, show } from "./steps.ts";

interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

const steps: readonly Step[] = [
  { name: "generate", command: "node", args: ["scripts/generate.ts", "--check"] },
  { name: "format", command: "oxfmt", args: ["--check"] },
  { name: "lint", command: "oxlint", args: ["--deny-warnings"] },
  { name: "types", command: "tsc", args: ["-p", "tsconfig.json"] },
  { name: "knip", command: "knip", args: [] },
  { name: "tests", command: "npm", args: ["test", "--silent"] },
];
const resultsFile = path.join(root, ".cache", "test-results.json");

function main(): number {
  rmSync(resultsFile, { force: true });
  const outcomes = steps.map(runStep);
  console.log("");
  for (const { name, code, took } of outcomes) console.log(`${code === 0 ? "ok    " : "FAILED"} ${name.padEnd(9)}${seconds(took)}`);
  console.log(testLine());
  return outcomes.some(({ code }) => code !== 0) ? 1 : 0;
}

function runStep({ name, command, args }: Step): { name: string; code: number; took: number } {
  console.log(`\n== ${name}: ${command} ${args.join(" ")}`);
  const start = performance.now();
  const code = show(command, args);
  return { name, code, took: performance.now() - start };
}

function testLine(): string {
  if (!existsSync(resultsFile)) return "0 passed, 1 failed";
  return countLine(JSON.parse(readFileSync(resultsFile, "utf8")) as TestResults);
}

process.exitCode = main();
