/** Documents in the very shape that Terraform 1.11 prints them in. */

/** What differs from a resource that is created and wholly known. */
export interface ResourceParts {
  readonly address?: string;
  readonly provider?: string;
  readonly mode?: string;
  readonly actions?: readonly string[];
  readonly after?: object | null;
  readonly before?: object | null;
  readonly unknown?: object;
  readonly sensitive?: object | boolean;
  readonly beforeSensitive?: object | boolean;
}

/** The five required tags in the spelling of AWS. */
export const five = { JobName: "orders", Team: "data", PipelineType: "ingestion", Environment: "prod", CostCenter: "FIN-001" };
/** The same as Google's labels, Azure's tags and Kubernetes' labels. */
export const fiveLabels = { job_name: "orders", team: "data", pipeline_type: "ingestion", environment: "prod", cost_center: "fin-001" };
export const fiveKebab = {
  "job-name": "orders",
  team: "data",
  "pipeline-type": "ingestion",
  environment: "prod",
  "cost-center": "FIN-001",
};
export const fiveKubernetes = Object.fromEntries(Object.entries(fiveKebab).map(([key, value]) => [`dativo.io/${key}`, value]));

/** The values of a resource whose tags the AWS provider has merged with none of its own. */
export function tagged(tags: object = five, more: object = {}): { after: object } {
  return { after: { tags, tags_all: tags, ...more } };
}

/** An entry of `resource_changes`; the provider goes by the type's first word. */
export function change(type: string, parts: ResourceParts = {}): object {
  const { address = `${type}.this`, provider, mode = "managed", actions = ["create"], before = null, after = {} } = parts;
  const host = `registry.terraform.io/hashicorp/${{ google: "google", azurerm: "azurerm", kubernetes: "kubernetes" }[type.split("_")[0]!] ?? "aws"}`;
  const module = /^(module\..*)\.[a-z_0-9]+\.[^.]+$/.exec(address)?.[1];
  return {
    address,
    ...(module === undefined ? {} : { module_address: module }),
    mode,
    type,
    name: "this",
    provider_name: provider ?? host,
    change: {
      actions,
      before,
      after,
      after_unknown: { id: true, ...parts.unknown },
      before_sensitive: parts.beforeSensitive ?? false,
      after_sensitive: parts.sensitive ?? {},
    },
  };
}

/** A whole plan. */
export function plan(changes: readonly object[], more: object = {}): object {
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: { root_module: {} },
    resource_changes: changes,
    configuration: { root_module: {} },
    timestamp: "2025-01-01T00:00:00Z",
    applyable: true,
    complete: true,
    errored: false,
    ...more,
  };
}

/** What `terraform show -json` prints of a state with these resources, in modules by their address (`""` is the root). */
export function shownState(modules: Readonly<Record<string, readonly object[]>>): object {
  const { "": root = [], ...children } = modules;
  const child_modules = Object.entries(children).map(([address, resources]) => ({ address, resources }));
  return { format_version: "1.0", terraform_version: "1.11.4", values: { root_module: { resources: root, child_modules } } };
}

/** A resource of a shown state. */
export function stored(address: string, type: string, values: object, more: object = {}): object {
  const provider_name = "registry.terraform.io/hashicorp/aws";
  return { address, mode: "managed", type, name: "this", provider_name, schema_version: 0, values, sensitive_values: {}, ...more };
}
