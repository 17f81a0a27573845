import { expect, test } from "vitest";
import { tryRuntime } from "../../../../test/contract/runtime-trial.ts";
import plugin from "./index.ts";

const group = "/subscriptions/0-1/resourceGroups/data/providers";
const network = `${group}/Microsoft.Network/virtualNetworks/prod`;
const environment = `${group}/Microsoft.App/managedEnvironments/shared`;
const account = `${group}/Microsoft.Storage/storageAccounts/acmedatalake`;
const identity = `${group}/Microsoft.ManagedIdentity/userAssignedIdentities/dativo`;

tryRuntime(plugin, {
  good: [
    {
      runtime: { image: "acmeregistry.azurecr.io/dativo:1.1.0", cpu: "1.0", memory: "2Gi" },
      inputs: { container_image: "acmeregistry.azurecr.io/dativo:1.1.0", cpu: "1", memory: "2Gi" },
    },
    { runtime: { cpu: 0.25, memory: "0.5Gi" }, inputs: { cpu: "0.25", memory: "0.5Gi" } },
    { runtime: { cpu: "4", memory: 8192 }, inputs: { cpu: "4", memory: "8Gi" } },
    { runtime: { memory: "1536Mi" }, inputs: { memory: "1.5Gi" } },
    {
      runtime: { cpu: 8, memory: "64Gi", options: { workload_profile_name: "E8" } },
      inputs: { cpu: "8", memory: "64Gi", workload_profile_name: "E8" },
    },
    {
      runtime: {
        service_account: identity,
        compute: { cluster_id: environment, auto_scaling: { min_instances: 1, max_instances: 3 } },
        options: { create_service: true },
        network: { vpc_id: network, subnet_ids: [`${network}/subnets/jobs`] },
        storage: { bucket: account },
      },
      inputs: {
        environment_id: environment,
        create_environment: false,
        create_service: true,
        additional_identity_ids: [identity],
        min_replicas: 1,
        max_replicas: 3,
        infrastructure_subnet_id: `${network}/subnets/jobs`,
        storage_account_ids: [account],
      },
    },
  ],
  bad: [
    { runtime: { cpu: 1, memory: "4Gi" }, problems: { memory: /cpu 1, which takes 2Gi\nmemory 2Gi, or cpu 2/ } },
    { runtime: { cpu: 0.3, memory: "0.6Gi" }, problems: { cpu: /steps of 0\.25/, memory: /steps of 0\.5Gi/ } },
    { runtime: { cpu: 8, memory: "16Gi" }, problems: { cpu: /0\.25 to 4/, memory: /0\.5Gi to 8Gi/ } },
    { runtime: { cpu: "all", memory: "2 GB" }, problems: { cpu: /not an amount/, memory: /cpu 1 with 2Gi/ } },
    { runtime: { memory: 2 }, problems: { memory: /0\.5Gi to 8Gi/ } },
    {
      runtime: {
        service_account: "arn:aws:iam::1:role/x",
        compute: { cluster_id: "shared", instance_type: "Standard_D4", instance_count: 2, auto_scaling: { max_instances: 2 } },
        storage: { bucket: "acmedatalake" },
        network: { vpc_id: "vpc-1", subnet_ids: ["subnet-1", "subnet-2"], security_group_ids: ["sg-1"] },
      },
      problems: {
        service_account: /managed identity/,
        "compute.cluster_id": /managedEnvironments/,
        "compute.instance_type": /workload_profile_name/,
        "compute.instance_count": /one replica/,
        "compute.auto_scaling": /for a job\n.*create_service/,
        "storage.bucket": /storageAccounts/,
        "network.vpc_id": /not the network of the subnet/,
        "network.subnet_ids": /resource id|one subnet/,
        "network.security_group_ids": /belongs to the subnet/,
      },
    },
    { runtime: { network: { vpc_id: network } }, problems: { "network.vpc_id": /no place to be in/ } },
  ],
});

test("sixteen sizes go together on the consumption plan", async () => {
  const { check } = await plugin.load();
  const taken: number[][] = [];
  for (let cpu = 0.125; cpu <= 5; cpu += 0.125)
    for (let memory = 0.25; memory <= 10; memory += 0.25) if (check({ cpu, memory: `${memory}Gi` }).length === 0) taken.push([cpu, memory]);
  expect(taken).toEqual(Array.from({ length: 16 }, (_, index) => [(index + 1) / 4, (index + 1) / 2]));
});
