import path from "node:path";
import type { RunEvent } from "../spec/events.ts";
import type { RunRecord } from "../spec/run-record.ts";
import { describeError } from "../kit/describe-error.ts";
import { observe, type Observer } from "../observe/observe.ts";
import { writeRun } from "../observe/run-record.ts";
import { ContractViolation } from "../run/judge.ts";
import type { Loaded, Parts } from "../run/load-request.ts";
import { runJob, type Outcome } from "../run/run-job.ts";
import { interruptionOf, type Context } from "./command.ts";
import { openParts } from "./open-parts.ts";
import type { OpenedJob } from "./open-job.ts";

/** How a run is asked for, on the command line or from a program. */
export interface RunOptions {
  readonly fullRefresh?: boolean;
  readonly validateOnly?: boolean;
  readonly limit?: number;
  readonly waitMs?: number;
}

/** How a run ended. */
export interface RunResult {
  /** 0 success, 1 partial, 2 failure, 130 or 143 when stopped by a signal. */
  readonly exitCode: number;
  readonly record: RunRecord;
  /** What stopped it; its message and hint are for people, and redacted nowhere yet. */
  readonly error?: unknown;
}

/** Runs one job from claim to record: chooses the plugins, tells the observer, writes the run record whatever happens. */
export async function executeRun(opened: OpenedJob, options: RunOptions, context: Context): Promise<RunResult> {
  const { world, signal } = context;
  const startedAt = world.clock.now();
  const runId = newRunId(startedAt, world.random.hex(4));
  const recovered: string[] = [];
  const observer = observe(
    {
      identity: { tenant_id: opened.job.tenant_id, job_name: opened.job.name, run_id: runId },
      logging: opened.job.logging,
      secrets: opened.job.secrets,
      also: [(event: RunEvent) => void (event.type === "run_recovered" && recovered.push(event.dead_run_id))],
    },
    world,
  );
  const start = world.clock.monotonic();
  try {
    announce(opened, options, observer);
    const request = {
      runId,
      startedAt,
      job: opened.job,
      plan: opened.plan,
      properties: opened.properties,
      stateDir: opened.stateDir,
      emit: observer.emit,
      signal,
      fullRefresh: options.fullRefresh ?? false,
      validateOnly: options.validateOnly ?? false,
      waitMs: options.waitMs ?? 0,
      ...(options.limit === undefined ? {} : { limit: options.limit }),
    };
    const ended = await withParts(opened, context, (parts) => runJob(request, parts, world));
    const seconds = (world.clock.monotonic() - start) / 1000;
    const record = recordOf({ opened, options, runId, startedAt, finishedAt: world.clock.now(), seconds, ended, recovered, context });
    tellEnd(record, ended.outcome, observer);
    await writeRun(opened.stateDir, record, observer.redactor, world);
    return { exitCode: record.exit_code, record, ...("error" in ended.outcome ? { error: ended.outcome.error } : {}) };
  } finally {
    observer.close();
  }
}

interface Ended {
  readonly outcome: Outcome;
  /** Where it lands; absent when the target never opened. */
  readonly location?: string;
}

async function withParts(opened: OpenedJob, context: Context, work: (parts: Parts) => Promise<Outcome>): Promise<Ended> {
  let parts: Parts | undefined;
  try {
    parts = await openParts(opened, context.world);
    return { outcome: await work(parts), location: parts.target.location };
  } catch (error) {
    return { outcome: { error } };
  } finally {
    await parts?.target.close();
  }
}

/** Sorts by time: `20261121T064210Z-1f2e3d4c`. */
export function newRunId(at: Date, random: string): string {
  return `${at.toISOString().replace(/[-:]|\.\d+/g, "")}-${random}`;
}

function announce({ job, plan }: OpenedJob, options: RunOptions, { emit }: Observer): void {
  const mode = options.fullRefresh ? "overwrite" : job.target.mode;
  emit({
    type: "job_started",
    source: job.source.connector,
    target: job.target.connector,
    contract: plan.contract.name,
    contract_version: plan.contract.version,
    mode,
    validate_only: options.validateOnly ?? false,
  });
  emit({
    type: "asset_loaded",
    contract: plan.contract.name,
    contract_version: plan.contract.version,
    columns: plan.columns.length,
    rules: plan.rowRules.length + plan.setRules.length,
  });
}

