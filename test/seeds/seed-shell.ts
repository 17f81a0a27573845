import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { bash, scriptEnv, type ScriptEnded } from "../infra/bash.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** A user's repository: the documents' jobs, the Terraform modules that come with Dativo, and a shell that finds the programs by all their names. */
export class SeedShell {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), "dativo-commands-"));
  readonly #env: Readonly<Record<string, string>>;

  constructor(env: Readonly<Record<string, string>>) {
    cpSync(path.join(import.meta.dirname, "project"), this.folder, { recursive: true });
    cpSync(path.join(root, "terraform"), path.join(this.folder, "terraform"), { recursive: true });
    this.write("data/customers.csv", "id,email,created\nc1,a@example.com,2026-01-01T00:00:00\nc2,b@example.com,2026-01-02T00:00:00\n");
    this.write("data/orders.csv", "id,amount,updated_at\n1,12.50,2026-01-01T00:00:00\n");
    const programs = path.join(this.folder, ".programs");
    for (const name of programNames()) {
      this.write(`.programs/${name}`, `#!/bin/sh\nexec "${process.execPath}" "${path.join(root, "src/cli/main.ts")}" "$@"\n`);
      chmodSync(path.join(programs, name), 0o755);
    }
    this.#env = scriptEnv({ ...env, PATH: `${programs}${path.delimiter}${process.env["PATH"] ?? ""}` });
  }

  /** Runs a block as somebody types it, in a folder of the repository; it ends with the first command that fails. Questions are answered with yes. */
  run(
    block: string,
    { folder = ".", env = {} }: { readonly folder?: string; readonly env?: Readonly<Record<string, string>> } = {},
  ): Promise<ScriptEnded> {
    return bash(block, { flags: ["-e"], cwd: path.join(this.folder, folder), env: { ...this.#env, ...env }, input: "yes\n" });
  }

  write(name: string, text: string): void {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  read(name: string): string {
    return readFileSync(path.join(this.folder, name), "utf8");
  }

  has(name: string): boolean {
    return existsSync(path.join(this.folder, name));
  }

  json(name: string): unknown {
    return JSON.parse(this.read(name));
  }

  /** Puts a configuration of test/seeds/terraform into a folder of the repository. */
  configuration(name: string, folder: string): void {
    this.write(path.join(folder, name), readFileSync(path.join(import.meta.dirname, "terraform", name), "utf8"));
  }

  /** Changes a file of the repository; each pattern must be in it. */
  change(name: string, ...changes: readonly (readonly [string | RegExp, string])[]): void {
    let text = this.read(name);
    for (const [from, to] of changes) {
      const next = text.replace(from, to);
      if (next === text) throw new Error(`${name} does not hold ${String(from)}`);
      text = next;
    }
    this.write(name, text);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The names that the package installs the program under. */
function programNames(): readonly string[] {
  const { bin } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { bin: Readonly<Record<string, string>> };
  return Object.keys(bin);
}
