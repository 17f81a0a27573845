import { describe, expect, test } from "vitest";
import type { Tag } from "../spec/tags.ts";
import { renderTags } from "./render-tags.ts";
import { withinBudget } from "./tag-budget.ts";

/** From the first to stay to the first to go. */
const order = [
  "identity.job_name",
  "identity.team",
  "identity.pipeline_type",
  "identity.environment",
  "finops.cost_center",
  "infrastructure.managed_by",
  "identity.tenant_id",
  "finops.project",
  "governance.owner",
  "classification.regulations",
  "infrastructure.my_tag",
  "infrastructure.region",
  "asset.version",
];
const split = (name: string): [string, string] => [name.slice(0, name.indexOf(".")), name.slice(name.indexOf(".") + 1)];
const tags = order.map((name): Tag => ({ namespace: split(name)[0] as Tag["namespace"], key: split(name)[1], value: "v", sources: [] }));
const about = (name: string): { key: string; tags: string[] } => ({ key: split(name)[1], tags: [name] });

describe("what has to go first", () => {
  test.each(order.map((_, index) => index + 1))("with room for %i", (budget) => {
    const { kept, changes } = withinBudget(order.toReversed(), budget, about);
    expect(new Set(kept)).toEqual(new Set(order.slice(0, budget)));
    expect(changes.map(({ tag }) => tag)).toEqual(order.slice(budget));
  });

  test("several tags under one key count once, by the best of them", () => {
    const items = [{ key: "domain", tags: ["asset.domain", "governance.domain"] }, ...["classification.a", "identity.b"].map(about)];
    const { kept, changes } = withinBudget(items, 1, (item) => item);
    expect(kept).toEqual([about("identity.b")]);
    expect(changes).toEqual([
      { tag: "asset.domain", change: "dropped", detail: "there is room for 1 of 3 tags" },
      { tag: "governance.domain", change: "dropped", detail: "there is room for 1 of 3 tags" },
      { tag: "classification.a", change: "dropped", detail: "there is room for 1 of 3 tags" },
    ]);
    expect(withinBudget(items, 2, (item) => item).kept).toEqual([items[0], about("identity.b")]);
  });

  test("in every target", () => {
    expect(Object.keys(renderTags(tags, "aws", { budget: 5 }).tags)).toEqual([
      "CostCenter",
      "Environment",
      "JobName",
      "PipelineType",
      "Team",
    ]);
    expect(Object.keys(renderTags(tags, "iceberg", { budget: 1 }).tags)).toEqual(["identity.job_name"]);
    expect(renderTags(tags, "iceberg", { budget: 1 }).changes).toHaveLength(order.length - 1);
  });
});

test.each([
  ["aws", 50],
  ["azure", 50],
  ["gcp", 64],
  ["databricks", 45],
])("%s takes %i tags", (target, limit) => {
  const many = Array.from({ length: 70 }, (_, index): Tag => ({
    namespace: "infrastructure",
    key: `tag${index}`,
    value: "v",
    sources: [],
  }));
  expect(Object.keys(renderTags(many, target).tags)).toHaveLength(limit);
  expect(renderTags(many, target).changes).toHaveLength(70 - limit);
  for (const budget of [0, -1, 1.5, Number.NaN, limit + 1]) {
    expect(() => renderTags(many, target, { budget })).toThrow(
      expect.objectContaining({ kind: "refused", message: `the budget for ${target} is a whole number from 1 to ${limit}, not ${budget}` }),
    );
  }
});

test("where nothing limits the tags any budget from 1 is taken", () => {
  expect(renderTags(tags, "terraform", { budget: 1000 }).changes).toEqual([]);
  expect(() => renderTags(tags, "terraform", { budget: 0 })).toThrow(
    expect.objectContaining({ message: "the budget for terraform is a whole number of at least 1, not 0" }),
  );
});
