import type { Block, ProviderName } from "./schema.ts";
import { firstBlock, isFields, isUnknown, isWhollyKnown, sameValue, unknown, type Fields, type WireValue } from "./wire-value.ts";

/** What tags on a resource depend on besides the resource: the configuration of the provider. */
export interface TagRequest {
  readonly provider: ProviderName;
  readonly block: Block;
  readonly config: Fields;
  /** State before the change; null for a creation. */
  readonly prior: Fields | null;
  readonly planned: Fields;
}

/** The label that google's provider adds to what it creates. */
export const attributionLabel = "goog-terraform-provisioned";

/**
 * What a plan shows in the attributes of `mergedTags`. AWS's provider cannot tell an empty value from none and leaves all of
 * `tags_all` unknown where one is to be set.
 */
export function plannedTags(request: TagRequest): Fields {
  const merged = mergedTags(request);
  const all = merged["tags_all"];
  if (!isFields(all) || !Object.values(all).includes("")) return merged;
  return sameValue(all, request.prior?.["tags_all"]) ? merged : { tags_all: unknown };
}

/**
 * The attributes in which a provider shows its own tags merged with those of the resource, computed as that provider does;
 * none for providers that have no such attribute.
 */
export function mergedTags(request: TagRequest): Fields {
  if (request.provider === "aws" && request.block.attributes?.["tags_all"]) return awsTags(request);
  if (request.provider === "google" && request.block.attributes?.["effective_labels"]) return googleLabels(request);
  return {};
}

/** `default_tags` below `tags`, less what `ignore_tags` names; all of it unknown as soon as one value is. */
function awsTags({ block, config, planned }: TagRequest): Fields {
  const tags = planned["tags"] ?? null;
  const defaults = defaultTags(config);
  if (!block.attributes?.["tags"]) return {};
  if (!isWhollyKnown(tags) || !isWhollyKnown(defaults)) return { tags_all: unknown };
  const all = { ...withoutNulls(defaults), ...withoutNulls(tags) };
  return { tags_all: Object.fromEntries(Object.entries(all).filter(([key]) => !isIgnored(config, key))) };
}

/** The tags of the provider block's `default_tags`; unknown when terraform does not know the block yet. */
export function defaultTags(config: Fields): WireValue {
  return firstBlock(config["default_tags"])?.["tags"] ?? (isUnknown(config["default_tags"]) ? unknown : null);
}

function isIgnored(config: Fields, key: string): boolean {
  const ignored = firstBlock(config["ignore_tags"]);
  return texts(ignored?.["keys"]).includes(key) || texts(ignored?.["key_prefixes"]).some((prefix) => key.startsWith(prefix));
}

/**
 * `terraform_labels` is what terraform answers for; `effective_labels` also keeps what others have put on the resource.
 * By the provider's default the attribution label is given at creation only and stays where it is.
 */
function googleLabels({ block, config, prior, planned }: TagRequest): Fields {
  const labels = planned[block.attributes?.["labels"] ? "labels" : "resource_labels"] ?? null;
  const defaults = config["default_labels"] ?? null;
  const attribution = config["add_terraform_attribution_label"] ?? true;
  if (![labels, defaults, attribution].every(isWhollyKnown)) return { terraform_labels: unknown, effective_labels: unknown };
  const before = withoutNulls(prior?.["terraform_labels"] ?? null);
  const always = config["terraform_attribution_label_addition_strategy"] === "PROACTIVE";
  const attributed = attribution === true && (always || prior === null || attributionLabel in before);
  const wanted: Fields = { ...(attributed ? { [attributionLabel]: "true" } : {}), ...withoutNulls(defaults), ...withoutNulls(labels) };
  const others = Object.entries(withoutNulls(prior?.["effective_labels"] ?? null)).filter(([key]) => !(key in before));
  return { terraform_labels: wanted, effective_labels: { ...Object.fromEntries(others), ...wanted } };
}

function withoutNulls(value: WireValue): Fields {
  return isFields(value) ? Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null)) : {};
}

function texts(value: WireValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}
