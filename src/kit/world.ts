import { createReadStream, fstatSync, promises as fs, readFileSync, statSync, writeSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileError, hasCode } from "./error.ts";
import { realProcesses, type Processes } from "./processes.ts";
import { openTerminal, type Terminal } from "./terminal.ts";

/** Everything outside the program that a stage may touch; passed in, so that a stage is a function of its arguments. */
export interface World {
  readonly files: Files;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly random: { /** `bytes` random bytes as lower-case hex. */ hex(bytes: number): string };
  readonly machine: Machine;
  readonly terminal: Terminal;
  readonly processes: Processes;
  /** The working folder: absolute. */
  readonly cwd: string;
}

/** The time of day, and a time that only grows. */
export interface Clock {
  now(): Date;
  /** Milliseconds from an arbitrary start; never goes backwards. */
  monotonic(): number;
}

/** The computer and the process that the program runs in. */
export interface Machine {
  readonly host: string;
  readonly pid: number;
  /** Tells a process from a later one with the same number (start time in clock ticks; empty where the system does not say). */
  processMark(pid: number): string | undefined;
  /** Whether the process exists now (also when it belongs to somebody else). */
  isAlive(pid: number): boolean;
  /** Processors and bytes of memory that this process may use: the container's limits where it has some. */
  readonly processors: number;
  readonly memory: number;
}

/** What is known of a file or folder without opening it; `modifiedMs` may have fractions. */
export interface FileStat {
  readonly size: number;
  readonly modifiedMs: number;
  readonly isFolder: boolean;
}

