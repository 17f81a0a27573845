import type { NodePath, Range } from "../kit/document.ts";
import type { Diagnostic } from "../kit/diagnostic.ts";
import type { RuntimePlugin } from "../kit/runtime.ts";
import type { World } from "../kit/world.ts";
import { plugins } from "../plugins/index.gen.ts";
import type { Infrastructure } from "../spec/infrastructure.ts";
import type { TagValue } from "../spec/tags.ts";
import { formatDiagnostics } from "./format-diagnostics.ts";
import { jobMetadata } from "./job-metadata.ts";
import { missingBlock, openFacts, openJob, type FactsOptions, type OpenedFacts, type OpenedJob, type OpenOptions } from "./open-job.ts";

/** Opens a job or prints every problem of its files on the error stream; undefined means exit code 2. Warnings are printed and do not stop. */
export async function acceptJob(file: string, world: World, options: OpenOptions = {}): Promise<OpenedJob | undefined> {
  const { opened, diagnostics } = await openJob(file, world, options);
  print(diagnostics, world);
  return opened;
}

/** The same for its tags and its infrastructure alone. */
export async function acceptFacts(file: string, world: World, options: FactsOptions = {}): Promise<OpenedFacts | undefined> {
  const { opened, diagnostics } = await openFacts(file, world, options);
  print(diagnostics, world);
  return opened;
}

/** A job whose infrastructure is about to be shown, generated or made. */
export interface OpenedInfrastructure extends OpenedFacts {
  readonly infrastructure: Infrastructure;
  /** The job's tags as Terraform modules take them. */
  readonly metadata: Readonly<Record<string, string>>;
  /** The platform's tags for every job, as the policy has them. */
  readonly defaults: Readonly<Record<string, TagValue>>;
  readonly runtime?: RuntimePlugin;
  /** Where the file says what stands at a path of the canonical block. */
  at(path: NodePath, part?: "key" | "value"): Range & { readonly file: string };
}

/** The same for a command that is about the infrastructure block, which must then be there. */
export async function acceptInfrastructure(
  file: string,
  world: World,
  options: FactsOptions = {},
): Promise<OpenedInfrastructure | undefined> {
  const { opened, diagnostics } = await openFacts(file, world, options);
  const lacking = opened && !opened.job.infrastructure ? [missingBlock(opened.loaded)] : [];
  print([...diagnostics, ...lacking], world);
  const { infrastructure } = opened?.job ?? {};
  if (!opened || !infrastructure) return undefined;
  const { document } = opened.loaded.infrastructure!;
  const { type } = infrastructure.runtime;
  const runtime = type !== undefined && Object.hasOwn(plugins.runtimes, type) ? plugins.runtimes[type] : undefined;
  return {
    ...opened,
    infrastructure,
    metadata: jobMetadata(opened.tags, infrastructure, world),
    defaults: opened.loaded.policy?.value?.default_tags ?? {},
    ...(runtime ? { runtime } : {}),
    at: (path, part) => ({ file: document.file, ...document.rangeOf(path, part) }),
  };
}

function print(diagnostics: readonly Diagnostic[], world: World): void {
  if (diagnostics.length > 0) world.terminal.err(formatDiagnostics(diagnostics, "text"));
}
