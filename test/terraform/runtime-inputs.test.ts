import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { plugins } from "../../src/plugins/index.gen.ts";
import type { Runtime } from "../../src/spec/infrastructure.ts";
import { runTerraform, terraformBinary } from "../provider-double/run-terraform.ts";

const root = path.resolve(import.meta.dirname, "../..");
const azure = "/subscriptions/0-1/resourceGroups/data/providers";

/** Blocks that the plugin takes, from the least to all that it knows. */
const blocks: Readonly<Record<string, readonly Runtime[]>> = {
  aws_fargate: [
    { cpu: 1, memory: 2048 },
    { cpu: ".25 vCPU", memory: "0.5GB" },
    {
      image: "123456789012.dkr.ecr.us-east-1.amazonaws.com/dativo:1.1.0",
      cpu: "1024",
      memory: "2Gi",
      compute: { cluster_id: "arn:aws:ecs:us-east-1:123456789012:cluster/shared", instance_count: 2 },
      storage: { bucket: "acme-data-lake" },
      network: { vpc_id: "vpc-0a1b2c3d", subnet_ids: ["subnet-abc123"], security_group_ids: ["sg-xyz789"] },
      options: { create_service: true },
    },
  ],
  aws_emr: [
    { compute: { instance_count: 5 } },
    {
      compute: {
        cluster_id: "j-2AXXXXXXGAPLF",
        instance_type: "r5.2xlarge",
        instance_count: 8,
        auto_scaling: { min_instances: 4, max_instances: 12 },
      },
      storage: { bucket: "acme-data-lake-prod", mount_path: "/mnt/data" },
      network: { vpc_id: "vpc-0a1b2c3d", subnet_ids: ["subnet-abc123"], security_group_ids: ["sg-xyz"] },
      service_account: "arn:aws:iam::123456789:role/DativoEMRRole",
    },
  ],
  azure_container_apps: [
    { cpu: 0.25, memory: 512 },
    {
      image: "acmeregistry.azurecr.io/dativo:1.1.0",
      cpu: "1.0",
      memory: "2Gi",
      compute: { cluster_id: `${azure}/Microsoft.App/managedEnvironments/shared`, auto_scaling: { min_instances: 1, max_instances: 3 } },
      storage: { bucket: `${azure}/Microsoft.Storage/storageAccounts/acmedatalake` },
      network: { subnet_ids: [`${azure}/Microsoft.Network/virtualNetworks/prod/subnets/jobs`] },
      service_account: `${azure}/Microsoft.ManagedIdentity/userAssignedIdentities/dativo`,
      options: { create_service: true },
    },
  ],
  gcp_cloud_run: [
    { cpu: 1, memory: 2048 },
    { cpu: "2000m", memory: "600.5" },
    {
      image: "us-central1-docker.pkg.dev/acme/dativo/dativo:1.1.0",
      cpu: "1",
      memory: "2Gi",
      compute: { auto_scaling: { min_instances: 1, max_instances: 3 } },
      storage: { bucket: "acme-data-lake" },
      network: { vpc_id: "projects/acme/global/networks/prod-vpc", subnet_ids: ["projects/acme/regions/us-central1/subnetworks/data"] },
      service_account: "dativo@acme.iam.gserviceaccount.com",
      options: { create_service: true },
    },
  ],
  gcp_gke: [
    { cpu: 1, memory: 2048 },
    { cpu: "0.25", memory: 600.5, service_account: "job@acme.iam.gserviceaccount.com" },
    {
      image: "us-central1-docker.pkg.dev/acme/dativo/dativo:1.1.0",
      namespace: "data-ingestion",
      service_account: "dativo-runner",
      compute: {
        cluster_id: "projects/acme/locations/us-central1/clusters/shared",
        instance_type: "n2-standard-4",
        instance_count: 3,
        auto_scaling: { min_instances: 1, max_instances: 5 },
      },
      storage: { bucket: "acme-data-lake" },
      network: { vpc_id: "prod-vpc", subnet_ids: ["projects/acme/regions/us-central1/subnetworks/data"] },
    },
  ],
};

/** What a module insists on beside the block. */
function required(name: string): object {
  if (name.startsWith("gcp_")) return { region: "us-central1", project_id: "acme-data-platform" };
  return { region: name.startsWith("azure_") ? "eastus" : "us-east-1" };
}

/** A module's variables alone: Terraform judges the values without any provider. */
async function variablesOnly(name: string): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "dativo-variables-"));
  copyFileSync(path.join(root, "terraform/modules", name, "variables.tf"), path.join(folder, "variables.tf"));
  expect(await runTerraform(folder, ["init", "-no-color"])).toMatchObject({ code: 0 });
  return folder;
}

async function plan(folder: string, values: object): Promise<{ readonly code: number; readonly text: string }> {
  writeFileSync(path.join(folder, "values.auto.tfvars.json"), JSON.stringify(values));
  const { code, stdout, stderr } = await runTerraform(folder, ["plan", "-no-color"]);
  return { code, text: `${stdout}${stderr}` };
}

test("every runtime with a module is tried", () => {
  const withModule = Object.values(plugins.runtimes).filter((one) => one.capabilities.module);
  expect(Object.keys(blocks).sort()).toEqual(withModule.map((one) => one.name).sort());
});

describe.skipIf(terraformBinary() === undefined).each(Object.keys(blocks))("variables of terraform/modules/%s", (name) => {
  let folder: string;
  beforeAll(async () => {
    folder = await variablesOnly(name);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(blocks[name]!)("take what the block %j says", async (runtime) => {
    const plugin = plugins.runtimes[name]!;
    const { check, moduleInputs } = await plugin.load();
    expect(check(runtime)).toEqual([]);
    const { code, text } = await plan(folder, { ...required(name), runtime_type: name, ...moduleInputs(runtime) });
    expect(text).not.toMatch(/undeclared variable|Error/);
    expect(code).toBe(0);
  });

  test("refuse what is none of theirs", async () => {
    const { code, text } = await plan(folder, { ...required(name), runtime_type: "elsewhere" });
    expect(text).toContain(`runtime_type must be ${name}`);
    expect(code).toBe(1);
  });
});
