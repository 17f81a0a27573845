import { describe, expect, test } from "vitest";
import { tagTargets, type Tag, type TagTarget } from "../../spec/tags.ts";
import { renderTags, tagRenderers } from "../render-tags.ts";

const tag = (key: string, value: Tag["value"], namespace: Tag["namespace"] = "infrastructure", layer: "default" | "job" = "job"): Tag => ({
  namespace,
  key,
  value,
  sources: [{ layer, value }],
});

test("every target that the command line offers has its renderer", () => {
  expect(tagRenderers.map(({ name }) => name)).toEqual(tagTargets);
});

const usual = [
  tag("cost_center", "FIN-001", "finops"),
  tag("business_tags", ["sales", "nightly"], "finops"),
  tag("encryption_required", true, "classification"),
  tag("retention_days", 365, "governance"),
  tag("owner", "data-team@acme.com", "governance"),
  tag("acme.io/Tier", "gold"),
];

test.each<[TagTarget, Record<string, string>]>([
  [
    "aws",
    {
      BusinessTags: "sales+nightly",
      CostCenter: "FIN-001",
      EncryptionRequired: "true",
      Owner: "data-team@acme.com",
      RetentionDays: "365",
      "acme.io/Tier": "gold",
    },
  ],
  [
    "azure",
    {
      "acme.io-Tier": "gold",
      "business-tags": "sales+nightly",
      "cost-center": "FIN-001",
      "encryption-required": "true",
      owner: "data-team@acme.com",
      "retention-days": "365",
    },
  ],
  [
    "gcp",
    {
      acme_io_tier: "gold",
      business_tags: "sales_nightly",
      cost_center: "fin-001",
      encryption_required: "true",
      owner: "data-team_acme_com",
      retention_days: "365",
    },
  ],
  [
    "kubernetes",
    {
      "acme.io/Tier": "gold",
      "dativo.io/business-tags": "sales_nightly",
      "dativo.io/cost-center": "FIN-001",
      "dativo.io/encryption-required": "true",
      "dativo.io/owner": "data-team_acme.com",
      "dativo.io/retention-days": "365",
    },
  ],
  [
    "dagster",
    {
      "acme.io/Tier": "gold",
      business_tags: "sales_nightly",
      cost_center: "FIN-001",
      encryption_required: "true",
      owner: "data-team_acme.com",
      retention_days: "365",
    },
  ],
  [
    "terraform",
    {
      "acme.io/Tier": "gold",
      business_tags: "sales+nightly",
      cost_center: "FIN-001",
      encryption_required: "true",
      owner: "data-team@acme.com",
      retention_days: "365",
    },
  ],
])("%s", (target, expected) => {
  expect(Object.entries(renderTags(usual, target).tags)).toEqual(Object.entries(expected));
});

test("databricks is as AWS", () => {
  expect(renderTags(usual, "databricks").tags).toEqual(renderTags(usual, "aws").tags);
});

describe("what a style does is reported", () => {
  const only = (key: string, value: Tag["value"], target: TagTarget): unknown => {
    const { tags, overflow, changes } = renderTags([tag(key, value)], target);
    return { tags, ...(overflow ? { overflow } : {}), changes: changes.map(({ tag: of, change }) => `${change} ${of}`) };
  };

  test.each<[string, Tag["value"], TagTarget, unknown]>([
    ["note", "a,b;c", "aws", { tags: { Note: "a_b_c" }, changes: ["rewritten infrastructure.note"] }],
    ["a,b", "x", "aws", { tags: { AB: "x" }, changes: ["renamed infrastructure.a,b"] }],
    ["AWS:x", "x", "aws", { tags: {}, changes: ["dropped infrastructure.AWS:x"] }],
    ["list", ["a+b", "c"], "aws", { tags: { List: "a+b+c" }, changes: ["rewritten infrastructure.list"] }],
    [" ", "x", "aws", { tags: {}, changes: ["dropped infrastructure. "] }],
    [
      "prometheus.io/scrape",
      "true",
      "azure",
      { tags: { "prometheus.io-scrape": "true" }, changes: ["renamed infrastructure.prometheus.io/scrape"] },
    ],
    ["microsoft_x", "x", "azure", { tags: {}, changes: ["dropped infrastructure.microsoft_x"] }],
    [
      "3rd_party",
      "İß",
      "gcp",
      { tags: { l_3rd_party: "i_" }, changes: ["renamed infrastructure.3rd_party", "rewritten infrastructure.3rd_party"] },
    ],
    ["name", "x", "databricks", { tags: {}, changes: ["dropped infrastructure.name"] }],
    ["cluster_id", "x", "databricks", { tags: {}, changes: ["dropped infrastructure.cluster_id"] }],
    [
      "note",
      "-a b-",
      "kubernetes",
      { tags: { "dativo.io/note": "a_b" }, overflow: { "dativo.io/note": "-a b-" }, changes: ["rewritten infrastructure.note"] },
    ],
    ["kubernetes.io/os", "x", "kubernetes", { tags: {}, overflow: {}, changes: ["dropped infrastructure.kubernetes.io/os"] }],
    ["app.kubernetes.io/name", "x", "kubernetes", { tags: { "app.kubernetes.io/name": "x" }, overflow: {}, changes: [] }],
    ["A_B/c d", "x", "kubernetes", { tags: { "dativo.io/A_B-c-d": "x" }, overflow: {}, changes: ["renamed infrastructure.A_B/c d"] }],
    ["---", "x", "kubernetes", { tags: {}, overflow: {}, changes: ["dropped infrastructure.---"] }],
    [
      "dagster/kind",
      "a b",
      "dagster",
      {
        tags: { dagster_kind: "a_b" },
        overflow: { "dagster/kind": "a b" },
        changes: ["renamed infrastructure.dagster/kind", "rewritten infrastructure.dagster/kind"],
      },
    ],
    ["cafe\u0301", "x", "terraform", { tags: { "caf\u00e9": "x" }, changes: ["renamed infrastructure.cafe\u0301"] }],
  ])("%j: %j on %s", (key, value, target, expected) => {
    expect(only(key, value, target)).toEqual(expected);
  });
});

