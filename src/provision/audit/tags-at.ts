import type { Place } from "./find-places.ts";
import { isLabelValue } from "./tag-style.ts";
import type { TagSlot, TagStyle } from "./tag-slot.ts";
import { asList, asText, asTree, maskOf, type Tree } from "./tree.ts";

/** A tag as a resource carries it. */
export interface FoundTag {
  /** The key as it stands there. */
  readonly written: string;
  /** Undefined where it is known only after apply. */
  readonly value: string | undefined;
  /** Must not be printed. */
  readonly isSecret: boolean;
  /** The tag is there and has no effect: why. */
  readonly idle?: string;
}

/** Tags by canonical key. */
export interface FoundTags {
  readonly tags: ReadonlyMap<string, FoundTag>;
  /** Not all keys are known before apply: what is not here may still come. */
  readonly isOpen: boolean;
}

/** What the rest of a plan says where the values of a resource are not known. */
export interface Hints {
  /** Tags written at a place of the resource, where they are a constant; empty where it is certain that nobody wrote any. */
  written(address: string, place: Place): Tree | undefined;
  /** Tags that the resource's provider adds to those of such a slot. There may be more of them unless they are all. */
  defaults(address: string, slot: TagSlot): { readonly tags: Tree; readonly areAll: boolean };
}

/** How the tags of a resource are read. */
export interface TagReading {
  readonly address: string;
  /** The style in which a key is preferred where it is there twice. */
  readonly style: TagStyle;
  readonly canonical: (written: string) => string;
  readonly styled: (key: string, style: TagStyle) => string;
  readonly hints: Hints;
  /** Texts that must not be printed wherever they stand. */
  readonly secrets: readonly string[];
}

const always = (): boolean => true;
const nothing: FoundTags = { tags: new Map(), isOpen: false };

/**
 * The tags at a place, with the provider's defaults where the provider writes them into the resource. The AWS provider
 * leaves all of `tags_all` unknown as soon as one tag is: then the tags that the resource itself names are still known.
 */
export function tagsAt(place: Place, slot: TagSlot, reading: TagReading): FoundTags {
  const { holder, unknown } = place;
  if (!holder) return unknown === true ? { tags: new Map(), isOpen: true } : nothing;
  if (slot.form === "blocks") return fromBlocks(place, reading);
  // What a provider copies loses its mark: a tag that is sensitive where it was written stays so.
  const merged = slot.merged === undefined ? undefined : mapAt(place, slot.merged, reading, String(place.at.at(-1)));
  if (merged && !merged.isOpen && (asTree(holder[slot.merged!]) || merged.tags.size > 0)) return merged;
  const own = ownTags(place, reading);
  if (!merged?.isOpen) return own;
  const { tags, areAll } = reading.hints.defaults(reading.address, slot);
  return { tags: new Map([...toMap(tags, undefined, always, reading), ...own.tags]), isOpen: own.isOpen || !areAll };
}

function ownTags(place: Place, reading: TagReading): FoundTags {
  const name = String(place.at.at(-1));
  const own = mapAt(place, name, reading);
  if (own.isOpen) {
    const written = reading.hints.written(reading.address, place);
    return written ? { tags: toMap(written, undefined, always, reading), isOpen: false } : own;
  }
  return reading.style === "kubernetes" ? withAnnotations(own, place, reading) : own;
}

/** What cannot be the value of a label stands among the annotations. */
function withAnnotations(labels: FoundTags, place: Place, reading: TagReading): FoundTags {
  const annotations = [...mapAt(place, "annotations", reading).tags].filter(([, { value }]) => value !== undefined && !isLabelValue(value));
  return { ...labels, tags: new Map([...annotations, ...labels.tags]) };
}

function mapAt({ holder, unknown, sensitive }: Place, name: string, reading: TagReading, source = name): FoundTags {
  const mask = maskOf(unknown, name);
  const [masked, maskedThere] = [maskOf(sensitive, name), name === source ? undefined : maskOf(sensitive, source)];
  const isSecret = (key: string): boolean => maskOf(masked, key) === true || maskOf(maskedThere, key) === true;
  const tags = toMap(asTree(holder?.[name]) ?? {}, asTree(mask), isSecret, reading);
  return { tags, isOpen: mask === true };
}

/** The key in the provider's own style counts where there are several spellings of it; else the first. */
function toMap(
  known: Tree,
  unknown: Tree | undefined,
  isSecret: (key: string) => boolean,
  reading: TagReading,
): ReadonlyMap<string, FoundTag> {
  const tags = new Map<string, FoundTag>();
  const add = (written: string, value: string | undefined): void => {
    const key = reading.canonical(written);
    if (tags.has(key) && written !== reading.styled(key, reading.style)) return;
    tags.set(key, { written, value, isSecret: isSecret(written) || holdsSecret(value, reading) });
  };
  for (const written in known) add(written, valueText(known[written]));
  for (const written in unknown) if (unknown[written] === true) add(written, undefined);
  return tags;
}

function holdsSecret(value: string | undefined, { secrets }: TagReading): boolean {
  return secrets.length > 0 && value !== undefined && secrets.some((secret) => value.includes(secret));
}

/** Nothing is as good as blank: both say nobody's name. */
function valueText(value: unknown): string {
  return typeof value === "string" ? value : value === null || value === undefined ? "" : JSON.stringify(value);
}

/** The groups of AWS: each tag is a block, and reaches what is launched only if it says so. */
function fromBlocks({ holder, unknown, sensitive, at }: Place, reading: TagReading): FoundTags {
  const name = String(at.at(-1));
  const mask = maskOf(unknown, name);
  const secret = maskOf(sensitive, name);
  const blocks = asList(holder?.[name]);
  const tags = new Map<string, FoundTag>();
  let isOpen = mask === true;
  blocks.forEach((one, index) => {
    const block = asTree(one) ?? {};
    const inside = maskOf(mask, index);
    const written = asText(block["key"]);
    if (written === undefined) {
      isOpen ||= maskOf(inside, "key") === true;
      return;
    }
    const value = maskOf(inside, "value") === true ? undefined : valueText(block["value"]);
    const isIdle = "propagate_at_launch" in block && block["propagate_at_launch"] !== true;
    const isSecret = maskOf(maskOf(secret, index), "value") === true || holdsSecret(value, reading);
    tags.set(reading.canonical(written), { written, value, isSecret, ...(isIdle ? { idle: "is not propagated at launch" } : {}) });
  });
  return { tags, isOpen };
}
