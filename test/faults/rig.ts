import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import type { SecondReader } from "../second-reader/reader.ts";
import { contract, FaultProject, jobText, type Ended } from "./project.ts";

/** What a table, its quarantine and its cursor look like from outside. */
export interface Picture {
  readonly ids: readonly number[];
  readonly quarantined: readonly number[];
  /** The state of the newest load. */
  readonly cursor: string;
}

/** Reads a project's table without the help of what wrote it. */
export type Look = (project: FaultProject) => Promise<Picture>;

/** When a run dies: before its N-th step that changes something, or so many milliseconds after its start. */
export type Death = { readonly step: number } | { readonly ms: number };

/** A whole run, with the number of its changing steps. */
export interface Whole extends Ended {
  readonly steps: number;
}

/** How many of `DATIVO_KILLS` (25 when absent) each of the five kill suites strikes. */
export const killsEach = Math.ceil(Number(process.env["DATIVO_KILLS"] ?? 25) / 5);

/** Milliseconds that the kills of one suite may take in all: slow machines, busy ones. */
export const killTime = 60_000 + killsEach * 15_000;

/** A project whose job loads one more file with every round, some of its rows bad. */
export class KillRig {
  readonly project: FaultProject;
  readonly #look: Look;
  readonly #ids: number[] = [];
  #bad: number[] = [];
  #round = 0;

  constructor(look: Look, keys: Readonly<Record<string, unknown>> = {}) {
    this.#look = look;
    this.project = new FaultProject({ "contract.yaml": contract, "job.yaml": jobText({ schema_validation_mode: "warn", ...keys }) });
  }

