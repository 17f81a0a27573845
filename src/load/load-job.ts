import path from "node:path";
import { compareDiagnostics, type Diagnostic } from "../kit/diagnostic.ts";
import { diagnosticAt } from "../kit/document.ts";
import type { LoadedFile, LoadedInfrastructure, LoadedJob } from "../kit/loaded-job.ts";
import type { World } from "../kit/world.ts";
import type { Connector } from "../spec/connector.ts";
import type { Contract } from "../spec/contract.ts";
import { jobSchema, type Job } from "../spec/job.ts";
import type { KnownOutputs } from "./look-up-output.ts";
import { findAsset } from "./find-asset.ts";
import { createLoadCache, remember, type LoadCache } from "./load-cache.ts";
import { checkFile, readYaml, type Variables } from "./load-file.ts";
import { loadPolicy, loadProject } from "./load-project.ts";
import { parsePlaceholders } from "./placeholders.ts";
import { displayPath, findProjectRoot, resolvePath } from "./project-root.ts";

/** Reads a contract by its absolute path. */
export type LoadContract = (
  path: string,
  world: World,
) => Promise<{ readonly contract?: Contract; readonly diagnostics: readonly Diagnostic[] }>;

/** How contracts are read, and what was read before. */
export interface LoadJobOptions {
  readonly loadContract: LoadContract;
  /** Shared by the jobs of one command. */
  readonly cache?: LoadCache;
  /** What Terraform placeholders stand for; they stay open when absent. */
  readonly outputs?: KnownOutputs;
}

/**
 * Reads a job and every file that it stands on: recipes, contract, policy, project. All that is wrong with any of them is in
 * `diagnostics`; only what the world refuses (no permission, a broken disk) is thrown. `file` is relative to the working
 * folder or absolute.
 */
export async function loadJob(file: string, world: World, options: LoadJobOptions): Promise<LoadedJob> {
  const cache = options.cache ?? createLoadCache();
  const absolute = path.resolve(world.cwd, file);
  const root = await findProjectRoot(absolute, world, cache);
  const parsed = (await readYaml(absolute, world)) ?? missingFile(absolute, world);
  const [project, policy] = await Promise.all([loadProject(root, world, cache), loadPolicy(root, world, cache)]);
  const env = await remember(cache, "environment", async () => ({ ...world.env }));
  const variables = jobVariables(parsed.document.value, project?.value?.environment, env);
  const job = checkFile<Job>(absolute, parsed, jobSchema, variables, options.outputs);
  const around = { root, variables, outputs: options.outputs, world, cache };
  const [source, target, asset] = await Promise.all([
    loadRecipe(job, "source_connector", around),
    loadRecipe(job, "target_connector", around),
    loadAsset(job, root, options.loadContract, world, cache),
  ]);
  const { infrastructure, diagnostics: ofInfrastructure } = await loadBlock(job);
  const files = [job, project, policy, source.recipe, target.recipe].flatMap((one) => one?.diagnostics ?? []);
  return {
    root,
    job,
    ...(source.recipe ? { sourceRecipe: source.recipe } : {}),
    ...(target.recipe ? { targetRecipe: target.recipe } : {}),
    ...(policy ? { policy } : {}),
    ...(project ? { project } : {}),
    ...(asset.contract ? { contract: asset.contract } : {}),
    ...(infrastructure ? { infrastructure } : {}),
    diagnostics: [...files, ...ofInfrastructure, ...source.diagnostics, ...target.diagnostics, ...asset.diagnostics],
  };
}

/** Sorted in the order in which people fix things, each problem once (files that jobs share are reported by each). */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const sorted = diagnostics.toSorted(compareDiagnostics);
  return sorted.filter((one, index) => index === 0 || compareDiagnostics(sorted[index - 1]!, one) !== 0);
}

function missingFile(file: string, world: World) {
  const name = displayPath(file, world);
  const start = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  const document = { file: name, value: undefined, rangeOf: () => start, rangeWithin: () => start, isPlain: () => false };
  return { document, diagnostics: [diagnosticAt(name, start, "file-not-found", "the file does not exist")] };
}

