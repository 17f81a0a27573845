import type { Diagnostic } from "../kit/diagnostic.ts";
import type { NodePath, SourceDocument } from "../kit/document.ts";
import type { LoadedJob } from "../kit/loaded-job.ts";
import type { World } from "../kit/world.ts";
import { loadContract } from "../load/contract/load-contract.ts";
import { createLoadCache, type LoadCache } from "../load/load-cache.ts";
import { loadJob, sortDiagnostics, type LoadContract } from "../load/load-job.ts";
import { plugins } from "../plugins/index.gen.ts";
import { checkTagPolicy } from "../resolve/check-tag-policy.ts";
import { resolveJob } from "../resolve/resolve-job.ts";
import { compileContract } from "../run/compile-contract.ts";
import type { ContractPlan } from "../spec/contract-plan.ts";
import type { ResolvedJob } from "../spec/resolved-job.ts";
import type { RenderedTags, Tag, TagLayer } from "../spec/tags.ts";
import { deriveTags } from "../tags/derive-tags.ts";
import { renderTags } from "../tags/render-tags.ts";
import type { TagPosition } from "../tags/tag-settings.ts";

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

/** What is wrong with a job and all it stands on, for less than opening it: tags are derived only where a policy judges them. */
export async function checkJob(file: string, world: World, cache: OpenCache): Promise<readonly Diagnostic[]> {
  const { diagnostics } = await resolveAndTag(
    file,
    world,
    { allowUnresolved: true, cache },
    (loaded) => loaded.policy?.value?.tag_policy !== undefined,
  );
  return diagnostics;
}

interface Tagged {
  readonly loaded: LoadedJob;
  readonly job?: ResolvedJob;
  readonly tags: readonly Tag[];
  readonly diagnostics: readonly Diagnostic[];
}

async function resolveAndTag(file: string, world: World, options: OpenOptions, wantsTags: (loaded: LoadedJob) => boolean): Promise<Tagged> {
  const cache = options.cache ?? createOpenCache();
  const loaded = await loadJob(file, world, { loadContract: rememberDocument(cache), cache: cache.files });
  const { job, diagnostics } = await resolveJob(loaded, world, plugins, { allowUnresolved: options.allowUnresolved ?? false });
  if (!job || !wantsTags(loaded)) return { loaded, ...(job ? { job } : {}), tags: [], diagnostics: sortDiagnostics(diagnostics) };
  const tags = deriveTags(job, { defaults: loaded.policy?.value?.default_tags ?? {}, at: tagPosition(loaded, cache) });
  return { loaded, job, tags, diagnostics: sortDiagnostics([...diagnostics, ...checkTagPolicy(loaded, tags)]) };
}

function rememberDocument(cache: OpenCache): LoadContract {
  return async (file, world) => {
    const { document, ...loaded } = await loadContract(file, world);
    if (document && loaded.contract) cache.contracts.set(loaded.contract.file, document);
    return loaded;
  };
}

/** Where a file says what a tag says: `jobs/acme/orders.yaml:12`. */
function tagPosition(loaded: LoadedJob, cache: OpenCache): TagPosition {
  const contract = loaded.contract && cache.contracts.get(loaded.contract.file);
  const documents: Partial<Record<TagLayer, SourceDocument>> = {
    job: loaded.job.document,
    ...(contract ? { asset: contract } : {}),
    ...(loaded.policy ? { default: loaded.policy.document } : {}),
  };
  return (layer, fact) => {
    const document = documents[layer];
    if (!document) return undefined;
    const found = layer === "asset" ? assetPath(document.value, fact) : layer === "job" ? jobPath(document.value, fact) : fact;
    return found && `${document.file}:${document.rangeOf(found, "key").line}`;
  };
}

/** The job's name is its file's; what a recipe or a default said has no place in the job. */
function jobPath(value: unknown, fact: readonly string[]): NodePath | undefined {
  const [key = ""] = fact;
  return hasKey(value, key) ? fact : undefined;
}

/** ODCS keeps Dativo's own facts in customProperties, the owner in the team, classes on the properties. */
function assetPath(value: unknown, fact: readonly string[]): NodePath | undefined {
  const [first = "", second = ""] = fact;
  if (first === "owner") return hasKey(value, "team") ? ["team"] : undefined;
  if (first === "columns") return columnPath(value, second);
  if (hasKey(value, first)) return fact;
  const custom = (value as { customProperties?: unknown }).customProperties;
  const index = Array.isArray(custom) ? custom.findIndex((one: { property?: unknown }) => one.property === first) : -1;
  return index < 0 ? undefined : ["customProperties", index, "value", ...fact.slice(1)];
}

function columnPath(value: unknown, column: string): NodePath | undefined {
  const schema = (value as { schema?: unknown }).schema;
  if (!Array.isArray(schema)) return undefined;
  for (const [object, { properties }] of (schema as { properties?: unknown }[]).entries()) {
    const index = Array.isArray(properties) ? properties.findIndex((one: { name?: unknown }) => one.name === column) : -1;
    if (index >= 0) return ["schema", object, "properties", index, "classification"];
  }
  return undefined;
}

function hasKey(value: unknown, key: string): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key);
}