describe("long texts", () => {
  const long = "0123456789".repeat(30);

  test("with long limits end in a hash, the same on AWS, Azure and for the modules", () => {
    const [aws, azure, terraform] = (["aws", "azure", "terraform"] as const).map((target) => renderTags([tag("note", long)], target));
    expect(terraform!.tags["note"]).toMatch(/^(0123456789){24}0123456_[0-9a-f]{8}$/);
    expect([aws!.tags["Note"], azure!.tags["note"]]).toEqual([terraform!.tags["note"], terraform!.tags["note"]]);
    expect(aws!.changes).toEqual([{ tag: "infrastructure.note", change: "cut", detail: "the value is cut to 256 characters" }]);
    expect(renderTags([tag("note", `${long.slice(0, 299)}x`)], "aws").tags).not.toEqual(aws!.tags);
  });

  test("of labels are cut as the modules cut them, and Kubernetes keeps the whole", () => {
    expect(renderTags([tag("note", long.slice(0, 100))], "gcp")).toEqual({
      tags: { note: long.slice(0, 63) },
      changes: [{ tag: "infrastructure.note", change: "cut", detail: "the value is cut to 63 characters" }],
    });
    expect(renderTags([tag("note", long.slice(0, 100))], "kubernetes").overflow).toEqual({ "dativo.io/note": long.slice(0, 100) });
    expect(renderTags([tag("note", long)], "dagster").overflow).toEqual({ note: long });
  });

  test("two keys that are the same when cut are both kept: the weaker one ends in a hash", () => {
    const key = "a".repeat(63);
    const { tags, changes } = renderTags([tag(`${key}b`, "1", "infrastructure", "default"), tag(`${key}c`, "2")], "gcp");
    const [plain, hashed] = Object.keys(tags)
      .sort((a, b) => b.length - a.length || (a < b ? 1 : -1))
      .reverse();
    expect([tags[key], Object.keys(tags).length]).toEqual(["2", 2]);
    expect([plain, hashed].find((one) => one !== key)).toMatch(/^a{54}_[0-9a-f]{8}$/);
    expect(changes.map(({ tag: of, change }) => `${change} ${of.at(-1)}`)).toEqual(["renamed b", "cut b", "cut c"]);
  });
});

describe("names that meet", () => {
  test("Azure: when only their case differs", () => {
    expect(renderTags([tag("Acme.io/Tier", "a", "infrastructure", "default"), tag("acme.io/tier", "b")], "azure")).toMatchObject({
      tags: { "acme.io-tier": "b" },
      changes: expect.arrayContaining([
        { tag: "infrastructure.Acme.io/Tier", change: "collided", detail: "the key 'Acme.io-Tier' is that of infrastructure.acme.io/tier" },
      ]),
    });
  });

  test("AWS keeps both, and says that IAM does not", () => {
    expect(renderTags([tag("Acme.io/Tier", "a"), tag("acme.io/tier", "b")], "aws")).toEqual({
      tags: { "Acme.io/Tier": "a", "acme.io/tier": "b" },
      changes: [
        {
          tag: "infrastructure.acme.io/tier",
          change: "collided",
          detail: "the key 'acme.io/tier' and 'Acme.io/Tier': it differs in case alone, and IAM takes both for one",
        },
      ],
    });
  });

  test("Google Cloud: after lower-casing and replacing", () => {
    const { tags, changes } = renderTags([tag("a.B", "1"), tag("a/b", "2")], "gcp");
    expect(tags).toEqual({ a_b: "1" });
    expect(changes).toContainEqual({
      tag: "infrastructure.a/b",
      change: "collided",
      detail: "the key 'a_b' is that of infrastructure.a.B",
    });
  });
});
