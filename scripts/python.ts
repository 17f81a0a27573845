import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { capture, root } from "./steps.ts";

const folder = path.join(root, ".cache", "venv");
const stamp = path.join(folder, "requirements.sha256");
const requirements = path.join(root, "scripts", "requirements-test.txt");
const interpreter = path.join(folder, "bin", "python");

/** A Python that has PyIceberg, or why there is none. */
export type Python = { readonly interpreter: string } | { readonly problem: string };

/**
 * The virtual environment that the interop tests use, made on first use and again when scripts/requirements-test.txt
 * changes. Needs a python3 of version 3.10 or later with the `venv` module, and the package registry. A Python named by
 * the environment variable DATIVO_PYTHON is taken as it is.
 */
export function preparePython(): Python {
  const given = process.env["DATIVO_PYTHON"];
  if (given) return verified(given);
  const hash = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return { interpreter };
  console.error("setup: making .cache/venv with PyIceberg, once");
  const problem = makeEnvironment();
  if (problem !== undefined) return { problem };
  writeFileSync(stamp, hash);
  return { interpreter };
}

function makeEnvironment(): string | undefined {
  const base = ["python3", "python3.13", "python3.12", "python3.11", "python3.10"].find(isRecent);
  if (base === undefined) return "no python3 of version 3.10 or later on the PATH";
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true });
  const made = capture(base, ["-m", "venv", folder]);
  if (made.code !== 0) return `\`${base} -m venv\` failed: ${lastLine(made.output)}`;
  const installed = capture(interpreter, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]);
  if (installed.code !== 0) return `pip could not install ${path.relative(root, requirements)}: ${lastLine(installed.output)}`;
  const found = verified(interpreter);
  return "problem" in found ? found.problem : undefined;
}

function isRecent(command: string): boolean {
  return capture(command, ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]).code === 0;
}

function verified(python: string): Python {
  const tried = capture(python, ["-c", "import pyiceberg, pyarrow, sqlalchemy"]);
  return tried.code === 0 ? { interpreter: python } : { problem: `${python} cannot import PyIceberg: ${lastLine(tried.output)}` };
}

function lastLine(output: string): string {
  return output.trim().split("\n").at(-1) ?? "";
}
