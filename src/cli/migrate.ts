import { canonicalKey } from "../kit/canonical-key.ts";
import type { Diagnostic } from "../kit/diagnostic.ts";
import type { NodePath } from "../kit/document.ts";
import type { LoadedJob } from "../kit/loaded-job.ts";
import { valueAt } from "../kit/value-path.ts";
import type { World } from "../kit/world.ts";
import { migrateJob, type FilledFacts } from "../load/infrastructure/migrate-job.ts";
import type { Infrastructure } from "../spec/infrastructure.ts";
import { requiredTagKeys } from "../spec/tags.ts";
import type { Action } from "./command.ts";
import { openFacts, type OpenedFacts } from "./open-job.ts";
import { rewriteFiles, type Rewritten } from "./rewrite-files.ts";

/** `dativo migrate`: jobs whose infrastructure block is in an older spelling, in the canonical one. */
export const action: Action = (invocation, { world }) =>
  rewriteFiles(
    invocation,
    {
      rewrite: (file, _name, text) => rewriteJob(file, text, world),
      rewritten: "into the canonical spelling",
      already: "in the canonical spelling",
    },
    world,
  );

/**
 * A rewrite asks only that the block can be read: variables need not be set, and what is wrong elsewhere in the job stays as it is. What
 * the rest of the job says is filled in where the rest is sound.
 */
async function rewriteJob(file: string, text: string, world: World): Promise<Rewritten> {
  const { opened, loaded, diagnostics } = await openFacts(file, world);
  const wrong = diagnostics.filter((one) => one.severity === "error" && standsInTheWay(one, loaded));
  if (wrong.length > 0) return { changed: false, diagnostics: wrong };
  const filled = factsToFill(loaded, opened);
  const next = migrateJob(text, loaded, filled);
  if (next === undefined) return { text, changed: false, diagnostics };
  const lacking = whatLacks(loaded, filled);
  return {
    text: next,
    changed: true,
    diagnostics,
    ...(lacking.length === 0 ? {} : { lacks: `still lacks what the canonical spelling asks for: ${lacking.join(", ")}` }),
  };
}

/** A fault of the file as YAML, or of the shape of the block; not the value of one of its facts. */
function standsInTheWay({ file, code, line }: Diagnostic, { job }: LoadedJob): boolean {
  const { document } = job;
  if (file !== document.file) return false;
  if (code.startsWith("yaml-") || code.startsWith("file-")) return job.value === undefined || code !== "file-not-found";
  const keys = Object.keys(document.value ?? {});
  const starts = keys.map((key) => document.rangeOf([key], "key").line);
  const own = keys.indexOf("infrastructure");
  const isInside =
    own >= 0 && line >= starts[own]! && line < Math.min(...starts.filter((start) => start > starts[own]!), Number.POSITIVE_INFINITY);
  return isInside && ["unknown-key", "wrong-type", "conflicting-keys", "malformed-placeholder"].includes(code);
}

/** What the block leaves to the rest of the job, where that says it. A runtime that a variable names decides the provider each time anew. */
function factsToFill(loaded: LoadedJob, opened: OpenedFacts | undefined): FilledFacts {
  const block = opened?.job.infrastructure;
  if (!opened || !block) return { tags: {} };
  const raw = loaded.infrastructure!.value;
  const missing = requiredTagKeys.filter((key) => !hasTag(raw.tags, key));
  return {
    ...(block.provider === undefined || isOpenRuntime(loaded) || raw.provider !== undefined ? {} : { provider: block.provider }),
    ...(block.region === undefined || raw.region !== undefined ? {} : { region: block.region }),
    tags: Object.fromEntries(missing.flatMap((key) => valuesOf(key, opened).map((value) => [key, value]))),
  };
}

function hasTag(tags: Infrastructure["tags"], key: string): boolean {
  return Object.keys(tags).some((written) => canonicalKey(written) === key);
}

function isOpenRuntime({ job }: LoadedJob): boolean {
  return job.replaced.has("infrastructure.runtime.platform") || job.replaced.has("infrastructure.runtime.type");
}

/** Where the job itself says what a tag says. */
const writtenAt: Readonly<Record<string, NodePath>> = {
  job_name: ["name"],
  environment: ["environment"],
  cost_center: ["finops", "cost_center"],
};

/** The value as the job has it, variables and all; of what other files say, nothing that a variable made secret. */
function valuesOf(key: string, { tags, loaded, job }: OpenedFacts): (string | number | boolean)[] {
  const tag = tags.find((one) => one.key === key);
  if (!tag || typeof tag.value === "object") return [];
  const own = tag.sources.at(-1)?.layer === "job" ? valueAt(loaded.job.document.value, writtenAt[key] ?? []) : undefined;
  if (typeof own === "string") return [own];
  return job.secrets.some((secret) => String(tag.value).includes(secret)) ? [] : [tag.value];
}

function whatLacks(loaded: LoadedJob, filled: FilledFacts): string[] {
  const block = loaded.infrastructure!.value;
  const provider = block.provider ?? filled.provider;
  return [
    ...(provider === undefined && !isOpenRuntime(loaded) ? ["provider"] : []),
    ...(["aws", "azure", "gcp"].includes(provider ?? "") && (block.region ?? filled.region) === undefined ? ["region"] : []),
    ...(block.runtime.type === undefined ? ["runtime.type"] : []),
    ...requiredTagKeys.filter((key) => !hasTag(block.tags, key) && !Object.hasOwn(filled.tags, key)).map((key) => `tags.${key}`),
  ];
}
