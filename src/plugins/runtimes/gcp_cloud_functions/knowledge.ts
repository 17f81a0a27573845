import { kubernetesCpu, kubernetesMemory, readMebibytes } from "../../../kit/quantities.ts";
import { checkCloudRunSize } from "../../../kit/runtimes/cloud-run-sizes.ts";
import { defineRuntime } from "../../../kit/runtimes/define-runtime.ts";
import { gcsBucketRule, googleAccountRule, googleNetworkRules } from "../../../kit/runtimes/google-rules.ts";
import { plainInputs } from "../../../kit/runtimes/inputs.ts";
import { imageRule, mountPathRule, oneInstance, takesNo } from "../../../kit/runtimes/rules.ts";

const name = "gcp_cloud_functions";
const noMachines = "functions have no machines; their size is memory and cpu";

/** What can be said of its blocks. */
export const knowledge = defineRuntime({
  rules: [
    imageRule,
    (runtime) => checkCloudRunSize(runtime, "service", readMemory),
    oneInstance(name, "how many there are is up to the calls; compute.auto_scaling bounds them"),
    takesNo(name, {
      "compute.cluster_id": noMachines,
      "compute.instance_type": noMachines,
    }),
    gcsBucketRule,
    mountPathRule,
    googleAccountRule,
    ...googleNetworkRules(name),
  ],
  inputs: (runtime) => plainInputs(runtime, { cpu: kubernetesCpu(runtime.cpu), memory: memoryOf(runtime.memory) }),
});

/** Kubernetes' units, and `512MB` as the command line of Google has it, where it means 512 MiB. */
function readMemory(value: unknown): number | undefined {
  return readMebibytes(value, "kubernetes") ?? readMebibytes(value, "binary");
}

function memoryOf(value: string | number | undefined): string | undefined {
  const spelled = readMebibytes(value, "kubernetes") === undefined ? readMebibytes(value, "binary") : undefined;
  return kubernetesMemory(spelled ?? value);
}
