import { constants } from "node:os";
import { DativoError, hasCode } from "./error.ts";

/** Other programs. */
export interface Processes {
  /**
   * Starts a program without a shell and waits until it ends. A program that is not there is a `not_found`, one that may not be
   * started `auth`. When `signal` is aborted the program gets SIGINT, as at a terminal, and is waited for: it may have a state to save.
   */
  run(command: string, args: readonly string[], options?: ProcessOptions): Promise<Ended>;
}

/** How a program is started. */
export interface ProcessOptions {
  readonly cwd?: string;
  /** Variables beside, or in place of, the program's own; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  /** Called with each line of the program's standard output as it comes; the output is then not kept. */
  readonly onLine?: (line: string) => void;
}

/** How a program ended. */
export interface Ended {
  /** Its exit code; 128 + the signal's number when a signal ended it. */
  readonly exitCode: number;
  /** What it printed on its standard output, unless `onLine` took it. */
  readonly stdout: string;
  readonly stderr: string;
}

/** Programs of this machine. Node's module for them is slow to load, and few commands start any. */
export const realProcesses: Processes = {
  async run(command, args, options = {}) {
    const { spawn } = await import("node:child_process");
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own: Ctrl-C at the terminal reaches the program once, through us.
      detached: true,
    });
    const output = { stdout: "", stderr: "" };
    const lines = lineReader(options.onLine ?? ((line) => (output.stdout += `${line}\n`)));
    child.stdout.setEncoding("utf8").on("data", options.onLine ? lines.take : (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    const stop = (): void => void child.kill("SIGINT");
    options.signal?.addEventListener("abort", stop);
    try {
      const exitCode = await new Promise<number>((resolve, reject) => {
        child.on("error", (error) => reject(startError(error, command)));
        child.on("close", (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
        if (options.signal?.aborted) stop();
      });
      lines.end();
      return { exitCode, ...output };
    } finally {
      options.signal?.removeEventListener("abort", stop);
    }
  },
};

/** Cuts pieces of text into lines. */
function lineReader(tell: (line: string) => void): { take: (text: string) => void; end: () => void } {
  let rest = "";
  return {
    take(text) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(tell);
    },
    end() {
      if (rest !== "") tell(rest);
      rest = "";
    },
  };
}

function startError(error: unknown, command: string): DativoError {
  if (hasCode(error, "ENOENT"))
    return new DativoError("not_found", `there is no program ${command}`, { context: { command }, cause: error });
  const kind = hasCode(error, "EACCES", "EPERM") ? "auth" : "unavailable";
  const reason = error instanceof Error ? error.message : String(error);
  return new DativoError(kind, `cannot start ${command}: ${reason}`, { context: { command }, cause: error });
}
