import type { RenderedTags, Tag, TagChange, TagValue } from "../../spec/tags.ts";
import type { TagRenderer } from "../tag-renderer.ts";

/**
 * Iceberg table properties: dotted namespaces (`finops.cost_center`), every value as text, list members joined by commas.
 * A user's own tag keeps the spelling the user gave it (`infrastructure.ManagedBy`).
 */
export const icebergRenderer: TagRenderer = {
  name: "iceberg",
  summary: "Iceberg table properties: namespace.key, lists joined by commas",
  render: renderIceberg,
};

function renderIceberg(tags: readonly Tag[]): RenderedTags {
  const rendered = new Map<string, string>();
  const changes: TagChange[] = [];
  for (const tag of tags) {
    const canonical = `${tag.namespace}.${tag.key}`;
    const name = `${tag.namespace}.${ownSpelling(tag)}`;
    rendered.set(name, textOf(tag.value));
    if (hasComma(tag.value)) {
      changes.push({ tag: canonical, change: "rewritten", detail: "a member of the list holds a comma: written as a JSON array" });
    }
  }
  return { tags: Object.fromEntries(rendered), changes };
}

/** Only the infrastructure namespace is open to keys of the user's own; elsewhere the vocabulary is fixed. */
function ownSpelling(tag: Tag): string {
  if (tag.namespace !== "infrastructure") return tag.key;
  return tag.sources.findLast((source) => source.written !== undefined)?.written ?? tag.key;
}

function textOf(value: TagValue): string {
  if (typeof value !== "object") return String(value);
  return hasComma(value) ? JSON.stringify(value) : value.join(",");
}

function hasComma(value: TagValue): boolean {
  return typeof value === "object" && value.some((member) => member.includes(","));
}
