import type { RenderedTags, Tag, TagChange, TagValue } from "../../spec/tags.ts";
import { flatKey, nameOf, ownSpelling, textOf } from "../flatten-tags.ts";
import { withinBudget } from "../tag-budget.ts";
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

function renderIceberg(tags: readonly Tag[], budget?: number): RenderedTags {
  const about = (tag: Tag): { key: string; tags: string[] } => ({ key: flatKey(tag, "") ?? tag.key, tags: [nameOf(tag)] });
  const { kept, changes: dropped } = withinBudget(tags, budget, about);
  const rendered = new Map<string, string>();
  const changes: TagChange[] = [];
  for (const tag of kept) {
    const name = `${tag.namespace}.${ownSpelling(tag) ?? tag.key}`;
    rendered.set(name, hasComma(tag.value) ? JSON.stringify(tag.value) : textOf(tag.value, ","));
    if (hasComma(tag.value)) {
      changes.push({ tag: nameOf(tag), change: "rewritten", detail: "a member of the list holds a comma: written as a JSON array" });
    }
  }
  return { tags: Object.fromEntries(rendered), changes: [...changes, ...dropped] };
}

function hasComma(value: TagValue): boolean {
  return typeof value === "object" && value.some((member) => member.includes(","));
}
