import { tryRuntime } from "../../../../test/contract/runtime-trial.ts";
import plugin from "./index.ts";

tryRuntime(plugin, {
  good: [
    { runtime: { cpu: "2", memory: "4GB" }, inputs: { cpu: 2, memory: "4GB" } },
    { runtime: { cpu: "500m", memory: "2048" }, inputs: { cpu: 0.5, memory: "2GiB" } },
    { runtime: { memory: 1000 }, inputs: { memory: "1000MiB" } },
    { runtime: { memory: 1_000_000_001 }, inputs: { memory: "1000000001B" } },
    {
      runtime: { compute: { cluster_id: "tcp://scheduler:8786", instance_count: 2 }, options: { threads: 4 } },
      inputs: { cluster_id: "tcp://scheduler:8786", instance_count: 2, threads: 4 },
    },
  ],
  bad: [
    { runtime: { cpu: "x", memory: "half" }, problems: { cpu: /not an amount/, memory: /2GiB \(1024 each\)/ } },
    { runtime: { cpu: 0, memory: "0" }, problems: { cpu: /cpu is 0/, memory: /memory is 0/ } },
    {
      runtime: { compute: { instance_count: 9, auto_scaling: { max_instances: 4 } } },
      problems: { "compute.instance_count": /1 to 4/ },
    },
  ],
});
