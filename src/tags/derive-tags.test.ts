import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Contract, Property } from "../spec/contract.ts";
import type { ResolvedJob } from "../spec/resolved-job.ts";
import type { Tag, TagValue } from "../spec/tags.ts";
import { deriveTags } from "./derive-tags.ts";
import { renderTags } from "./render-tags.ts";

function column(name: string, classification?: string): Property {
  return {
    name,
    type: { kind: "string" },
    required: false,
    unique: false,
    primaryKey: 0,
    partitionKey: 0,
    options: {},
    quality: [],
    ...(classification === undefined ? {} : { classification }),
  };
}

const contract: Contract = {
  file: "assets/stripe/v1.0/customers.yaml",
  apiVersion: "v3.1.0",
  id: "0f1e",
  name: "stripe_customers",
  version: "1.2.0",
  status: "active",
  domain: "sales",
  dataProduct: "crm",
  tags: [],
  owner: "sales-data",
  objects: [{ name: "customers", properties: [column("id"), column("email", "PII"), column("password_hint", "SECRET")], quality: [] }],
  facts: {
    source_type: "stripe",
    object: "customers",
    compliance: {
      classification: ["CONFIDENTIAL"],
      regulations: ["GDPR", "CCPA"],
      retention_days: 365,
      encryption_required: true,
      access_control: "role_based",
    },
    finops: { cost_center: "FIN-001", business_tags: ["payments"], project: "crm" },
  },
};

const job: ResolvedJob = {
  name: "stripe_customers_daily",
  file: "/p/jobs/acme/stripe_customers_daily.yaml",
  root: "/p",
  tenant_id: "acme",
  environment: "prod",
  source: { connector: "csv", config: {}, extra_columns: "error" },
  target: {
    connector: "iceberg",
    config: {},
    table: { namespace: "acme", name: "customers" },
    mode: "append",
    overwrite: "table",
    file_format: "iceberg",
    partitioning: [],
    sort_by: [],
    parquet_target_size_mb: 150,
  },
  contract,
  object: "customers",
  schema_validation_mode: "strict",
  engine: { name: "duckdb" },
  logging: { level: "INFO", redaction: true },
  retry_config: { max_retries: 3, initial_delay_seconds: 5, max_delay_seconds: 300, backoff_multiplier: 2 },
  finops: { cost_center: "FIN-002", business_tags: ["payments", "revenue"] },
  governance_overrides: { retention_days: 90 },
  classification_overrides: { default: "PII", email: "PERSONAL" },
  secrets: [],
  state_dir: "/p/.dativo",
};

function find(tags: readonly Tag[], name: string): Tag {
  const found = tags.find((tag) => `${tag.namespace}.${tag.key}` === name);
  if (!found) throw new Error(`no tag ${name} among ${tags.map((tag) => `${tag.namespace}.${tag.key}`).join(", ")}`);
  return found;
}

