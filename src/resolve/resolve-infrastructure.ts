import { renderPath, diagnosticAt, type NodePath } from "../kit/document.ts";
import type { LoadedInfrastructure, LoadedJob } from "../kit/loaded-job.ts";
import type { RuntimePlugin } from "../kit/runtime.ts";
import { suggest } from "../kit/suggest.ts";
import { valueAt } from "../kit/value-path.ts";
import type { Infrastructure, Runtime } from "../spec/infrastructure.ts";
import { checkBlockTags } from "./check-block-tags.ts";
import { isSaid, type Checking } from "./checking-block.ts";
import { deriveProvider, deriveRegion } from "./derive-provider.ts";
import type { Report } from "./report.ts";

type Runtimes = Readonly<Record<string, RuntimePlugin>>;

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
  const problem: Checking["problem"] = (code, path, message, hint, part, severity = "error") =>
    report(diagnosticAt(document.file, document.rangeOf(path, part), code, message, { hint, severity }));
  const runtime = chooseRuntime(infrastructure, runtimes, problem);
  const around = [loaded.job.value?.target, loaded.job.value?.source];
  const provider = value.provider ?? deriveProvider(value, runtime?.capabilities.providers, around);
  const region = value.region ?? (infrastructure.older ? deriveRegion(value) : undefined);
  const { provider: _written, provisioner, region: _named, ...rest } = value;
  const block = { ...(provider === undefined ? {} : { provider }), provisioner, ...(region === undefined ? {} : { region }), ...rest };
  const { replaced } = loaded.job;
  const isOpenRuntime = ["runtime.type", "runtime.platform"].some((key) => replaced.has(`infrastructure.${key}`));
  const checking: Checking = { loaded: infrastructure, block, runtime, environment, isOpenRuntime, problem };
  checkProvider(checking);
  checkRegion(checking);
  checkBlockTags(checking);
  checkCounts(checking);
  await checkRuntime(checking);
  checkBlanks(checking);
  noteOlder(checking, report);
  return block;
}

function chooseRuntime(
  { value, waits }: LoadedInfrastructure,
  runtimes: Runtimes,
  problem: Checking["problem"],
): RuntimePlugin | undefined {
  const { type } = value.runtime;
  if (type === undefined || waits.has("runtime.type")) return undefined;
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
function checkProvider({ block, runtime, problem, loaded, isOpenRuntime }: Checking): void {
  const { provider } = block;
  if (!loaded.older && loaded.value.provider === undefined && !isSaid(loaded, "provider") && !(provider && isOpenRuntime))
    problem("missing-key", [], "missing key 'infrastructure.provider'", "aws, azure, gcp, databricks, kubernetes or none", "key");
  if (!loaded.older && block.runtime.type === undefined && !isSaid(loaded, "runtime", "type"))
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
  if (loaded.older || block.region !== undefined || isSaid(loaded, "region") || !["aws", "azure", "gcp"].includes(block.provider ?? ""))
    return;
  problem("missing-key", [], "missing key 'infrastructure.region'", "give the region, or Azure's location", "key");
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
async function checkRuntime({ block, runtime, problem, loaded }: Checking): Promise<void> {
  const known = withoutWaiting(block.runtime, ["runtime"], loaded.waits) as Runtime;
  const problems = (await runtime?.load())?.check(known) ?? [];
  for (const { path, message, hint } of problems) problem("runtime-limit", ["runtime", ...path], message, hint);
}

function checkBlanks({ block, problem }: Checking): void {
  const paths: NodePath[] = [
    ...(["image", "namespace", "service_account", "cpu", "memory"] as const).map((key) => ["runtime", key]),
    ...(["instance_type", "cluster_id"] as const).map((key) => ["runtime", "compute", key]),
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

/** A copy without the values that wait for an output: they are not known yet. */
function withoutWaiting(value: unknown, path: NodePath, waits: ReadonlySet<string>): unknown {
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value)
    .map(([key, member]) => [key, member, [...path, Array.isArray(value) ? Number(key) : key]] as const)
    .filter(([, , place]) => !waits.has(renderPath(place)));
  const known = members.map(([key, member, place]) => [key, withoutWaiting(member, place, waits)] as const);
  return Array.isArray(value) ? known.map(([, member]) => member) : Object.fromEntries(known);
}
