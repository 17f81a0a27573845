import type { Diagnostic } from "../kit/diagnostic.ts";
import { diagnosticAt, type SourceDocument } from "../kit/document.ts";
import type { LoadedJob } from "../kit/loaded-job.ts";
import type { World } from "../kit/world.ts";
import { loadContract } from "../load/contract/load-contract.ts";
import type { KnownOutputs } from "../load/look-up-output.ts";
import { createLoadCache, type LoadCache } from "../load/load-cache.ts";
import { loadJob, sortDiagnostics, type LoadContract } from "../load/load-job.ts";
import { plugins } from "../plugins/index.gen.ts";
import { checkSecretTags } from "../resolve/check-secret-tags.ts";
import { checkTagPolicy } from "../resolve/check-tag-policy.ts";
import { checkRequiredTags } from "../resolve/check-required-tags.ts";
import { resolveFacts, resolveJob } from "../resolve/resolve-job.ts";
import { compileContract } from "../run/compile-contract.ts";
import type { ContractPlan } from "../spec/contract-plan.ts";
import type { JobFacts, ResolvedJob } from "../spec/resolved-job.ts";
import type { RenderedTags, Tag } from "../spec/tags.ts";
import { deriveTags } from "../tags/derive-tags.ts";
import { renderTags } from "../tags/render-tags.ts";
import { tagPosition } from "./tag-positions.ts";

/** A job that may run: resolved, its contract compiled, its tags derived. */
export interface OpenedJob {
  readonly job: ResolvedJob;
  readonly plan: ContractPlan;
  readonly tags: readonly Tag[];
  /** The tags in the style of an Iceberg table, and what that style changed. */
  readonly rendered: RenderedTags;
  /** Table properties from tags and contract. */
  readonly properties: Readonly<Record<string, string>>;
  /** Folder of run records, claims and scratch: absolute. */
  readonly stateDir: string;
}

