import type { Tag, TagSource, TagValue } from "../spec/tags.ts";
import { canonicalKey } from "../kit/canonical-key.ts";

/** One tag with its history, for a person who asks why it is what it is. */
export interface TagExplanation {
  /** `namespace.key`. */
  readonly tag: string;
  readonly value: TagValue;
  /** Where the winning source stands, as `file:line`; absent where no file says it. */
  readonly at?: string;
  readonly layer: TagSource["layer"];
  /** Weaker sources whose value did not come through, the strongest first. */
  readonly overrode: readonly TagSource[];
  /** Weaker sources of a merged list whose members are in the value. */
  readonly merged: readonly TagSource[];
}

/**
 * Explains all tags, or those that `key` names: `finops.cost_center`, a namespace (`finops`), or a bare key in any spelling
 * (`CostCenter`). Empty when nothing has that name; `tagNames` has the candidates for a "did you mean".
 */
export function explainTags(tags: readonly Tag[], key?: string): TagExplanation[] {
  return tags.filter((tag) => key === undefined || isNamed(tag, key)).map(explainTag);
}

/** Every name that `explainTags` finds something under. */
export function tagNames(tags: readonly Tag[]): string[] {
  return [...new Set(tags.flatMap((tag) => [nameOf(tag), tag.key, tag.namespace]))];
}

function isNamed(tag: Tag, key: string): boolean {
  return [nameOf(tag), tag.key, tag.namespace].includes(key) || tag.key === canonicalKey(key);
}

function nameOf(tag: Tag): string {
  return `${tag.namespace}.${tag.key}`;
}

function explainTag(tag: Tag): TagExplanation {
  const winner = tag.sources.at(-1)!;
  const weaker = tag.sources.slice(0, -1).toReversed();
  const isMerged = typeof tag.value === "object" && [winner, ...weaker].every((source) => holdsAll(tag.value, source.value));
  return {
    tag: nameOf(tag),
    value: tag.value,
    ...(winner.at === undefined ? {} : { at: winner.at }),
    layer: winner.layer,
    overrode: isMerged ? [] : weaker,
    merged: isMerged ? weaker : [],
  };
}

function holdsAll(whole: TagValue, part: TagValue): boolean {
  const members = typeof part === "object" ? part : [String(part)];
  return typeof whole === "object" && members.every((member) => whole.includes(member));
}
