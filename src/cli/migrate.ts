import { canonicalKey } from "../kit/canonical-key.ts";
import type { World } from "../kit/world.ts";
import { migrateJob, type FilledFacts } from "../load/infrastructure/migrate-job.ts";
import { requiredTagKeys, type Tag } from "../spec/tags.ts";
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

async function rewriteJob(file: string, text: string, world: World): Promise<Rewritten> {
  const { opened, diagnostics } = await openFacts(file, world);
  if (!opened) return { changed: false, diagnostics };
  const filled = factsToFill(opened);
  const next = migrateJob(text, opened.loaded, filled);
  if (next === undefined) return { text, changed: false, diagnostics };
  const lacking = whatLacks(opened, filled);
  return {
    text: next,
    changed: true,
    diagnostics,
    ...(lacking.length === 0 ? {} : { lacks: `still lacks what the canonical spelling asks for: ${lacking.join(", ")}` }),
  };
}

/** What the block leaves to the rest of the job, where that says it. A runtime that a variable names decides the provider each time anew. */
function factsToFill({ job, tags, loaded }: OpenedFacts): FilledFacts {
  const block = job.infrastructure;
  const written = new Set(Object.keys(block?.tags ?? {}).map(canonicalKey));
  const missing = requiredTagKeys.filter((key) => !written.has(key));
  const raw = loaded.infrastructure?.value;
  const variable = loaded.job.replaced.has("infrastructure.runtime.platform") || loaded.job.replaced.has("infrastructure.runtime.type");
  return {
    ...(block?.provider === undefined || variable || raw?.provider !== undefined ? {} : { provider: block.provider }),
    ...(block?.region === undefined || raw?.region !== undefined ? {} : { region: block.region }),
    tags: Object.fromEntries(missing.flatMap((key) => valuesOf(tags, key).map((value) => [key, value]))),
  };
}

function valuesOf(tags: readonly Tag[], key: string): (string | number | boolean)[] {
  return tags
    .filter((tag) => tag.key === key)
    .slice(0, 1)
    .flatMap(({ value }) => (typeof value === "object" ? [] : [value]));
}

function whatLacks({ job }: OpenedFacts, filled: FilledFacts): string[] {
  const block = job.infrastructure!;
  const cloud = ["aws", "azure", "gcp"].includes(block.provider ?? "");
  const written = new Set([...Object.keys(block.tags).map(canonicalKey), ...Object.keys(filled.tags)]);
  return [
    ...(block.provider === undefined ? ["provider"] : []),
    ...(cloud && block.region === undefined ? ["region"] : []),
    ...(block.runtime.type === undefined ? ["runtime.type"] : []),
    ...requiredTagKeys.filter((key) => !written.has(key)).map((key) => `tags.${key}`),
  ];
}
