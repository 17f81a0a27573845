import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { Infrastructure } from "../spec/infrastructure.ts";
import type { JobFacts } from "../spec/resolved-job.ts";
import { requiredTagKeys, tagLayers, type Tag } from "../spec/tags.ts";
import { deriveTags } from "./derive-tags.ts";
import { explainTags } from "./explain-tags.ts";
import { renderTags, tagRenderers } from "./render-tags.ts";

const block: Infrastructure = {
  provider: "aws",
  provisioner: "terraform",
  region: "us-east-1",
  runtime: { type: "aws_fargate", cpu: "1024", memory: "2048", compute: { instance_count: 2 } },
  terraform: { workspace: "prod" },
  resource_identifiers: {},
  tags: {},
  labels: {},
  annotations: {},
  resources: {},
  outputs: {},
};

const job: JobFacts = {
  name: "stripe_customers",
  file: "/p/jobs/acme/stripe_customers.yaml",
  root: "/p",
  state_dir: "/p/.dativo",
  tenant_id: "acme",
  environment: "prod",
  source: { connector: "stripe" },
  target: { connector: "iceberg" },
  contract: {
    file: "assets/stripe/v1.0/customers.yaml",
    apiVersion: "v3.1.0",
    id: "0f1e",
    name: "stripe_customers",
    version: "1.0.0",
    tags: [],
    owner: "sales-data",
    objects: [{ name: "customers", properties: [], quality: [] }],
    facts: { finops: { cost_center: "FIN-001", business_tags: ["payments"] } },
  },
  object: "customers",
  logging: { level: "INFO", redaction: true },
  finops: { cost_center: "FIN-002", business_tags: ["payments", "revenue"], environment: "production" },
  governance_overrides: {},
  classification_overrides: {},
  infrastructure: block,
  secrets: [],
};
const withTags = (tags: Infrastructure["tags"]): JobFacts => ({ ...job, infrastructure: { ...block, tags } });
const value = (tags: readonly Tag[], name: string): unknown => tags.find((tag) => `${tag.namespace}.${tag.key}` === name)?.value;

describe("the infrastructure block as a source of tags", () => {
  it("says where and on what the job runs", () => {
    const tags = deriveTags(job);
    expect(Object.fromEntries(tags.filter((tag) => tag.namespace === "infrastructure").map((tag) => [tag.key, tag.value]))).toEqual({
      provider: "aws",
      platform: "aws_fargate",
      provisioner: "terraform",
      region: "us-east-1",
      cpu: "1024",
      memory: "2048",
      instance_count: 2,
      terraform_workspace: "prod",
      managed_by: "dativo",
    });
  });

  it("is stronger than job and asset, and weaker than Dativo itself", () => {
    const tags = deriveTags(withTags({ CostCenter: "FIN-003", team: "platform", ManagedBy: "terraform" }));
    expect(value(tags, "finops.cost_center")).toBe("FIN-003");
    expect(value(tags, "identity.team")).toBe("platform");
    expect(value(tags, "infrastructure.managed_by")).toBe("dativo");
    expect(explainTags(tags, "finops.cost_center")[0]).toMatchObject({
      layer: "infrastructure",
      overrode: [
        { layer: "job", value: "FIN-002" },
        { layer: "asset", value: "FIN-001" },
      ],
    });
    expect(explainTags(tags, "infrastructure.managed_by")[0]?.overrode).toMatchObject([{ layer: "infrastructure", value: "terraform" }]);
  });

  it("keeps the user's spelling among the table's properties", () => {
    const { tags } = renderTags(deriveTags(withTags({ ManagedBy: "dativo", Environment: "production", CostCenter: "FIN-002" })), "iceberg");
    expect(tags).toMatchObject({
      "finops.cost_center": "FIN-002",
      "finops.business_tags": "payments,revenue",
      "infrastructure.ManagedBy": "dativo",
      "infrastructure.Environment": "production",
      "infrastructure.CostCenter": "FIN-002",
    });
  });

  it("of two spellings of one key the canonical one wins", () => {
    expect(value(deriveTags(withTags({ cost_center: "a", CostCenter: "b", "cost-center": "c" })), "finops.cost_center")).toBe("a");
  });
});

const key = fc.constantFrom("CostCenter", "cost_center", "team", "Team", "Environment", "my-tag", "App", "a/b", "region", "owner", "x.y");
const words = fc.string({ unit: "grapheme", maxLength: 12 });

test("the strongest layer that says anything wins, whatever else is said", () => {
  fc.assert(
    fc.property(fc.dictionary(key, words), fc.dictionary(key, words), (tags, defaults) => {
      for (const tag of deriveTags(withTags(tags), { defaults })) {
        const ranks = tag.sources.map(({ layer }) => tagLayers.indexOf(layer));
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
        if (typeof tag.value !== "object") expect(tag.value).toBe(tag.sources.at(-1)!.value);
      }
    }),
  );
});

test("the order of keys and the number of times do not matter", () => {
  fc.assert(
    fc.property(fc.dictionary(key, words), (tags) => {
      const reversed = Object.fromEntries(Object.entries(tags).toReversed());
      expect(deriveTags(withTags(reversed))).toEqual(deriveTags(withTags(tags)));
    }),
  );
});

test("the five required tags reach every target, however many others there are", () => {
  const many = fc.dictionary(fc.stringMatching(/^[a-z]{3,12}$/), fc.constant("v"), { minKeys: 60, maxKeys: 80 });
  fc.assert(
    fc.property(many, (others) => {
      const five = Object.fromEntries(requiredTagKeys.map((one) => [one, one === "environment" ? "prod" : "x"]));
      const tags = deriveTags(withTags({ ...others, ...five }));
      for (const { name } of tagRenderers) {
        const rendered = Object.keys(renderTags(tags, name).tags).map((one) => one.toLowerCase().replaceAll(/[^a-z]/g, ""));
        for (const required of requiredTagKeys) {
          expect(
            rendered.some((one) => one.endsWith(required.replaceAll("_", ""))),
            `${name} has ${required}`,
          ).toBe(true);
        }
      }
    }),
    { numRuns: 20 },
  );
});
