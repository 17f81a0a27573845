import { createHash } from "node:crypto";
import { awsShapes } from "./aws-shapes.ts";
import { azurermShapes } from "./azurerm-shapes.ts";
import { googleShapes } from "./google-shapes.ts";
import { kubernetesShapes } from "./kubernetes-shapes.ts";
import { fallbackShapes, type Shapes } from "./fallback-shapes.ts";
import { identity, projectOf, regionOf } from "./provider-defaults.ts";
import type { Attribute, Block, CtyType, ProviderName } from "./schema.ts";
import { mapAttributes, showPath } from "./walk-block.ts";
import { firstBlock, canonical, isUnknown, type Fields, type WireValue } from "./wire-value.ts";

/** A planned resource, or a data source that is to be read. */
export interface ComputeRequest {
  readonly provider: ProviderName;
  readonly type: string;
  readonly block: Block;
  /** Configuration of the provider. */
  readonly config: Fields;
  readonly planned: Fields;
}

const shapes: Readonly<Record<ProviderName, Shapes>> = {
  aws: awsShapes,
  google: googleShapes,
  azurerm: azurermShapes,
  kubernetes: kubernetesShapes,
};
const nameAttributes = [
  "name",
  "family",
  "bucket",
  "account_id",
  "alarm_name",
  "cluster_id",
  "dataset_id",
  "identifier",
  "repository_id",
  "secret_id",
  "role_id",
  "key",
];

/**
 * Replaces every unknown by the value that the provider would learn from its cloud: of the right shape and the same each time
 * for the same arguments, so that runs can be compared.
 */
export function computeUnknowns(request: ComputeRequest): Fields {
  const { block, planned } = request;
  const top = topLevel(request);
  return mapAttributes(block, planned, (attribute, value, path) => {
    if (!isUnknown(value)) return value;
    const own = path.length === 1 ? top[String(path[0])] : undefined;
    return own ?? generic(String(path.at(-1)), attribute, { ...variables(request, showPath(path)), ...top });
  });
}

/** What people would call the resource: its name argument, in kubernetes `namespace/name`. */
export function resourceName(fields: Fields): string | undefined {
  const metadata = firstBlock(fields["metadata"]);
  if (metadata && typeof metadata["name"] === "string") return metadata["name"];
  const given = nameAttributes.map((name) => fields[name]).find((value) => typeof value === "string");
  return typeof given === "string" ? given : undefined;
}

/** The values of the top level by their shapes, in the order of the shapes: later ones may use earlier ones. */
function topLevel(request: ComputeRequest): Fields {
  const { provider, type, block, planned } = request;
  const values: Record<string, WireValue> = {};
  const vars = variables(request);
  const known = Object.fromEntries(Object.entries(planned).filter(([, value]) => typeof value === "string" || typeof value === "number"));
  const own = shapes[provider][type] ?? {};
  const others = Object.entries(fallbackShapes(provider, type)).filter(([name]) => !(name in own));
  for (const [name, shape] of [...Object.entries(own), ...others]) {
    const attribute = block.attributes?.[name];
    const wanted = attribute !== undefined && isUnknown(planned[name]);
    if (attribute && !wanted) continue;
    const value = fill(shape, { ...vars, ...known, ...values });
    values[name] = attribute?.type === "number" ? Number(value) : value;
  }
  return Object.fromEntries(Object.entries(values).filter(([name]) => fits(block.attributes?.[name]?.type)));
}

function fits(type: CtyType | undefined): boolean {
  return type === "string" || type === "number";
}

