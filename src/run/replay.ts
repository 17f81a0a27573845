import type { Batch } from "../spec/batch.ts";
import type { ContractPlan } from "../spec/contract-plan.ts";
import type { WriteLayout } from "../spec/data-file.ts";
import type { RejectExample, RuleCount, StagedBatch } from "../spec/outcome.ts";
import type { ResolvedJob } from "../spec/resolved-job.ts";
import type { EngineSession, StageRequest } from "../kit/engine.ts";
import { DativoError } from "../kit/error.ts";
import type { Committed, ExistingTable, TargetSession, WriteMode } from "../kit/target.ts";
import type { World } from "../kit/world.ts";
import { lazyEngine } from "./lazy-engine.ts";
import { summaryOf, type Parts } from "./load-request.ts";
import { matchStaged, prepareLayout } from "./landing.ts";
import { judge } from "./judge.ts";

/** A row of the quarantine that is judged again. */
export interface ReplayRow {
  readonly quarantine_id: string;
  /** A JSON object of column -> value, as `raw_record` of the quarantine has it. */
  readonly raw_record: string;
}

/** A replay: which rows, and by which contract they are judged. */
export interface ReplayRequest {
  readonly runId: string;
  readonly startedAt: Date;
  readonly job: ResolvedJob;
  readonly plan: ContractPlan;
  readonly properties: Readonly<Record<string, string>>;
  /** Mended rows; the quarantine's own rows when absent. */
  readonly mended?: readonly ReplayRow[];
  readonly scratch: string;
  readonly signal: AbortSignal;
}

/** What became of the rows that were judged again. */
export interface Replayed {
  /** Rows judged, rows that landed and left the quarantine, rows that stay. */
  readonly judged: number;
  readonly landed: number;
  readonly remaining: number;
  readonly broken: readonly RuleCount[];
  readonly examples: readonly RejectExample[];
  readonly committed?: Committed;
}

/** All rows of a quarantine are read: its size is bounded by the rows that failed. */
const everything = Number.MAX_SAFE_INTEGER;

/**
 * Judges quarantined rows again and moves those that pass to the table in one commit: they land and leave the quarantine
 * together, so that a replay that is killed, or run twice, loads each row once.
 */
export async function replay(request: ReplayRequest, parts: Parts, world: World): Promise<Replayed> {
  const quarantine = await parts.target.scanQuarantine();
  if (!quarantine) return { judged: 0, landed: 0, remaining: 0, broken: [], examples: [] };
  const engine = lazyEngine(request, parts.engine, world);
  try {
    return await replayRows(request, parts, quarantine, await engine.session(), world);
  } catch (error) {
    await parts.target.recover(request.runId);
    throw error;
  } finally {
    await engine.close();
  }
}

async function replayRows(
  request: ReplayRequest,
  parts: Parts,
  quarantine: ExistingTable,
  session: EngineSession,
  world: World,
): Promise<Replayed> {
  const held = await session.readRows(quarantine.scan, { limit: everything, columns: ["quarantine_id", "raw_record"] });
  const rows = chooseRows(held, request.mended);
  const trial = await tryRows(request, parts, session, await rowsAsBatch(rows, request.scratch, world));
  const passed = await passedIds(
    rows,
    trial.batches.flatMap((one) => one.rejects.file ?? []),
    world,
  );
  const { broken, examples } = judge(request.plan, "warn", { batches: trial.batches, verdicts: [] });
  const result = { judged: rows.length, landed: passed.length, remaining: held.length - passed.length, broken, examples };
  if (passed.length > 0) return { ...result, committed: await land(request, parts, session, quarantine, trial, passed) };
  await parts.target.recover(request.runId);
  return result;
}

/** Rows judged again and written, not visible yet. */
interface Trial {
  readonly mode: WriteMode;
  readonly layout: WriteLayout;
  readonly existing: ExistingTable | undefined;
  readonly batches: readonly StagedBatch[];
}

