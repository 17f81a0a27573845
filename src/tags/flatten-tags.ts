import { requiredTagKeys, tagLayers, tagNamespaces, type Tag, type TagChange, type TagLayer, type TagValue } from "../spec/tags.ts";
import { compareText } from "../kit/canonical-key.ts";
import { sameEnvironment } from "../kit/environment-names.ts";

/** One tag without its namespace, as clouds know tags; several canonical tags that say the same are one. */
export interface FlatTag {
  /** Canonical key: `cost_center`, or as written where it holds `.` or `/`. */
  readonly key: string;
  /** A key of the user's own as the user wrote it, where that is not the canonical one. */
  readonly written?: string;
  readonly value: TagValue;
  /** `namespace.key` of each canonical tag behind it, the winner first. */
  readonly tags: readonly string[];
  /** The strongest that set it. */
  readonly layer: TagLayer;
}

/** Flat tags, the strongest first, and what did not become one. */
export interface FlatTags {
  readonly flat: readonly FlatTag[];
  readonly changes: readonly TagChange[];
}

/**
 * Takes the namespaces off. Of tags that meet under one key the stronger layer wins, at equal layers the earlier namespace.
 * The class of a column stays behind: it says something of the table and nothing of resources.
 */
export function flattenTags(tags: readonly Tag[]): FlatTags {
  const environment = textOf(tags.find((tag) => nameOf(tag) === "identity.environment")?.value ?? "");
  const groups = new Map<string, Tag[]>();
  const changes: TagChange[] = [];
  for (const tag of tags.toSorted(strongerFirst)) {
    const key = flatKey(tag, environment);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), tag]);
    else changes.push({ tag: nameOf(tag), change: "dropped", detail: "a column's class belongs to the table, not to resources" });
  }
  const flat = [...groups].map(([key, group]) => {
    const { members, lost } = meet(key, group);
    changes.push(...lost);
    return flatTag(key, members);
  });
  return { flat, changes };
}

/** The key that a tag has without its namespace; undefined where it has none. `environment` is that of the job's identity. */
export function flatKey({ namespace, key, value }: Tag, environment: string): string | undefined {
  const name = `${namespace}.${key}`;
  if (name.startsWith("classification.fields.")) return undefined;
  if (name === "finops.environment") return sameEnvironment(textOf(value), environment) ? "environment" : "finops_environment";
  return renamed[name] ?? key;
}

/** Keys that would be ambiguous, or say nothing, without their namespace. */
const renamed: Readonly<Record<string, string>> = {
  "asset.name": "asset_name",
  "asset.version": "asset_version",
  "asset.status": "asset_status",
  "asset.object": "asset_object",
  "classification.default": "data_classification",
  "infrastructure.provider": "infra_provider",
};

/** A value as text; members of a list are joined by `+`, which the clouds that allow the least still allow. */
export function textOf(value: TagValue, separator = "+"): string {
  return typeof value === "object" ? value.join(separator) : String(value);
}

/** `namespace.key`. */
export function nameOf(tag: Tag): string {
  return `${tag.namespace}.${tag.key}`;
}

/** Only the infrastructure namespace is open to keys of the user's own; elsewhere the vocabulary is fixed. */
export function ownSpelling(tag: Tag): string | undefined {
  if (tag.namespace !== "infrastructure") return undefined;
  return tag.sources.findLast((source) => source.written !== undefined)?.written?.replace(/^infrastructure\./, "");
}

/** The strongest layer that set a tag. */
function layerOf(tag: Tag): TagLayer {
  return tag.sources.at(-1)?.layer ?? "default";
}

function strongerFirst(a: Tag, b: Tag): number {
  return (
    tagLayers.indexOf(layerOf(b)) - tagLayers.indexOf(layerOf(a)) ||
    tagNamespaces.indexOf(a.namespace) - tagNamespaces.indexOf(b.namespace) ||
    compareText(a.key, b.key)
  );
}

/** Which of the tags under one key say what the winner says, and what became of the others. */
function meet(key: string, [winner, ...others]: readonly Tag[]): { members: readonly Tag[]; lost: readonly TagChange[] } {
  const members = [winner!];
  const lost: TagChange[] = [];
  const won = textOf(winner!.value);
  for (const other of others) {
    const value = textOf(other.value);
    if (value === won) members.push(other);
    else if (key === "environment" && sameEnvironment(value, won)) {
      members.push(other);
      lost.push({ tag: nameOf(other), change: "rewritten", detail: `'${value}' is written as '${won}', which means the same` });
    } else {
      const detail = `the key '${key}' goes to ${nameOf(winner!)} (${layerOf(winner!)}) with another value`;
      lost.push({ tag: nameOf(other), change: "collided", detail });
    }
  }
  return { members, lost };
}

function flatTag(key: string, members: readonly Tag[]): FlatTag {
  const winner = members[0]!;
  const isOwn = members.every((tag) => tag.namespace === "infrastructure") && !requiredTagKeys.some((required) => required === key);
  const written = isOwn ? members.map(ownSpelling).find((spelling) => spelling !== undefined) : undefined;
  return { key, ...(written === undefined ? {} : { written }), value: winner.value, tags: members.map(nameOf), layer: layerOf(winner) };
}