/** Whole-file access to the local disk. Every failure is a DativoError naming the path. */
export interface Files {
  readText(path: string): Promise<string>;
  readTextIfThere(path: string): Promise<string | undefined>;
  readBytes(path: string): Promise<Uint8Array>;
  /** Replaces the file in one step (temporary file, fsync, rename): readers see the old text or the new. `mode` for a file that is not everybody's. */
  replace(path: string, content: string | Uint8Array, options?: { readonly mode?: number }): Promise<void>;
  /** Creates the file with its whole content, durably; false when it exists already. */
  create(path: string, content: string | Uint8Array): Promise<boolean>;
  append(path: string, text: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  copy(from: string, to: string): Promise<void>;
  /** Removes a file, or a folder with all it holds; nothing happens when it is not there. */
  remove(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** Removes a folder if it is empty, and says whether it did; nothing happens when it holds something or is not there. */
  removeEmptyFolder(path: string): Promise<boolean>;
  stat(path: string): Promise<FileStat | undefined>;
  /** Names in a folder, sorted; empty when the folder is not there. */
  names(path: string): Promise<string[]>;
  /** Paths matching a glob, absolute, sorted; folders are left out. */
  glob(pattern: string, cwd: string): Promise<string[]>;
  touch(path: string): Promise<void>;
  /** Makes a file that is there its owner's alone, where the file system knows of owners. */
  restrict(path: string): Promise<void>;
  /** Waits until the file's bytes are on the disk itself. */
  sync(path: string): Promise<void>;
  /** The file's bytes in pieces, from `start` (0 when absent) up to and without `end`; holds one piece at a time. */
  stream(path: string, range?: { readonly start?: number; readonly end?: number }): AsyncIterable<Uint8Array>;
  /** Writes the pieces in order into a new or emptied file and returns its size in bytes. Not atomic: for scratch. */
  writeStream(path: string, pieces: AsyncIterable<Uint8Array | string>): Promise<number>;
}

/** The real world. What takes time to find out is found out when it is asked for. */
export function realWorld(): World {
  let machine: Machine | undefined;
  return {
    files: realFiles,
    env: process.env,
    clock: { now: () => new Date(), monotonic: () => performance.now() },
    random: { hex: randomHex },
    get machine() {
      return (machine ??= { host: os.hostname(), pid: process.pid, processMark, isAlive, ...machineLimits() });
    },
    terminal: openTerminal({ fstatSync, writeSync }),
    processes: realProcesses,
    cwd: process.cwd(),
  };
}

const realFiles: Files = {
  // Texts are small files that people write, and there may be thousands: to wait for each costs less than to be called back.
  readText: (file) => guard("read", file, async () => readFileSync(file, "utf8")),
  readTextIfThere: (file) => guard("read", file, () => unlessMissing(async () => readFileSync(file, "utf8"))),
  readBytes: (file) => guard("read", file, () => fs.readFile(file)),
  replace: (file, content, { mode } = {}) => guard("write", file, () => replaceFile(file, content, mode)),
  create: (file, content) => guard("create", file, () => createFile(file, content)),
  append: (file, text) => guard("append to", file, () => fs.appendFile(file, text)),
  rename: (from, to) => guard("rename", from, () => fs.rename(from, to)),
  copy: (from, to) => guard("copy", from, () => fs.copyFile(from, to)),
  remove: (file) => guard("remove", file, () => fs.rm(file, { recursive: true, force: true })),
  makeFolder: (file) => guard("create folder", file, () => makeFolders(file)),
  removeEmptyFolder: (file) => guard("remove folder", file, () => removeEmpty(file)),
  stat: (file) => guard("look at", file, () => statOf(file)),
  names: (file) => guard("list", file, async () => ((await unlessMissing(() => fs.readdir(file))) ?? []).sort()),
  glob: (pattern, cwd) => guard("list", pattern, () => globFiles(pattern, cwd)),
  touch: (file) => guard("touch", file, () => fs.utimes(file, new Date(), new Date())),
  restrict: (file) => guard("restrict", file, () => unlessMissing(() => fs.chmod(file, 0o600), "EPERM", "ENOTSUP")),
  sync: (file) => guard("sync", file, () => syncFile(file)),
  stream: streamFile,
  writeStream: (file, pieces) => guard("write", file, () => writePieces(file, pieces)),
};

/** Folder by folder: Node's own way of making several never ends where the system says of a folder that it cannot make that it does not exist. */
async function makeFolders(folder: string): Promise<void> {
  try {
    await fs.mkdir(folder);
  } catch (error) {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
    if (!hasCode(error, "ENOENT") || path.dirname(folder) === folder) throw error;
    await makeFolders(path.dirname(folder));
    await fs.mkdir(folder).catch((alone: unknown) => {
      if (!hasCode(alone, "EEXIST")) throw alone;
    });
  }
}

async function removeEmpty(folder: string): Promise<boolean> {
  try {
    await fs.rmdir(folder);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTEMPTY", "EEXIST")) return false;
    throw error;
  }
}

async function syncFile(file: string): Promise<void> {
  const handle = await fs.open(file, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function* streamFile(file: string, range: { readonly start?: number; readonly end?: number } = {}): AsyncGenerator<Uint8Array> {
  const { start = 0, end = Number.POSITIVE_INFINITY } = range;
  if (end <= start) return;
  try {
    yield* createReadStream(file, { start, end: end - 1, highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw fileError(error, "read", file);
  }
}

async function writePieces(file: string, pieces: AsyncIterable<Uint8Array | string>): Promise<number> {
  await makeFolders(path.dirname(file));
  const handle = await fs.open(file, "w");
  try {
    let size = 0;
    for await (const piece of pieces) {
      const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
      await handle.writeFile(bytes);
      size += bytes.length;
    }
    return size;
  } finally {
    await handle.close();
  }
}

async function guard<T>(action: string, file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileError(error, action, file);
  }
}

async function unlessMissing<T>(work: () => Promise<T>, ...alike: string[]): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (hasCode(error, "ENOENT", ...alike)) return undefined;
    throw error;
  }
}

async function statOf(file: string): Promise<FileStat | undefined> {
  const found = statSync(file, { throwIfNoEntry: false });
  return found && { size: found.size, modifiedMs: found.mtimeMs, isFolder: found.isDirectory() };
}

async function globFiles(pattern: string, cwd: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of fs.glob(pattern, { cwd, withFileTypes: true })) {
    if (!entry.isDirectory()) found.push(path.resolve(entry.parentPath, entry.name));
  }
  return found.sort();
}

async function writeDurably(file: string, content: string | Uint8Array, mode: number | undefined): Promise<void> {
  const handle = await fs.open(file, "wx", mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function replaceFile(file: string, content: string | Uint8Array, mode?: number): Promise<void> {
  await throughTemporary(file, content, (temporary) => fs.rename(temporary, file), mode);
}

async function createFile(file: string, content: string | Uint8Array): Promise<boolean> {
  try {
    await throughTemporary(file, content, (temporary) => fs.link(temporary, file));
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

/** How often a temporary file may be swept away by another host, which cannot see that we live. */
const mostSweeps = 3;

async function throughTemporary(
  file: string,
  content: string | Uint8Array,
  settle: (temporary: string) => Promise<void>,
  mode?: number,
): Promise<void> {
  for (let sweeps = 0; ; sweeps++) {
    const temporary = `${file}.${process.pid}.${randomHex(4)}.tmp`;
    await makeFolders(path.dirname(file));
    try {
      await writeDurably(temporary, content, mode);
      return await settle(temporary);
    } catch (error) {
      if (!hasCode(error, "ENOENT") || sweeps >= mostSweeps) throw error;
    } finally {
      await fs.rm(temporary, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isUnburied(pid);
  } catch (error) {
    return hasCode(error, "EPERM") && !isUnburied(pid);
  }
}

/** A process that ended while its parent never asked (state Z) still takes signals. */
function isUnburied(pid: number): boolean {
  const text = readOrUndefined(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(")") + 2).startsWith("Z") === true;
}

/** The global `crypto`, because importing `node:crypto` would slow every start by a fifth of Node's own. */
function randomHex(bytes: number): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString("hex");
}

/** Field 22 of /proc/PID/stat, counted behind the command name, which may itself hold blanks and brackets. */
function processMark(pid: number): string | undefined {
  const text = readOrUndefined(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(")") + 2).split(" ")[19];
}

function machineLimits(): { processors: number; memory: number } {
  const quota = readOrUndefined("/sys/fs/cgroup/cpu.max")?.split(" ");
  const limit = Number(readOrUndefined("/sys/fs/cgroup/memory.max") ?? Number.NaN);
  const share = quota && quota[0] !== "max" ? Number(quota[0]) / Number(quota[1]) : Number.POSITIVE_INFINITY;
  return {
    processors: Math.max(1, Math.min(os.availableParallelism(), Math.ceil(share))),
    memory: Number.isFinite(limit) ? Math.min(limit, os.totalmem()) : os.totalmem(),
  };
}

function readOrUndefined(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
