import type { JobFacts } from "../spec/resolved-job.ts";
import { tagLayers, tagNamespaces, type Tag, type TagLayer, type TagSource, type TagValue } from "../spec/tags.ts";
import { classSlug, compareText } from "../kit/canonical-key.ts";
import { infrastructureSettings } from "./infrastructure-settings.ts";
import { assetSettings, defaultSettings, jobSettings, systemSettings, type TagPosition, type TagSetting } from "./tag-settings.ts";

/** What a job's tags come from beside the job and its contract. */
export interface TagSources {
  /** `default_tags` of the policy, keys in any spelling, with or without their namespace. */
  readonly defaults?: Readonly<Record<string, TagValue>>;
  /**
   * Position of a fact. Paths: layer `default` `default_tags.KEY`; layer `asset` `name`, `version`, `status`, `domain`,
   * `dataProduct`, `owner`, `source_type`, `object`, `schema`, `compliance.KEY`, `finops.KEY`, `columns.COLUMN.classification`;
   * layer `job` `tenant_id`, `environment`, `name`, `source_connector`, `target_connector`, `finops.KEY`,
   * `governance_overrides.KEY`, `classification_overrides.COLUMN`; layer `infrastructure` paths of the canonical block.
   */
  readonly at?: TagPosition;
}

/** Tags whose values are lists: what every source says counts, the asset's first. */
const lists: ReadonlySet<string> = new Set([
  "classification.default",
  "classification.regulations",
  "governance.regulations",
  "finops.business_tags",
]);
const listOrder: readonly TagLayer[] = ["asset", "job", "infrastructure", "system", "default"];

/**
 * The canonical tag set of a job (SPEC section 3), by namespace and key. Pure: no clock, no environment, equal inputs give
 * equal tags. Weakest first: platform defaults, asset, job, infrastructure block, system. No run id, no time, no guessed class is ever a tag.
 */
export function deriveTags(job: JobFacts, sources: TagSources = {}): Tag[] {
  const at: TagPosition = sources.at ?? (() => undefined);
  const tags = mergeSettings([
    ...defaultSettings(sources.defaults ?? {}, at),
    ...assetSettings(job.contract, job.object, at),
    ...jobSettings(job, at),
    ...infrastructureSettings(job.infrastructure, at),
    ...systemSettings(),
  ]);
  return mergeSettings([...tags.flatMap(settingsOf), ...containsSettings(tags)]);
}

/** One tag per namespace and key, its sources weakest first. */
function mergeSettings(settings: readonly TagSetting[]): Tag[] {
  const byName = new Map<string, TagSetting[]>();
  for (const one of settings) {
    const name = `${one.namespace}.${one.key}`;
    byName.set(name, [...(byName.get(name) ?? []), one]);
  }
  return [...byName].map(([name, group]) => mergeGroup(name, group)).sort(compareTags);
}

function mergeGroup(name: string, group: readonly TagSetting[]): Tag {
  const { namespace, key } = group[0]!;
  const sources = group.map((one) => one.source).sort((a, b) => tagLayers.indexOf(a.layer) - tagLayers.indexOf(b.layer));
  return { namespace, key, value: lists.has(name) ? mergeLists(sources) : sources.at(-1)!.value, sources };
}

function mergeLists(sources: readonly TagSource[]): string[] {
  const ordered = listOrder.flatMap((layer) => sources.filter((source) => source.layer === layer));
  return [...new Set(ordered.flatMap((source) => asList(source.value)))];
}

function asList(value: TagValue): string[] {
  return typeof value === "object" ? [...value] : [String(value)];
}

function settingsOf(tag: Tag): TagSetting[] {
  return tag.sources.map((source) => ({ namespace: tag.namespace, key: tag.key, source }));
}

/** `contains_pii: true` for every class that the table or one of its columns has in the end. */
function containsSettings(tags: readonly Tag[]): TagSetting[] {
  return tags
    .filter((tag) => tag.namespace === "classification" && (tag.key === "default" || tag.key.startsWith("fields.")))
    .flatMap((tag) =>
      winners(tag).flatMap(({ value, ...source }) =>
        asList(value)
          .filter((name) => name.trim() !== "")
          .map((name): TagSetting => ({
            namespace: "classification",
            key: `contains_${classSlug(name)}`,
            source: { ...source, value: true },
          })),
      ),
    );
}

function winners(tag: Tag): readonly TagSource[] {
  return lists.has(`${tag.namespace}.${tag.key}`) ? tag.sources : tag.sources.slice(-1);
}

function compareTags(a: Tag, b: Tag): number {
  return tagNamespaces.indexOf(a.namespace) - tagNamespaces.indexOf(b.namespace) || compareText(a.key, b.key);
}
