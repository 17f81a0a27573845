import { expect, test } from "vitest";
import type { Tag, TagLayer, TagValue } from "../spec/tags.ts";
import { flattenTags } from "./flatten-tags.ts";

function tag(name: string, value: TagValue, layer: TagLayer = "job", written?: string): Tag {
  const dot = name.indexOf(".");
  const spelled = written === undefined ? {} : { written };
  return { namespace: name.slice(0, dot) as Tag["namespace"], key: name.slice(dot + 1), value, sources: [{ layer, value, ...spelled }] };
}

const keysOf = (...tags: Tag[]): Record<string, string> =>
  Object.fromEntries(flattenTags(tags).flat.map(({ key, tags: [name] }) => [name!, key]));

test.each([
  ["identity.tenant_id", "tenant_id"],
  ["identity.asset", "asset"],
  ["asset.name", "asset_name"],
  ["asset.version", "asset_version"],
  ["asset.status", "asset_status"],
  ["asset.object", "asset_object"],
  ["asset.source_type", "source_type"],
  ["asset.domain", "domain"],
  ["asset.data_product", "data_product"],
  ["classification.default", "data_classification"],
  ["classification.contains_pii", "contains_pii"],
  ["classification.retention_days", "retention_days"],
  ["governance.owner", "owner"],
  ["finops.cost_center", "cost_center"],
  ["infrastructure.provider", "infra_provider"],
  ["infrastructure.region", "region"],
  ["infrastructure.acme.io/Tier", "acme.io/Tier"],
])("%s -> %s", (name, key) => {
  expect(keysOf(tag(name, "x"))).toEqual({ [name]: key });
});

test("the class of a column stays with the table", () => {
  expect(flattenTags([tag("classification.fields.email", "PII")])).toEqual({
    flat: [],
    changes: [{ tag: "classification.fields.email", change: "dropped", detail: "a column's class belongs to the table, not to resources" }],
  });
});

test("tags that say the same are one, and the strongest layer is theirs", () => {
  expect(flattenTags([tag("asset.domain", "sales", "asset"), tag("governance.domain", "sales", "job")])).toEqual({
    flat: [{ key: "domain", value: "sales", layer: "job", tags: ["governance.domain", "asset.domain"] }],
    changes: [],
  });
  expect(flattenTags([tag("governance.retention_days", 90), tag("classification.retention_days", "90")]).flat).toHaveLength(1);
});

test("of tags that disagree the stronger layer wins, at equal layers the earlier namespace; the loser is named", () => {
  const { flat, changes } = flattenTags([
    tag("finops.project", "crm", "asset"),
    tag("infrastructure.project", "web", "infrastructure"),
    tag("governance.domain", "b", "job"),
    tag("asset.domain", "a", "job"),
  ]);
  expect(flat.map(({ key, value }) => [key, value])).toEqual([
    ["project", "web"],
    ["domain", "a"],
  ]);
  expect(changes).toEqual([
    {
      tag: "finops.project",
      change: "collided",
      detail: "the key 'project' goes to infrastructure.project (infrastructure) with another value",
    },
    { tag: "governance.domain", change: "collided", detail: "the key 'domain' goes to asset.domain (job) with another value" },
  ]);
});

test("the environment of finops is the job's where it means the same, and a tag of its own where not", () => {
  const { flat, changes } = flattenTags([tag("identity.environment", "prod"), tag("finops.environment", "production")]);
  expect(flat.map(({ key, value }) => [key, value])).toEqual([["environment", "prod"]]);
  expect(changes).toEqual([
    { tag: "finops.environment", change: "rewritten", detail: "'production' is written as 'prod', which means the same" },
  ]);
  expect(keysOf(tag("identity.environment", "prod"), tag("finops.environment", "dev"))).toEqual({
    "identity.environment": "environment",
    "finops.environment": "finops_environment",
  });
  expect(keysOf(tag("finops.environment", "dev"))).toEqual({ "finops.environment": "finops_environment" });
});

test("only a key of the user's own keeps the user's spelling", () => {
  const { flat } = flattenTags([
    tag("infrastructure.app_id", "x", "default", "infrastructure.AppID"),
    tag("infrastructure.team", "x", "default", "TEAM"),
    tag("finops.project", "x", "default", "Project"),
  ]);
  expect(flat.map(({ key, written }) => [key, written])).toEqual([
    ["project", undefined],
    ["app_id", "AppID"],
    ["team", undefined],
  ]);
});
