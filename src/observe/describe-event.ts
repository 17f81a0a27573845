import type { ErrorFacts, EventOf, LogLevel, RunEvent, RunEventType } from "../spec/events.ts";
import { digitsText, bytesText, countText, secondsText } from "./amounts.ts";

/** How loud an event is and what a person reads. */
export interface EventDescription {
  readonly level: LogLevel;
  readonly message: string;
}

type Describe<T extends RunEventType> = (event: EventOf<T>) => EventDescription;

const info = (message: string): EventDescription => ({ level: "INFO", message });
const debug = (message: string): EventDescription => ({ level: "DEBUG", message });
const warning = (message: string): EventDescription => ({ level: "WARNING", message });
const error = (message: string): EventDescription => ({ level: "ERROR", message });

const descriptions: { readonly [T in RunEventType]: Describe<T> } = {
  job_started: (event) =>
    info(
      `${event.source} -> ${event.target}, contract ${event.contract} ${event.contract_version}${event.validate_only ? ", validate only" : ""}`,
    ),
  asset_loaded: (event) =>
    debug(`contract ${event.contract} ${event.contract_version}: ${countText(event.columns, "column")}, ${countText(event.rules, "rule")}`),
  claim_waiting: (event) =>
    warning(
      `waiting for run ${event.holder_run_id} of this job (process ${event.holder_pid} on ${event.holder_host}, since ${event.since})`,
    ),
  claim_taken_over: (event) => warning(`run ${event.dead_run_id} died; this run takes its place`),
  run_recovered: (event) => info(`leftovers of run ${event.dead_run_id} are removed`),
  state_initialized: (event) => debug(event.cursor === undefined ? "no earlier load" : `last cursor ${event.cursor}`),
  extraction_started: (event) => info(`reading from ${event.connector}`),
  batch_extracted: (event) => debug(`batch ${event.batch}: ${countText(event.files, "file")}, ${bytesText(event.bytes)}`),
  no_batches_extracted: () => info("nothing new"),
  extraction_complete: (event) =>
    info(`read ${countText(event.files, "file")}, ${bytesText(event.bytes)} in ${secondsText(event.seconds)}`),
  batch_written: (event) =>
    (event.rejected > 0 ? warning : debug)(
      `batch ${event.batch}: ${countText(event.rows, "row")} staged, ${event.rejected} rejected, ${bytesText(event.bytes)}`,
    ),
  validation_errors: (event) =>
    (event.severity === "error" ? error : warning)(`${event.rule}: ${countText(event.count, "row")}: ${event.what}`),
  validation_failed: (event) => error(`${event.rows_bad} of ${countText(event.rows_read, "row")} break the contract`),
  table_ensured: (event) => debug(`table ${event.table}`),
  commit_success: (event) =>
    info(
      `committed ${countText(event.rows, "row")} to ${event.table}: ${countText(event.files, "file")}, ${bytesText(event.bytes)}${snapshot(event)}${event.retries > 0 ? `, after ${countText(event.retries, "retry", "retries")}` : ""}`,
    ),
  commit_failed: (event) => error(`commit to ${event.table} failed: ${errorText(event.error)}`),
  retry_attempt: (event) =>
    warning(`attempt failed, retry ${event.attempt} of ${event.of} in ${secondsText(event.delay_seconds)}: ${errorText(event.error)}`),
  job_finished: (event) => (event.exit_code === 0 ? info : event.exit_code === 1 ? warning : error)(finishedText(event)),
  job_error: (event) => error(errorText(event.error)),
  check_started: () => debug("checking connections"),
  source_check_complete: (event) => info(`source: ${event.facts.join(", ")}`),
  target_check_complete: (event) => info(`target: ${event.facts.join(", ")}`),
  source_check_failed: (event) => error(`source: ${errorText(event.error)}`),
  target_check_failed: (event) => error(`target: ${errorText(event.error)}`),
  check_complete: (event) => info(`connections checked in ${secondsText(event.seconds)}`),
  check_failed: (event) => error(`check failed, exit code ${event.exit_code}`),
  discover_started: (event) => debug(`looking into ${event.connector}`),
  discover_complete: (event) => info(`found ${countText(event.objects, "object")} in ${secondsText(event.seconds)}`),
  discover_error: (event) => error(errorText(event.error)),
};

/** Level and message of an event. Every event has both; numbers in the message are rounded, those in the event are not. */
export function describeEvent(event: RunEvent): EventDescription {
  return (descriptions[event.type] as (event: RunEvent) => EventDescription)(event);
}

function snapshot(event: { readonly snapshot_id?: string }): string {
  return event.snapshot_id === undefined ? "" : `, snapshot ${event.snapshot_id}`;
}

function finishedText(event: EventOf<"job_finished">): string {
  const rows = [
    `${digitsText(event.rows_read)} read`,
    `${digitsText(event.rows_landed)} landed`,
    ...(event.rows_quarantined > 0 ? [`${digitsText(event.rows_quarantined)} quarantined`] : []),
    ...(event.rows_skipped > 0 ? [`${digitsText(event.rows_skipped)} skipped`] : []),
  ];
  return `${event.status}: ${rows.join(", ")}; ${secondsText(event.seconds)}${snapshot(event)}`;
}

function errorText(facts: ErrorFacts): string {
  return facts.hint === undefined ? facts.message : `${facts.message}\n${facts.hint}`;
}
