import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";

/** How a terraform process ended. */
export interface TerraformResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Variables of this process that would make terraform behave differently from one machine to the next. */
const unwanted = /^TF_|^AWS_|^GOOGLE_|^ARM_|^KUBE/;

/** The terraform on the PATH, or the one that DATIVO_TERRAFORM names; undefined when there is none. */
export function terraformBinary(): string | undefined {
  const named = process.env["DATIVO_TERRAFORM"];
  if (named !== undefined && named !== "") return existsSync(named) ? named : undefined;
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter((folder) => folder !== "");
  const file = process.platform === "win32" ? "terraform.exe" : "terraform";
  return folders.map((folder) => path.join(folder, file)).find((candidate) => existsSync(candidate));
}

/** Why tests that need terraform are skipped; for `skip(...)`. */
export const withoutTerraform = "terraform is not on the PATH: install 1.11 or newer, or name it in DATIVO_TERRAFORM";

/**
 * Runs terraform in a folder and waits for its end, whatever the exit code. The environment is this process's without what belongs
 * to terraform and the clouds, and then `env`. Rejects only when the process cannot be started.
 */
export async function runTerraform(
  folder: string,
  args: readonly string[],
  { env = {} }: { readonly env?: Readonly<Record<string, string>> } = {},
): Promise<TerraformResult> {
  const binary = terraformBinary();
  if (binary === undefined) throw new Error(withoutTerraform);
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name)));
  const quiet = { CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", TF_INPUT: "0" };
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, { cwd: folder, env: { ...inherited, ...quiet, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const told = plain(stderr);
      resolve({ code: code ?? 1, stdout: plain(stdout), stderr: signal ? `${told}\nended by ${signal}` : told });
    });
  });
}

/** The text without colours: terraform paints its output even when nobody looks, and not every command takes `-no-color`. */
function plain(chunks: readonly Buffer[]): string {
  return stripVTControlCharacters(Buffer.concat(chunks).toString());
}
