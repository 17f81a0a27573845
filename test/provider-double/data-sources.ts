import { computeUnknowns } from "./computed-values.ts";
import { defaultTags } from "./merged-tags.ts";
import { identity, projectOf, regionOf } from "./provider-defaults.ts";
import type { Block, ProviderName } from "./schema.ts";
import { mapAttributes } from "./walk-block.ts";
import { unknown, type Fields, type WireValue } from "./wire-value.ts";

/** A data source that is to be read. */
export interface ReadRequest {
  readonly provider: ProviderName;
  readonly type: string;
  readonly block: Block;
  /** Configuration of the provider. */
  readonly config: Fields;
  /** Arguments of the data source. */
  readonly fields: Fields;
}

const canned: Readonly<Record<string, (config: Fields) => Fields>> = {
  aws_availability_zones: (config) => {
    const region = regionOf("aws", config);
    return { names: ["a", "b", "c"].map((letter) => `${region}${letter}`), zone_ids: ["az1", "az2", "az3"], id: region };
  },
  aws_caller_identity: () => ({
    account_id: identity.account,
    arn: `arn:aws:iam::${identity.account}:user/terraform`,
    id: identity.account,
    user_id: "AIDADOUBLE",
  }),
  aws_default_tags: (config) => ({ tags: defaultTags(config) ?? {}, id: "aws" }),
  aws_partition: () => ({ partition: "aws", dns_suffix: "amazonaws.com", reverse_dns_prefix: "com.amazonaws", id: "aws" }),
  aws_region: (config) => {
    const region = regionOf("aws", config);
    return { name: region, region, id: region, endpoint: `ec2.${region}.amazonaws.com`, description: "A region" };
  },
  aws_subnets: () => ({ ids: ["subnet-0a1b2c3d4e5f60001", "subnet-0a1b2c3d4e5f60002"], id: identity.region.aws }),
  azurerm_client_config: () => ({
    client_id: "22222222-2222-2222-2222-222222222222",
    object_id: "33333333-3333-3333-3333-333333333333",
    subscription_id: identity.subscription,
    tenant_id: identity.tenant,
    id: "client-config",
  }),
  azurerm_subscription: () => ({
    subscription_id: identity.subscription,
    tenant_id: identity.tenant,
    id: `/subscriptions/${identity.subscription}`,
    display_name: "Double",
  }),
  google_client_config: (config) => ({
    project: projectOf(config),
    region: regionOf("google", config),
    access_token: "token",
    id: "client",
  }),
  google_project: (config) => ({ number: "123456789012", project_id: projectOf(config), name: projectOf(config) }),
  google_storage_project_service_account: (config) => ({
    email_address: `service-123456789012@gs-project-accounts.iam.gserviceaccount.com`,
    member: "serviceAccount:service-123456789012@gs-project-accounts.iam.gserviceaccount.com",
    id: projectOf(config),
  }),
};

/** Types that would need a renderer of their own, with what to write instead. */
const refused: Readonly<Record<string, string>> = {
  aws_iam_policy_document: "write the policy with jsonencode(): an audit can read it, and it is known when planning",
  google_iam_policy: "use the iam_member resources",
};

/** Reads a data source: its arguments, the canned answers, and generated values for what is left. Throws for types it refuses. */
export function readDataSource({ provider, type, block, config, fields }: ReadRequest): Fields {
  const advice = refused[type];
  if (advice !== undefined) throw new Error(`the provider double does not render ${type}: ${advice}`);
  const answers = canned[type]?.(config) ?? {};
  const planned = mapAttributes(block, fields, (attribute, value, path): WireValue => {
    if (!attribute.computed || value !== null) return value;
    return (path.length === 1 ? answers[String(path[0])] : undefined) ?? unknown;
  });
  return computeUnknowns({ provider, type, block, config, planned });
}
