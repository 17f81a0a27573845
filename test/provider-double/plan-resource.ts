import { plannedTags } from "./merged-tags.ts";
import { findReplacements } from "./replacements.ts";
import type { Block, ProviderName, TypeSchema } from "./schema.ts";
import { providerDefaults } from "./provider-defaults.ts";
import { mapAttributes, type ValuePath } from "./walk-block.ts";
import { unknown, type Fields } from "./wire-value.ts";

/** A resource that is to be created or changed. */
export interface ChangeRequest {
  readonly provider: ProviderName;
  readonly type: string;
  readonly schema: TypeSchema;
  /** Configuration of the provider. */
  readonly config: Fields;
  /** State before the change; null for a creation. */
  readonly prior: Fields | null;
  /** What terraform proposes: the configuration, with prior values where the provider computes. */
  readonly proposed: Fields;
}

/** A planned state, and the paths whose change makes it a replacement. */
export interface PlannedChange {
  readonly planned: Fields;
  /** Of the planned attributes those in which the provider merges its own tags. */
  readonly merged: Fields;
  readonly replacedBy: readonly ValuePath[];
}

/**
 * Plans a change as a provider does: what the provider computes and nobody has set is unknown, write-only arguments are
 * null, what follows from the provider's configuration is known already.
 */
export function planChange(request: ChangeRequest): PlannedChange {
  const { provider, type, schema, config, prior, proposed } = request;
  // The object of a manifest is what the manifest says; what a cluster adds to it is left out.
  const object = type === "kubernetes_manifest" ? { object: proposed["manifest"] ?? null } : {};
  const computed = markComputed(provider, schema.block, config, { ...proposed, ...object });
  const merged = plannedTags({ provider, block: schema.block, config, prior, planned: computed });
  const planned = { ...computed, ...merged };
  return { planned, merged, replacedBy: prior ? findReplacements(provider, type, prior, planned) : [] };
}

/** The same values, with unknown or what the provider's configuration says where the provider computes and there is none. */
export function markComputed(provider: ProviderName, block: Block, config: Fields, fields: Fields): Fields {
  const defaults = providerDefaults(provider, block, config);
  return mapAttributes(block, fields, (attribute, value, path) => {
    if (attribute.write_only) return null;
    if (!attribute.computed || value !== null) return value;
    return (path.length === 1 ? defaults[String(path[0])] : undefined) ?? unknown;
  });
}
