import { tryRuntime } from "../../../../test/contract/runtime-trial.ts";
import plugin from "./index.ts";

tryRuntime(plugin, {
  good: [
    {
      runtime: {
        compute: {
          cluster_id: "ray-cluster-staging-abc123",
          instance_type: "m5.4xlarge",
          instance_count: 10,
          auto_scaling: { enabled: true, min_instances: 5, max_instances: 20 },
        },
        service_account: "arn:aws:iam::123456789:role/RayWorkerRole",
      },
      inputs: {
        cluster_id: "ray-cluster-staging-abc123",
        instance_type: "m5.4xlarge",
        instance_count: 10,
        min_instances: 5,
        max_instances: 20,
        service_account: "arn:aws:iam::123456789:role/RayWorkerRole",
      },
    },
    { runtime: { cpu: "4", memory: "20GB" }, inputs: { cpu: 4, memory: 20_000_000_000 } },
    { runtime: { cpu: 0.5, memory: 2048 }, inputs: { cpu: 0.5, memory: 2_147_483_648 } },
  ],
  bad: [
    { runtime: { cpu: "x", memory: "y" }, problems: { cpu: /not an amount/, memory: /not an amount/ } },
    { runtime: { cpu: 0, memory: 0 }, problems: { cpu: /cpu is 0/, memory: /memory is 0/ } },
    {
      runtime: { compute: { instance_count: 3, auto_scaling: { enabled: true, min_instances: 5, max_instances: 20 } } },
      problems: { "compute.instance_count": /5 to 20/ },
    },
  ],
});
