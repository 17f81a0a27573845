import { kubernetesCpu, kubernetesMemory } from "../../../kit/quantities.ts";
import { checkCloudRunSize } from "../../../kit/runtimes/cloud-run-sizes.ts";
import { defineRuntime } from "../../../kit/runtimes/define-runtime.ts";
import { gcsBucketRule, googleAccountRule, googleNetworkRules } from "../../../kit/runtimes/google-rules.ts";
import { said } from "../../../kit/runtimes/inputs.ts";
import { imageRule, mountPathRule, takesNo } from "../../../kit/runtimes/rules.ts";

const name = "gcp_cloud_run";
const noMachines = "Cloud Run has no machines; a container's size is cpu and memory";

/** Cloud Run: jobs, and services where the options say so. */
export default defineRuntime({
  name,
  summary: "Containers on Google Cloud Run, as a job or a service",
  providers: ["gcp"],
  module: true,
  rules: [
    imageRule,
    (runtime) => checkCloudRunSize(runtime, runtime.options?.["create_service"] === true ? "service" : "job"),
    takesNo(name, {
      "compute.cluster_id": "Cloud Run has no clusters",
      "compute.instance_type": noMachines,
      "compute.instance_count": "a run is one task",
    }),
    gcsBucketRule,
    mountPathRule,
    googleAccountRule,
    ...googleNetworkRules(name),
  ],
  inputs: ({ image, cpu, memory, storage, network }) => ({
    container_image: said(image),
    cpu: kubernetesCpu(cpu),
    memory: kubernetesMemory(memory),
    vpc_network: said(network?.vpc_id),
    subnetwork: said(network?.subnet_ids)?.[0],
    storage_bucket_names: said([storage?.bucket ?? ""]),
  }),
});
