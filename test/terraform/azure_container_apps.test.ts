import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { terraformBinary } from "../provider-double/run-terraform.ts";
import { startProviders, type RunningProviders } from "../provider-double/start-providers.ts";
import { applyRoot, examplesOf } from "./apply-root.ts";
import { walkModule, type Json, type StateResource } from "./lifecycle.ts";

const name = "azure_container_apps";
const moduleFolder = path.resolve(import.meta.dirname, "../../terraform/modules", name);
const platform = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/platform/providers";

const metadata = {
  job_name: "hubspot-contacts-etl",
  team: "data-engineering",
  pipeline_type: "ingestion",
  environment: "prod",
  cost_center: "data-platform",
};

const tags = {
  "job-name": "hubspot-contacts-etl",
  team: "data-engineering",
  "pipeline-type": "ingestion",
  environment: "prod",
  "cost-center": "data-platform",
  "managed-by": "terraform",
  "dativo-runtime": "azure_container_apps",
};

const shortest = { region: "eastus", job_metadata: metadata };

const everything: Record<string, Json> = {
  ...shortest,
  tags: { owner: "Contacts@Acme.com" },
  default_tags: { project: "dativo-platform" },
  runtime_type: "azure_container_apps",
  resource_group_name: "contacts",
  container_image: "acmeregistry.azurecr.io/dativo:1.1.0",
  command: ["dativo"],
  args: ["run", "--config", "contacts.yaml"],
  cpu: 1.25,
  memory: "2.5Gi",
  environment_variables: { LOG_LEVEL: "info" },
  secrets: {
    HUBSPOT_TOKEN: "https://acme.vault.azure.net/secrets/hubspot-token",
    hubspot_token: "https://acme.vault.azure.net/secrets/other",
  },
  schedule: "0 3 * * *",
  timeout_seconds: 7200,
  max_retries: 1,
  parallelism: 2,
  replica_completion_count: 2,
  container_registry_id: `${platform}/Microsoft.ContainerRegistry/registries/acmeregistry`,
  storage_account_ids: [`${platform}/Microsoft.Storage/storageAccounts/one`, `${platform}/Microsoft.Storage/storageAccounts/two`],
  key_vault_ids: { vault: `${platform}/Microsoft.KeyVault/vaults/acme` },
  additional_identity_ids: [`${platform}/Microsoft.ManagedIdentity/userAssignedIdentities/shared`],
  infrastructure_subnet_id: `${platform}/Microsoft.Network/virtualNetworks/shared/subnets/jobs`,
  zone_redundancy_enabled: true,
  log_retention_days: 365,
};

const hostile = {
  ...shortest,
  job_metadata: {
    ...metadata,
    job_name: `日本語 "quoted" \${x} %{y} ${"ab-".repeat(100)}`,
    team: 'a"b\\c\n${var.region}',
    environment: "PROD!",
    TEAM: "differs in case",
    CostCenter: "another name",
    "a<b>%&\\?/c": "signs",
    azureThing: "reserved",
  },
  schedule: "*/5 * * * *",
  environment_variables: { TEXT: 'say "hi"\n${x} %{y} \\ ü', AZURE_CLIENT_ID: "mine" },
};

const shared = {
  ...shortest,
  create_resource_group: false,
  resource_group_name: "jobs",
  create_environment: false,
  environment_id: `${platform}/Microsoft.App/managedEnvironments/shared`,
};

const guide = `
provider "azurerm" {
  features {}
}

module "hubspot_contacts_runtime" {
  source = "./modules/azure_container_apps"

  region = "eastus"

  job_metadata = {
    job_name      = "hubspot-contacts-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
  }

  container_image = "acmeregistry.azurecr.io/dativo:1.1.0"
  cpu             = 1.0
  memory          = "2Gi"

  min_replicas = 0
  max_replicas = 1

  storage_account_ids = [
    "/subscriptions/.../storageAccounts/acmedatalake"
  ]
}

output "cluster_name" {
  value = module.hubspot_contacts_runtime.cluster_name
}

output "service_name" {
  value = module.hubspot_contacts_runtime.service_name
}
`;

const withTags = `
provider "azurerm" {
  features {}
}

resource "azurerm_storage_account" "lake" {
  name                     = "acmedatalake"
  resource_group_name      = "lake"
  location                 = "eastus"
  account_tier             = "Standard"
  account_replication_type = "LRS"
}

resource "azurerm_log_analytics_workspace" "shared" {
  name                = "shared"
  resource_group_name = "lake"
  location            = "eastus"
}

module "dativo_runtime" {
  source       = "./modules/azure_container_apps"
  region       = "eastus"
  runtime_type = "azure_container_apps"
  tags         = ${JSON.stringify(metadata)}
  default_tags = { owner = "platform", managed_by = "hand" }
}

module "with_what_the_same_apply_makes" {
  source                         = "./modules/azure_container_apps"
  region                         = "eastus"
  tags                           = ${JSON.stringify({ ...metadata, job_name: "another" })}
  storage_account_ids            = { lake = azurerm_storage_account.lake.id }
  create_log_analytics_workspace = false
  log_analytics_workspace_id     = azurerm_log_analytics_workspace.shared.id
}

output "runtime" {
  value = module.dativo_runtime
}
`;

