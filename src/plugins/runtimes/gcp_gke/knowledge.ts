import { kubernetesCpu, kubernetesMemory } from "../../../kit/quantities.ts";
import { defineRuntime, type Inputs } from "../../../kit/runtimes/define-runtime.ts";
import { gcsBucketRule, googleNetworkRules, machineTypeRule } from "../../../kit/runtimes/google-rules.ts";
import { existingCluster, instanceCounts, said } from "../../../kit/runtimes/inputs.ts";
import { kubernetesSizeRule } from "../../../kit/runtimes/kubernetes-rules.ts";
import { imageRule, looksLike, mountPathRule, namespaceRule, serviceAccountRule } from "../../../kit/runtimes/rules.ts";

const googleAddress = /[^@\s]+@[^@\s]+\.gserviceaccount\.com/;

/** What can be said of its blocks. */
export const knowledge = defineRuntime({
  rules: [
    imageRule,
    kubernetesSizeRule,
    namespaceRule,
    serviceAccountRule(googleAddress, "a Google service account's address"),
    looksLike(
      "compute.cluster_id",
      "GKE cluster",
      /^(?:projects\/[^/\s]+\/(?:locations|zones)\/[^/\s]+\/clusters\/)?[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/,
      "its name (at most 40 lower-case letters, digits and '-'), or projects/PROJECT/locations/LOCATION/clusters/NAME",
    ),
    machineTypeRule,
    gcsBucketRule,
    mountPathRule,
    ...googleNetworkRules("gcp_gke"),
  ],
  inputs: (runtime) => ({
    container_image: said(runtime.image),
    cpu: kubernetesCpu(runtime.cpu),
    memory: kubernetesMemory(runtime.memory),
    namespace: said(runtime.namespace),
    ...account(said(runtime.service_account)),
    ...cluster(said(runtime.compute?.cluster_id)),
    instance_type: said(runtime.compute?.instance_type),
    ...instanceCounts(runtime),
    vpc_network: said(runtime.network?.vpc_id),
    subnetwork: said(runtime.network?.subnet_ids)?.[0],
    storage_bucket_names: said([runtime.storage?.bucket ?? ""]),
  }),
});

/** An address is whom the job acts as in Google Cloud, a name whom it is in Kubernetes. */
function account(name: string | undefined): Inputs {
  return name?.includes("@") ? { google_service_account_email: name } : { service_account: name };
}

/** `projects/P/locations/L/clusters/NAME` also says where the cluster is. */
function cluster(id: string | undefined): Inputs {
  const [, location, name] = /\/(?:locations|zones)\/([^/]+)\/clusters\/([^/]+)$/.exec(id ?? "") ?? [];
  return { ...existingCluster(name ?? id), cluster_location: location };
}
