import path from "node:path";
import type { OutputFormat, TableScan, WriteLayout } from "../../spec/data-file.ts";
import { DativoError } from "../error.ts";
import { projectPath } from "../project-path.ts";
import type { ExistingTable, PrepareRequest, TableView, Target, TargetSession } from "../target.ts";
import type { World } from "../world.ts";
import { assertFits, commitLoad, dropOldRecords, rollForward } from "./commit.ts";
import type { PlainFilesConfig } from "./config.ts";
import { quarantineColumns, quarantineFormat, quarantineLayout, stagingLayout } from "./layout.ts";
import { renderType } from "./schema-change.ts";
import { assertNoForeignFiles, removeLeftovers, stagingFolder, tableFolder } from "./table-folder.ts";
import type { TableFolder } from "./table-folder.ts";
import type { RecordedFile, TableRecord } from "./table-record.ts";

/** A target that writes files of one format into a folder per table. */
export function plainFilesTarget(format: OutputFormat): Target {
  return {
    async open(request, world) {
      const { warehouse } = request.config as PlainFilesConfig;
      const folder = tableFolder(await projectPath(warehouse, request.root, request.root, world), request.table);
      await rollForward(folder, world);
      return sessionOf(folder, format, request.job, world);
    },
  };
}

function sessionOf(folder: TableFolder, format: OutputFormat, job: string, world: World): TargetSession {
  let prepared: PrepareRequest | undefined;
  const latest = (): Promise<TableRecord | undefined> => rollForward(folder, world);
  return {
    location: folder.data,
    state: async () => (await latest())?.states[job] as Awaited<ReturnType<TargetSession["state"]>>,
    async prepare(request) {
      prepared = request;
      return prepareLoad(folder, format, request, await latest(), world);
    },
    prepareQuarantine: async (request) =>
      quarantineLayout(format, path.join(stagingFolder(folder, request.runId), "quarantine"), job, request),
    scan: async () => scanTable(folder, await latest(), world),
    scanQuarantine: async () => scanQuarantine(folder, format, await latest(), world),
    async commit(load) {
      if (!prepared) throw new DativoError("bug", "commit before prepare");
      const committed = await commitLoad({ folder, format, job, prepared, load }, world);
      await removeLeftovers(folder, load.runId, world);
      return committed;
    },
    async recover(runId) {
      const record = await latest();
      await removeLeftovers(folder, runId, world);
      if (record) await dropOldRecords(folder, record.sequence, world);
    },
    view: async (snapshotId) => viewTable(folder, snapshotId, await latest(), world),
    history: async () => {
      throw noSnapshots(folder);
    },
    probe: () => probe(folder, world),
    close: async () => {},
  };
}

async function prepareLoad(
  folder: TableFolder,
  format: OutputFormat,
  request: PrepareRequest,
  before: TableRecord | undefined,
  world: World,
): Promise<WriteLayout> {
  if (request.mode === "merge") {
    throw new DativoError("refused", "plain files cannot be merged: there is no way to replace single rows", {
      hint: "use target.mode append or overwrite, or the iceberg target",
    });
  }
  if (!before) await assertNoForeignFiles(folder, world);
  assertFits({ folder, format, prepared: request }, before);
  return stagingLayout(format, path.join(stagingFolder(folder, request.runId), "data"), request);
}

async function scanTable(folder: TableFolder, record: TableRecord | undefined, world: World): Promise<ExistingTable | undefined> {
  if (!record) return undefined;
  const columns = record.columns.map(({ name, type }) => ({ name, type }));
  return existing(folder, record.files, record.format, columns, record.partitioning, record.sequence, world);
}

/** A quarantine without files is one that was never made, or emptied by a replay: to callers the same. */
async function scanQuarantine(
  folder: TableFolder,
  format: OutputFormat,
  record: TableRecord | undefined,
  world: World,
): Promise<ExistingTable | undefined> {
  if (!record || record.quarantine.files.length === 0) return undefined;
  return existing(folder, record.quarantine.files, quarantineFormat(format), quarantineColumns, [], record.quarantine.sequence, world);
}

async function viewTable(
  folder: TableFolder,
  snapshotId: string | undefined,
  record: TableRecord | undefined,
  world: World,
): Promise<TableView | undefined> {
  if (snapshotId !== undefined) throw noSnapshots(folder);
  const table = await scanTable(folder, record, world);
  if (!record || !table) return undefined;
  const columns = record.columns.map(({ name, type, required, doc }) => ({
    name,
    type: renderType(type),
    required,
    ...(doc === undefined ? {} : { doc }),
  }));
  return { scan: table.scan, columns, partitioning: record.partitioning, identifiers: [], properties: record.properties };
}

function noSnapshots(folder: TableFolder): DativoError {
  return new DativoError("refused", `${folder.data} is a folder of plain files: it has no snapshots, only its present state`, {
    hint: "the iceberg target keeps history",
  });
}

/** Writes a file as large as a record where files are staged, and leaves no trace of it. */
async function probe(folder: TableFolder, world: World): Promise<void> {
  const runId = `probe-${world.random.hex(8)}`;
  const above = [folder.base, path.dirname(folder.base)];
  const missing = [];
  for (const one of above) if (!(await world.files.stat(one))) missing.push(one);
  try {
    await world.files.replace(path.join(stagingFolder(folder, runId), "probe"), new Uint8Array(65_536));
  } finally {
    await removeLeftovers(folder, runId, world);
    for (const one of missing) await world.files.removeEmptyFolder(one);
  }
}

/** Files that somebody removed by hand are an error: rows that the record counts would silently be missing. */
async function existing(
  folder: TableFolder,
  files: readonly RecordedFile[],
  format: OutputFormat,
  columns: TableScan["columns"],
  partitioning: readonly string[],
  version: number,
  world: World,
): Promise<ExistingTable> {
  const partitions = new Map(files.map((file) => [path.join(folder.base, file.path), file.partition]));
  const found = await Promise.all([...partitions.keys()].map((file) => world.files.stat(file)));
  const gone = [...partitions.keys()].filter((_, index) => !found[index]);
  if (gone.length > 0) {
    throw new DativoError(
      "not_found",
      `${gone.length === 1 ? "a file" : `${gone.length} files`} of the table ${folder.data} ${gone.length === 1 ? "is" : "are"} gone: ${path.relative(folder.base, gone[0]!)}`,
      {
        hint: "restore the file; or move the table away and run again with --full-refresh",
        context: { missing: gone.length },
      },
    );
  }
  return {
    scan: { columns, files: files.map((file) => scanFile(folder, file, format, partitioning)) },
    version: String(version),
    partitionOf(file) {
      const partition = partitions.get(file);
      if (!partition) throw new DativoError("bug", `${file} is no file of the table ${folder.data}`);
      return partition;
    },
  };
}

/** Bare names among the partition fields are whole columns, of which the folder holds the value. */
function scanFile(
  folder: TableFolder,
  file: RecordedFile,
  format: OutputFormat,
  partitioning: readonly string[],
): TableScan["files"][number] {
  const named = partitioning.flatMap((field, index): [string, string | null][] =>
    field.includes("(") ? [] : [[field, file.partition[index] ?? null]],
  );
  const plain = { path: path.join(folder.base, file.path), format, rows: file.rows, deletes: [] };
  return named.length === 0 ? plain : { ...plain, constants: Object.fromEntries(named) };
}