/** What opening a job gave. */
export interface OpenResult {
  /** Absent when a diagnostic is an error. */
  readonly opened?: OpenedJob;
  /** Sorted; warnings may stand beside an opened job. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Shared by the jobs of one command: each contract, recipe and policy is read once. */
export interface OpenCache {
  readonly files: LoadCache;
  readonly contracts: Map<string, SourceDocument>;
}

/** An empty cache. */
export function createOpenCache(): OpenCache {
  return { files: createLoadCache(), contracts: new Map() };
}

/** What a job is opened for, and what was read before. */
export interface OpenOptions {
  /** Whether Terraform placeholders may stay open: for looking at a job, not for running it. */
  readonly allowUnresolved?: boolean;
  /** What Terraform placeholders stand for. */
  readonly outputs?: KnownOutputs;
  /** Whether the job is about to run elsewhere: the infrastructure block must then be there, with all its tags. */
  readonly needsInfrastructure?: boolean;
  readonly cache?: OpenCache;
}

/** Loads and resolves a job file: the first half of every command that is about a job. Problems of files are data; only the world throws. */
export async function openJob(file: string, world: World, options: OpenOptions = {}): Promise<OpenResult> {
  const { job, tags, diagnostics } = await resolveAndTag(file, world, options, () => true);
  if (!job || diagnostics.some((one) => one.severity === "error")) return { diagnostics };
  const plan = compileContract(job.contract, job.object, { classification_overrides: job.classification_overrides });
  const rendered = renderTags(tags, "iceberg");
  const properties = { ...rendered.tags, "contract.id": plan.contract.id, "contract.version": plan.contract.version };
  return { opened: { job, plan, tags, rendered, properties, stateDir: job.state_dir }, diagnostics };
}

/** What a look at a job's files gave. */
export interface CheckedJob {
  readonly diagnostics: readonly Diagnostic[];
  readonly loaded: LoadedJob;
  /** Absent where the job's facts cannot be told. */
  readonly facts?: JobFacts;
}

/** What is wrong with a job and all it stands on, for less than opening it: tags are derived only where something judges them. */
export async function checkJob(file: string, world: World, cache: OpenCache): Promise<CheckedJob> {
  const { loaded, facts, diagnostics } = await resolveAndTag(
    file,
    world,
    { allowUnresolved: true, cache },
    (job) => job.policy?.value?.tag_policy !== undefined || job.infrastructure !== undefined || job.job.secrets.length > 0,
  );
  return { loaded, diagnostics, ...(facts ? { facts } : {}) };
}

interface Tagged {
  readonly loaded: LoadedJob;
  readonly job?: ResolvedJob;
  readonly facts?: JobFacts;
  readonly tags: readonly Tag[];
  readonly diagnostics: readonly Diagnostic[];
}

async function resolveAndTag(file: string, world: World, options: OpenOptions, wantsTags: (loaded: LoadedJob) => boolean): Promise<Tagged> {
  const cache = options.cache ?? createOpenCache();
  const loaded = await loadForOpening(file, world, cache, options.outputs);
  const { job, facts, diagnostics } = await resolveJob(loaded, world, plugins, { allowUnresolved: options.allowUnresolved ?? false });
  const found = { loaded, ...(job ? { job } : {}), ...(facts ? { facts } : {}) };
  if (!facts || !wantsTags(loaded)) return { ...found, tags: [], diagnostics: sortDiagnostics(diagnostics) };
  const tags = tagJob(facts, loaded, cache);
  const needed = options.needsInfrastructure === true;
  const ofTags = [
    ...checkTagPolicy(loaded, tags),
    ...checkSecretTags(loaded, tags, facts.secrets),
    ...checkRequiredTags(loaded, tags, needed ? "error" : "warning"),
    ...(needed && !facts.infrastructure ? [missingBlock(loaded)] : []),
  ];
  return { ...found, tags, diagnostics: sortDiagnostics([...diagnostics, ...ofTags]) };
}

/** What is asked of a job that is opened for its tags and its infrastructure alone. */
export interface FactsOptions {
  /** Whether a missing required tag is an error: yes where resources are about to be made. */
  readonly strict?: boolean;
  /** What Terraform placeholders stand for; they may stay open. */
  readonly outputs?: KnownOutputs;
  readonly cache?: OpenCache;
}

/** A job opened for its tags and its infrastructure: its connectors need not be there. */
export interface OpenedFacts {
  readonly job: JobFacts;
  readonly tags: readonly Tag[];
  readonly loaded: LoadedJob;
}

/** Loads a job as far as its tags and its infrastructure need it. Problems of files are data; only the world throws. */
export async function openFacts(
  file: string,
  world: World,
  options: FactsOptions = {},
): Promise<{ readonly opened?: OpenedFacts; readonly loaded: LoadedJob; readonly diagnostics: readonly Diagnostic[] }> {
  const cache = options.cache ?? createOpenCache();
  const loaded = await loadForOpening(file, world, cache, options.outputs);
  const { facts: job, diagnostics } = await resolveFacts(loaded, world, plugins);
  if (!job) return { loaded, diagnostics: sortDiagnostics(diagnostics) };
  const tags = tagJob(job, loaded, cache);
  const all = [
    ...diagnostics,
    ...checkTagPolicy(loaded, tags),
    ...checkSecretTags(loaded, tags, job.secrets),
    ...checkRequiredTags(loaded, tags, options.strict ? "error" : "warning"),
  ];
  const failed = all.some((one) => one.severity === "error");
  return { ...(failed ? {} : { opened: { job, tags, loaded } }), loaded, diagnostics: sortDiagnostics(all) };
}

function tagJob(job: JobFacts, loaded: LoadedJob, cache: OpenCache): Tag[] {
  const contract = loaded.contract && cache.contracts.get(loaded.contract.file);
  return deriveTags(job, { defaults: loaded.policy?.value?.default_tags ?? {}, at: tagPosition(loaded, contract) });
}

function loadForOpening(file: string, world: World, cache: OpenCache, outputs: KnownOutputs | undefined): Promise<LoadedJob> {
  return loadJob(file, world, { loadContract: rememberDocument(cache), cache: cache.files, ...(outputs ? { outputs } : {}) });
}

/** Of a job whose infrastructure is asked for, and that has no such block. */
export function missingBlock({ job: { document } }: LoadedJob): Diagnostic {
  return diagnosticAt(document.file, document.rangeOf([]), "missing-key", "missing key 'infrastructure'", {
    hint: "say what the job runs on: provider, region, runtime.type, tags",
  });
}

function rememberDocument(cache: OpenCache): LoadContract {
  return async (file, world) => {
    const { document, ...loaded } = await loadContract(file, world);
    if (document && loaded.contract) cache.contracts.set(loaded.contract.file, document);
    return loaded;
  };
}
