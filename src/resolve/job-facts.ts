import path from "node:path";
import { diagnosticAt } from "../kit/document.ts";
import type { LoadedJob } from "../kit/loaded-job.ts";
import type { World } from "../kit/world.ts";
import type { SchemaObject } from "../spec/contract.ts";
import type { Job } from "../spec/job.ts";
import type { JobFacts } from "../spec/resolved-job.ts";
import { chooseObject } from "./contract-object.ts";
import type { PluginTable } from "./plugin-table.ts";
import type { Report } from "./report.ts";
import { resolveInfrastructure } from "./resolve-infrastructure.ts";

/** The facts of a job, and the contract object that it loads; either is absent where it cannot be told. */
export async function gatherFacts(
  loaded: LoadedJob,
  job: Job,
  world: World,
  plugins: Pick<PluginTable, "runtimes">,
  report: Report,
): Promise<{ readonly facts?: JobFacts; readonly object?: SchemaObject }> {
  const object = chooseObject(loaded, report);
  const environment = job.environment ?? loaded.project?.value?.environment ?? "prod";
  const infrastructure = await resolveInfrastructure(loaded, plugins.runtimes, environment, report);
  checkOverrides(loaded, job, object, report);
  const names = { source: connectorName(loaded, "source"), target: connectorName(loaded, "target") };
  if (!object || !loaded.contract || names.source === undefined || names.target === undefined) return object ? { object } : {};
  const facts = {
    ...settings(loaded, job, world),
    environment,
    source: { connector: names.source },
    target: { connector: names.target },
    contract: loaded.contract,
    object: object.name,
    classification_overrides: classifications(loaded, job, object),
    ...(infrastructure ? { infrastructure } : {}),
  };
  return { facts, object };
}

/** The connector's own name: its recipe's type, or what the job says. */
function connectorName(loaded: LoadedJob, side: "source" | "target"): string | undefined {
  const recipe = side === "source" ? loaded.sourceRecipe : loaded.targetRecipe;
  return recipe?.value?.type ?? loaded.job.value?.[`${side}_connector`];
}

type Settings = Omit<JobFacts, "environment" | "source" | "target" | "contract" | "object" | "classification_overrides" | "infrastructure">;

function settings(loaded: LoadedJob, job: Job, world: World): Settings {
  const project = loaded.project?.value;
  const level = job.logging?.level ?? project?.logging?.level ?? "INFO";
  const stateDir = project?.state_dir ?? world.env["STATE_DIR"] ?? ".dativo";
  return {
    name: job.name ?? path.basename(loaded.job.path).replace(/\.ya?ml$/, ""),
    file: loaded.job.path,
    root: loaded.root,
    state_dir: path.resolve(loaded.root, stateDir),
    tenant_id: job.tenant_id,
    logging: { level: level === "CRITICAL" ? "ERROR" : level, redaction: job.logging?.redaction ?? project?.logging?.redaction ?? true },
    finops: withoutUndefined(job.finops ?? {}),
    governance_overrides: governance(loaded, job),
    secrets: [
      ...new Set(
        [loaded.job, loaded.sourceRecipe, loaded.targetRecipe, loaded.policy, loaded.project].flatMap((file) => file?.secrets ?? []),
      ),
    ],
  };
}

/** The policy's retention holds where neither contract nor job says. */
function governance(loaded: LoadedJob, job: Job): JobFacts["governance_overrides"] {
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

function checkOverrides(loaded: LoadedJob, job: Job, object: SchemaObject | undefined, report: Report): void {
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
