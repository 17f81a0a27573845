import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** One finished process. */
export interface Measured {
  readonly seconds: number;
  /** Greatest resident set in bytes, of the process itself; 0 where the system does not say. */
  readonly peakBytes: number;
}

/** A command line, and what to do before each run of it (outside the clock). */
export interface Command {
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly prepare?: () => void;
  /** Exit codes that count as having worked; 0 alone when absent. */
  readonly accepts?: readonly number[];
}

/** Runs a command to its end; an exit code that it does not accept is an error with what it printed. */
export async function measure(command: Command): Promise<Measured> {
  command.prepare?.();
  const [program = "", ...args] = command.argv;
  const start = performance.now();
  const child = spawn(program, args, { cwd: command.cwd, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(-4000)));
  child.stderr.on("data", (chunk: Buffer) => (printed = (printed + chunk.toString()).slice(-4000)));
  let peakBytes = 0;
  const watch = setInterval(() => (peakBytes = Math.max(peakBytes, highWater(child.pid ?? 0))), 25);
  const code = await new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  clearInterval(watch);
  if (!(command.accepts ?? [0]).includes(code ?? -1)) throw new Error(`${command.argv.join(" ")} ended with ${code}:\n${printed}`);
  return { seconds: (performance.now() - start) / 1000, peakBytes };
}

/** VmHWM of a living process. */
function highWater(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
  } catch (error) {
    if (error instanceof Error) return 0; // it has ended, or the system has no /proc
    throw error;
  }
}

/** The middle value; the mean of the two middle ones for an even count. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Runs two commands in turn, A B A B ..., after one warm-up of each; the ratio is taken pair by pair, so that a machine that slows down slows both. */
export async function compare(
  ours: Command,
  rival: Command,
  runs: number,
): Promise<{ readonly ours: Measured; readonly rival: Measured; readonly ratio: number }> {
  await measure(ours);
  await measure(rival);
  const pairs: { a: Measured; b: Measured }[] = [];
  for (let run = 0; run < runs; run++) pairs.push({ a: await measure(ours), b: await measure(rival) });
  const middle = (all: readonly Measured[]): Measured => ({
    seconds: median(all.map((one) => one.seconds)),
    peakBytes: median(all.map((one) => one.peakBytes)),
  });
  return {
    ours: middle(pairs.map(({ a }) => a)),
    rival: middle(pairs.map(({ b }) => b)),
    ratio: median(pairs.map(({ a, b }) => a.seconds / b.seconds)),
  };
}
