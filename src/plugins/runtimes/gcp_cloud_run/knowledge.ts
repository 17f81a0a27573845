import { formatMebibytes, kubernetesCpu, kubernetesMemory, readMebibytes } from "../../../kit/quantities.ts";
import { checkCloudRunSize } from "../../../kit/runtimes/cloud-run-sizes.ts";
import { defineRuntime, type Inputs } from "../../../kit/runtimes/define-runtime.ts";
import { gcsBucketRule, googleAccountRule, googleNetworkRules } from "../../../kit/runtimes/google-rules.ts";
import { instanceBounds, said } from "../../../kit/runtimes/inputs.ts";
import { imageRule, isService, mountPathRule, ofServicesOnly, oneInstance, takesNo } from "../../../kit/runtimes/rules.ts";

const name = "gcp_cloud_run";
const noMachines = "Cloud Run has no machines; a container's size is cpu and memory";

/** What can be said of its blocks. */
export const knowledge = defineRuntime({
  rules: [
    imageRule,
    (runtime) => checkCloudRunSize(runtime, isService(runtime) ? "service" : "job"),
    oneInstance(name, "a run is one task; a service scales by compute.auto_scaling"),
    takesNo(name, {
      "compute.cluster_id": "Cloud Run has no clusters",
      "compute.instance_type": noMachines,
    }),
    ofServicesOnly(name, ["compute.auto_scaling"]),
    gcsBucketRule,
    mountPathRule,
    googleAccountRule,
    ...googleNetworkRules(name),
  ],
  inputs: (runtime) => ({
    container_image: said(runtime.image),
    cpu: kubernetesCpu(runtime.cpu),
    memory: memoryOf(runtime.memory),
    ...account(said(runtime.service_account)),
    ...(isService(runtime) ? instanceBounds(runtime) : {}),
    vpc_network: said(runtime.network?.vpc_id),
    subnetwork: said(runtime.network?.subnet_ids)?.[0],
    storage_bucket_names: said([runtime.storage?.bucket ?? ""]),
  }),
});

/** Cloud Run takes Mi, Gi, M and G alone of Kubernetes' units. */
function memoryOf(memory: string | number | undefined): string | undefined {
  const written = kubernetesMemory(memory);
  const mebibytes = readMebibytes(memory, "kubernetes");
  return mebibytes === undefined || /\d(?:[MG]i?)$/.test(written ?? "") ? written : (formatMebibytes(mebibytes) ?? `${mebibytes}Mi`);
}

function account(email: string | undefined): Inputs {
  return email === undefined ? {} : { service_account_email: email, create_service_account: false };
}
