import { renderPath, diagnosticAt, type NodePath } from "../kit/document.ts";
import type { DiagnosticCode } from "../kit/diagnostic-codes.ts";
import { sameEnvironment } from "../kit/environment-names.ts";
import type { LoadedInfrastructure, LoadedJob } from "../kit/loaded-job.ts";
import type { RuntimePlugin } from "../kit/runtime.ts";
import { suggest } from "../kit/suggest.ts";
import { canonicalKey } from "../kit/canonical-key.ts";
import { valueAt } from "../kit/value-path.ts";
import type { Infrastructure, Runtime } from "../spec/infrastructure.ts";
import { requiredTagKeys } from "../spec/tags.ts";
import { deriveProvider, deriveRegion } from "./derive-provider.ts";
import type { Report } from "./report.ts";

type Runtimes = Readonly<Record<string, RuntimePlugin>>;

interface Checking {
  readonly loaded: LoadedInfrastructure;
  readonly block: Infrastructure;
  readonly runtime: RuntimePlugin | undefined;
  readonly environment: string;
  readonly problem: (code: DiagnosticCode, path: NodePath, message: string, hint?: string, part?: "key" | "value") => void;
}

/**
 * Decides what the block leaves open (provider, region) and checks what it says (SPEC section 2, "Rules"), each problem at its
 * place. Undefined where the job has no block.
 */
export async function resolveInfrastructure(
  loaded: LoadedJob,
  runtimes: Runtimes,
  environment: string,
  report: Report,
): Promise<Infrastructure | undefined> {
  const { infrastructure } = loaded;
  if (!infrastructure) return undefined;
  const { document, value } = infrastructure;
  const problem: Checking["problem"] = (code, path, message, hint, part) =>
    report(diagnosticAt(document.file, document.rangeOf(path, part), code, message, { hint }));
  const runtime = chooseRuntime(value, runtimes, problem);
  const around = [loaded.job.value?.target, loaded.job.value?.source];
  const provider = value.provider ?? deriveProvider(value, runtime?.capabilities.providers, around);
  const region = value.region ?? deriveRegion(value);
  const { provider: _written, provisioner, region: _named, ...rest } = value;
  const block = { ...(provider === undefined ? {} : { provider }), provisioner, ...(region === undefined ? {} : { region }), ...rest };
  const checking: Checking = { loaded: infrastructure, block, runtime, environment, problem };
  checkProvider(checking);
  checkRegion(checking);
  checkRequiredTags(checking);
  checkEnvironment(checking);
  checkCounts(checking);
  await checkRuntime(checking);
  checkBlanks(checking);
  noteOlder(checking, report);
  return block;
}

function chooseRuntime({ runtime: { type } }: Infrastructure, runtimes: Runtimes, problem: Checking["problem"]): RuntimePlugin | undefined {
  if (type === undefined || waits(type)) return undefined;
  const plugin = Object.hasOwn(runtimes, type) ? runtimes[type] : undefined;
  if (plugin) return plugin;
  const near = suggest(type, Object.keys(runtimes));
  problem(
    "unknown-runtime",
    ["runtime", "type"],
    `there is no runtime '${type}'`,
    near === undefined ? `there are: ${Object.keys(runtimes).join(", ")}` : `did you mean '${near}'?`,
  );
  return undefined;
}

/** Two of the block's facts that cannot both be. */
function checkProvider({ block, runtime, problem, loaded }: Checking): void {
  const { provider } = block;
  if (!loaded.older && loaded.value.provider === undefined)
    problem("missing-key", [], "missing key 'infrastructure.provider'", "aws, azure, gcp, databricks, kubernetes or none", "key");
  if (!loaded.older && block.runtime.type === undefined)
    problem(
      "missing-key",
      ["runtime"],
      "missing key 'infrastructure.runtime.type'",
      "what the job runs on: aws_fargate, gcp_cloud_run, kubernetes, ...",
      "key",
    );
  if (provider === undefined || runtime === undefined || runtime.capabilities.providers.includes(provider)) return;
  problem(
    "runtime-provider",
    ["runtime", "type"],
    `Runtime type '${runtime.name}' is not compatible with provider '${provider}'`,
    `'${runtime.name}' runs at: ${runtime.capabilities.providers.join(", ")}`,
  );
}

