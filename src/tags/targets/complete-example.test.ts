import { expect, test } from "vitest";
import type { Tag } from "../../spec/tags.ts";
import { renderTags } from "../render-tags.ts";

const tag = (name: string, value: Tag["value"], layer: "asset" | "job" | "infrastructure" | "system", written?: string): Tag => ({
  namespace: name.slice(0, name.indexOf(".")) as Tag["namespace"],
  key: name.slice(name.indexOf(".") + 1),
  value,
  sources: [{ layer, value, ...(written === undefined ? {} : { written }) }],
});

/** The complete example that users of earlier Dativo have: a job, its contract, its infrastructure block. */
const example = [
  tag("identity.tenant_id", "acme", "job"),
  tag("identity.environment", "prod", "job"),
  tag("identity.source_connector", "postgres", "job"),
  tag("identity.target_connector", "iceberg", "job"),
  tag("identity.asset", "postgres_orders", "asset"),
  tag("asset.domain", "sales", "asset"),
  tag("asset.data_product", "customer-analytics", "asset"),
  tag("classification.default", ["PII", "Financial"], "asset"),
  tag("classification.contains_pii", true, "asset"),
  tag("classification.contains_financial", true, "asset"),
  tag("classification.regulations", ["GDPR", "CCPA"], "asset"),
  tag("classification.retention_days", 365, "asset"),
  tag("classification.encryption_required", true, "asset"),
  tag("governance.owner", "data-team@acme.com", "asset"),
  tag("governance.domain", "sales", "asset"),
  tag("governance.data_product", "customer-analytics", "asset"),
  tag("governance.regulations", ["GDPR", "CCPA"], "asset"),
  tag("governance.retention_days", 365, "asset"),
  tag("finops.cost_center", "data-engineering", "job"),
  tag("finops.project", "customer-analytics", "job"),
  tag("finops.business_tags", ["sales", "analytics"], "job"),
  tag("infrastructure.provider", "aws", "infrastructure"),
  tag("infrastructure.provisioner", "terraform", "infrastructure"),
  tag("infrastructure.platform", "aws_emr", "infrastructure"),
  tag("infrastructure.terraform_workspace", "prod", "infrastructure"),
  tag("infrastructure.custom_tag", "custom-value", "infrastructure", "CustomTag"),
  tag("infrastructure.managed_by", "dativo", "system"),
];

/** What earlier Dativo printed for it. */
const earlier: Readonly<Record<string, string>> = {
  TenantId: "acme",
  Environment: "prod",
  SourceConnector: "postgres",
  TargetConnector: "iceberg",
  Asset: "postgres_orders",
  Domain: "sales",
  DataProduct: "customer-analytics",
  Owner: "data-team@acme.com",
  DataClassification: "PII,Financial",
  ContainsPII: "true",
  ContainsFinancial: "true",
  Regulations: "GDPR,CCPA",
  RetentionDays: "365",
  EncryptionRequired: "true",
  CostCenter: "data-engineering",
  Project: "customer-analytics",
  BusinessTags: "sales,analytics",
  InfraProvider: "terraform",
  Platform: "emr",
  TerraformWorkspace: "prod",
  ManagedBy: "dativo",
  CustomTag: "custom-value",
  LastModified: "2025-11-25T15:30:00Z",
};

test("the complete example comes out as it did, but for what is settled otherwise", () => {
  const { LastModified: _time, InfraProvider, Platform: _platform, ...same } = earlier;
  const withoutCommas = Object.fromEntries(Object.entries(same).map(([key, value]) => [key, value.replaceAll(",", "+")]));
  expect(renderTags(example, "aws")).toEqual({
    tags: {
      ...withoutCommas,
      // The provider is the cloud; the tool that makes the resources has a key of its own, and the runtime its full name.
      InfraProvider: "aws",
      Provisioner: InfraProvider,
      Platform: "aws_emr",
    },
    changes: [],
  });
});
