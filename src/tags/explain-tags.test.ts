import { expect, test } from "vitest";
import type { Tag } from "../spec/tags.ts";
import { explainTags, tagNames } from "./explain-tags.ts";

const tags: readonly Tag[] = [
  { namespace: "identity", key: "environment", value: "prod", sources: [{ layer: "job", value: "prod", at: "job.yaml:2" }] },
  {
    namespace: "finops",
    key: "cost_center",
    value: "C",
    sources: [
      { layer: "default", value: "A", at: "policy.yaml:3" },
      { layer: "asset", value: "B", at: "asset.yaml:9" },
      { layer: "job", value: "C", at: "job.yaml:12" },
    ],
  },
  {
    namespace: "finops",
    key: "business_tags",
    value: ["x", "y"],
    sources: [
      { layer: "asset", value: ["x"], at: "asset.yaml:10" },
      { layer: "job", value: ["y"] },
    ],
  },
];

test("says where the value stands and what it overrode, the strongest first", () => {
  expect(explainTags(tags, "finops.cost_center")).toEqual([
    {
      tag: "finops.cost_center",
      value: "C",
      layer: "job",
      at: "job.yaml:12",
      merged: [],
      overrode: [
        { layer: "asset", value: "B", at: "asset.yaml:9" },
        { layer: "default", value: "A", at: "policy.yaml:3" },
      ],
    },
  ]);
});

test("members of a merged list overrode nothing", () => {
  expect(explainTags(tags, "business-tags")).toEqual([
    {
      tag: "finops.business_tags",
      value: ["x", "y"],
      layer: "job",
      overrode: [],
      merged: [{ layer: "asset", value: ["x"], at: "asset.yaml:10" }],
    },
  ]);
});

test.each([
  [undefined, 3],
  ["finops", 2],
  ["CostCenter", 1],
  ["cost_center", 1],
  ["environment", 1],
  ["identity.environment", 1],
  ["nonsense", 0],
])("%s names %i tags", (key, count) => {
  expect(explainTags(tags, key)).toHaveLength(count);
});

test("every name that it offers finds something", () => {
  for (const name of tagNames(tags)) expect(explainTags(tags, name).length).toBeGreaterThan(0);
});