/** Clouds have regions; a cluster of one's own has none. */
function checkRegion({ block, problem, loaded }: Checking): void {
  if (block.region !== undefined && block.region.trim() === "")
    problem("missing-key", ["region"], "infrastructure.region is blank", "give the region, or Azure's location");
  if (loaded.older || block.region !== undefined || !["aws", "azure", "gcp"].includes(block.provider ?? "")) return;
  problem("missing-key", [], "missing key 'infrastructure.region'", "give the region, or Azure's location", "key");
}

/** In the canonical spelling the five stand in the block itself. */
function checkRequiredTags({ block, problem, loaded }: Checking): void {
  if (loaded.older) return;
  const given = Object.entries(block.tags).filter(([, value]) => String(value).trim() !== "");
  const missing = requiredTagKeys.filter((key) => !given.some(([written]) => canonicalKey(written) === key));
  if (missing.length === 0) return;
  const path = Object.keys(block.tags).length > 0 ? ["tags"] : [];
  problem(
    "missing-required-tags",
    path,
    `Missing required tags: ${missing.join(", ")}`,
    `add ${missing.join(", ")} to infrastructure.tags`,
    "key",
  );
}

function checkEnvironment({ block, environment, problem }: Checking): void {
  for (const [written, value] of Object.entries(block.tags)) {
    if (
      canonicalKey(written) !== "environment" ||
      waits(value) ||
      String(value).trim() === "" ||
      sameEnvironment(String(value), environment)
    )
      continue;
    problem(
      "environment-mismatch",
      ["tags", written],
      `tag '${written}' is '${value}', but the job's environment is '${environment}'`,
      "they must mean the same environment: prod/production, dev/development, stage/staging are equal",
    );
  }
}

function checkCounts({ block, problem }: Checking): void {
  const { min_instances: min, max_instances: max } = block.runtime.compute?.auto_scaling ?? {};
  if (min === undefined || max === undefined || min <= max) return;
  problem(
    "invalid-value",
    ["runtime", "compute", "auto_scaling", "min_instances"],
    `min_instances (${min}) is larger than max_instances (${max})`,
    "swap them",
  );
}

/** The runtime's own limits; what waits for an output is not known yet. */
async function checkRuntime({ block, runtime, problem }: Checking): Promise<void> {
  const known = withoutWaiting(block.runtime) as Runtime;
  const problems = (await runtime?.load())?.check(known) ?? [];
  for (const { path, message, hint } of problems) problem("runtime-limit", ["runtime", ...path], message, hint);
}

function checkBlanks({ block, problem }: Checking): void {
  const paths: NodePath[] = [
    ...(["image", "namespace", "service_account", "cpu", "memory"] as const).map((key) => ["runtime", key]),
    ...Object.keys(block.resource_identifiers).map((key) => ["resource_identifiers", key]),
    ...Object.keys(block.terraform).map((key) => ["terraform", key]),
  ];
  for (const path of paths) {
    const value = valueAt(block, path);
    if (typeof value === "string" && value.trim() === "")
      problem("missing-key", path, `infrastructure.${renderPath(path)} is blank`, "give a value, or remove the key");
  }
}

/** Told once, at the block. */
function noteOlder({ loaded }: Checking, report: Report): void {
  if (!loaded.older) return;
  const { document } = loaded;
  report(
    diagnosticAt(document.file, document.rangeOf([], "key"), "older-infrastructure", "the block is written in an older spelling", {
      severity: "warning",
      hint: "`dativo migrate JOB` rewrites it, comments kept",
    }),
  );
}

function waits(value: unknown): boolean {
  return typeof value === "string" && /\{\{\s*terraform_outputs\.|\$\{terraform_output\./.test(value);
}

function withoutWaiting(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !waits(item)).map(withoutWaiting);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => !waits(member))
      .map(([key, member]) => [key, withoutWaiting(member)]),
  );
}
