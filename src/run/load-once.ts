import type { WriteLayout } from "../spec/data-file.ts";
import type { StagedBatch } from "../spec/outcome.ts";
import type { ResolvedJob } from "../spec/resolved-job.ts";
import type { Settled } from "../kit/engine.ts";
import { describeError } from "../kit/describe-error.ts";
import { DativoError } from "../kit/error.ts";
import type { Committed, ExistingTable, Load, LoadState, TargetSession, WriteMode } from "../kit/target.ts";
import type { World } from "../kit/world.ts";
import { cursorMove } from "./cursor-window.ts";
import { ContractViolation, judge } from "./judge.ts";
import { matchStaged, prepareLayout } from "./landing.ts";
import { lazyEngine, type LazyEngine } from "./lazy-engine.ts";
import { loadStages, summaryOf, type Loaded, type LoadRequest, type LoadStage, type Parts } from "./load-request.ts";
import { stageBatches, type Staging } from "./stage-batches.ts";
import { stopwatch, type Stopwatch } from "./stopwatch.ts";

/** Extracts, judges, writes and commits once. Nothing is visible before the commit; what was staged is removed on any failure. */
export async function loadOnce(request: LoadRequest, parts: Parts, world: World): Promise<Loaded> {
  const engine = lazyEngine(request, parts.engine, world);
  try {
    await world.files.makeFolder(request.scratch);
    return await load(request, parts, engine, world);
  } catch (error) {
    if (error instanceof ContractViolation)
      request.emit({ type: "validation_failed", rows_read: error.rows.read, rows_bad: error.rows.bad });
    await engine.close();
    await parts.target.recover(request.runId);
    throw error;
  } finally {
    await engine.close();
  }
}

async function load(request: LoadRequest, parts: Parts, engine: LazyEngine, world: World): Promise<Loaded> {
  const { job, plan } = request;
  const { target } = parts;
  const watch = stopwatch(loadStages, world);
  const mode: WriteMode = request.fullRefresh ? "overwrite" : job.target.mode;
  const previous = request.fullRefresh ? undefined : await target.state();
  request.emit({ type: "state_initialized", ...(previous?.cursor ? { cursor: previous.cursor.value } : {}) });
  await refuseSmallReplacement(request, target, mode);
  const layout = await layoutFor(request, target, mode);
  request.emit({ type: "table_ensured", table: target.location });
  const staging = await stageBatches(request, layout, previous, { parts, engine, watch, world });
  const existing = await target.scan();
  const settled = await watch.time("settle", () => settle(request, engine, staging, layout, mode === "append" ? existing : undefined));
  const judged = judge(plan, job.schema_validation_mode, settled);
  const move = cursorMove(job, plan, settled.batches, previous);
  const facts = { broken: judged.broken, warnings: judged.warnings, verdicts: judged.verdicts, bytesRead: staging.bytesRead, ...move };
  if (request.validateOnly || nothingToLand(judged.rows, mode, staging, existing)) {
    await target.recover(request.runId);
    return { ...facts, rows: { ...judged.rows, replaced: 0 }, seconds: watch.seconds() };
  }
  const merged =
    mode === "merge" && existing
      ? await watch.time("settle", async () => matchStaged(await engine.session(), plan, settled.batches, layout, existing))
      : undefined;
  const quarantine = await writeQuarantine(request, target, engine, settled.batches, mode);
  const load: Load = {
    runId: request.runId,
    mode,
    overwrite: request.fullRefresh ? "table" : job.target.overwrite,
    files: settled.batches.flatMap((batch) => batch.files),
    deleteFiles: merged?.deleteFiles ?? [],
    ...(merged && existing ? { basedOn: existing.version } : {}),
    quarantine,
    state: nextState(request, staging, move.cursorAfter),
    properties: request.properties,
    summary: { ...summaryOf(request), ...countsOf(judged.rows) },
  };
  const committed = await commit(request, target, load, judged.rows, watch);
  return { ...facts, rows: { ...judged.rows, replaced: merged?.matchedRows ?? 0 }, committed, seconds: watch.seconds() };
}

/** The one atomic step, told to whoever watches. */
async function commit(
  { emit }: LoadRequest,
  target: TargetSession,
  load: Load,
  rows: { readonly landed: number; readonly quarantined: number },
  watch: Stopwatch<LoadStage>,
): Promise<Committed> {
  const table = target.location;
  try {
    const committed = await watch.time("commit", () => target.commit(load));
    const { snapshotId, files, bytes, retries } = committed;
    const id = snapshotId === undefined ? {} : { snapshot_id: snapshotId };
    const { commit: seconds } = watch.seconds();
    emit({ type: "commit_success", table, ...id, rows: rows.landed, quarantined: rows.quarantined, files, bytes, retries, seconds });
    return committed;
  } catch (error) {
    emit({ type: "commit_failed", table, error: describeError(error) });
    throw error;
  }
}

