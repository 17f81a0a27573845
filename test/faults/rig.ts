import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { SecondReader } from "../second-reader/reader.ts";

const main = path.resolve(import.meta.dirname, "../../src/cli/main.ts");
const preload = path.join(import.meta.dirname, "kill-at.mjs");

/** What a table, its quarantine and its cursor look like from outside. */
export interface Picture {
  readonly ids: readonly number[];
  readonly quarantined: readonly string[];
  /** The state of the newest load, as the snapshot summary has it. */
  readonly cursor: string;
}

/** When a run dies: before its N-th step that changes something, or so many milliseconds after its start. */
export type Death = { readonly step: number } | { readonly ms: number };

/** A project whose job loads one more file with every round, some of its rows bad. */
export class KillRig {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), "dativo-kill-"));
  readonly #reader: SecondReader;
  readonly #ids: number[] = [];
  readonly #bad: string[] = [];
  #round = 0;

  constructor(reader: SecondReader, mode: "append" | "merge") {
    this.#reader = reader;
    mkdirSync(path.join(this.folder, "data"), { recursive: true });
    writeFileSync(path.join(this.folder, "dativo.yaml"), "{}\n");
    writeFileSync(path.join(this.folder, "contract.yaml"), contract);
    writeFileSync(path.join(this.folder, "job.yaml"), job(mode));
  }

  /** Adds a file of 40 good and 3 bad rows; returns nothing: the next run shall find it. */
  addFile(): void {
    const round = this.#round++;
    const lines = ["id,amount,at"];
    for (let index = 0; index < 40; index++) {
      const id = round * 100 + index;
      this.#ids.push(id);
      lines.push(`${id},${index}.50,2026-01-01 00:00:00.${String(id).padStart(6, "0")}`);
    }
    for (let index = 40; index < 43; index++) {
      this.#bad.push(String(round * 100 + index));
      lines.push(`${round * 100 + index},${index === 40 ? "-1" : "much"},2026-01-01 00:00:00`);
    }
    writeFileSync(path.join(this.folder, "data", `part-${String(round).padStart(4, "0")}.csv`), `${lines.join("\n")}\n`);
  }

  /** What must be there once every file is loaded. */
  expected(): Omit<Picture, "cursor"> {
    return { ids: [...this.#ids].sort((a, b) => a - b), quarantined: [...this.#bad].sort() };
  }

  /** Runs the job, to its end or its death. */
  async run(
    death?: Death,
  ): Promise<{ readonly code: number | null; readonly steps: number; readonly ms: number; readonly stderr: string }> {
    const countFile = path.join(this.folder, "steps");
    const start = performance.now();
    const child = spawn(process.execPath, ["--import", preload, main, "run", "--config", "job.yaml"], {
      cwd: this.folder,
      stdio: ["ignore", "ignore", "pipe"],
      env: {
        ...process.env,
        KILL_AT: death && "step" in death ? String(death.step) : "",
        KILL_COUNT: death ? "" : countFile,
        ...(death ? {} : {}),
      },
    });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    const timer = death && "ms" in death ? setTimeout(() => child.kill("SIGKILL"), death.ms) : undefined;
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
    clearTimeout(timer);
    return { code, steps: death ? 0 : Number(readFileSync(countFile, "utf8")), ms: performance.now() - start, stderr };
  }

  /** The tables as PyIceberg sees them. */
  async look(): Promise<Picture> {
    const warehouse = path.join(this.folder, "warehouse");
    const rows = (await this.#reader.ask<{ id: number }[]>({ op: "rows", warehouse, table: "t.orders", columns: ["id"] })) ?? [];
    const bad =
      (await this.#reader.ask<{ raw_record: string }[]>({
        op: "rows",
        warehouse,
        table: "t.orders__quarantine",
        columns: ["raw_record"],
      })) ?? [];
    const history = (await this.#reader.ask<{ summary: Record<string, string> }[]>({ op: "history", warehouse, table: "t.orders" })) ?? [];
    return {
      ids: rows.map((row) => row.id).sort((a, b) => a - b),
      quarantined: bad.map((row) => String((JSON.parse(row.raw_record) as { id: string }).id)).sort(),
      cursor: Object.entries(history.at(-1)?.summary ?? {})
        .filter(([key]) => key.startsWith("dativo.state"))
        .map(([, value]) => value)
        .join(),
    };
  }

  /** Files below the tables that nothing refers to. */
  async rubbish(): Promise<string[]> {
    const warehouse = path.join(this.folder, "warehouse");
    const found: string[] = [];
    for (const table of ["t.orders", "t.orders__quarantine"])
      found.push(...((await this.#reader.ask<string[]>({ op: "rubbish", warehouse, table })) ?? []));
    return found;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const contract = `apiVersion: v3.1.0
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
      - { name: at, logicalType: timestamp, required: true }
`;

function job(mode: "append" | "merge"): string {
  return `tenant_id: t
source_connector: csv
target_connector: iceberg
asset_path: contract.yaml
schema_validation_mode: warn
source:
  files: [{ path: "data/*.csv" }]
  incremental: { strategy: file_modified_time }
target: { warehouse: warehouse, mode: ${mode} }
`;
}
