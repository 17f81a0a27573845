import path from "node:path";
import { runRecordSchema, type RunRecord, type RunStatus } from "../spec/run-record.ts";
import { DativoError } from "../kit/error.ts";
import { sweepUnfinished } from "../kit/sweep-unfinished.ts";
import type { World } from "../kit/world.ts";
import type { Redactor } from "./redact.ts";

/** Which runs `listRuns` returns; what is left out does not restrict. */
export interface RunFilter {
  readonly job?: string;
  readonly tenant_id?: string;
  readonly status?: RunStatus;
  /** Started at this time or later: ISO 8601 with zone. */
  readonly since?: string;
  /** At most so many, the newest. */
  readonly limit?: number;
}

/** Runs, the newest first, and the records that could not be read. */
export interface RunList {
  readonly runs: readonly RunRecord[];
  readonly damaged: readonly { readonly file: string; readonly reason: string }[];
}

/** Writes the record of a run in one step, redacted, over an earlier one of the same run, and removes halves of records that dead processes left. Records are kept for good: they are small, and whoever wants fewer deletes files. */
export async function writeRun(stateFolder: string, record: RunRecord, redactor: Redactor, world: World): Promise<void> {
  const checked = runRecordSchema.safeParse(redactor.value(record));
  if (!checked.success)
    throw new DativoError("bug", `the record of run ${record.run_id} is incomplete: ${reasonOf(checked.error)}`, { cause: checked.error });
  await world.files.replace(runFile(stateFolder, record.run_id), `${JSON.stringify(checked.data, undefined, 2)}\n`);
  await sweepUnfinished(runsFolder(stateFolder), world);
}

/** Reads one record; throws `not_found` where there is none, `refused` where it is damaged. */
export async function readRun(stateFolder: string, runId: string, world: World): Promise<RunRecord> {
  const file = runFile(stateFolder, runId);
  const text = await world.files.readTextIfThere(file);
  if (text === undefined)
    throw new DativoError("not_found", `there is no record of run ${runId}`, {
      context: { path: file },
      hint: "dativo runs lists the runs that are recorded",
    });
  const parsed = parseRecord(text, runId);
  if ("reason" in parsed)
    throw new DativoError("refused", `the record of run ${runId} is damaged: ${parsed.reason}`, {
      context: { path: file },
      hint: `delete ${file} once you have looked into it`,
    });
  return parsed.record;
}

/** All records that match, the newest first; damaged ones are named, never left out in silence. Throws `refused` when `since` is no time. */
export async function listRuns(stateFolder: string, filter: RunFilter, world: World): Promise<RunList> {
  if (filter.since !== undefined && Number.isNaN(Date.parse(filter.since))) {
    throw new DativoError("refused", `'${filter.since}' is no time`, { hint: "write it as 2026-11-21T07:00:00Z" });
  }
  const runs: RunRecord[] = [];
  const damaged: { file: string; reason: string }[] = [];
  const names = (await world.files.names(runsFolder(stateFolder))).filter((name) => name.endsWith(".json"));
  for (const name of names) {
    const file = path.join(runsFolder(stateFolder), name);
    const text = await world.files.readTextIfThere(file);
    const parsed = text === undefined ? undefined : parseRecord(text, name.slice(0, -".json".length));
    if (parsed === undefined) continue;
    if ("reason" in parsed) damaged.push({ file, reason: parsed.reason });
    else if (matches(parsed.record, filter)) runs.push(parsed.record);
  }
  runs.sort((a, b) => Date.parse(b.started_at) - Date.parse(a.started_at) || (a.run_id < b.run_id ? 1 : -1));
  return { runs: runs.slice(0, filter.limit ?? runs.length), damaged };
}

/** Where run records stand: `<state folder>/runs`. */
export function runsFolder(stateFolder: string): string {
  return path.join(stateFolder, "runs");
}

/** Run ids come from command lines too: they must not lead out of the folder. */
function runFile(stateFolder: string, runId: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(runId)) return path.join(runsFolder(stateFolder), `${runId}.json`);
  throw new DativoError("refused", `'${runId}' is not a run id`, { hint: "dativo runs lists the runs that are recorded" });
}

function parseRecord(text: string, runId: string): { readonly record: RunRecord } | { readonly reason: string } {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return { reason: text === "" ? "it is empty" : `it is no JSON (${(error as SyntaxError).name})` };
  }
  const checked = runRecordSchema.safeParse(data);
  if (!checked.success) return { reason: reasonOf(checked.error) };
  return checked.data.run_id === runId ? { record: checked.data } : { reason: `it is the record of run ${checked.data.run_id}` };
}

function reasonOf(error: { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] }): string {
  const issue = error.issues[0];
  return issue === undefined ? "unreadable" : `${issue.path.map(String).join(".") || "record"}: ${issue.message}`;
}

function matches(record: RunRecord, filter: RunFilter): boolean {
  return (
    (filter.job === undefined || record.job === filter.job) &&
    (filter.tenant_id === undefined || record.tenant_id === filter.tenant_id) &&
    (filter.status === undefined || record.status === filter.status) &&
    (filter.since === undefined || Date.parse(record.started_at) >= Date.parse(filter.since))
  );
}
