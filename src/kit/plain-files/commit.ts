import path from "node:path";
import type { DataFile, OutputFormat } from "../../spec/data-file.ts";
import { DativoError } from "../error.ts";
import type { Committed, Load, LoadState, PrepareRequest } from "../target.ts";
import type { World } from "../world.ts";
import { recordColumns, recordPartitioning } from "./layout.ts";
import { assertCompatible } from "./schema-change.ts";
import { stagingFolder } from "./table-folder.ts";
import type { TableFolder } from "./table-folder.ts";
import { latestRecord, recordedVersions, recordPath, renderRecord } from "./table-record.ts";
import type { RecordedFile, TableRecord } from "./table-record.ts";

/** What a commit needs to know beside the load itself. */
export interface CommitRequest {
  readonly folder: TableFolder;
  readonly format: OutputFormat;
  readonly job: string;
  readonly prepared: PrepareRequest;
  readonly load: Load;
}

/** Others may commit in between this often before a commit gives up. */
const mostRetries = 20;
/** Versions whose records are kept, for people to look into. */
const keptVersions = 3;

type Pending = NonNullable<TableRecord["pending"]>;

/**
 * Commits a load: everything that can fail comes first, then the new version's record is created in one step (the
 * decision), then files are moved and removed as it says. Whoever opens the table next completes what was interrupted.
 * Throws `conflict` when another commit took away what this one was based on.
 */
export async function commitLoad(request: CommitRequest, world: World): Promise<Committed> {
  const moves = planMoves(request);
  await makeReady(request, moves, world);
  for (let retries = 0; retries <= mostRetries; retries++) {
    const before = await rollForward(request.folder, world);
    const next = nextRecord(request, before, moves, world);
    if (!(await world.files.create(recordPath(request.folder.own, next.sequence), renderRecord(next)))) continue;
    await carryOutDecided(request.folder, next, world);
    await dropOldRecords(request.folder, next.sequence, world);
    const bytes = request.load.files.reduce((sum, file) => sum + file.bytes, 0);
    return { files: request.load.files.length, bytes, retries };
  }
  throw new DativoError("conflict", `${request.folder.data}: other loads committed ${mostRetries + 1} times while this one tried to`, {
    hint: "run again when the table is less busy",
    retryable: true,
  });
}

/** Completes the newest version where that was interrupted; returns it. Safe to do twice, and by two processes at once. */
export async function rollForward(folder: TableFolder, world: World): Promise<TableRecord | undefined> {
  const latest = await latestRecord(folder.own, world);
  if (latest?.pending) await carryOut(folder, latest, world);
  return latest;
}

/** Files to move: from staging to their place below the table's and the quarantine's folder. */
function planMoves({ folder, load }: CommitRequest): Pending["moves"] {
  const staging = stagingFolder(folder, load.runId);
  const move =
    (part: string, target: string) =>
    (file: DataFile): Pending["moves"][number] => {
      const inner = path.relative(path.join(staging, part), file.path);
      if (inner.startsWith("..") || path.isAbsolute(inner))
        throw new DativoError("bug", `${file.path} does not lie in the run's staging folder`);
      return { from: path.relative(folder.base, file.path), to: path.relative(folder.base, path.join(target, inner)) };
    };
  return [...load.files.map(move("data", folder.data)), ...load.quarantine.files.map(move("quarantine", folder.quarantine))];
}

/** The staged files are there and on disk, and so are the folders they go to: what follows the decision needs no space. */
async function makeReady({ folder, load }: CommitRequest, moves: Pending["moves"], world: World): Promise<void> {
  for (const file of [...load.files, ...load.quarantine.files]) {
    const found = await world.files.stat(file.path);
    if (!found)
      throw new DativoError("conflict", `a file of this run is gone before its commit: ${file.path}`, {
        hint: "another process took this run for dead; run again",
      });
    await world.files.sync(file.path);
  }
  for (const target of new Set(moves.map(({ to }) => path.dirname(path.join(folder.base, to))))) await world.files.makeFolder(target);
  await world.files.makeFolder(folder.own);
}

function nextRecord(request: CommitRequest, before: TableRecord | undefined, moves: Pending["moves"], world: World): TableRecord {
  const { load, prepared, format } = request;
  assertFits(request, before);
  const added = load.files.map((file, index) => recorded(file, moves[index]!.to));
  const quarantined = load.quarantine.files.map((file, index) => recorded(file, moves[load.files.length + index]!.to));
  const kept = (before?.files ?? []).filter((file) => !isReplaced(file, load));
  const keptQuarantine = load.quarantine.replace ? [] : (before?.quarantine.files ?? []);
  const stay = new Set([...kept, ...keptQuarantine].map((file) => file.path));
  const sequence = (before?.sequence ?? 0) + 1;
  const touched = quarantined.length > 0 || load.quarantine.replace;
  return {
    format_version: 1,
    sequence,
    format,
    run_id: load.runId,
    committed_at: world.clock.now().toISOString(),
    contract: prepared.plan.contract,
    columns: recordColumns(prepared),
    partitioning: recordPartitioning(prepared.partitioning),
    files: [...kept, ...added],
    quarantine: { sequence: touched ? sequence : (before?.quarantine.sequence ?? 0), files: [...keptQuarantine, ...quarantined] },
    states: nextStates(request, before),
    properties: { ...before?.properties, ...load.properties },
    summary: { ...load.summary },
    pending: {
      moves: [...moves],
      removals: [...(before?.files ?? []), ...(before?.quarantine.files ?? [])]
        .map((file) => file.path)
        .filter((inner) => !stay.has(inner)),
    },
  };
}

