/**
 * `npm run bench [-- NAME ...] [--rows N] [--runs N]`: measures Dativo against named rivals in the same run and writes
 * bench/results.json and the table in docs/performance.md. Rows default to 5,000,000 and runs to 5.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { cases, type Result } from "./cases.ts";

const root = path.resolve(import.meta.dirname, "..");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rows: { type: "string", default: "5000000" }, runs: { type: "string", default: "5" } },
});
const settings = {
  rows: Number(values.rows),
  runs: Number(values.runs),
  root,
  work: path.join(root, ".cache", "bench"),
  python: path.join(root, ".cache", "bench-venv", "bin", "python"),
};

function prepareRivals(): void {
  if (existsSync(settings.python)) return;
  console.error("setup: installing dlt, once");
  execFileSync("python3", ["-m", "venv", path.dirname(path.dirname(settings.python))], { stdio: "inherit" });
  execFileSync(settings.python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "dlt[filesystem]==1.31.0", "pyarrow"], {
    stdio: "inherit",
  });
}

/** A case run alone keeps the others' last results; the machine is told with each. */
function save(results: readonly Result[]): void {
  const file = path.join(root, "bench", "results.json");
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { results: Result[] }).results : [];
  const names = new Set(results.map((result) => result.name));
  const known = new Map(Object.keys(cases).map((name, index) => [name, index]));
  const all = [...before.filter((result) => !names.has(result.name) && known.has(result.name)), ...results].sort(
    (a, b) => known.get(a.name)! - known.get(b.name)!,
  );
  writeFileSync(file, `${JSON.stringify({ results: all }, undefined, 2)}\n`);
  writeTable(all);
}

function writeTable(results: readonly Result[]): void {
  const page = path.join(root, "docs", "performance.md");
  const rows = results.map(
    (result) => `| ${result.work} | ${result.against} | ${result.goal} | **${result.measured}** | ${result.detail} |`,
  );
  const table = ["| work | against | goal | measured | medians |", "|---|---|---|---|---|", ...rows].join("\n");
  const text = readFileSync(page, "utf8");
  writeFileSync(page, text.replace(/(<!-- results -->)[\s\S]*?(<!-- \/results -->)/, `$1\n\n${table}\n\n$2`));
}

const machine = `${os.availableParallelism()} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
const chosen = Object.entries(cases).filter(([name]) => positionals.length === 0 || positionals.includes(name));
prepareRivals();
mkdirSync(settings.work, { recursive: true });
const results: Result[] = [];
for (const [name, run] of chosen) {
  console.error(`bench: ${name}`);
  const folder = path.join(settings.work, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const result = { name, machine, ...(await run({ ...settings, folder })) };
  results.push(result);
  console.error(`  ${result.measured} (goal ${result.goal}): ${result.detail}`);
  rmSync(folder, { recursive: true, force: true });
  save(results);
}
