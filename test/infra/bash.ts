import { spawn } from "node:child_process";

/** How a shell script ended. */
export interface ScriptEnded {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Settings of this process, and of a CI system that runs it, that would make a script behave differently elsewhere. */
const unwanted = /^(?:TF_|AWS_|GOOGLE_|ARM_|KUBE|DATIVO_|GITHUB_|CI$|CI_|VITEST|NODE_OPTIONS$)/;

/** The environment of scripts: this process's without what is this machine's own, and then `more`. */
export function scriptEnv(more: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    unwanted.test(name) || value === undefined ? [] : [[name, value]],
  );
  return { ...(Object.fromEntries(inherited) as Record<string, string>), CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1", ...more };
}

/** Runs a script with bash and waits for its end, whatever the exit code. Asynchronous: this process may serve what the script asks for. */
export function bash(
  script: string,
  {
    flags,
    cwd,
    env,
    input,
  }: {
    readonly flags: readonly string[];
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    /** What somebody types. */
    readonly input?: string;
  },
): Promise<ScriptEnded> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["--noprofile", "--norc", ...flags, "-c", script], { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
    // A script that asks nothing may be gone before it was told anything.
    child.stdin.on("error", () => undefined).end(input ?? "");
    const ended = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (ended.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (ended.stderr += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ exitCode: code ?? 1, ...ended }));
  });
}
