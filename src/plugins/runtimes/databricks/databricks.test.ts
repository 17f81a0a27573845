import { tryRuntime } from "../../../../test/contract/runtime-trial.ts";
import plugin from "./index.ts";

tryRuntime(plugin, {
  good: [
    {
      runtime: { compute: { cluster_id: "0123-456789-abc123", auto_scaling: { enabled: true, min_instances: 2, max_instances: 10 } } },
      inputs: { cluster_id: "0123-456789-abc123", min_instances: 2, max_instances: 10 },
    },
    {
      runtime: { compute: { instance_type: "Standard_DS3_v2", instance_count: 4 }, options: { spark_version: "15.4.x-scala2.12" } },
      inputs: { instance_type: "Standard_DS3_v2", instance_count: 4, spark_version: "15.4.x-scala2.12" },
    },
    {
      runtime: { compute: { cluster_id: "0123-456789-abc123", auto_scaling: { enabled: true } } },
      inputs: { cluster_id: "0123-456789-abc123" },
    },
  ],
  bad: [
    { runtime: { cpu: 2, memory: "4Gi" }, problems: { cpu: /type of its nodes/, memory: /type of its nodes/ } },
    {
      runtime: { compute: { auto_scaling: { enabled: true, max_instances: 3 } } },
      problems: { "compute.auto_scaling": /lacks min_instances\n.*give both/ },
    },
    {
      runtime: { compute: { auto_scaling: { enabled: true } } },
      problems: { "compute.auto_scaling": /lacks min_instances and max_instances/ },
    },
    {
      runtime: { compute: { instance_count: 20, auto_scaling: { min_instances: 2, max_instances: 10 } } },
      problems: { "compute.instance_count": /outside of auto_scaling\n2 to 10/ },
    },
  ],
});