/** Tags of what can carry them. */
function tagsOf(resources: readonly StateResource[]): readonly (readonly [address: string, tags: Json])[] {
  return resources.flatMap(({ address, values }) => ("tags" in values ? [[address, values["tags"] ?? null] as const] : []));
}

describe.skipIf(terraformBinary() === undefined).each(["4.73.0", "5.2.0"])("azure_container_apps on azurerm %s", (version) => {
  let providers: RunningProviders;
  beforeAll(async () => {
    providers = await startProviders({ azurerm: version });
  });
  afterAll(async () => providers.stop());

  const whole = [
    { title: "the shortest input", variables: shortest, resources: 6, taggable: 5 },
    { title: "every option", variables: everything, resources: 10, taggable: 5 },
    { title: "an app", variables: { ...shortest, create_service: true }, resources: 6, taggable: 5 },
    { title: "what is shared brought along", variables: shared, resources: 2, taggable: 2 },
    { title: "hostile input", variables: hostile, resources: 6, taggable: 5 },
  ];

  test.each(whole)("a whole life with $title", async ({ variables, resources: count, taggable }) => {
    const walk = {
      moduleFolder,
      versions: { azurerm: version },
      variables,
      taggedAs: "job_metadata",
      changedTag: ["team", "another"],
    } as const;
    const { resources, outputs, retagged } = await walkModule(walk);

    const made = resources.filter(({ type }) => type !== "terraform_data");
    const tagged = tagsOf(made);
    expect([made.length, tagged.length]).toStrictEqual([count, taggable]);
    for (const [address, set] of tagged) expect(set, address).toStrictEqual(outputs["tags"]);
    const given = outputs["tags"] as Readonly<Record<string, string>>;
    expect(Object.keys(given)).toStrictEqual(expect.arrayContaining(Object.keys(tags)));
    expect(new Set(Object.keys(given).map((key) => key.toLowerCase())).size).toBe(Object.keys(given).length);
    for (const [key, value] of Object.entries(given)) {
      expect(key).toMatch(/^[^<>%&\\?/]{1,512}$/);
      expect([...value].length).toBeLessThanOrEqual(256);
    }
    expect(retagged.map(({ address }) => address).toSorted()).toStrictEqual(tagged.map(([address]) => address).toSorted());
  });

  test("the tags are the job's in Azure's style, and values of any shape reach tags and container unchanged", async () => {
    const { job_metadata, environment_variables } = hostile;
    const { resources, outputs } = await walkModule({
      moduleFolder,
      versions: { azurerm: version },
      variables: { ...everything, job_metadata, environment_variables, secrets: {} },
      taggedAs: "job_metadata",
      changedTag: ["team", "another"],
    });
    expect(outputs["tags"]).toStrictEqual({
      ...tags,
      "job-name": Array.from(job_metadata.job_name).slice(0, 256).join(""),
      team: job_metadata.team,
      environment: "PROD!",
      CostCenter: "another name",
      "a-b------c": "signs",
      owner: "Contacts@Acme.com",
      project: "dativo-platform",
    });
    const job = resources.find(({ type }) => type === "azurerm_container_app_job")?.values as unknown as {
      template: [{ container: [{ env: readonly { name: string; value: string }[] }] }];
    };
    const { env } = job.template[0].container[0];
    expect(Object.fromEntries(env.map((one) => [one.name, one.value]))).toStrictEqual(environment_variables);
  });

  test("the call of the guide", async () => {
    const { outputs } = await applyRoot(providers, name, { main: guide });
    expect(outputs).toStrictEqual({
      cluster_name: "hubspot-contacts-etl-prod-cluster",
      service_name: "hubspot-contacts-etl-prod-job",
    });
  });

  test("the call with tags and platform defaults, beside what the same apply makes", async () => {
    const { resources, outputs } = await applyRoot(providers, name, { main: withTags });
    const tagged = tagsOf(resources).filter(([address]) => address.startsWith("module.dativo_runtime."));
    expect(tagged).toHaveLength(5);
    for (const [address, set] of tagged) expect(set, address).toStrictEqual({ ...tags, owner: "platform" });
    expect(outputs["runtime"]).toMatchObject({
      environment_name: "hubspot-contacts-etl-prod-cluster",
      container_app_name: "hubspot-contacts-etl-prod-job",
      ingress_url: null,
    });
    expect(resources.map(({ address }) => address)).toContain(
      'module.with_what_the_same_apply_makes.azurerm_role_assignment.storage["lake"]',
    );
  });

  test.each(examplesOf(name))("the example %s", async (example) => {
    const { resources } = await applyRoot(providers, name, { example });
    expect(tagsOf(resources).length).toBeGreaterThan(1);
  });
});
