import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseFailure, buildProgram } from "../../src/cli/program.ts";
import { reportError } from "../../src/cli/report-error.ts";
import { realWorld } from "../../src/kit/world.ts";
import type { RunRecord } from "../../src/spec/run-record.ts";
import { openSecondReader, type Question, type SecondReader } from "../second-reader/reader.ts";

/** What a command printed and how it ended. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process, as main.ts does: the same parser, actions and reporting of errors. */
export function dativo(cwd: string, ...args: readonly string[]): Promise<Ended> {
  return dativoIn({ cwd }, ...args);
}

/** Where a command runs: variables beside those of this process (undefined takes one away), and what interrupts it. */
export interface Surroundings {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** The same with other surroundings than this process has. */
export async function dativoIn(
  { cwd, env = {}, signal = new AbortController().signal }: Surroundings,
  ...args: readonly string[]
): Promise<Ended> {
  const ended = { exitCode: 0, stdout: "", stderr: "" };
  const real = realWorld();
  const world = {
    ...real,
    cwd,
    env: { ...real.env, ...env },
    terminal: {
      stdoutIsTerminal: false,
      stderrIsTerminal: false,
      width: 80,
      out: (text: string) => void (ended.stdout += text),
      err: (text: string) => void (ended.stderr += text),
    },
  };
  try {
    await buildProgram({ world, signal }, (code) => (ended.exitCode = code)).parseAsync(["node", "dativo", ...args]);
  } catch (error) {
    ended.exitCode = parseFailure(error) ?? (await reportError(error, world, signal));
  }
  return ended;
}

/** What of a job differs from the usual: CSV files in data/, all of them at once, into the table t.things. */
export interface JobParts {
  readonly source_connector?: string;
  readonly source?: Readonly<Record<string, unknown>>;
  readonly target?: Readonly<Record<string, unknown>>;
  readonly [rootKey: string]: unknown;
}

/** A contract of one object `things`: its properties, and whatever else differs from the usual. */
export interface ContractParts {
  readonly properties: readonly Readonly<Record<string, unknown>>[];
  readonly version?: string;
  readonly quality?: readonly Readonly<Record<string, unknown>>[];
  readonly [rootKey: string]: unknown;
}

/** A project in a temporary folder, its tables seen by PyIceberg. YAML is written as JSON, which it contains. */
export class Project {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), "dativo-whole-"));
  readonly #reader: SecondReader;

  constructor(reader: SecondReader) {
    this.#reader = reader;
    this.write("dativo.yaml", "{}\n");
  }

  /** Writes a file of the project; `modified` in seconds since 1970. */
  write(name: string, content: string | Uint8Array, modified?: number): void {
    const file = path.join(this.folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    if (modified !== undefined) utimesSync(file, modified, modified);
  }

  job(parts: JobParts = {}): void {
    const { source, target, ...root } = parts;
    const job = {
      tenant_id: "t",
      source_connector: "csv",
      target_connector: "iceberg",
      asset_path: "contract.yaml",
      source: { files: [{ path: "data/*" }], ...source },
      target: { warehouse: "warehouse", ...target },
      ...root,
    };
    this.write("job.yaml", JSON.stringify(job));
  }

  contract({ properties, quality, version = "1.0.0", ...root }: ContractParts): void {
    const object = { name: "things", properties, ...(quality ? { quality } : {}) };
    const head = { apiVersion: "v3.1.0", kind: "DataContract", id: "things", name: "things", version, status: "active" };
    this.write("contract.yaml", JSON.stringify({ ...head, schema: [object], ...root }));
  }

  dativo(...args: readonly string[]): Promise<Ended> {
    return dativo(this.folder, ...args);
  }

  /** `dativo run`, with its record; the record is undefined when the job itself is wrong. */
  async run(...more: readonly string[]): Promise<Ended & { readonly record: RunRecord }> {
    const ended = await this.dativo("run", "--config", "job.yaml", "--json", ...more);
    return { ...ended, record: ended.stdout === "" ? (undefined as never) : (JSON.parse(ended.stdout) as RunRecord) };
  }

  /** A question to PyIceberg about t.things, or about its quarantine; undefined when there is no such table. */
  ask<T>(op: Question["op"], more: Readonly<Record<string, unknown>> = {}): Promise<T | undefined> {
    return this.#reader.ask<T>({ table: "t.things", ...more, op, warehouse: path.join(this.folder, "warehouse") });
  }

  /** Rows as PyIceberg reads them, sorted by their first column. */
  async rows(more: Readonly<Record<string, unknown>> = {}): Promise<Readonly<Record<string, unknown>>[]> {
    const rows = (await this.ask<Record<string, unknown>[]>("rows", more)) ?? [];
    const first = (row: Readonly<Record<string, unknown>>): string => String(Object.values(row)[0]).padStart(24);
    return rows.sort((a, b) => (first(a) < first(b) ? -1 : 1));
  }

  quarantine(): Promise<Readonly<Record<string, unknown>>[]> {
    return this.rows({ table: "t.things__quarantine" });
  }

  async history(): Promise<readonly Snapshot[]> {
    return (await this.ask<Snapshot[]>("history")) ?? [];
  }

  async properties(): Promise<Readonly<Record<string, string>>> {
    return (await this.ask<Record<string, string>>("properties")) ?? {};
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A snapshot as PyIceberg lists it. */
export interface Snapshot {
  readonly id: string;
  readonly operation: string;
  readonly summary: Readonly<Record<string, string>>;
}

/** One reader for a file's tests, and a fresh project for each of them. */
export class Rig {
  readonly reader = openSecondReader();
  readonly #projects: Project[] = [];

  project(): Project {
    const project = new Project(this.reader);
    this.#projects.push(project);
    return project;
  }

  close(): void {
    this.reader.close();
    for (const project of this.#projects) project.remove();
  }
}

/** The values in an order of their own: by their JSON text. */
export function byText<T>(values: readonly T[]): T[] {
  return values.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** CSV text of rows; values as they are. */
export function csv(...rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.join(",")}\n`).join("");
}