/** The environment (copied once: asking the process is slow), as a prototype; TENANT_ID and ENVIRONMENT default to the job's own. */
function jobVariables(value: unknown, environment: string | undefined, env: Variables): Variables {
  const own = (typeof value === "object" && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const variables: Record<string, string | undefined> = Object.create(env);
  variables["TENANT_ID"] = env["TENANT_ID"] ?? ownText(own["tenant_id"], env);
  variables["ENVIRONMENT"] = env["ENVIRONMENT"] ?? ownText(own["environment"], variables) ?? environment ?? "prod";
  return variables;
}

function ownText(value: unknown, variables: Variables): string | undefined {
  if (typeof value !== "string") return undefined;
  const pieces = parsePlaceholders(value).map((piece) =>
    piece.kind === "text" ? piece.text : piece.kind === "variable" ? (variables[piece.name] ?? piece.fallback) : undefined,
  );
  return pieces.includes(undefined) ? undefined : pieces.join("");
}

interface FoundRecipe {
  readonly recipe?: LoadedFile<Connector>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Most jobs have no infrastructure block, and need nothing of what reads one. */
async function loadBlock(
  job: LoadedFile<Job>,
): Promise<{ readonly infrastructure?: LoadedInfrastructure; readonly diagnostics: readonly Diagnostic[] }> {
  if (job.value?.infrastructure === undefined) return { diagnostics: [] };
  const { loadInfrastructure } = await import("./infrastructure/load-infrastructure.ts");
  return loadInfrastructure(job);
}

interface Around {
  readonly root: string;
  readonly variables: Variables;
  readonly outputs: KnownOutputs | undefined;
  readonly world: World;
  readonly cache: LoadCache;
}

async function loadRecipe(job: LoadedFile<Job>, key: "source_connector" | "target_connector", around: Around): Promise<FoundRecipe> {
  const { root, variables, outputs, world, cache } = around;
  const named = job.value?.[`${key}_path`];
  const found = named === undefined ? await findRecipe(job.value?.[key], root, world, cache) : await resolvePath(named, root, world, cache);
  if (found === undefined) return { diagnostics: [] };
  const parsed = await remember(cache, `yaml ${found}`, () => readYaml(found, world));
  if (parsed) {
    const own = `recipe ${found} ${variables["TENANT_ID"]} ${variables["ENVIRONMENT"]} ${outputs !== undefined}`;
    return {
      recipe: await remember(cache, own, async () => {
        const { connectorSchema } = await import("../spec/connector.ts");
        return checkFile<Connector>(found, parsed, connectorSchema, variables, outputs);
      }),
      diagnostics: [],
    };
  }
  const { document } = job;
  const message = `there is no recipe ${displayPath(found, world)}`;
  return {
    diagnostics: [
      diagnosticAt(document.file, document.rangeOf([`${key}_path`]), "file-not-found", message, {
        hint: `paths start at ${displayPath(root, world)}; a built-in connector needs no recipe: write ${key}`,
      }),
    ],
  };
}

/** The recipe that a bare name stands for; undefined when only a built-in connector can be meant. */
function findRecipe(name: string | undefined, root: string, world: World, cache: LoadCache): Promise<string | undefined> {
  if (name === undefined) return Promise.resolve(undefined);
  return remember(cache, `recipe name ${root} ${name}`, async () => {
    for (const suffix of [".yaml", ".yml"]) {
      const candidate = path.join(root, "connectors", name + suffix);
      if (await world.files.stat(candidate)) return candidate;
    }
    return undefined;
  });
}

async function loadAsset(
  job: LoadedFile<Job>,
  root: string,
  loadContract: LoadContract,
  world: World,
  cache: LoadCache,
): Promise<{ readonly contract?: Contract; readonly diagnostics: readonly Diagnostic[] }> {
  const { value, document } = job;
  if (value?.asset_path === undefined && value?.asset === undefined) return { diagnostics: [] };
  const found =
    value.asset_path === undefined
      ? await findAsset(value.asset!, value.source_connector, root, document, world, cache)
      : { path: await resolvePath(value.asset_path, root, world, cache) };
  if ("diagnostic" in found) return { diagnostics: [found.diagnostic] };
  const there = await remember(cache, `there ${found.path}`, async () => (await world.files.stat(found.path)) !== undefined);
  if (there) return remember(cache, `contract ${found.path}`, () => loadContract(found.path, world));
  const message = `there is no contract ${displayPath(found.path, world)}`;
  return {
    diagnostics: [
      diagnosticAt(document.file, document.rangeOf(["asset_path"]), "file-not-found", message, {
        hint: `paths start at ${displayPath(root, world)}`,
      }),
    ],
  };
}
