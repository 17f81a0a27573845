import type { Batch, SourceState } from "../spec/batch.ts";
import type { ContractPlan } from "../spec/contract-plan.ts";
import type { WriteLayout } from "../spec/data-file.ts";
import type { RuleCount, SetVerdict, StagedBatch } from "../spec/outcome.ts";
import type { ResolvedJob } from "../spec/resolved-job.ts";
import type { Engine, EngineSession } from "../kit/engine.ts";
import { DativoError } from "../kit/error.ts";
import type { Source } from "../kit/source.ts";
import type { Committed, ExistingTable, LoadState, TargetSession, WriteMode } from "../kit/target.ts";
import type { World } from "../kit/world.ts";
import type { Emit } from "../spec/events.ts";
import { lookBack, laterCursor } from "./cursor.ts";
import { judge } from "./judge.ts";

/** The plugins that take part in a run, chosen by the caller. */
export interface Parts {
  readonly source: Source;
  readonly engine: Engine;
  readonly target: TargetSession;
}

/** One load: what is asked for. */
export interface LoadRequest {
  readonly runId: string;
  readonly startedAt: Date;
  readonly job: ResolvedJob;
  readonly plan: ContractPlan;
  /** Table properties rendered from tags. */
  readonly properties: Readonly<Record<string, string>>;
  readonly fullRefresh: boolean;
  /** Extract and judge, land nothing. */
  readonly validateOnly: boolean;
  readonly limit?: number;
  /** A folder of this run's own; the caller removes it. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/** What became of the load. `read = landed + quarantined` always holds. */
export interface Loaded {
  readonly rows: RowsByOutcome;
  readonly bytesRead: number;
  readonly committed?: Committed;
  readonly warnings: readonly RuleCount[];
  readonly broken: readonly RuleCount[];
  readonly verdicts: readonly SetVerdict[];
  readonly cursorBefore?: string;
  readonly cursorAfter?: string;
  /** Seconds by stage. */
  readonly seconds: Readonly<Record<"extract" | "convert" | "settle" | "commit", number>>;
}

/** Rows by what became of them. `skipped` rows are older than the cursor or over the limit, and not in `read`. */
export interface RowsByOutcome {
  readonly read: number;
  readonly landed: number;
  readonly quarantined: number;
  readonly skipped: number;
  /** Rows of the table that a merge replaced. */
  readonly replaced: number;
}

interface Staging {
  readonly batches: { readonly batch: Batch; readonly staged: StagedBatch }[];
  readonly sourceState: SourceState | undefined;
  readonly bytesRead: number;
}

/** Extracts, judges, writes and commits once. Nothing is visible before the commit; what was staged is discarded on any failure. */
export async function loadOnce(request: LoadRequest, parts: Parts, world: World): Promise<Loaded> {
  const watch = stopwatch(world);
  const { job } = request;
  const previous = await parts.target.state();
  const mode: WriteMode = request.fullRefresh ? "overwrite" : job.target.mode;
  const layout = await layoutFor(request, parts, mode);
  const engine = lazyEngine(request, parts.engine, world);
  try {
    const staging = await stageAll(request, parts, engine, layout, request.fullRefresh ? undefined : previous, watch, world);
    const existing = needsExisting(request, mode) ? await parts.target.scan() : undefined;
    const settled = await watch.time("settle", () => settle(request, engine, staging, layout, mode === "append" ? existing : undefined));
    const outcome = judge(request.plan, job.schema_validation_mode, settled);
    const common = { ...outcome, bytesRead: staging.bytesRead, ...cursors(request, settled.batches, previous) };
    const rows = { ...outcome.rows, replaced: 0 };
    if (request.validateOnly || nothingToLand(outcome.rows, mode, staging, await parts.target.scan())) {
      await parts.target.recover(request.runId);
      return { ...common, rows, seconds: watch.seconds() };
    }
    const merged =
      mode === "merge" && existing
        ? await watch.time("settle", () => match(request, engine, settled.batches, layout, existing))
        : undefined;
    const quarantine = await writeQuarantine(request, parts, engine, settled.batches, mode);
    const committed = await watch.time("commit", () =>
      parts.target.commit({
        runId: request.runId,
        mode,
        overwrite: request.fullRefresh ? "table" : job.target.overwrite,
        files: settled.batches.flatMap((batch) => batch.files),
        deleteFiles: merged?.deleteFiles ?? [],
        ...(merged && existing ? { basedOn: existing.version } : {}),
        quarantine,
        state: nextState(request, staging, common.cursorAfter),
        properties: request.properties,
        summary: {
          ...summaryOf(request),
          "dativo.rows-read": String(rows.read),
          "dativo.rows-landed": String(rows.landed),
          "dativo.rows-quarantined": String(rows.quarantined),
        },
      }),
    );
    return { ...common, rows: { ...rows, replaced: merged?.matchedRows ?? 0 }, committed, seconds: watch.seconds() };
  } catch (error) {
    await parts.target.recover(request.runId);
    throw error;
  } finally {
    await engine.close();
  }
}

async function layoutFor(request: LoadRequest, parts: Parts, mode: WriteMode): Promise<WriteLayout> {
  const { job } = request;
  if (mode === "overwrite" && job.target.overwrite === "table" && job.incremental && !request.fullRefresh) {
    throw new DativoError("refused", "an incremental load that overwrites the whole table would drop all earlier rows", {
      hint: "use target.mode: append or merge, or target.overwrite: partitions",
    });
  }
  const layout = await parts.target.prepare({
    runId: request.runId,
    plan: request.plan,
    mode,
    partitioning: job.target.partitioning,
    sortBy: job.target.sort_by,
    ingestDate: request.startedAt.toISOString().slice(0, 10),
    targetFileBytes: job.target.parquet_target_size_mb * 1_000_000,
  });
  return request.validateOnly ? { ...layout, folder: `${request.scratch}/validated` } : layout;
}

async function stageAll(
  request: LoadRequest,
  parts: Parts,
  engine: LazyEngine,
  layout: WriteLayout,
  previous: LoadState | undefined,
  watch: Stopwatch,
  world: World,
): Promise<Staging> {
  const { job, emit } = request;
  const batches: Staging["batches"] = [];
  let bytesRead = 0;
  let left = request.limit ?? Number.POSITIVE_INFINITY;
  emit({ type: "extraction_started", connector: job.source.connector });
  const stream = parts.source.extract(
    {
      config: job.source.config,
      root: job.root,
      scratch: request.scratch,
      signal: request.signal,
      ...(job.incremental ? { incremental: job.incremental } : {}),
      ...(previous?.source ? { state: previous.source } : {}),
    },
    world,
  );
  for (;;) {
    const next = await watch.time("extract", () => stream.next());
    if (next.done) return { batches, sourceState: next.value, bytesRead };
    request.signal.throwIfAborted();
    const batch = next.value;
    bytesRead += batch.files.reduce((sum, file) => sum + file.sizeBytes, 0);
    emit({
      type: "batch_extracted",
      batch: batches.length,
      files: batch.files.length,
      bytes: batch.files.reduce((sum, file) => sum + file.sizeBytes, 0),
    });
    const staged = await watch.time("convert", async () =>
      (await engine.session()).stage({
        batch,
        index: batches.length,
        plan: request.plan,
        policy: job.schema_validation_mode,
        extraColumns: job.source.extra_columns,
        layout,
        ...cursorFilter(request, previous),
        ...(Number.isFinite(left) ? { limit: left } : {}),
      }),
    );
    batches.push({ batch, staged });
    left -= staged.read;
    emit({
      type: "batch_written",
      batch: batches.length - 1,
      rows: staged.landed,
      rejected: staged.rejects.count,
      files: staged.files.length,
      bytes: staged.files.reduce((sum, file) => sum + file.bytes, 0),
    });
    if (left <= 0) {
      await stream.return(undefined);
      return { batches, sourceState: undefined, bytesRead };
    }
  }
}

/** With a merge the last value itself is read again: a late row may share it. An append would land it twice. */
function cursorFilter(
  request: LoadRequest,
  previous: LoadState | undefined,
): { cursor?: { column: string; from?: string; inclusive: boolean } } {
  const { job, plan } = request;
  const column = job.incremental?.strategy === "cursor" ? job.incremental.cursorField : undefined;
  if (column === undefined) return {};
  const type = cursorType(plan, column);
  const last = previous?.cursor?.column === column ? previous.cursor.value : undefined;
  const inclusive = job.target.mode === "merge" || job.incremental!.lookback > 0;
  return { cursor: { column, inclusive, ...(last === undefined ? {} : { from: lookBack(last, type, job.incremental!.lookback) }) } };
}

function cursorType(plan: ContractPlan, column: string): ContractPlan["columns"][number]["type"] {
  const found = plan.columns.find((candidate) => candidate.name === column);
  if (found) return found.type;
  throw new DativoError("refused", `the cursor column '${column}' is not in contract ${plan.contract.name} ${plan.contract.version}`, {
    hint: `columns: ${plan.columns.map((candidate) => candidate.name).join(", ")}`,
  });
}

function cursors(
  request: LoadRequest,
  batches: readonly StagedBatch[],
  previous: LoadState | undefined,
): { cursorBefore?: string; cursorAfter?: string } {
  const column = request.job.incremental?.strategy === "cursor" ? request.job.incremental.cursorField : undefined;
  if (column === undefined) return {};
  const type = cursorType(request.plan, column);
  const before = !request.fullRefresh && previous?.cursor?.column === column ? previous.cursor.value : undefined;
  const after = batches.reduce((latest, batch) => laterCursor(latest, batch.cursorMax, type), before);
  return { ...(before === undefined ? {} : { cursorBefore: before }), ...(after === undefined ? {} : { cursorAfter: after }) };
}

function needsExisting(request: LoadRequest, mode: WriteMode): boolean {
  return mode === "merge" || (mode === "append" && request.plan.setRules.some((rule) => rule.kind === "unique"));
}

async function settle(
  request: LoadRequest,
  engine: LazyEngine,
  staging: Staging,
  layout: WriteLayout,
  existing: ExistingTable | undefined,
): Promise<{ batches: readonly StagedBatch[]; verdicts: readonly SetVerdict[] }> {
  const bad = staging.batches.reduce((sum, { staged }) => sum + staged.rejects.count, 0);
  const hopeless = bad > 0 && request.job.schema_validation_mode === "strict";
  if (hopeless || (staging.batches.length === 0 && request.plan.setRules.length === 0)) {
    return { batches: staging.batches.map(({ staged }) => staged), verdicts: [] };
  }
  const read = staging.batches.reduce((sum, { staged }) => sum + staged.read, 0);
  if (read === 0 && request.job.incremental) return { batches: staging.batches.map(({ staged }) => staged), verdicts: [] };
  const session = await engine.session();
  return session.settle({
    plan: request.plan,
    policy: request.job.schema_validation_mode,
    batches: staging.batches,
    layout,
    ...(existing ? { existing: existing.scan } : {}),
  });
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

async function match(
  request: LoadRequest,
  engine: LazyEngine,
  batches: readonly StagedBatch[],
  layout: WriteLayout,
  existing: ExistingTable,
) {
  const session = await engine.session();
  return session.matchKeys({
    staged: batches.flatMap((batch) => batch.files),
    layout,
    keys: request.plan.primaryKey,
    existing: existing.scan,
    deletes: { ...layout, filePrefix: `${layout.filePrefix}deletes-` },
    partitionOf: (path) => existing.partitionOf(path),
  });
}

async function writeQuarantine(request: LoadRequest, parts: Parts, engine: LazyEngine, batches: readonly StagedBatch[], mode: WriteMode) {
  const rows = batches.flatMap((batch) => (batch.rejects.count > 0 && batch.rejects.file !== undefined ? [batch.rejects.file] : []));
  const wholeTable = mode === "overwrite" && (request.fullRefresh || request.job.target.overwrite === "table");
  if (rows.length === 0) return { files: [], replace: wholeTable };
  const layout = await parts.target.prepareQuarantine({
    runId: request.runId,
    contractVersion: request.plan.contract.version,
    at: request.startedAt,
  });
  const files = await (await engine.session()).writeQuarantine(rows, layout);
  return { files, replace: wholeTable };
}

/** A limited run is a trial: it lands its rows and leaves the cursor where it was. */
function nextState(request: LoadRequest, staging: Staging, cursor: string | undefined): LoadState | undefined {
  const { job } = request;
  if (!job.incremental || request.limit !== undefined) return undefined;
  return {
    ...(cursor !== undefined && job.incremental.cursorField !== undefined
      ? { cursor: { column: job.incremental.cursorField, value: cursor } }
      : {}),
    ...(staging.sourceState ? { source: staging.sourceState } : {}),
    runId: request.runId,
    contractVersion: request.plan.contract.version,
  };
}

/** The facts of a run that its snapshot keeps. */
export function summaryOf(request: { runId: string; job: ResolvedJob; plan: ContractPlan }): Record<string, string> {
  return {
    "dativo.run-id": request.runId,
    "dativo.job": request.job.name,
    "dativo.tenant": request.job.tenant_id,
    "dativo.contract-id": request.plan.contract.id,
    "dativo.contract-version": request.plan.contract.version,
  };
}

/** The engine starts when the first row needs it: a run with nothing new never pays for it. */
interface LazyEngine {
  session(): Promise<EngineSession>;
  close(): Promise<void>;
}

/** Wraps an engine so that it opens on first use and closes only if it was opened. */
export function lazyEngine(request: { job: ResolvedJob; scratch: string; signal: AbortSignal }, engine: Engine, world: World): LazyEngine {
  let opened: Promise<EngineSession> | undefined;
  const threads = request.job.engine.threads ?? world.machine.processors;
  return {
    session: () =>
      (opened ??= engine.open(
        { memory: engineMemory(request.job, threads, world), threads, scratch: request.scratch, signal: request.signal },
        world,
      )),
    close: async () => void (await (await opened)?.close()),
  };
}

/** 400 MB, or 128 MB a thread where there are many, but never over 60 % of the machine. */
function engineMemory(job: ResolvedJob, threads: number, world: World): number {
  if (job.engine.memory_limit_mb !== undefined) return job.engine.memory_limit_mb * 1_000_000;
  return Math.min(Math.max(400_000_000, threads * 128_000_000), Math.floor(world.machine.memory * 0.6));
}

type StageName = keyof Loaded["seconds"];

interface Stopwatch {
  time<T>(stage: StageName, work: () => Promise<T>): Promise<T>;
  seconds(): Record<StageName, number>;
}

function stopwatch(world: World): Stopwatch {
  const spent: Record<StageName, number> = { extract: 0, convert: 0, settle: 0, commit: 0 };
  return {
    async time(stage, work) {
      const start = world.clock.monotonic();
      try {
        return await work();
      } finally {
        spent[stage] += (world.clock.monotonic() - start) / 1000;
      }
    },
    seconds: () => ({ ...spent }),
  };
}
