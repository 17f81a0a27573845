import type { ResourceName } from "./plan-or-state.ts";
import type { ProviderTags, TagSlot, TagStyle } from "./tag-slot.ts";
import { taggableTypes } from "./taggable-types.gen.ts";
import { asList, asTree, maskOf, type Tree } from "./tree.ts";

/** Where the tags of one resource stand. */
export interface FoundSlots {
  readonly style: TagStyle;
  /** Those that mean something for this very resource. */
  readonly slots: readonly TagSlot[];
  /** Why there are none. */
  readonly reason?: string;
  /** The type is not in the data: its values had to tell. */
  readonly byValues?: true;
}

/** What the data calls by another name. */
const sameProvider: Readonly<Record<string, string>> = { "hashicorp/google-beta": "hashicorp/google" };

/** Providers whose resources are nothing that a bill or a report knows. */
const noCloud = /^(?:builtin\/terraform|hashicorp\/(?:null|random|local|tls|time|archive|external|http|template|cloudinit))$/;

/** Names under which providers that are not known keep tags. */
const otherNames = ["tags", "labels", "custom_tags"];

/** Where the tags of a resource stand: as the data says, and for types that are not in it, as its values look. */
export function findSlots(name: ResourceName, values: Tree, unknown: unknown): FoundSlots {
  const known: ProviderTags | undefined = taggableTypes[sameProvider[name.provider] ?? name.provider];
  const style = known?.style ?? "plain";
  const slots = known?.types[name.type];
  if (slots === undefined) return fromValues(name, known?.style, values, unknown);
  const meant = slots.filter((slot) => isMeant(slot, values, unknown)).map((slot) => inEffect(slot, values, unknown));
  if (meant.length > 0) return { style, slots: meant };
  return { style, slots: [], reason: `${name.type} ${known?.reasons?.[name.type] ?? `takes no ${wordFor(style)}`}` };
}

/** The reason for a resource none of whose optional blocks is there to hold tags. */
export function reasonWithoutPlaces({ type, provider }: ResourceName, style: TagStyle): string {
  const reason = taggableTypes[sameProvider[provider] ?? provider]?.reasons?.[type];
  return `${type} ${reason ?? `has none of the blocks that take ${wordFor(style)}`}`;
}

function isMeant(slot: TagSlot, values: Tree, unknown: unknown): boolean {
  if (slot.unless?.some((name) => values[name] === true)) return false;
  return slot.given?.every((name) => isBlank(values[name]) && maskOf(unknown, name) !== true) !== true;
}

function inEffect(slot: TagSlot, values: Tree, unknown: unknown): TagSlot {
  const { instead } = slot;
  return instead !== undefined && (asTree(values[instead]) || maskOf(unknown, instead) === true) ? { path: [instead] } : slot;
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

function wordFor(style: TagStyle): string {
  return style === "gcp" || style === "kubernetes" ? "labels" : "tags";
}

function fromValues({ provider, type }: ResourceName, style: TagStyle | undefined, values: Tree, unknown: unknown): FoundSlots {
  if (noCloud.test(provider)) return { style: "plain", slots: [], reason: `${type} is nothing in a cloud` };
  const slots = looksLikeTags(style, values, unknown);
  const found = { style: style ?? ("plain" as const), slots, byValues: true as const };
  return slots.length > 0 ? found : { ...found, reason: `${type} is not a type that Dativo knows, and its values show no tags` };
}

function looksLikeTags(style: TagStyle | undefined, values: Tree, unknown: unknown): readonly TagSlot[] {
  if (style === "kubernetes") return "metadata" in values ? [{ path: ["metadata", "labels"], optional: 0 }] : [];
  const names = style === "gcp" ? ["labels", "resource_labels", "user_labels"] : style === undefined ? otherNames : ["tags"];
  const merged = style === "aws" ? "tags_all" : "effective_labels";
  return names.flatMap((name): TagSlot[] => {
    const value = values[name];
    const form = formOf(value, maskOf(unknown, name), style !== undefined && name in values);
    if (form === undefined) return [];
    const isMerged = merged in values || maskOf(unknown, merged) !== undefined;
    return [{ path: [name], ...(isMerged ? { merged } : {}), ...(form === "blocks" ? { form } : {}) }];
  });
}

/** A map, or blocks of key and value; a list of words under the same name is something else, and so may be what nobody set. */
function formOf(value: unknown, mask: unknown, isMapWhenEmpty: boolean): "map" | "blocks" | undefined {
  const first = asTree(asList(value)[0]);
  if (first && "key" in first && "value" in first) return "blocks";
  if (Array.isArray(value) || Array.isArray(mask)) return undefined;
  if (asTree(value) || mask === true || Object.keys(asTree(mask) ?? {}).length > 0) return "map";
  return value === null && isMapWhenEmpty ? "map" : undefined;
}
