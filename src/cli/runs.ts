import path from "node:path";
import type { RunRecord } from "../spec/run-record.ts";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import { listRuns } from "../observe/run-record.ts";
import { loadProject } from "../load/load-project.ts";
import { createLoadCache } from "../load/load-cache.ts";
import { findProjectRoot } from "../load/project-root.ts";
import { textOption, type Action, type Invocation } from "./command.ts";
import { describeRun } from "./describe-run.ts";
import { wholeNumber } from "./option-values.ts";
import { textTable } from "./text-table.ts";

/** `dativo runs [RUN]`: the history, the newest first, or one record. */
export const action: Action = async (invocation, { world }) => {
  const stateDir = await stateFolder(world);
  const wanted = invocation.args[0];
  const json = invocation.options["json"] === true;
  if (typeof wanted === "string") {
    const record = await oneRun(stateDir, wanted, world);
    world.terminal.out(json ? `${JSON.stringify(record, undefined, 2)}\n` : describeRecord(record));
    return 0;
  }
  const job = textOption(invocation, "job");
  const { runs, damaged } = await listRuns(stateDir, { ...(job === undefined ? {} : { job }), ...limitOf(invocation) }, world);
  for (const { file, reason } of damaged) world.terminal.err(`warning: ${file} is damaged: ${reason}\n`);
  if (json) world.terminal.out(`${JSON.stringify(runs, undefined, 2)}\n`);
  else
    world.terminal.out(
      runs.length === 0
        ? "no runs yet\n"
        : textTable(["run", "job", "status", "read", "landed", "quarantined", "seconds", "started"], runs.map(row)),
    );
  return 0;
};

function limitOf(invocation: Invocation): { limit?: number } {
  const limit = wholeNumber(invocation, "limit", 1);
  return limit === undefined ? {} : { limit };
}

/** A run id may be cut short as long as it names one run. */
async function oneRun(stateDir: string, wanted: string, world: World): Promise<RunRecord> {
  const { runs, damaged } = await listRuns(stateDir, {}, world);
  const found = runs.filter((run) => run.run_id.startsWith(wanted) || run.run_id.endsWith(wanted));
  if (found.length === 1) return found[0]!;
  const broken = damaged.find(({ file }) => path.basename(file, ".json").startsWith(wanted) || file.endsWith(`${wanted}.json`));
  if (found.length === 0 && broken)
    throw new DativoError("refused", `the record of run ${wanted} is damaged: ${broken.reason}`, {
      hint: `delete ${broken.file} once you have looked into it`,
      context: { path: broken.file },
    });
  if (found.length === 0)
    throw new DativoError("not_found", `there is no run ${wanted}`, { hint: "dativo runs lists the runs that are recorded" });
  throw new DativoError("refused", `${wanted} names ${found.length} runs`, {
    hint: `write more of it: ${found
      .slice(0, 3)
      .map((run) => run.run_id)
      .join(", ")}`,
  });
}

/** The state folder of the project that the working folder is in. */
async function stateFolder(world: World): Promise<string> {
  const cache = createLoadCache();
  const root = await findProjectRoot(path.join(world.cwd, "dativo.yaml"), world, cache);
  const project = await loadProject(root, world, cache);
  return path.resolve(root, project?.value?.state_dir ?? world.env["STATE_DIR"] ?? ".dativo");
}

function row(run: RunRecord): (string | null)[] {
  return [
    run.run_id,
    run.job,
    run.status,
    String(run.rows.read),
    String(run.rows.landed),
    String(run.rows.quarantined),
    (run.seconds["total"] ?? 0).toFixed(2),
    run.started_at,
  ];
}

function describeRecord(record: RunRecord): string {
  const { error, contract, seconds, cursor } = record;
  const lines = [
    `run       ${record.run_id} (${record.kind})`,
    `job       ${record.tenant_id} / ${record.environment} / ${record.job}`,
    `contract  ${contract.name} ${contract.version}`,
    `started   ${record.started_at}`,
    `seconds   ${Object.entries(seconds)
      .map(([stage, spent]) => `${stage} ${spent.toFixed(2)}`)
      .join(", ")}`,
    ...(cursor === undefined ? [] : [`cursor    ${cursor.column}: ${cursor.before ?? "none"} -> ${cursor.after ?? "none"}`]),
    ...(error === undefined ? [] : [`error     ${error.message}`, ...(error.hint === undefined ? [] : [`hint      ${error.hint}`])]),
  ];
  return `${lines.join("\n")}\n${error === undefined ? describeRun(record) : ""}`;
}