  /** Adds a file of 40 good and 3 bad rows: the next run shall find it. */
  addFile(): void {
    const round = this.#round++;
    const lines = ["id,amount,note"];
    for (let index = 0; index < 43; index++) {
      const id = round * 100 + index;
      (index < 40 ? this.#ids : this.#bad).push(id);
      lines.push(`${id},${index < 40 ? `${index}.50` : index === 40 ? "-1" : "much"},n${id}`);
    }
    this.project.write(`data/part-${String(round).padStart(4, "0")}.csv`, `${lines.join("\n")}\n`);
  }

  /** Writes `mended.json`: every quarantined row with an amount that passes. From now on they are expected in the table. */
  async mend(): Promise<void> {
    const { stdout } = await this.project.cli(["quarantine", "show", "--config", "job.yaml", "--limit", "100000", "--json"]);
    const rows = JSON.parse(stdout) as { quarantine_id: string; raw_record: string }[];
    const mended = rows.map(({ quarantine_id, raw_record }) => ({
      quarantine_id,
      raw_record: { ...(JSON.parse(raw_record) as object), amount: "1.00" },
    }));
    this.project.write("mended.json", JSON.stringify(mended));
    this.#ids.push(...this.#bad);
    this.#bad = [];
  }

  /** What must be there once every file is loaded and every mended row replayed. */
  expected(): Omit<Picture, "cursor"> {
    return { ids: this.#ids.toSorted((a, b) => a - b), quarantined: this.#bad.toSorted((a, b) => a - b) };
  }

  /** Runs a command to its end. */
  async act(command: readonly string[]): Promise<Whole> {
    const countFile = this.project.path("steps");
    const ended = await this.project.cli(command, { preload: "kill-at.mjs", env: { KILL_COUNT: countFile } });
    return { ...ended, steps: Number(readFileSync(countFile, "utf8")) };
  }

  /** Runs a command to its death (or its end, when death comes too late). */
  async kill(command: readonly string[], death: Death): Promise<Ended> {
    const env: Record<string, string> = "step" in death ? { KILL_AT: String(death.step) } : {};
    const { child, ended } = this.project.start(command, { preload: "kill-at.mjs", env });
    const timer = "ms" in death ? setTimeout(() => child.kill("SIGKILL"), death.ms) : undefined;
    const how = await ended;
    clearTimeout(timer);
    return how;
  }

  /** The table as others see it. */
  look(): Promise<Picture> {
    return this.#look(this.project);
  }

  /**
   * Kills a command, then judges: all is as before or as after; the same command then completes; nothing is lost, doubled
   * or left over. `codes`: how the command ends where its work was still to do, and where the dead one had done it.
   */
  async killOnce(
    command: readonly string[],
    death: Death,
    codes: { readonly fresh: number; readonly done: number },
    before: Picture,
  ): Promise<void> {
    const what = `${command.join(" ")} ${JSON.stringify(death)}`;
    const after = this.expected();
    await this.kill(command, death);
    const found = await this.look();
    const isOld = JSON.stringify(found) === JSON.stringify(before);
    if (!isOld) expect({ what, ids: found.ids, quarantined: found.quarantined }).toEqual({ what, ...after });
    const next = await this.project.cli(command);
    expect(next.stderr, what).not.toContain("job_error");
    expect(next.code, `${what}\n${next.stderr}${next.stdout}`).toBe(isOld ? codes.fresh : codes.done);
    const end = await this.look();
    expect({ what, ids: end.ids, quarantined: end.quarantined }).toEqual({ what, ...after });
    // The cursor belongs to the rows: it moved with them, and the second run had nothing to add.
    if (!isOld) expect({ what, cursor: end.cursor }).toEqual({ what, cursor: found.cursor });
    expect(this.project.rubbish(), what).toEqual([]);
  }
}

/** The command that runs the rig's job. */
export const runJob = ["run", "--config", "job.yaml"];

/** Deaths by the score: each lot gets a new table, so that looking at it stays quick and its history short. */
export function inLots(all: readonly Death[]): Death[][] {
  return Array.from({ length: Math.ceil(all.length / 20) }, (_, index) => all.slice(index * 20, index * 20 + 20));
}

/** Two thirds sweep the steps of a whole run from the first to the last; the others strike at any time. Seeded: a failure comes again. */
export function deaths(whole: Pick<Whole, "steps" | "ms">, count: number): Death[] {
  const sweep = Math.ceil((count * 2) / 3);
  const steps = Array.from({ length: sweep }, (_, index) => ({
    step: 1 + Math.round((index * (whole.steps - 1)) / Math.max(1, sweep - 1)),
  }));
  let seed = 20_261_121;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const moments = Array.from({ length: Math.floor(count) - sweep }, () => ({ ms: Math.round(random() * whole.ms) }));
  return [...steps, ...moments];
}

/** Looks at the Iceberg table `t.orders` with PyIceberg. */
export function icebergLook(reader: SecondReader): Look {
  return async (project) => {
    const warehouse = project.path("warehouse");
    if (!existsSync(path.join(warehouse, "catalog.db"))) return { ids: [], quarantined: [], cursor: "" };
    const ask = async <T>(op: "rows" | "history", table: string, columns: readonly string[]): Promise<readonly T[]> =>
      (await reader.ask<T[]>({ op, warehouse, table, columns })) ?? [];
    const rows = await ask<{ id: number }>("rows", "t.orders", ["id"]);
    const bad = await ask<{ raw_record: string }>("rows", "t.orders__quarantine", ["raw_record"]);
    const history = await ask<{ summary: Record<string, string> }>("history", "t.orders", []);
    const newest = Object.entries(history.at(-1)?.summary ?? {});
    return {
      ids: rows.map((row) => row.id).toSorted((a, b) => a - b),
      quarantined: bad.map((row) => Number((JSON.parse(row.raw_record) as { id: string }).id)).toSorted((a, b) => a - b),
      cursor: newest
        .filter(([key]) => key.startsWith("dativo.state"))
        .map(([, value]) => value)
        .join(),
    };
  };
}

/** Files below the Iceberg tables that no snapshot refers to. */
export async function icebergRubbish(reader: SecondReader, project: FaultProject): Promise<string[]> {
  const found: string[] = [];
  for (const table of ["t.orders", "t.orders__quarantine"])
    found.push(...((await reader.ask<string[]>({ op: "rubbish", warehouse: project.path("warehouse"), table })) ?? []));
  return found;
}
