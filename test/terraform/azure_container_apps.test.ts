import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { terraformBinary } from "../provider-double/run-terraform.ts";
import { startProviders, type RunningProviders } from "../provider-double/start-providers.ts";
import {
  block,
  bringUp,
  examplesOf,
  exampleWorkspace,
  firstPlan,
  liveThrough,
  moduleWorkspace,
  removeWorkspaces,
  resourceOf,
  rootWorkspace,
  succeed,
  taggedResources,
  tearDown,
  type Json,
} from "./life-cycle.ts";

const name = "azure_container_apps";
const files = { "provider.tf": 'provider "azurerm" {\n  features {}\n}\n' };
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

describe.skipIf(terraformBinary() === undefined).each(["4.73.0", "5.2.0"])("azure_container_apps on azurerm %s", (version) => {
  let providers: RunningProviders;
  beforeAll(async () => {
    providers = await startProviders({ azurerm: version });
  });
  afterAll(async () => {
    await providers.stop();
    removeWorkspaces();
  });

  const live = [
    { title: "the shortest input", inputs: shortest, resources: 6, taggable: 5 },
    { title: "every option", inputs: everything, resources: 10, taggable: 5 },
    { title: "an app", inputs: { ...shortest, create_service: true }, resources: 6, taggable: 5 },
    { title: "what is shared brought along", inputs: shared, resources: 2, taggable: 2 },
    { title: "hostile input", inputs: hostile, resources: 6, taggable: 5 },
  ];

  test.each(live)("$title: init, validate, plan, apply, plan again, change of tags, destroy", async ({ title, inputs, ...counts }) => {
    const workspace = moduleWorkspace(name, providers.env, { inputs, files });
    const check = (address: string, set: Readonly<Record<string, string>>) => {
      expect(Object.keys(set), `${title}: ${address}`).toStrictEqual(expect.arrayContaining(Object.keys(tags)));
      expect(new Set(Object.keys(set).map((key) => key.toLowerCase())).size).toBe(Object.keys(set).length);
      for (const [key, value] of Object.entries(set)) {
        expect(key).toMatch(/^[^<>%&\\?/]{1,512}$/);
        expect([...value].length).toBeLessThanOrEqual(256);
      }
    };
    expect(await liveThrough(workspace, { inputs, provider: "azurerm", version, check })).toStrictEqual(counts);
  });

  test("the tags are the job's in Azure's style, on everything", async () => {
    const planned = await firstPlan(moduleWorkspace(name, providers.env, { inputs: everything, files }));
    const wanted = { ...tags, owner: "Contacts@Acme.com", project: "dativo-platform" };
    expect(taggedResources(planned, "azurerm", version).map((one) => one.tags)).toStrictEqual(Array.from({ length: 5 }, () => [wanted]));
  });

  test("values of any shape reach tags and container unchanged", async () => {
    const planned = await firstPlan(moduleWorkspace(name, providers.env, { inputs: hostile, files }));
    const job = resourceOf(planned, "azurerm_container_app_job");
    const { env } = block(job, "template.container") as { env: readonly { name: string; value: string }[] };
    expect(Object.fromEntries(env.map((one) => [one.name, one.value]))).toStrictEqual(hostile.environment_variables);
    expect(job["tags"]).toMatchObject({ team: hostile.job_metadata.team, "a-b------c": "signs", CostCenter: "another name" });
    expect(job["tags"]).not.toHaveProperty("azureThing");
  });

  test("the call of the guide", async () => {
    const workspace = rootWorkspace(
      name,
      providers.env,
      `${files["provider.tf"]}
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
      }`,
    );
    const { outputs } = await bringUp(workspace);
    expect(outputs).toStrictEqual({
      cluster_name: "hubspot-contacts-etl-prod-cluster",
      service_name: "hubspot-contacts-etl-prod-job",
    });
    await tearDown(workspace);
  });

  test("the call with tags and platform defaults", async () => {
    const workspace = rootWorkspace(
      name,
      providers.env,
      `${files["provider.tf"]}
      module "dativo_runtime" {
        source       = "./modules/azure_container_apps"
        region       = "eastus"
        runtime_type = "azure_container_apps"
        tags         = ${JSON.stringify(metadata)}
        default_tags = { owner = "platform", managed_by = "hand" }
      }
      output "runtime" {
        value = module.dativo_runtime
      }`,
    );
    const { planned, outputs } = await bringUp(workspace);
    for (const { address, tags: sets } of taggedResources(planned, "azurerm", version)) {
      expect(sets, address).toStrictEqual([{ ...tags, owner: "platform" }]);
    }
    expect(outputs["runtime"]).toMatchObject({
      environment_name: "hubspot-contacts-etl-prod-cluster",
      container_app_name: "hubspot-contacts-etl-prod-job",
      ingress_url: null,
    });
    await tearDown(workspace);
  });

  test("what the same apply makes can be handed in", async () => {
    const workspace = rootWorkspace(
      name,
      providers.env,
      `${files["provider.tf"]}
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
        source                         = "./modules/azure_container_apps"
        region                         = "eastus"
        tags                           = ${JSON.stringify(metadata)}
        storage_account_ids            = { lake = azurerm_storage_account.lake.id }
        create_log_analytics_workspace = false
        log_analytics_workspace_id     = azurerm_log_analytics_workspace.shared.id
      }`,
    );
    const { planned } = await bringUp(workspace);
    expect(planned.map((change) => change.address)).toContain('module.dativo_runtime.azurerm_role_assignment.storage["lake"]');
    await tearDown(workspace);
  });

  test.each(examplesOf(name))("example %s", async (example) => {
    const workspace = exampleWorkspace(name, example, providers.env);
    const { planned } = await bringUp(workspace);
    expect(planned.map((change) => change.actions.join())).toContain("create");
    await tearDown(workspace);
  });

  test("the module's own tests", async () => {
    const workspace = moduleWorkspace(name, providers.env);
    await succeed(workspace, "init");
    expect(await succeed(workspace, "test")).toMatch(/Success! \d+ passed, 0 failed/);
  });
});