function tellEnd(record: RunRecord, outcome: Outcome, { emit }: Observer): void {
  for (const rule of record.rules) {
    emit({
      type: "validation_errors",
      rule: rule.rule,
      ...(rule.column === undefined ? {} : { column: rule.column }),
      what: rule.message,
      severity: rule.severity,
      count: rule.count,
    });
  }
  if ("error" in outcome) {
    emit({ type: "job_error", exit_code: record.exit_code, seconds: record.seconds["total"] ?? 0, error: describeError(outcome.error) });
    return;
  }
  const { rows, bytes, files } = record;
  emit({
    type: "job_finished",
    exit_code: record.exit_code,
    status: record.status,
    rows_read: rows.read,
    rows_landed: rows.landed,
    rows_quarantined: rows.quarantined,
    rows_skipped: rows.skipped,
    rows_replaced: rows.replaced,
    bytes_read: bytes.read,
    bytes_written: bytes.written,
    files,
    seconds: record.seconds["total"] ?? 0,
    ...(record.snapshot_id === undefined ? {} : { snapshot_id: record.snapshot_id }),
  });
}

interface RecordFacts {
  readonly opened: OpenedJob;
  readonly options: RunOptions;
  readonly runId: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly seconds: number;
  readonly ended: Ended;
  readonly recovered: readonly string[];
  readonly context: Context;
}

function recordOf(facts: RecordFacts): RunRecord {
  const { opened, options, ended } = facts;
  const { job, plan } = opened;
  const base = {
    version: 1 as const,
    run_id: facts.runId,
    tenant_id: job.tenant_id,
    job: job.name,
    environment: job.environment,
    job_file: path.relative(job.root, job.file),
    kind: options.validateOnly ? ("validate_only" as const) : options.fullRefresh ? ("full_refresh" as const) : ("run" as const),
    started_at: facts.startedAt.toISOString(),
    finished_at: facts.finishedAt.toISOString(),
    ...(ended.location === undefined ? {} : { target: ended.location }),
    contract: plan.contract,
    tags: { ...opened.properties },
    recovered: [...facts.recovered],
  };
  if ("loaded" in ended.outcome) return { ...base, ...loadedFacts(ended.outcome.loaded, job.incremental?.cursorField, facts.seconds) };
  return { ...base, ...failedFacts(ended.outcome.error, facts.context.signal, facts.seconds) };
}

type EndFacts = Pick<
  RunRecord,
  "exit_code" | "status" | "rows" | "bytes" | "files" | "seconds" | "snapshot_id" | "cursor" | "rules" | "verdicts" | "error"
>;

function loadedFacts(loaded: Loaded, cursorField: string | undefined, total: number): EndFacts {
  const failed = loaded.verdicts.filter((verdict) => !verdict.passed);
  const partial = loaded.rows.quarantined > 0 || failed.some((verdict) => verdict.severity === "error");
  const { cursorBefore, cursorAfter, committed } = loaded;
  return {
    exit_code: partial ? 1 : 0,
    status: partial ? "partial" : "success",
    rows: loaded.rows,
    bytes: { read: loaded.bytesRead, written: committed?.bytes ?? 0 },
    files: committed?.files ?? 0,
    seconds: { ...loaded.seconds, total },
    ...(committed?.snapshotId === undefined ? {} : { snapshot_id: committed.snapshotId }),
    ...(cursorField === undefined
      ? {}
      : {
          cursor: {
            column: cursorField,
            ...(cursorBefore === undefined ? {} : { before: cursorBefore }),
            ...(cursorAfter === undefined ? {} : { after: cursorAfter }),
          },
        }),
    rules: [...loaded.broken, ...loaded.warnings],
    verdicts: failed.map(({ rule, message, severity, measured }) => ({
      rule,
      message,
      severity,
      ...(measured === undefined ? {} : { measured }),
    })),
  };
}

function failedFacts(error: unknown, signal: AbortSignal, total: number): EndFacts {
  const stopped = interruptionOf(signal);
  const violation = error instanceof ContractViolation ? error : undefined;
  const { causes, ...described } = describeError(error);
  return {
    exit_code: stopped?.exitCode ?? 2,
    status: stopped ? "interrupted" : "failed",
    rows: { read: violation?.rows.read ?? 0, landed: 0, quarantined: 0, skipped: 0, replaced: 0 },
    bytes: { read: 0, written: 0 },
    files: 0,
    seconds: { total },
    rules: [...(violation?.rules ?? [])],
    verdicts: (violation?.verdicts ?? []).map(({ rule, message, severity, measured }) => ({
      rule,
      message,
      severity,
      ...(measured === undefined ? {} : { measured }),
    })),
    error: stopped
      ? { kind: "interrupted", message: `stopped by ${stopped.signal}` }
      : { ...described, kind: violation ? "violation" : described.kind, ...(causes ? { causes: [...causes] } : {}) },
  };
}
