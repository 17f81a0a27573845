import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const main = path.resolve(import.meta.dirname, "../../src/cli/main.ts");

/** How a process of ours ended. */
export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/** A process of ours that is still at work. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when the error stream has said this; rejects when the process ends without. */
  says(text: string): Promise<void>;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** A module that is imported before the program, in this folder. */
  readonly preload?: string;
  /** A command line that runs the rest: `setpriv ...`. */
  readonly through?: readonly string[];
}

/** A throw-away project on disk, and the real program to run in it. */
export class FaultProject {
  readonly folder: string;
  readonly #started: ChildProcess[] = [];

  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    this.folder = mkdtempSync(path.join(os.tmpdir(), "dativo-fault-"));
    this.write("dativo.yaml", "{}\n");
    for (const [name, content] of Object.entries(files)) this.write(name, content);
  }

  path(name: string): string {
    return path.join(this.folder, name);
  }

  write(name: string, content: string | Uint8Array): string {
    const file = this.path(name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  remove(name: string): void {
    rmSync(this.path(name), { recursive: true, force: true });
  }

  /** Starts the program in the project. */
  start(args: readonly string[], options: StartOptions = {}): Started {
    const began = performance.now();
    const preload = options.preload === undefined ? [] : ["--import", path.join(import.meta.dirname, options.preload)];
    const [command = "", ...rest] = [...(options.through ?? []), process.execPath, ...preload, main, ...args];
    const child = spawn(command, rest, { cwd: this.folder, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...options.env } });
    this.#started.push(child);
    const text = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => (text.stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (text.stderr += chunk.toString()));
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => resolve({ code, signal, ...text, ms: performance.now() - began }));
    });
    const says = (wanted: string): Promise<void> =>
      new Promise((resolve, reject) => {
        const look = (): void => void (text.stderr.includes(wanted) && resolve());
        look();
        child.stderr.on("data", look);
        void ended.then(() => reject(new Error(`it ended without saying '${wanted}':\n${text.stderr}${text.stdout}`)));
      });
    return { child, ended, says };
  }

  /** Runs the program to its end. */
  cli(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
    return this.start(args, options).ended;
  }

  /** Runs the project's `job.yaml`. */
  run(...more: readonly string[]): Promise<Ended> {
    return this.cli(["run", "--config", "job.yaml", ...more]);
  }

  /** Every file below a folder with a digest of its bytes: equal pictures mean that nothing was touched. */
  picture(folder = "warehouse"): Record<string, string> {
    const files = filesBelow(this.path(folder)).map((file) => path.relative(this.folder, file));
    return Object.fromEntries(
      files.map((file) => [
        file,
        createHash("sha256")
          .update(readFileSync(this.path(file)))
          .digest("hex"),
      ]),
    );
  }

  /** What no run may leave: scratch folders, half-written files, journals, claims that are held or name the dead. */
  rubbish(): string[] {
    const all = filesBelow(this.folder).map((file) => path.relative(this.folder, file));
    const scratch = namesIn(this.path(".dativo/scratch")).map((name) => `.dativo/scratch/${name}`);
    const half = all.filter((file) => /\.tmp$|-journal$|-wal$|-shm$|(^|\/)\.staging\//.test(file));
    return [...scratch, ...half, ...openClaims(this.folder)];
  }

  /** The rows of the job's table, by the program itself. */
  async rows(config = "job.yaml"): Promise<readonly Record<string, unknown>[]> {
    const { code, stdout, stderr } = await this.cli(["table", "rows", "--config", config, "--limit", "1000000", "--json"]);
    if (code !== 0) throw new Error(`table rows ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as Record<string, unknown>[];
  }

  /** Ends what still runs and removes the folder. */
  dispose(): void {
    for (const child of this.#started) if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function namesIn(folder: string): string[] {
  return statSync(folder, { throwIfNoEntry: false }) ? readdirSync(folder) : [];
}

function filesBelow(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })) return [];
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

function openClaims(folder: string): string[] {
  const claims = namesIn(path.join(folder, ".dativo/claims")).map((name) => ({ name, number: Number(/\d+$/.exec(name)?.[0] ?? 0) }));
  const newest = claims.toSorted((a, b) => a.number - b.number).at(-1);
  if (!newest) return [];
  const { state, unrecovered } = JSON.parse(readFileSync(path.join(folder, ".dativo/claims", newest.name), "utf8")) as {
    state: string;
    unrecovered: string[];
  };
  return state === "released" && unrecovered.length === 0 && claims.length <= 2 ? [] : claims.map(({ name }) => `claims/${name}`);
}

/** A contract of orders: `id` is the key, `amount` a decimal that is not negative, `note` free text. */
export const contract = `apiVersion: v3.1.0
kind: DataContract
id: orders
name: orders
version: 1.0.0
status: active
schema:
  - name: orders
    properties:
      - { name: id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1 }
      - { name: amount, logicalType: number, physicalType: "decimal(10,2)", logicalTypeOptions: { minimum: 0 } }
      - { name: note, logicalType: string }
`;

/** A job that appends every new file of `data/` to the table of `contract.yaml`; keys given replace its own. */
export function jobText(keys: Readonly<Record<string, unknown>> = {}): string {
  const job = {
    tenant_id: "t",
    source_connector: "csv",
    target_connector: "iceberg",
    asset_path: "contract.yaml",
    source: { files: [{ path: "data/*.csv" }], incremental: { strategy: "file_modified_time" } },
    target: { warehouse: "warehouse", mode: "append" },
    ...keys,
  };
  const lines = Object.entries(job).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `${lines.join("\n")}\n`;
}

/** A CSV file of orders with these ids. */
export function orders(...ids: readonly number[]): string {
  return `id,amount,note\n${ids.map((id) => `${id},${id}.50,fine\n`).join("")}`;
}
