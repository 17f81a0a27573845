import { isGiven, readCores, readMebibytes } from "../../../kit/quantities.ts";
import { defineRuntime, type Inputs, type Rule } from "../../../kit/runtimes/define-runtime.ts";
import { instanceBounds, inUnits, said } from "../../../kit/runtimes/inputs.ts";
import {
  imageRule,
  isService,
  looksLike,
  mountPathRule,
  ofServicesOnly,
  oneInstance,
  oneSubnet,
  takesNo,
  textsAt,
} from "../../../kit/runtimes/rules.ts";
import { sizeRule } from "./sizes.ts";

const name = "azure_container_apps";
const noMachines = "there are no machines to choose; a workload profile is options.workload_profile_name";

/** A virtual network tells nothing that its subnet does not; but it must be that subnet's. */
const virtualNetworkRule: Rule = (runtime) => {
  const [vpc] = textsAt(runtime, "network.vpc_id");
  const [subnet] = textsAt(runtime, "network.subnet_ids");
  if (vpc === undefined || (subnet ?? "").toLowerCase().startsWith(`${vpc.toLowerCase()}/subnets/`)) return [];
  const message = subnet === undefined ? `network.vpc_id alone is no place to be in` : `network.vpc_id is not the network of the subnet`;
  return [{ path: ["network", "vpc_id"], message, hint: "give network.subnet_ids a subnet of it: .../virtualNetworks/NAME/subnets/NAME" }];
};

/** What can be said of its blocks. */
export const knowledge = defineRuntime({
  rules: [
    imageRule,
    sizeRule,
    oneInstance(name, "a run is one replica; a service scales by compute.auto_scaling"),
    takesNo(name, {
      "compute.instance_type": noMachines,
      "network.security_group_ids": "a network security group belongs to the subnet, not to the job",
    }),
    ofServicesOnly(name, ["compute.auto_scaling"]),
    looksLike(
      "compute.cluster_id",
      "Container Apps environment",
      /^\/subscriptions\/\S+\/managedEnvironments\/[^/\s]+$/i,
      "the environment's resource id: /subscriptions/.../managedEnvironments/NAME",
    ),
    looksLike(
      "network.subnet_ids",
      "Azure subnet",
      /^\/subscriptions\/\S+\/virtualNetworks\/[^/\s]+\/subnets\/[^/\s]+$/i,
      "the subnet's resource id: /subscriptions/.../virtualNetworks/NAME/subnets/NAME",
    ),
    oneSubnet(name),
    virtualNetworkRule,
    looksLike(
      "storage.bucket",
      "Azure storage account",
      /^\/subscriptions\/\S+\/storageAccounts\/[a-z0-9]{3,24}$/i,
      "the account's resource id: /subscriptions/.../storageAccounts/NAME",
    ),
    mountPathRule,
    looksLike(
      "service_account",
      "identity of Azure",
      /^\/subscriptions\/\S+\/userAssignedIdentities\/[^/\s]+$/i,
      "the resource id of a managed identity: /subscriptions/.../userAssignedIdentities/NAME",
    ),
  ],
  inputs: (runtime) => ({
    container_image: said(runtime.image),
    cpu: inUnits(runtime.cpu, readCores),
    memory: gibibytes(runtime.memory),
    ...existingEnvironment(said(runtime.compute?.cluster_id)),
    ...(isService(runtime) ? replicas(instanceBounds(runtime)) : {}),
    additional_identity_ids: listOf(said(runtime.service_account)),
    infrastructure_subnet_id: said(runtime.network?.subnet_ids)?.[0],
    storage_account_ids: listOf(said(runtime.storage?.bucket)),
  }),
});

/** `2Gi`, `0.5Gi`: Azure knows no other unit. */
function gibibytes(memory: string | number | undefined): string | undefined {
  if (!isGiven(memory)) return undefined;
  const mebibytes = readMebibytes(memory, "kubernetes");
  return mebibytes === undefined ? String(memory) : `${mebibytes / 1024}Gi`;
}

function existingEnvironment(id: string | undefined): Inputs {
  return id === undefined ? {} : { environment_id: id, create_environment: false };
}

function replicas({ min_instances, max_instances }: ReturnType<typeof instanceBounds>): Inputs {
  return { min_replicas: min_instances, max_replicas: max_instances };
}

function listOf(item: string | undefined): readonly string[] | undefined {
  return item === undefined ? undefined : [item];
}
