import { spawn } from "node:child_process";

/** How a run of the real terraform ended. */
export interface TerraformEnded {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The environment for terraform in tests: nothing of the machine's own settings, no question to the vendor. */
export const terraformEnv: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("TF_"))),
  CHECKPOINT_DISABLE: "1",
  TF_IN_AUTOMATION: "1",
};

/** Runs the real terraform in a folder. */
export function terraform(folder: string, ...args: readonly string[]): Promise<TerraformEnded> {
  return new Promise((resolve, reject) => {
    const child = spawn("terraform", args, { cwd: folder, env: terraformEnv });
    const ended = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (ended.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (ended.stderr += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ exitCode: code ?? 1, ...ended }));
  });
}
