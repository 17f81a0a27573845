import { spawnSync } from "node:child_process";
import { constants } from "node:os";
import path from "node:path";

/** The repository's root: absolute. */
export const root: string = path.dirname(import.meta.dirname);

/** What a command left: its exit code (128 + signal number when killed) and, when captured, its output. */
export interface Ran {
  readonly code: number;
  readonly output: string;
}

/** Runs a command in the repository's root with its output shown. A command that cannot start is said and counts as code 127. */
export function show(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): number {
  const done = spawnSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...env } });
  if (done.error) console.error(`cannot start ${command}: ${done.error.message}`);
  return exitCode(done.status, done.signal, done.error);
}

/** Runs a command in the repository's root and keeps what it prints on either stream, in no promised order. */
export function capture(command: string, args: readonly string[]): Ran {
  const done = spawnSync(command, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], encoding: "utf8", maxBuffer: 64 << 20 });
  const output = done.error ? done.error.message : `${done.stdout}${done.stderr}`;
  return { code: exitCode(done.status, done.signal, done.error), output };
}

function exitCode(status: number | null, signal: NodeJS.Signals | null, error: Error | undefined): number {
  if (error) return 127;
  return status ?? 128 + (signal ? constants.signals[signal] : 0);
}

/** Seconds with one decimal, right-aligned for a column: `  3.2 s`. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1).padStart(5)} s`;
}
