import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { plainFilesConfig } from "../../src/kit/plain-files/config.ts";
import { plainFilesTarget } from "../../src/kit/plain-files/session.ts";
import type { Committed, Load, LoadState, PrepareRequest, TargetSession } from "../../src/kit/target.ts";
import { realWorld } from "../../src/kit/world.ts";
import type { Files, World } from "../../src/kit/world.ts";
import type { ContractPlan, PlanColumn } from "../../src/spec/contract-plan.ts";
import type { DataFile, OutputFormat, WriteLayout } from "../../src/spec/data-file.ts";
import type { DataType } from "../../src/spec/data-type.ts";

/** What one load of a trial brings: files by partition, each with its text. */
export interface TrialLoad {
  readonly runId: string;
  readonly job?: string;
  readonly mode?: "append" | "overwrite";
  readonly overwrite?: "table" | "partitions";
  readonly rows?: Readonly<Record<string, readonly string[]>>;
  readonly quarantine?: readonly string[];
  readonly replaceQuarantine?: boolean;
  readonly state?: LoadState;
  readonly plan?: ContractPlan;
  readonly partitioned?: boolean;
}

/** A plan of columns written as `name: type`, required where the type ends in `!`. */
export function planOf(columns: Readonly<Record<string, DataType & { readonly required?: boolean }>>, version = "1.0.0"): ContractPlan {
  return {
    contract: { id: "orders", name: "orders", version },
    columns: Object.entries(columns).map(([name, { required = false, ...type }]): PlanColumn => ({
      name,
      sourceName: name,
      type: type as DataType,
      required,
      sensitive: false,
    })),
    primaryKey: [],
    rowRules: [],
    setRules: [],
  };
}

const orders = planOf({ region: { kind: "string" }, line: { kind: "string" } });

/** A table of plain files in a temporary folder, and loads into it. Files hold lines of text: their format is nobody's business here. */
export function plainTableTrial(format: OutputFormat = "csv") {
  const root = mkdtempSync(path.join(os.tmpdir(), "dativo-target-"));
  const world = realWorld();
  const table = { namespace: "acme", name: "orders" };
  const data = path.join(root, "warehouse/acme/orders");
  const open = (job = "job", within: World = world): Promise<TargetSession> =>
    plainFilesTarget(format).open({ config: plainFilesConfig().parse({}), root, table, job }, within);
  return {
    root,
    world,
    data,
    open,
    quarantine: `${data}__quarantine`,
    prepareRequest: (load: TrialLoad): PrepareRequest => prepareRequest(load),
    /** Stages and commits one load, as a run does. */
    async load(load: TrialLoad, within: World = world): Promise<Committed> {
      const session = await open(load.job, within);
      const layout = await session.prepare(prepareRequest(load));
      const quarantine = await session.prepareQuarantine({ runId: load.runId, contractVersion: "1.0.0", at: new Date(0) });
      const files = Object.entries(load.rows ?? {}).map(([partition, lines], index) => stageFile(layout, partition, lines, index));
      const rejected = load.quarantine ? [stageFile(quarantine, "", load.quarantine, 0)] : [];
      return session.commit(loadOf(load, files, rejected));
    },
    /** All lines of the table, or the quarantine, as somebody who knows nothing of records finds them. */
    lines: (folder = data): string[] => linesBelow(folder).sort(),
    /** Every file below the project, records left out. */
    files: (): string[] =>
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !/^v\d{8}\.json$/.test(entry.name))
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
        .sort(),
    dispose: () => rmSync(root, { recursive: true, force: true }),
  };
}

function prepareRequest(load: TrialLoad): PrepareRequest {
  return {
    runId: load.runId,
    plan: load.plan ?? orders,
    mode: load.mode ?? "append",
    sortBy: [],
    ingestDate: "2026-11-21",
    startsOver: false,
    targetFileBytes: 1_000,
    partitioning: load.partitioned ? [{ column: "region", transform: { kind: "identity" } }] : [],
  };
}

function loadOf(load: TrialLoad, files: readonly DataFile[], rejected: readonly DataFile[]): Load {
  return {
    runId: load.runId,
    mode: load.mode ?? "append",
    overwrite: load.overwrite ?? "table",
    files,
    deleteFiles: [],
    quarantine: { files: rejected, replace: load.replaceQuarantine ?? false },
    state: load.state,
    properties: { [`from.${load.runId}`]: "x" },
    summary: {},
  };
}

/** Writes what an engine would: a file in the layout's folder, below its partition's. */
function stageFile(layout: WriteLayout, partition: string, lines: readonly string[], index: number): DataFile {
  const folder = partition === "" ? layout.folder : path.join(layout.folder, `region=${partition}`);
  const file = path.join(folder, `${layout.filePrefix}${index}.${layout.format}`);
  const text = lines.map((line) => `${line}\n`).join("");
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text);
  return {
    path: file,
    format: layout.format,
    rows: lines.length,
    bytes: text.length,
    partition: partition === "" ? [] : [partition],
    columns: {},
  };
}

function linesBelow(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith("."));
    return entries.flatMap((entry) =>
      entry.isDirectory()
        ? linesBelow(path.join(folder, entry.name))
        : readFileSync(path.join(folder, entry.name), "utf8").trimEnd().split("\n"),
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Thrown by a world that has ended. */
export class PowerCut extends Error {}

/** A world whose disk does `steps` changes and then nothing ever again: what a kill leaves behind. */
export function mortalWorld(world: World, steps: number): World {
  let left = steps;
  const changes: readonly (keyof Files)[] = [
    "replace",
    "create",
    "append",
    "rename",
    "copy",
    "remove",
    "makeFolder",
    "touch",
    "removeEmptyFolder",
  ];
  const files = Object.fromEntries(
    Object.entries(world.files).map(([name, act]) => [
      name,
      async (...given: unknown[]) => {
        if (left <= 0) throw new PowerCut(name);
        if (changes.includes(name as keyof Files)) left--;
        return (act as (...given: unknown[]) => unknown)(...given);
      },
    ]),
  );
  return { ...world, files: files as unknown as Files };
}