/** A trial of a few rows must not take the place of a whole table. */
async function refuseSmallReplacement(request: LoadRequest, target: TargetSession, mode: WriteMode): Promise<void> {
  if (request.limit === undefined || request.validateOnly || mode !== "overwrite") return;
  const rows = (await target.scan())?.scan.files.reduce((sum, file) => sum + file.rows, 0) ?? 0;
  if (rows === 0) return;
  throw new DativoError("refused", `this job overwrites its table: ${request.limit} rows would take the place of ${rows}`, {
    hint: "add --validate-only to judge the rows without landing them, or leave out --limit",
  });
}

async function layoutFor(request: LoadRequest, target: TargetSession, mode: WriteMode): Promise<WriteLayout> {
  const { job } = request;
  if (mode === "overwrite" && job.target.overwrite === "table" && job.incremental && !request.fullRefresh) {
    throw new DativoError("refused", "an incremental load that overwrites the whole table would drop all earlier rows", {
      hint: "use target.mode: append or merge, or target.overwrite: partitions",
    });
  }
  const layout = await prepareLayout(request, target, mode);
  return request.validateOnly ? { ...layout, folder: `${request.scratch}/validated` } : layout;
}

/** An incremental load without new rows breaks no rule: the rules speak of loads that bring some. */
async function settle(
  request: LoadRequest,
  engine: LazyEngine,
  staging: Staging,
  layout: WriteLayout,
  existing: ExistingTable | undefined,
): Promise<Settled> {
  const { plan, job } = request;
  const staged = staging.batches.map((one) => one.staged);
  const read = staged.reduce((sum, batch) => sum + batch.read, 0);
  const hopeless = job.schema_validation_mode === "strict" && staged.some((batch) => batch.rejects.count > 0);
  if (hopeless || plan.setRules.length === 0 || (read === 0 && job.incremental)) return { batches: staged, verdicts: [] };
  const session = await engine.session();
  return session.settle({
    plan,
    policy: job.schema_validation_mode,
    batches: staging.batches,
    layout,
    ...(existing ? { existing: existing.scan } : {}),
    ...newestBy(job),
  });
}

/** A merge by a cursor may bring several versions of a row; the cursor says which is the newest. */
function newestBy({ incremental, target }: ResolvedJob): { newestBy?: string } {
  const column = incremental?.strategy === "cursor" ? incremental.cursorField : undefined;
  return target.mode === "merge" && column !== undefined ? { newestBy: column } : {};
}

/** Nothing new is a success without a commit; a first run makes the table even when the source is empty, and an overwrite empties it. */
function nothingToLand(
  rows: { landed: number; quarantined: number },
  mode: WriteMode,
  staging: Staging,
  table: ExistingTable | undefined,
): boolean {
  if (rows.landed > 0 || rows.quarantined > 0) return false;
  return table !== undefined && (mode !== "overwrite" || staging.batches.length === 0);
}

async function writeQuarantine(
  request: LoadRequest,
  target: TargetSession,
  engine: LazyEngine,
  batches: readonly StagedBatch[],
  mode: WriteMode,
): Promise<Load["quarantine"]> {
  const rows = batches.flatMap(({ rejects }) => (rejects.count > 0 && rejects.file !== undefined ? [rejects.file] : []));
  const replace = mode === "overwrite" && (request.fullRefresh || request.job.target.overwrite === "table");
  if (rows.length === 0) return { files: [], replace };
  const layout = await target.prepareQuarantine({
    runId: request.runId,
    contractVersion: request.plan.contract.version,
    at: request.startedAt,
  });
  // Rows that an incremental load meets again (inside the lookback, or without a readable cursor) are in quarantine already.
  const known = request.job.incremental && !replace ? await target.scanQuarantine() : undefined;
  return { files: await (await engine.session()).writeQuarantine(rows, layout, known?.scan), replace };
}

/** A limited run is a trial: it lands its rows and leaves the cursor where it was. */
function nextState(request: LoadRequest, staging: Staging, cursor: string | undefined): LoadState | undefined {
  const { job } = request;
  if (!job.incremental || request.limit !== undefined) return undefined;
  const column = job.incremental.cursorField;
  return {
    ...(cursor !== undefined && column !== undefined ? { cursor: { column, value: cursor } } : {}),
    ...(staging.sourceState ? { source: staging.sourceState } : {}),
    runId: request.runId,
    contractVersion: request.plan.contract.version,
  };
}

function countsOf(rows: { readonly read: number; readonly landed: number; readonly quarantined: number }): Record<string, string> {
  return {
    "dativo.rows-read": String(rows.read),
    "dativo.rows-landed": String(rows.landed),
    "dativo.rows-quarantined": String(rows.quarantined),
  };
}
