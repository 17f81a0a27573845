import type { Severity } from "./contract-plan.ts";

/** What a failure looks like from outside: enough to act on, never a secret. */
export interface ErrorFacts {
  /** A kind of DativoError, `violation` where rows broke the contract, `interrupted` for a signal. */
  readonly kind: string;
  readonly message: string;
  readonly hint?: string;
  readonly context?: Readonly<Record<string, string | number | boolean>>;
  /** Messages of the causes, the nearest first. */
  readonly causes?: readonly string[];
  /** Only where the failure is ours to mend. */
  readonly stack?: string;
}

/**
 * Everything a run tells the outside, in the names that logs of Dativo have always had. Keys are snake_case because they
 * are the keys of the JSON lines. Bytes are bytes, seconds may have fractions, snapshot ids are text.
 */
export type RunEvent =
  | {
      readonly type: "job_started";
      readonly source: string;
      readonly target: string;
      readonly contract: string;
      readonly contract_version: string;
      readonly mode: string;
      readonly validate_only: boolean;
    }
  | {
      readonly type: "asset_loaded";
      readonly contract: string;
      readonly contract_version: string;
      readonly columns: number;
      readonly rules: number;
    }
  | {
      readonly type: "claim_waiting";
      readonly holder_run_id: string;
      readonly holder_pid: number;
      readonly holder_host: string;
      readonly since: string;
    }
  | { readonly type: "claim_taken_over"; readonly dead_run_id: string }
  | { readonly type: "run_recovered"; readonly dead_run_id: string }
  | { readonly type: "state_initialized"; readonly cursor?: string }
  | { readonly type: "extraction_started"; readonly connector: string }
  | { readonly type: "batch_extracted"; readonly batch: number; readonly files: number; readonly bytes: number }
  | { readonly type: "no_batches_extracted" }
  | {
      readonly type: "extraction_complete";
      readonly batches: number;
      readonly files: number;
      readonly bytes: number;
      readonly seconds: number;
    }
  | {
      readonly type: "batch_written";
      readonly batch: number;
      readonly rows: number;
      readonly rejected: number;
      readonly files: number;
      readonly bytes: number;
    }
  /** One broken rule; `what` says what the rule demands, without a value of any row. */
  | {
      readonly type: "validation_errors";
      readonly rule: string;
      readonly column?: string;
      readonly what: string;
      readonly severity: Severity;
      readonly count: number;
    }
  | { readonly type: "validation_failed"; readonly rows_read: number; readonly rows_bad: number }
  | { readonly type: "table_ensured"; readonly table: string }
  | {
      readonly type: "commit_success";
      readonly table: string;
      readonly snapshot_id?: string;
      readonly rows: number;
      readonly quarantined: number;
      readonly files: number;
      readonly bytes: number;
      readonly retries: number;
      readonly seconds: number;
    }
  | { readonly type: "commit_failed"; readonly table: string; readonly error: ErrorFacts }
  | {
      readonly type: "retry_attempt";
      readonly attempt: number;
      readonly of: number;
      readonly delay_seconds: number;
      readonly error: ErrorFacts;
    }
  | {
      readonly type: "job_finished";
      readonly exit_code: number;
      readonly status: string;
      readonly rows_read: number;
      readonly rows_landed: number;
      readonly rows_quarantined: number;
      readonly rows_skipped: number;
      readonly rows_replaced: number;
      readonly bytes_read: number;
      readonly bytes_written: number;
      readonly files: number;
      readonly seconds: number;
      readonly snapshot_id?: string;
    }
  | { readonly type: "job_error"; readonly exit_code: number; readonly seconds: number; readonly error: ErrorFacts }
  | { readonly type: "check_started" }
  | { readonly type: "source_check_complete"; readonly facts: readonly string[] }
  | { readonly type: "target_check_complete"; readonly facts: readonly string[] }
  | { readonly type: "source_check_failed"; readonly error: ErrorFacts }
  | { readonly type: "target_check_failed"; readonly error: ErrorFacts }
  | { readonly type: "check_complete"; readonly seconds: number }
  | { readonly type: "check_failed"; readonly exit_code: number }
  | { readonly type: "discover_started"; readonly connector: string }
  | { readonly type: "discover_complete"; readonly objects: number; readonly seconds: number }
  | { readonly type: "discover_error"; readonly error: ErrorFacts };

/** The names of events. */
export type RunEventType = RunEvent["type"];

/** One event by its name. */
export type EventOf<T extends RunEventType> = Extract<RunEvent, { readonly type: T }>;

/** Tells whoever watches the run; never throws and never waits. */
export type Emit = (event: RunEvent) => void;

/** Ordered: each level shows itself and what follows it. */
export const logLevels = ["DEBUG", "INFO", "WARNING", "ERROR"] as const;
/** How loud a line of a log is. */
export type LogLevel = (typeof logLevels)[number];

/** Whose events they are; on every line of a log. */
export interface RunIdentity {
  readonly tenant_id: string;
  readonly job_name: string;
  readonly run_id: string;
}
