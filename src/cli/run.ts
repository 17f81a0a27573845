import path from "node:path";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import { redactor } from "../observe/redact.ts";
import type { KnownOutputs } from "../load/look-up-output.ts";
import { acceptJob } from "./accept.ts";
import { interruptionOf, textOption, type Action, type Context, type Invocation } from "./command.ts";
import { executeRun, type RunOptions, type RunResult } from "./execute-run.ts";
import { findYamlFiles } from "./find-files.ts";
import { outputsOfJob } from "./job-outputs.ts";
import { refuseCloudRun, validateForCloud } from "./validate-cloud.ts";
import { wholeNumber } from "./option-values.ts";
import { describeFailure } from "./report-error.ts";
import { describeRun } from "./describe-run.ts";

/** `dativo run`: one job, or every job of a folder in order of their paths. */
export const action: Action = async (invocation, context) => {
  const options = runOptions(invocation);
  const files = await chosenFiles(invocation, context.world);
  const outputsOf = (file: string) => outputsOfJob(file, invocation, context.world);
  if (invocation.options["mode"] === "cloud") {
    return options.validateOnly ? validateForCloud(files, outputsOf, context.world) : refuseCloudRun();
  }
  const results: { readonly file: string; readonly result?: RunResult }[] = [];
  for (const file of files) {
    if (context.signal.aborted) break;
    results.push(await runFile(file, { ...options, outputsOf }, invocation.options["json"] === true, context));
  }
  if (invocation.options["json"] === true)
    printJson(results, files.length > 1 || textOption(invocation, "jobDir") !== undefined, context.world);
  return exitCodeOf(
    results.map(({ result }) => result?.exitCode ?? 2),
    context.signal,
  );
};

interface FileOptions extends RunOptions {
  readonly outputsOf: (file: string) => Promise<KnownOutputs | undefined>;
}

async function runFile(
  file: string,
  { outputsOf, ...options }: FileOptions,
  quiet: boolean,
  context: Context,
): Promise<{ file: string; result?: RunResult }> {
  const { world } = context;
  const name = path.relative(world.cwd, file);
  const outputs = await outputsOf(file);
  const opened = await acceptJob(file, world, outputs ? { outputs } : {});
  if (!opened) return { file: name };
  const result = await executeRun(opened, options, context);
  const { text, value } = redactor(opened.job.secrets);
  if (!quiet)
    world.terminal.out(text(result.error === undefined ? describeRun(result.record) : describeFailure(result.error, context.signal)));
  return { file: name, result: { ...result, record: value(result.record) } };
}

async function chosenFiles(invocation: Invocation, world: World): Promise<readonly string[]> {
  const config = textOption(invocation, "config");
  const folder = textOption(invocation, "jobDir");
  if ((config === undefined) === (folder === undefined)) {
    throw new DativoError("refused", "run takes --config JOB or --job-dir FOLDER, one of them");
  }
  if (config !== undefined) return [path.resolve(world.cwd, config)];
  if ((await world.files.stat(path.resolve(world.cwd, folder!)))?.isFolder) return findYamlFiles([folder!], world);
  throw new DativoError("not_found", `there is no folder ${folder}`, {
    hint: "--job-dir takes a folder; every .yaml and .yml file below it is a job",
  });
}

function runOptions(invocation: Invocation): RunOptions {
  const limit = wholeNumber(invocation, "limit", 1);
  return {
    fullRefresh: invocation.options["fullRefresh"] === true,
    validateOnly: invocation.options["validateOnly"] === true,
    waitMs: (wholeNumber(invocation, "wait", 0) ?? 0) * 1000,
    ...(limit === undefined ? {} : { limit }),
  };
}

/** Of one job its own; of many 0 when all succeeded, 2 when all failed, otherwise 1. A signal beats them all. */
export function exitCodeOf(codes: readonly number[], signal: AbortSignal): number {
  const stopped = interruptionOf(signal);
  if (stopped) return stopped.exitCode;
  if (codes.every((code) => code === codes[0])) return codes[0] ?? 0;
  return 1;
}

function printJson(results: readonly { readonly file: string; readonly result?: RunResult }[], many: boolean, world: World): void {
  const records = results.map(({ file, result }) => result?.record ?? { job_file: file, status: "invalid", exit_code: 2 });
  world.terminal.out(`${JSON.stringify(many ? records : records[0], undefined, 2)}\n`);
}
