import { tryRuntime } from "../../../../test/contract/runtime-trial.ts";
import plugin from "./index.ts";

tryRuntime(plugin, {
  good: [
    { runtime: { cpu: "4", memory: "8g" }, inputs: { cpu: 4, memory: "8g" } },
    { runtime: { cpu: 2, memory: 2048 }, inputs: { cpu: 2, memory: "2g" } },
    { runtime: { memory: "1536Mi" }, inputs: { memory: "1536m" } },
    {
      runtime: { compute: { cluster_id: "spark://master:7077", instance_count: 4, auto_scaling: { min_instances: 2, max_instances: 8 } } },
      inputs: { cluster_id: "spark://master:7077", instance_count: 4, min_instances: 2, max_instances: 8 },
    },
  ],
  bad: [
    { runtime: { cpu: 0.5, memory: "256m" }, problems: { cpu: /whole cores/, memory: /less than 450m/ } },
    { runtime: { cpu: "x", memory: "y" }, problems: { cpu: /not an amount/, memory: /not an amount/ } },
    {
      runtime: { compute: { instance_count: 1, auto_scaling: { min_instances: 2 } } },
      problems: { "compute.instance_count": /outside of auto_scaling\nat least 2/ },
    },
  ],
});