/** Rules on the whole load are not asked: they spoke of the load that the rows came from. Keys are. */
async function tryRows(request: ReplayRequest, { target }: Parts, session: EngineSession, batch: Batch): Promise<Trial> {
  const plan = { ...request.plan, setRules: request.plan.setRules.filter((rule) => rule.kind === "unique") };
  const mode: WriteMode = plan.primaryKey.length > 0 && request.job.target.mode === "merge" ? "merge" : "append";
  const layout = await prepareLayout(request, target, mode);
  const stage: StageRequest = { batch, index: 0, plan, policy: "warn", extraColumns: "ignore", layout };
  const staged = await session.stage(stage);
  const existing = await target.scan();
  const { batches } = await session.settle({
    plan,
    policy: "warn",
    batches: [{ request: stage, staged }],
    layout,
    ...(mode === "append" && existing ? { existing: existing.scan } : {}),
  });
  return { mode, layout, existing, batches };
}

/** One commit: the rows enter the table and leave the quarantine. */
async function land(
  request: ReplayRequest,
  { target }: Parts,
  session: EngineSession,
  quarantine: ExistingTable,
  trial: Trial,
  passed: readonly string[],
): Promise<Committed> {
  const { mode, layout, existing, batches } = trial;
  const matched = mode === "merge" && existing ? await matchStaged(session, request.plan, batches, layout, existing) : undefined;
  const rest = await session.rewrite(quarantine.scan, await quarantineLayout(request, target), { column: "quarantine_id", values: passed });
  return target.commit({
    runId: request.runId,
    mode,
    overwrite: "partitions",
    files: batches.flatMap((one) => one.files),
    deleteFiles: matched?.deleteFiles ?? [],
    ...(matched && existing ? { basedOn: existing.version } : {}),
    quarantine: { files: rest, replace: true, basedOn: quarantine.version },
    state: undefined,
    properties: request.properties,
    summary: { ...summaryOf(request), "dativo.replayed-rows": String(passed.length) },
  });
}

/** The quarantine's rows, or their mended forms; an id that the quarantine does not hold was replayed already and is left out. */
function chooseRows(held: readonly Readonly<Record<string, string | null>>[], mended: readonly ReplayRow[] | undefined): ReplayRow[] {
  const known = held.map((row) => ({ quarantine_id: row["quarantine_id"] ?? "", raw_record: row["raw_record"] ?? "" }));
  if (!mended) return known;
  const ids = new Set(known.map((row) => row.quarantine_id));
  const seen = new Set<string>();
  for (const { quarantine_id } of mended) {
    if (seen.has(quarantine_id)) throw new DativoError("refused", `the mended rows name quarantine_id ${quarantine_id} twice`);
    seen.add(quarantine_id);
  }
  return mended.filter((row) => ids.has(row.quarantine_id));
}

async function rowsAsBatch(rows: readonly ReplayRow[], scratch: string, world: World): Promise<Batch> {
  const path = `${scratch}/replay.ndjson`;
  const text = rows.map((row) => `${row.raw_record.replace(/[\r\n]+/g, " ")}\n`).join("");
  await world.files.replace(path, text);
  return {
    files: [{ path, origin: "quarantine", sizeBytes: text.length, modifiedMs: 0 }],
    format: { kind: "ndjson", compression: "none" },
  };
}

/** Each rejected line names its number, and the lines are in the order of the rows: the others passed. */
async function passedIds(rows: readonly ReplayRow[], rejectFiles: readonly string[], world: World): Promise<string[]> {
  const failed = new Set<number>();
  for (const file of rejectFiles) {
    for (const line of (await world.files.readText(file)).split("\n")) {
      if (line !== "") failed.add((JSON.parse(line) as { source_line: number }).source_line);
    }
  }
  return rows.flatMap((row, index) => (failed.has(index + 1) ? [] : [row.quarantine_id]));
}

/** Rows that stay keep their own run, job and time: nothing is constant here. */
async function quarantineLayout(request: ReplayRequest, target: TargetSession): Promise<WriteLayout> {
  const layout = await target.prepareQuarantine({
    runId: request.runId,
    contractVersion: request.plan.contract.version,
    at: request.startedAt,
  });
  return { ...layout, columns: layout.columns.map(({ constant: _constant, ...column }) => column) };
}
