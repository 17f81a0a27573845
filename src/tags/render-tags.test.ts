import { expect, test } from "vitest";
import type { Tag } from "../spec/tags.ts";
import { renderTags, tagRenderers } from "./render-tags.ts";

const tag = (namespace: Tag["namespace"], key: string, value: Tag["value"], written?: string): Tag => ({
  namespace,
  key,
  value,
  sources: [{ layer: "job", value, ...(written === undefined ? {} : { written }) }],
});

test("renders lists, numbers and yes or no as text", () => {
  expect(
    renderTags(
      [
        tag("finops", "business_tags", ["a", "b"]),
        tag("governance", "retention_days", 90),
        tag("classification", "encryption_required", false),
      ],
      "iceberg",
    ),
  ).toEqual({
    tags: { "finops.business_tags": "a,b", "governance.retention_days": "90", "classification.encryption_required": "false" },
    changes: [],
  });
});

test("a member with a comma is kept whole, and said", () => {
  expect(renderTags([tag("finops", "business_tags", ["a,b", "c"])], "iceberg")).toEqual({
    tags: { "finops.business_tags": '["a,b","c"]' },
    changes: [{ tag: "finops.business_tags", change: "rewritten", detail: "a member of the list holds a comma: written as a JSON array" }],
  });
});

test("a user's own key keeps its spelling, a key of the vocabulary does not", () => {
  expect(
    renderTags([tag("infrastructure", "managed_by", "x", "ManagedBy"), tag("finops", "cost_center", "y", "CostCenter")], "iceberg").tags,
  ).toEqual({
    "infrastructure.ManagedBy": "x",
    "finops.cost_center": "y",
  });
});

test("an unknown target is refused with the targets that exist", () => {
  expect(() => renderTags([], "icebreg")).toThrow(expect.objectContaining({ kind: "not_found", hint: "did you mean 'iceberg'?" }));
  expect(() => renderTags([], "xyz")).toThrow(
    expect.objectContaining({ hint: `targets: ${tagRenderers.map((renderer) => renderer.name).join(", ")}` }),
  );
});
