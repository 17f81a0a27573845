import { defineRuntime, type Rule } from "../../../kit/runtimes/define-runtime.ts";
import { gcsBucketRule, googleAccountRule, googleNetworkRules, machineTypeRule } from "../../../kit/runtimes/google-rules.ts";
import { plainInputs } from "../../../kit/runtimes/inputs.ts";
import { imageRule, mountPathRule, takesNo } from "../../../kit/runtimes/rules.ts";

const machinesDecide = "the type of its machines decides: compute.instance_type";

/** An autoscaling policy of Dataproc keeps at least two primary workers. */
const scalingRule: Rule = ({ compute }) => {
  const { enabled = true, min_instances = 2, max_instances = 2 } = compute?.auto_scaling ?? {};
  if (!enabled) return [];
  return Object.entries({ min_instances, max_instances })
    .filter(([, count]) => count < 2)
    .map(([key, count]) => ({
      path: ["compute", "auto_scaling", key],
      message: `${key} is ${count}, but a Dataproc cluster scales between 2 workers and more`,
      hint: "at least 2; a single node is compute.instance_count: 1 without auto_scaling",
    }));
};

/** What can be said of its blocks. */
export const knowledge = defineRuntime({
  rules: [
    imageRule,
    takesNo("gcp_dataproc", { cpu: machinesDecide, memory: machinesDecide }),
    machineTypeRule,
    scalingRule,
    gcsBucketRule,
    mountPathRule,
    googleAccountRule,
    ...googleNetworkRules("gcp_dataproc"),
  ],
  inputs: (runtime) => plainInputs(runtime),
});