/** What shapes may name. Hashes differ from one `purpose` to the next, so that two ids of one resource are not taken for each other. */
function variables({ provider, type, config, planned }: ComputeRequest, purpose = ""): Readonly<Record<string, string>> {
  const digest = createHash("sha256")
    .update([type, canonical(planned), purpose].join("\n"))
    .digest("hex");
  const prefix = ["name_prefix", "bucket_prefix"].map((name) => planned[name]).find((value) => typeof value === "string");
  const region = planned["region"] ?? planned["location"];
  return {
    account: identity.account,
    subscription: identity.subscription,
    tenant: identity.tenant,
    region: typeof region === "string" ? region : regionOf(provider, config),
    project: typeof planned["project"] === "string" ? planned["project"] : projectOf(config),
    name: resourceName(planned) ?? (typeof prefix === "string" ? `${prefix}${digest.slice(0, 10)}` : `terraform-${digest.slice(0, 10)}`),
    namespace: namespaceOf(planned),
    hash: digest.slice(0, 10),
    hex17: digest.slice(0, 17),
    upper: digest.slice(0, 13).toUpperCase(),
    digits: String(Number.parseInt(digest.slice(0, 12), 16)),
    uuid: digest.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5"),
  };
}

function namespaceOf(planned: Fields): string {
  const namespace = firstBlock(planned["metadata"])?.["namespace"];
  return typeof namespace === "string" ? namespace : "default";
}

/** `{name}` becomes the variable of that name, `{this|that}` the first that has a value. */
function fill(shape: string, vars: Fields): string {
  return shape.replaceAll(/\{([\w|]+)\}/g, (_, names: string) => {
    const value = names
      .split("|")
      .map((name) => vars[name])
      .find((each) => typeof each === "string" || typeof each === "number");
    if (value === undefined) throw new Error(`the shape ${shape} wants ${names}, which has no value`);
    return String(value);
  });
}

/** The value of an attribute that has no shape of its own, by its name and type. */
function generic(name: string, attribute: Attribute, vars: Fields): WireValue {
  if (attribute.type === "dynamic") return null;
  if (typeof attribute.type !== "string") return genericCollection(name, attribute, vars);
  return genericScalar(name, attribute.type, vars);
}

/** What a provider only reports has one element, so that an index finds something; what one may also set stays empty. */
function genericCollection(name: string, attribute: Attribute, vars: Fields): WireValue {
  const [kind, inner] = attribute.type as Exclude<CtyType, string>;
  if (kind === "object") return genericObject(inner, vars);
  if (kind === "map") return {};
  if (attribute.optional) return [];
  return [typeof inner === "string" ? genericScalar(name, inner, vars) : genericOf(name, inner, vars)];
}

function genericOf(name: string, type: CtyType, vars: Fields): WireValue {
  return generic(name, { type, computed: true }, vars);
}

function genericObject(attributes: Readonly<Record<string, CtyType>>, vars: Fields): WireValue {
  return Object.fromEntries(Object.entries(attributes).map(([name, type]) => [name, genericOf(name, type, vars)]));
}

const patterns: readonly (readonly [RegExp, string])[] = [
  [/(^|_)(create|creation|created|update|updated|modified|expire|delete)(_(time|date|at|timestamp))$/, "2025-01-01T00:00:00Z"],
  [/(^|_)timestamp$/, "2025-01-01T00:00:00Z"],
  [/(^|_)(ip|ip_address|ip_addresses|ipv4_address|outbound_ip_addresses)$/, "10.0.0.1"],
  [/cidr(_block)?s?$/, "10.0.0.0/16"],
  [/(^|_)(uri|url|urls|endpoint|self_link)$/, "https://{name}.example.test"],
  [/(^|_)(fqdn|domain|domain_name|dns_name|hostname|dns)$/, "{name}.example.test"],
  [/^tenant_id$/, "{tenant}"],
  [/^(uid|unique_id|principal_id|client_id|object_id|workspace_id)$/, "{uuid}"],
  [/^owner_id$/, "{account}"],
  [/^(etag|fingerprint|label_fingerprint)$/, "{hash}"],
  [/^(region|location)$/, "{region}"],
  [/^project$/, "{project}"],
  [/(certificate|_key|password|token|kube_config_raw)$/, "ZG91YmxlLXtoYXNofQ=="],
];

function genericScalar(name: string, type: string, vars: Fields): WireValue {
  if (type === "bool") return false;
  if (type === "number") return 1;
  const shape = patterns.find(([pattern]) => pattern.test(name))?.[1];
  return fill(shape ?? `${name.replaceAll("_", "-")}-{hash}`, vars);
}
