import { countWithinBoundsRule } from "../../../kit/runtimes/cluster-rules.ts";
import { defineRuntime, type Rule } from "../../../kit/runtimes/define-runtime.ts";
import { plainInputs } from "../../../kit/runtimes/inputs.ts";
import { imageRule, takesNo } from "../../../kit/runtimes/rules.ts";

const nodesDecide = "the type of its nodes decides: compute.instance_type";

/** A new cluster scales between two bounds, both given. One that is there already has its own, and what is said of it is a note. */
const scalingRule: Rule = ({ compute }) => {
  const { enabled, min_instances, max_instances } = compute?.auto_scaling ?? {};
  if (enabled !== true || compute?.cluster_id !== undefined) return [];
  const missing = [...(min_instances === undefined ? ["min_instances"] : []), ...(max_instances === undefined ? ["max_instances"] : [])];
  if (missing.length === 0) return [];
  return [
    {
      path: ["compute", "auto_scaling"],
      message: `auto_scaling lacks ${missing.join(" and ")}`,
      hint: "Databricks scales between min_instances and max_instances: give both, or compute.instance_count for a fixed size",
    },
  ];
};

/** What can be said of its blocks. */
export const knowledge = defineRuntime({
  rules: [imageRule, takesNo("databricks", { cpu: nodesDecide, memory: nodesDecide }), scalingRule, countWithinBoundsRule],
  inputs: (runtime) => plainInputs(runtime),
});
