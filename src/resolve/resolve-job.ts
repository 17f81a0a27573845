import type { Diagnostic } from "../kit/diagnostic.ts";
import { diagnosticAt } from "../kit/document.ts";
import type { LoadedJob, Placeholder } from "../kit/loaded-job.ts";
import type { World } from "../kit/world.ts";
import type { Job } from "../spec/job.ts";
import type { JobFacts, ResolvedJob } from "../spec/resolved-job.ts";
import { chooseConnector } from "./choose-connector.ts";
import { gatherFacts } from "./job-facts.ts";
import type { PluginTable } from "./plugin-table.ts";
import { resolveSource } from "./resolve-source.ts";
import { resolveTarget } from "./resolve-target.ts";

/** A job ready to run, or the reasons why it is not. */
export interface Resolved {
  /** Absent when anything is wrong, or when a value that shapes the job waits for an output. */
  readonly job?: ResolvedJob;
  /** Absent where they cannot be told; there may be errors beside them. */
  readonly facts?: JobFacts;
  /** Of loading and resolving, unsorted. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What the job is wanted for. */
export interface ResolveOptions {
  /** Whether Terraform placeholders may stay open: yes for looking at a job, no for running it. */
  readonly allowUnresolved?: boolean;
}

/**
 * Fills a job in: recipes merged, connectors found, contract object, table, mode, cursor and limits decided. Reads nothing
 * but the names of recipes, for messages. Every problem is a diagnostic at the place it came from.
 */
export async function resolveJob(loaded: LoadedJob, world: World, plugins: PluginTable, options: ResolveOptions = {}): Promise<Resolved> {
  const diagnostics: Diagnostic[] = [...loaded.diagnostics, ...(options.allowUnresolved ? [] : unresolved(loaded))];
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);
  const job = loaded.job.value;
  if (!job) return { diagnostics };
  const source = await chooseConnector(loaded, "source", plugins.sources, plugins.targets, world, report);
  const target = await chooseConnector(loaded, "target", plugins.targets, plugins.sources, world, report);
  const { facts, object } = await gatherFacts(loaded, job, world, plugins, report);
  const from = source && resolveSource(loaded, source, object, plugins, report);
  const into =
    target && resolveTarget({ loaded, connector: target, object, incremental: from?.incremental, statePath: from?.statePath, report });
  const failed = diagnostics.some((one) => one.severity === "error");
  const incomplete = [loaded.job, loaded.sourceRecipe, loaded.targetRecipe].some((file) => file?.incomplete);
  if (!facts) return { diagnostics };
  if (failed || incomplete || !from?.source || !from.engine || !into) return { facts, diagnostics };
  const mode = job.schema_validation_mode ?? loaded.policy?.value?.contract_enforcement ?? "strict";
  return {
    diagnostics,
    facts,
    job: {
      ...facts,
      source: { ...from.source, extra_columns: from.extraColumns ?? (mode === "strict" ? "error" : "ignore") },
      target: into,
      engine: from.engine,
      schema_validation_mode: mode,
      retry_config: retries(job),
      ...(from.incremental ? { incremental: from.incremental } : {}),
    },
  };
}

/** What tags and infrastructure ask of a job, whether or not its connectors are there. */
export async function resolveFacts(
  loaded: LoadedJob,
  world: World,
  plugins: Pick<PluginTable, "runtimes">,
): Promise<Pick<Resolved, "facts" | "diagnostics">> {
  const diagnostics: Diagnostic[] = [...loaded.diagnostics];
  if (!loaded.job.value) return { diagnostics };
  const { facts } = await gatherFacts(loaded, loaded.job.value, world, plugins, (diagnostic) => void diagnostics.push(diagnostic));
  return facts && !diagnostics.some((one) => one.severity === "error") ? { facts, diagnostics } : { diagnostics };
}

/** Whether the loader, which had outputs at hand, has said already what is wrong with it. */
function isTold({ file, range }: Placeholder, { diagnostics }: LoadedJob): boolean {
  return diagnostics.some(
    (one) => one.code === "unresolved-placeholder" && one.file === file && one.line === range.line && one.column === range.column,
  );
}

/** Each open placeholder of any file of the job: with outputs at hand the loader has said of each what is wrong with it. */
function unresolved(loaded: LoadedJob): Diagnostic[] {
  const files = [loaded.job, loaded.sourceRecipe, loaded.targetRecipe];
  return files
    .flatMap((file) => file?.placeholders ?? [])
    .filter((one) => !isTold(one, loaded))
    .map((one) =>
      diagnosticAt(one.file, one.range, "unresolved-placeholder", `Terraform output '${one.output}' is not known`, {
        hint: "no outputs are known: `dativo infra apply JOB` keeps them, --terraform-outputs FILE names a file of them",
      }),
    );
}

/** How often a run tries again, the older names of the keys included. */
function retries({ retry_config: retry = {} }: Job): ResolvedJob["retry_config"] {
  return {
    max_retries: retry.max_retries ?? retry.max_attempts ?? 3,
    initial_delay_seconds: retry.initial_delay_seconds ?? retry.retry_delay_seconds ?? 5,
    max_delay_seconds: retry.max_delay_seconds ?? 300,
    backoff_multiplier: retry.backoff_multiplier ?? 2,
  };
}
