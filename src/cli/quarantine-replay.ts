import path from "node:path";
import { z } from "zod";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import { redactor } from "../observe/redact.ts";
import { writeRun } from "../observe/run-record.ts";
import { renderExample } from "../run/judge.ts";
import { replayJob } from "../run/replay-job.ts";
import type { Replayed, ReplayRow } from "../run/replay.ts";
import type { RunRecord } from "../spec/run-record.ts";
import { acceptJob } from "./accept.ts";
import { textOption, type Action } from "./command.ts";
import { plural } from "./describe-run.ts";
import { newRunId } from "./execute-run.ts";
import type { OpenedJob } from "./open-job.ts";
import { openParts } from "./open-parts.ts";

const mendedRow = z.object({ quarantine_id: z.string().min(1), raw_record: z.union([z.string(), z.record(z.string(), z.unknown())]) });

/** `dativo quarantine replay`: exit code 1 while rows remain in quarantine. */
export const action: Action = async (invocation, { world, signal }) => {
  const opened = await acceptJob(textOption(invocation, "config") ?? "", world);
  if (!opened) return 2;
  const startedAt = world.clock.now();
  const from = textOption(invocation, "from");
  const mended = from === undefined ? undefined : await readMended(path.resolve(world.cwd, from), world);
  const run = { runId: newRunId(startedAt, world.random.hex(4)), startedAt };
  const start = world.clock.monotonic();
  const parts = await openParts(opened, world);
  try {
    const { job, plan, properties, stateDir } = opened;
    const replayed = await replayJob({ ...run, job, plan, properties, stateDir, signal, ...(mended ? { mended } : {}) }, parts, world);
    const seconds = (world.clock.monotonic() - start) / 1000;
    const record = recordOf(opened, run, replayed, { location: parts.target.location, finishedAt: world.clock.now(), seconds });
    await writeRun(stateDir, record, redactor(job.secrets), world);
    const { examples: _examples, ...numbers } = replayed;
    world.terminal.out(invocation.options["json"] === true ? `${JSON.stringify(numbers, undefined, 2)}\n` : describe(replayed));
    return record.exit_code;
  } finally {
    await parts.target.close();
  }
};

/** Of the rows that were judged: those that landed left the quarantine, the others stay in it. */
function recordOf(
  { job, plan, properties }: OpenedJob,
  { runId, startedAt }: { readonly runId: string; readonly startedAt: Date },
  { judged, landed, remaining, broken, committed }: Replayed,
  end: { readonly location: string; readonly finishedAt: Date; readonly seconds: number },
): RunRecord {
  return {
    version: 1,
    run_id: runId,
    tenant_id: job.tenant_id,
    job: job.name,
    environment: job.environment,
    job_file: path.relative(job.root, job.file),
    kind: "replay",
    started_at: startedAt.toISOString(),
    finished_at: end.finishedAt.toISOString(),
    exit_code: remaining > 0 ? 1 : 0,
    status: remaining > 0 ? "partial" : "success",
    rows: { read: judged, landed, quarantined: judged - landed, skipped: 0, replaced: 0 },
    bytes: { read: 0, written: committed?.bytes ?? 0 },
    files: committed?.files ?? 0,
    seconds: { total: end.seconds },
    target: end.location,
    ...(committed?.snapshotId === undefined ? {} : { snapshot_id: committed.snapshotId }),
    contract: plan.contract,
    rules: [...broken],
    verdicts: [],
    tags: { ...properties },
    recovered: [],
  };
}

/** One JSON array, or one object per line; `raw_record` may be an object or its text. */
async function readMended(file: string, world: World): Promise<readonly ReplayRow[]> {
  const text = await world.files.readText(file);
  const lines = text.trimStart().startsWith("[")
    ? (parseJson(text, file, 1) as unknown[])
    : text.split("\n").flatMap((line, index) => (line.trim() === "" ? [] : [parseJson(line, file, index + 1)]));
  return lines.map((value, index) => {
    const row = mendedRow.safeParse(value);
    if (!row.success)
      throw new DativoError("refused", `row ${index + 1} of ${file} is no mended row`, {
        hint: "each needs quarantine_id and raw_record, as `dativo quarantine show --json` prints them",
      });
    const { quarantine_id, raw_record } = row.data;
    return { quarantine_id, raw_record: typeof raw_record === "string" ? raw_record : JSON.stringify(raw_record) };
  });
}

function parseJson(text: string, file: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DativoError("refused", `${file}:${line} is not JSON`, { cause: error });
  }
}

function describe({ judged, landed, remaining, broken, examples }: Replayed): string {
  const lines = [`${plural(judged, "row")} judged again: ${landed} landed, ${remaining} remain in quarantine`];
  for (const { rule, count, message } of broken) lines.push(`  ${rule}: ${plural(count, "row")}: ${message}`);
  for (const example of examples) lines.push(`    ${renderExample(example)}`);
  return `${lines.join("\n")}\n`;
}
