import type { World } from "../kit/world.ts";
import { describeError } from "../kit/describe-error.ts";
import { redactor } from "../observe/redact.ts";
import { acceptJob } from "./accept.ts";
import { plural } from "./describe-run.ts";
import { textOption, type Action, type Context } from "./command.ts";
import type { OpenedJob } from "./open-job.ts";
import { outputsOfJob } from "./job-outputs.ts";
import { openParts } from "./open-parts.ts";

/** One side of a job, really looked at. */
interface Checked {
  readonly status: "success" | "failed";
  readonly facts?: readonly string[];
  readonly message?: string;
  readonly hint?: string;
}

/** `dativo check`: opens the source and the target for real. Exit code 2 when either fails. */
export const action: Action = async (invocation, context) => {
  const file = textOption(invocation, "config") ?? "";
  const outputs = await outputsOfJob(file, invocation, context.world);
  const opened = await acceptJob(file, context.world, outputs ? { outputs } : {});
  if (!opened) return 2;
  const result = { source: await checkSource(opened, context), target: await checkTarget(opened, context.world) };
  const { text, value } = redactor(opened.job.secrets);
  if (invocation.options["json"] === true) context.world.terminal.out(`${JSON.stringify(value(result), undefined, 2)}\n`);
  else context.world.terminal.out(text(describe("source", result.source) + describe("target", result.target)));
  return result.source.status === "success" && result.target.status === "success" ? 0 : 2;
};

async function checkSource(opened: OpenedJob, { world, signal }: Context): Promise<Checked> {
  const scratch = `${opened.stateDir}/scratch/check-${world.random.hex(4)}`;
  return outcomeOf(
    async () => {
      const { source } = await openParts(opened, world);
      const { job } = opened;
      return (
        await source.check(
          { config: job.source.config, root: job.root, scratch, signal, ...(job.incremental ? { incremental: job.incremental } : {}) },
          world,
        )
      ).facts;
    },
    () => world.files.remove(scratch),
  );
}

/** Opens the table and the place it lands in, and proves that a file can be made there. */
async function checkTarget(opened: OpenedJob, world: World): Promise<Checked> {
  return outcomeOf(async () => {
    const { target } = await openParts(opened, world);
    try {
      const state = await target.state();
      const existing = await target.scan();
      await target.probe();
      return [
        `lands in ${target.location}`,
        existing ? plural(existing.scan.files.length, "data file") : "no table yet: the first run makes it",
        ...(state?.cursor ? [`cursor ${state.cursor.column} at ${state.cursor.value}`] : []),
      ];
    } finally {
      await target.close();
    }
  });
}

async function outcomeOf(look: () => Promise<readonly string[]>, always: () => Promise<void> = () => Promise.resolve()): Promise<Checked> {
  try {
    return { status: "success", facts: await look() };
  } catch (error) {
    const { message, hint } = describeError(error);
    return { status: "failed", message, ...(hint === undefined ? {} : { hint }) };
  } finally {
    await always();
  }
}

function describe(side: string, { status, facts = [], message, hint }: Checked): string {
  const lines = [
    `${status === "success" ? "✓" : "✗"} ${side}${message === undefined ? "" : `: ${message}`}`,
    ...facts.map((fact) => `  ${fact}`),
  ];
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  return `${lines.join("\n")}\n`;
}
