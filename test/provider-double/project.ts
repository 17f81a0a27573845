import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { runTerraform, type TerraformResult } from "./run-terraform.ts";
import { providerAddress, providerNames } from "./schema.ts";

/** Terraform in one folder and environment. */
export interface Runs {
  readonly run: (...args: readonly string[]) => Promise<TerraformResult>;
  /** Runs, and throws with terraform's words when the exit code is another than 0. */
  readonly succeed: (...args: readonly string[]) => Promise<string>;
}

/** A root module in a folder of its own. */
export interface Project extends Runs {
  readonly folder: string;
  /** Writes `main.tf` with the providers required, and whatever other files. */
  readonly write: (main: string, others?: Readonly<Record<string, string>>) => void;
  readonly remove: () => void;
}

/** Makes a project whose terraform runs have the environment. Nothing is initialised. */
export function makeProject(env: Readonly<Record<string, string>>, main: string): Project {
  const folder = mkdtempSync(path.join(os.tmpdir(), "double-project-"));
  const write: Project["write"] = (text, others = {}) => {
    const sources = providerNames.filter((name) => text.includes(`${name}_`) || text.includes(`provider "${name}"`));
    const required = sources.map((name) => `    ${name} = { source = "${providerAddress(name)}" }\n`).join("");
    writeFileSync(path.join(folder, "versions.tf"), `terraform {\n  required_providers {\n${required}  }\n}\n`);
    for (const [name, content] of Object.entries({ "main.tf": text, ...others })) writeFileSync(path.join(folder, name), content);
  };
  write(main);
  return { folder, write, ...runningIn(folder, env), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Terraform in a folder with an environment, that of other providers for example. */
export function runningIn(folder: string, env: Readonly<Record<string, string>>): Runs {
  const run = (...args: readonly string[]) => runTerraform(folder, args, { env });
  return {
    run,
    succeed: async (...args) => {
      const { code, stdout, stderr } = await run(...args);
      if (code !== 0) throw new Error(`terraform ${args.join(" ")} ended with ${code}:\n${stderr}${stdout}`);
      return stdout;
    },
  };
}

/** Terraform wraps what it says into boxes and lines; this is the same text on one line. */
export function unwrapped({ stdout, stderr }: TerraformResult): string {
  return `${stderr}\n${stdout}`.replaceAll(/[│╷╵]/g, " ").replaceAll(/\s+/g, " ");
}