describe("deriveTags", () => {
  test("derives every namespace, as Iceberg properties", () => {
    expect(renderTags(deriveTags(job, { defaults: { ManagedBy: "platform", team_color: "blue" } }), "iceberg")).toEqual({
      changes: [],
      tags: {
        "identity.asset": "stripe_customers",
        "identity.environment": "prod",
        "identity.job_name": "stripe_customers_daily",
        "identity.source_connector": "csv",
        "identity.target_connector": "iceberg",
        "identity.team": "sales-data",
        "identity.tenant_id": "acme",
        "asset.data_product": "crm",
        "asset.domain": "sales",
        "asset.name": "stripe_customers",
        "asset.object": "customers",
        "asset.source_type": "stripe",
        "asset.status": "active",
        "asset.version": "1.2.0",
        "classification.access_control": "role_based",
        "classification.contains_confidential": "true",
        "classification.contains_personal": "true",
        "classification.contains_pii": "true",
        "classification.contains_secret": "true",
        "classification.default": "CONFIDENTIAL,PII",
        "classification.encryption_required": "true",
        "classification.fields.email": "PERSONAL",
        "classification.fields.password_hint": "SECRET",
        "classification.regulations": "GDPR,CCPA",
        "classification.retention_days": "90",
        "governance.data_product": "crm",
        "governance.domain": "sales",
        "governance.owner": "sales-data",
        "governance.regulations": "GDPR,CCPA",
        "governance.retention_days": "90",
        "finops.business_tags": "payments,revenue",
        "finops.cost_center": "FIN-002",
        "finops.project": "crm",
        "infrastructure.ManagedBy": "dativo",
        "infrastructure.team_color": "blue",
      },
    });
  });

  test("keeps who said what, weakest first, with positions", () => {
    const at = (layer: string, path: readonly string[]): string => `${layer}:${path.join(".")}`;
    const tags = deriveTags(job, { defaults: { CostCenter: "NONE" }, at });
    expect(find(tags, "finops.cost_center")).toEqual({
      namespace: "finops",
      key: "cost_center",
      value: "FIN-002",
      sources: [
        { layer: "default", value: "NONE", written: "CostCenter", at: "default:default_tags.CostCenter" },
        { layer: "asset", value: "FIN-001", at: "asset:finops.cost_center" },
        { layer: "job", value: "FIN-002", at: "job:finops.cost_center" },
      ],
    });
    expect(find(tags, "classification.contains_personal").sources).toEqual([
      { layer: "job", value: true, at: "job:classification_overrides.email" },
    ]);
    expect(find(tags, "classification.fields.email").sources.map((source) => source.at)).toEqual([
      "asset:columns.email.classification",
      "job:classification_overrides.email",
    ]);
  });

  test("lists hold what all say, the asset first and platform defaults last", () => {
    const tags = deriveTags(job, { defaults: { business_tags: ["platform", "revenue"], "governance.regulations": "SOX" } });
    expect(find(tags, "finops.business_tags").value).toEqual(["payments", "revenue", "platform"]);
    expect(find(tags, "governance.regulations").value).toEqual(["GDPR", "CCPA", "SOX"]);
  });

  test("guesses no class from names of columns", () => {
    const bare: Contract = {
      ...contract,
      facts: {},
      objects: [{ name: "customers", properties: [column("email"), column("ssn"), column("password")], quality: [] }],
    };
    const tags = deriveTags({ ...job, contract: bare, classification_overrides: {}, governance_overrides: {} });
    expect(tags.filter((tag) => tag.namespace === "classification")).toEqual([]);
  });

  test("classes of other objects of the contract are not the job's", () => {
    const two: Contract = {
      ...contract,
      objects: [...contract.objects, { name: "cards", properties: [column("pan", "PCI")], quality: [] }],
    };
    expect(deriveTags({ ...job, contract: two }).map((tag) => tag.key)).not.toContain("contains_pci");
  });

  test("a default names its namespace, or has a known bare key, or is the user's own", () => {
    const tags = deriveTags(job, { defaults: { "finops.Project": "p", pipelineType: "ingestion", "acme.io/Tier": "gold", name: "mine" } });
    expect(find(tags, "identity.pipeline_type").value).toBe("ingestion");
    expect(find(tags, "infrastructure.acme.io/Tier").value).toBe("gold");
    expect(find(tags, "infrastructure.name").value).toBe("mine");
    expect(find(tags, "finops.project").sources[0]).toMatchObject({ layer: "default", value: "p" });
  });

  test("the system's word is last", () => {
    expect(find(deriveTags(job, { defaults: { managed_by: "me" } }), "infrastructure.managed_by")).toMatchObject({
      value: "dativo",
      sources: [{ layer: "default", value: "me" }, { layer: "system" }],
    });
  });

  test("no run, time or machine is a tag", () => {
    const text = JSON.stringify(deriveTags(job));
    expect(text).not.toMatch(/\d{4}-\d\d-\d\d|run_id|created|modified/);
  });
});

describe("laws", () => {
  const value: fc.Arbitrary<TagValue> = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string(), { maxLength: 3 }));
  const key = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.constantFrom("CostCenter", "cost-center", "finops.project", "business_tags", "managedBy", "classification.fields.id", "regulations"),
  );
  const entries = fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, maxLength: 8 });
  const frozen = <T>(thing: T): T => {
    if (typeof thing === "object" && thing !== null) Object.values(Object.freeze(thing)).forEach(frozen);
    return thing;
  };

  test("equal inputs give equal tags, and inputs stay as they were", () => {
    fc.assert(
      fc.property(entries, (pairs) => {
        const defaults = frozen(Object.fromEntries(pairs));
        expect(deriveTags(frozen(structuredClone(job)), { defaults })).toEqual(deriveTags(job, { defaults }));
      }),
    );
  });

  test("the order of keys in a file has no effect", () => {
    fc.assert(
      fc.property(entries, fc.infiniteStream(fc.nat()), (pairs, seed) => {
        const shuffled = pairs
          .map((pair) => ({ pair, rank: seed.next().value }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ pair }) => pair);
        expect(deriveTags(job, { defaults: Object.fromEntries(shuffled) })).toEqual(
          deriveTags(job, { defaults: Object.fromEntries(pairs) }),
        );
      }),
    );
  });

  test("every default is a source of exactly one tag, and every tag is rendered", () => {
    fc.assert(
      fc.property(entries, (pairs) => {
        const tags = deriveTags(job, { defaults: Object.fromEntries(pairs) });
        expect(
          tags
            .filter((tag) => !tag.key.startsWith("contains_"))
            .flatMap((tag) => tag.sources)
            .filter((source) => source.layer === "default").length,
        ).toBe(pairs.length);
        expect(Object.keys(renderTags(tags, "iceberg").tags).length).toBe(tags.length);
        expect(new Set(tags.map((tag) => `${tag.namespace}.${tag.key}`)).size).toBe(tags.length);
      }),
    );
  });
});