function recorded(file: DataFile, inner: string): RecordedFile {
  return { path: inner, rows: file.rows, bytes: file.bytes, partition: file.partition };
}

/** `overwrite` takes the whole table, or the partitions of which the load brings files. */
function isReplaced(file: RecordedFile, load: Load): boolean {
  if (load.mode !== "overwrite") return false;
  if (load.overwrite === "table") return true;
  return load.files.some((added) => JSON.stringify(added.partition) === JSON.stringify(file.partition));
}

/** State stands for rows of the table: where all rows go, the states of all jobs go with them. */
function nextStates({ job, load }: CommitRequest, before: TableRecord | undefined): TableRecord["states"] {
  const kept = load.mode === "overwrite" && load.overwrite === "table" ? {} : (before?.states ?? {});
  return load.state === undefined ? kept : { ...kept, [job]: plainState(load.state) };
}

function plainState(state: LoadState): TableRecord["states"][string] {
  return {
    runId: state.runId,
    contractVersion: state.contractVersion,
    ...(state.cursor ? { cursor: { column: state.cursor.column, value: state.cursor.value } } : {}),
    ...(state.source ? { source: { ...state.source } } : {}),
  };
}

/** Checks against the table as it is now what was checked when the load was prepared: somebody may have committed since. */
export function assertFits(
  { folder, format, prepared, load }: { folder: TableFolder; format: OutputFormat; prepared: PrepareRequest; load?: Load },
  before: TableRecord | undefined,
): void {
  const changed = (what: string): DativoError =>
    new DativoError("conflict", `${what} of ${folder.data} changed while this load was made`, { hint: "run again", retryable: true });
  if (load?.basedOn !== undefined && load.basedOn !== String(before?.sequence)) throw changed("the rows");
  if (load?.quarantine.basedOn !== undefined && load.quarantine.basedOn !== String(before?.quarantine.sequence))
    throw changed("the quarantine");
  if (!before) return;
  if (before.format !== format)
    throw new DativoError("refused", `${folder.data} is a table of ${before.format} files, not ${format}`, {
      hint: "keep its file format, or load into another table (target.table)",
    });
  if (!prepared.startsOver) assertCompatible(before, prepared.plan.contract, recordColumns(prepared));
  const partitioning = recordPartitioning(prepared.partitioning);
  if (before.files.length > 0 && JSON.stringify(partitioning) !== JSON.stringify(before.partitioning)) {
    throw new DativoError(
      "refused",
      `${folder.data} is partitioned by ${describe(before.partitioning)}, this load by ${describe(partitioning)}`,
      {
        hint: "folders of plain files cannot be partitioned in two ways: keep target.partitioning, or load into another table (target.table)",
      },
    );
  }
}

function describe(partitioning: readonly string[]): string {
  return partitioning.length === 0 ? "nothing" : partitioning.join(", ");
}

/** The first attempt, by the load that decided it: a failure here no longer undoes the load, and says so. */
async function carryOutDecided(folder: TableFolder, record: TableRecord, world: World): Promise<void> {
  try {
    await carryOut(folder, record, world);
  } catch (error) {
    if (!(error instanceof DativoError)) throw error;
    throw new DativoError(
      error.kind,
      `version ${record.sequence} of ${folder.data} was committed, but its files could not all be put in place: ${error.message}`,
      {
        hint: "mend the cause; the next command that opens the table completes the commit",
        cause: error,
        retryable: error.retryable,
      },
    );
  }
}

/** Does what a record's `pending` says and notes that it is done. Each step is skipped where it was done already. */
async function carryOut(folder: TableFolder, record: TableRecord, world: World): Promise<void> {
  const { pending, ...done } = record;
  if (!pending) return;
  for (const { from, to } of pending.moves) await moveOnce(path.join(folder.base, from), path.join(folder.base, to), folder, record, world);
  for (const inner of pending.removals) await removeFile(path.join(folder.base, inner), folder, world);
  await world.files.replace(recordPath(folder.own, record.sequence), renderRecord(done));
}

async function moveOnce(from: string, to: string, folder: TableFolder, record: TableRecord, world: World): Promise<void> {
  while (await world.files.stat(from)) {
    await world.files.makeFolder(path.dirname(to));
    try {
      return await world.files.rename(from, to);
    } catch (error) {
      // Another process moved the file, or removed the folder while it was still empty: look again.
      if (!(error instanceof DativoError && error.kind === "not_found")) throw error;
    }
  }
  if (await world.files.stat(to)) return;
  // Another process carried this version out, and a later one replaced the file since.
  const latest = await latestRecord(folder.own, world);
  if (latest && (latest.sequence > record.sequence || !latest.pending)) return;
  throw new DativoError("refused", `${from} is gone: version ${record.sequence} of ${folder.data} cannot be completed`, {
    hint: "somebody removed files from the table's .dativo folder; restore them, or move the table away and run with --full-refresh",
  });
}

/** Removes a file and the partition folders that it leaves empty. */
async function removeFile(file: string, folder: TableFolder, world: World): Promise<void> {
  await world.files.remove(file);
  for (let parent = path.dirname(file); parent !== folder.data && parent !== folder.base; parent = path.dirname(parent)) {
    if (!(await world.files.removeEmptyFolder(parent))) return;
  }
}

/** Removes records of versions that are older than the last few; a commit does, and whoever follows one that died. */
export async function dropOldRecords(folder: TableFolder, newest: number, world: World): Promise<void> {
  for (const version of await recordedVersions(folder.own, world)) {
    if (version <= newest - keptVersions) await world.files.remove(recordPath(folder.own, version));
  }
}
