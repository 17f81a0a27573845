import path from "node:path";
import type { Diagnostic } from "../kit/diagnostic.ts";
import { diagnosticAt } from "../kit/document.ts";
import type { LoadedJob } from "../kit/loaded-job.ts";
import type { World } from "../kit/world.ts";
import type { SchemaObject } from "../spec/contract.ts";
import type { Job } from "../spec/job.ts";
import type { ResolvedJob } from "../spec/resolved-job.ts";
import { chooseConnector } from "./choose-connector.ts";
import { chooseObject } from "./contract-object.ts";
import type { PluginTable } from "./plugin-table.ts";
import { resolveSource } from "./resolve-source.ts";
import { resolveTarget } from "./resolve-target.ts";

/** A job ready to run, or the reasons why it is not. */
export interface Resolved {
  /** Absent when anything is wrong, or when a value that shapes the job waits for an output. */
  readonly job?: ResolvedJob;
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
  const object = chooseObject(loaded, report);
  const from = source && resolveSource(loaded, source, object, plugins, report);
  const into =
    target && resolveTarget({ loaded, connector: target, object, incremental: from?.incremental, statePath: from?.statePath, report });
  checkOverrides(loaded, job, object, report);
  const failed = diagnostics.some((one) => one.severity === "error");
  const incomplete = [loaded.job, loaded.sourceRecipe, loaded.targetRecipe].some((file) => file?.incomplete);
  if (failed || incomplete || !from?.source || !from.engine || !into || !object) return { diagnostics };
  const mode = job.schema_validation_mode ?? loaded.policy?.value?.contract_enforcement ?? "strict";
  return {
    diagnostics,
    job: {
      ...settings(loaded, job, object, world),
      source: { ...from.source, extra_columns: from.extraColumns ?? (mode === "strict" ? "error" : "ignore") },
      target: into,
      engine: from.engine,
      schema_validation_mode: mode,
      ...(from.incremental ? { incremental: from.incremental } : {}),
    },
  };
}

/** Each open placeholder of any file of the job. No Terraform outputs are known in this version. */
function unresolved(loaded: LoadedJob): Diagnostic[] {
  const files = [loaded.job, loaded.sourceRecipe, loaded.targetRecipe];
  return files
    .flatMap((file) => file?.placeholders ?? [])
    .map((one) =>
      diagnosticAt(one.file, one.range, "unresolved-placeholder", `Terraform output '${one.output}' is not known`, {
        hint: "no outputs are known here; write the value itself, or ${NAME} for an environment variable",
      }),
    );
}

function settings(
  loaded: LoadedJob,
  job: Job,
  object: SchemaObject,
  world: World,
): Omit<ResolvedJob, "source" | "target" | "engine" | "schema_validation_mode" | "incremental"> {
  const project = loaded.project?.value;
  const level = job.logging?.level ?? project?.logging?.level ?? "INFO";
  const retry = job.retry_config ?? {};
  const stateDir = project?.state_dir ?? world.env["STATE_DIR"] ?? ".dativo";
  return {
    name: path.basename(loaded.job.path).replace(/\.ya?ml$/, ""),
    file: loaded.job.path,
    root: loaded.root,
    state_dir: path.resolve(loaded.root, stateDir),
    tenant_id: job.tenant_id,
    environment: job.environment ?? project?.environment ?? "prod",
    contract: loaded.contract!,
    object: object.name,
    logging: { level: level === "CRITICAL" ? "ERROR" : level, redaction: job.logging?.redaction ?? project?.logging?.redaction ?? true },
    retry_config: {
      max_retries: retry.max_retries ?? retry.max_attempts ?? 3,
      initial_delay_seconds: retry.initial_delay_seconds ?? retry.retry_delay_seconds ?? 5,
      max_delay_seconds: retry.max_delay_seconds ?? 300,
      backoff_multiplier: retry.backoff_multiplier ?? 2,
    },
    finops: withoutUndefined(job.finops ?? {}),
    governance_overrides: governance(loaded, job),
    classification_overrides: classifications(loaded, job, object),
    secrets: [
      ...new Set(
        [loaded.job, loaded.sourceRecipe, loaded.targetRecipe, loaded.policy, loaded.project].flatMap((file) => file?.secrets ?? []),
      ),
    ],
  };
}

/** The policy's retention holds where neither contract nor job says. */
function governance(loaded: LoadedJob, job: Job): ResolvedJob["governance_overrides"] {
  const ofPolicy = loaded.contract?.facts.compliance?.retention_days === undefined ? loaded.policy?.value?.retention_days : undefined;
  return withoutUndefined({ retention_days: ofPolicy, ...withoutUndefined(job.governance_overrides ?? {}) });
}

/** The policy's classes hold for columns that neither contract nor job classifies. */
function classifications(loaded: LoadedJob, job: Job, object: SchemaObject): Readonly<Record<string, string>> {
  const { classification_rules = [], pii_fields = [] } = loaded.policy?.value ?? {};
  const rules = [
    ...pii_fields.map((column) => [column, "PII"] as const),
    ...classification_rules.flatMap((rule) =>
      [...(rule.columns ?? []), ...(rule.field === undefined ? [] : [rule.field])].map((column) => [column, rule.classification] as const),
    ),
  ];
  const open = new Set(object.properties.filter((property) => property.classification === undefined).map((property) => property.name));
  return { ...Object.fromEntries(rules.filter(([column]) => open.has(column))), ...job.classification_overrides };
}

function checkOverrides(loaded: LoadedJob, job: Job, object: SchemaObject | undefined, report: (diagnostic: Diagnostic) => void): void {
  if (!object) return;
  const { document } = loaded.job;
  for (const column of Object.keys(job.classification_overrides ?? {})) {
    if (column === "default" || object.properties.some((property) => property.name === column)) continue;
    report(
      diagnosticAt(
        document.file,
        document.rangeOf(["classification_overrides", column], "key"),
        "unknown-column",
        `'${column}' is no column of '${object.name}'`,
        {
          hint: `columns: ${object.properties
            .map((one) => one.name)
            .slice(0, 12)
            .join(", ")}`,
        },
      ),
    );
  }
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Defined<T>;
}
