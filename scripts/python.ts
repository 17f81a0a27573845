import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { capture, root } from "./steps.ts";

/** A virtual environment that tests need. */
export interface PythonEnvironment {
  /** What it is for, as it is called in messages. */
  readonly name: string;
  /** Its folder in .cache. */
  readonly folder: string;
  /** The file in scripts that lists what is installed. */
  readonly requirements: string;
  /** What must be there to import. */
  readonly modules: string;
  /** The environment variable that names a Python to take as it is. */
  readonly variable: string;
}

/** The second reader of every table that the suite writes. */
export const pyIceberg: PythonEnvironment = {
  name: "PyIceberg",
  folder: "venv",
  requirements: "requirements-test.txt",
  modules: "pyiceberg, pyarrow, sqlalchemy",
  variable: "DATIVO_PYTHON",
};

/** An AWS on this machine, to apply Terraform modules to. */
export const moto: PythonEnvironment = {
  name: "moto",
  folder: "venv-moto",
  requirements: "requirements-moto.txt",
  modules: "moto.server, boto3",
  variable: "DATIVO_MOTO_PYTHON",
};

/** A Python that has what an environment is for, or why there is none. */
export type Python = { readonly interpreter: string } | { readonly problem: string };

/**
 * Makes a virtual environment on first use and again when its requirements change. Needs a python3 of version 3.10 or later with
 * the `venv` module, and the package registry. A Python named by the environment's variable is taken as it is.
 */
export function preparePython(environment: PythonEnvironment): Python {
  const given = process.env[environment.variable];
  if (given) return verified(given, environment);
  const { folder, interpreter, requirements } = placesOf(environment);
  const stamp = path.join(folder, "requirements.sha256");
  const hash = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return { interpreter };
  console.error(`setup: making .cache/${environment.folder} with ${environment.name}, once`);
  const problem = makeEnvironment(environment);
  if (problem !== undefined) return { problem };
  writeFileSync(stamp, hash);
  return { interpreter };
}

function placesOf(environment: PythonEnvironment): { folder: string; interpreter: string; requirements: string } {
  const folder = path.join(root, ".cache", environment.folder);
  return { folder, interpreter: path.join(folder, "bin", "python"), requirements: path.join(root, "scripts", environment.requirements) };
}

function makeEnvironment(environment: PythonEnvironment): string | undefined {
  const { folder, interpreter, requirements } = placesOf(environment);
  const base = ["python3", "python3.13", "python3.12", "python3.11", "python3.10"].find(isRecent);
  if (base === undefined) return "no python3 of version 3.10 or later on the PATH";
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true });
  const made = capture(base, ["-m", "venv", folder]);
  if (made.code !== 0) return `\`${base} -m venv\` failed: ${lastLine(made.output)}`;
  const installed = capture(interpreter, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]);
  if (installed.code !== 0) return `pip could not install ${path.relative(root, requirements)}: ${lastLine(installed.output)}`;
  const found = verified(interpreter, environment);
  return "problem" in found ? found.problem : undefined;
}

function isRecent(command: string): boolean {
  return capture(command, ["-c", "import sys; sys.exit(sys.version_info < (3, 10))"]).code === 0;
}

function verified(python: string, { name, modules }: PythonEnvironment): Python {
  const tried = capture(python, ["-c", `import ${modules}`]);
  return tried.code === 0 ? { interpreter: python } : { problem: `${python} cannot import ${name}: ${lastLine(tried.output)}` };
}

function lastLine(output: string): string {
  return output.trim().split("\n").at(-1) ?? "";
}
