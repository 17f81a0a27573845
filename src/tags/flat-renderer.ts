import { requiredTagKeys, type RenderedTags, type Tag, type TagChange } from "../spec/tags.ts";
import { compareText } from "../kit/canonical-key.ts";
import type { FlatStyle, SpelledTag } from "./flat-style.ts";
import { flattenTags, textOf } from "./flatten-tags.ts";
import { spellTag } from "./spell-tag.ts";
import { withinBudget } from "./tag-budget.ts";
import type { TagRenderer } from "./tag-renderer.ts";

/** The renderer of a target whose tags have no namespaces. */
export function flatRenderer(style: FlatStyle): TagRenderer {
  const { name, summary, limit } = style;
  const ofResource = limit === undefined ? {} : { limit };
  return { name, summary, ...ofResource, render: (tags, budget = limit) => renderFlat(style, tags, budget) };
}

function renderFlat(style: FlatStyle, tags: readonly Tag[], budget: number | undefined): RenderedTags {
  const { flat, changes: flattened } = flattenTags(tags);
  const provider = flat.find((tag) => tag.key === "infra_provider")?.value;
  const cloud = provider === undefined ? undefined : textOf(provider);
  const allowed = flat.map((tag) => spellTag(style, tag, cloud)).map((tag) => ({ tag, refusal: refusalOf(style, tag, cloud) }));
  const { placed, changes } = placeTags(
    style,
    allowed.flatMap(({ tag, refusal }) => (refusal === undefined ? [tag] : [])),
  );
  const { kept, changes: dropped } = withinBudget(placed, budget, (tag) => tag.flat);
  const refused = allowed.flatMap(({ tag, refusal }) => (refusal === undefined ? [] : changesOf(tag, "dropped", refusal)));
  const overflow = style.overflow && sortedRecord(kept.map((tag) => style.overflow?.(tag)).filter((pair) => pair !== undefined));
  return {
    tags: sortedRecord(kept.map(({ key, value }) => [key, value])),
    ...(overflow ? { overflow } : {}),
    changes: sortedChanges([
      ...flattened,
      ...refused,
      ...changes,
      ...dropped,
      ...nearlySame(style, kept),
      ...kept.flatMap((tag) => tag.changes),
    ]),
  };
}

function refusalOf(style: FlatStyle, { flat, key }: SpelledTag, cloud: string | undefined): string | undefined {
  if (flat.key.trim() === "") return "its key is blank";
  return key === "" ? "no character of its key is legal there" : style.reserved?.(key, cloud);
}

/** The required tags come first and take their names, then the stronger ones; a weaker one of the same name has to do with its spare key, or goes. */
function placeTags(style: FlatStyle, tags: readonly SpelledTag[]): { placed: SpelledTag[]; changes: TagChange[] } {
  const taken = new Map<string, SpelledTag>();
  const changes: TagChange[] = [];
  const nameOf = (key: string): string => style.sameName?.(key) ?? key;
  for (const tag of tags.toSorted(requiredFirst)) {
    const holder = taken.get(nameOf(tag.key));
    const key = holder ? tag.spareKey : tag.key;
    const isFree = key !== undefined && !taken.has(nameOf(key));
    if (isFree) taken.set(nameOf(key), { ...tag, key });
    if (!holder) continue;
    const detail = `the key '${tag.key}' is that of ${holder.flat.tags.join(", ")}`;
    changes.push(...(isFree ? changesOf(tag, "renamed", `${detail}: written '${key}'`) : changesOf(tag, "collided", detail)));
  }
  return { placed: [...taken.values()], changes };
}

/** Names that are two here and one elsewhere. */
function nearlySame({ nearlySame: rule }: FlatStyle, tags: readonly SpelledTag[]): TagChange[] {
  const first = new Map<string, SpelledTag>();
  return tags.flatMap((tag): TagChange[] => {
    const name = rule?.name(tag.key) ?? tag.key;
    const earlier = first.get(name);
    if (!earlier) first.set(name, tag);
    return earlier ? changesOf(tag, "collided", `the key '${tag.key}' and '${earlier.key}': it ${rule?.why}`) : [];
  });
}

/** `cost.center` of a strong layer may not push `cost_center` off a label. */
function requiredFirst(a: SpelledTag, b: SpelledTag): number {
  const isOther = ({ flat }: SpelledTag): number => Number(!requiredTagKeys.some((key) => key === flat.key));
  return isOther(a) - isOther(b);
}

function changesOf({ flat }: SpelledTag, change: TagChange["change"], detail: string): TagChange[] {
  return flat.tags.map((tag) => ({ tag, change, detail }));
}

function sortedRecord(entries: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(entries.toSorted(([a], [b]) => compareText(a, b)));
}

function sortedChanges(changes: readonly TagChange[]): TagChange[] {
  return changes.toSorted((a, b) => compareText(a.tag, b.tag) || compareText(a.detail, b.detail));
}
