import { tryRuntime } from "../../../../test/contract/runtime-trial.ts";
import plugin from "./index.ts";

tryRuntime(plugin, {
  good: [
    { runtime: { memory: 2048 }, inputs: { memory: "2Gi" } },
    { runtime: { memory: "512MB" }, inputs: { memory: "512Mi" } },
    { runtime: { memory: "512M" }, inputs: { memory: "512M" } },
    { runtime: { cpu: "0.583", memory: "1Gi" }, inputs: { cpu: "583m", memory: "1Gi" } },
    { runtime: { cpu: 8, memory: "32Gi" }, inputs: { cpu: "8", memory: "32Gi" } },
    {
      runtime: { compute: { auto_scaling: { max_instances: 5 } }, network: { subnet_ids: ["data"] } },
      inputs: { max_instances: 5, subnet_ids: ["data"] },
    },
  ],
  bad: [
    { runtime: { memory: "64MB" }, problems: { memory: /128Mi to 32Gi/ } },
    { runtime: { cpu: 16 }, problems: { cpu: /1, 2, 4, 6 or 8, or a fraction/ } },
    { runtime: { cpu: 0.2, memory: "2Gi" }, problems: { memory: /takes 128Mi to 512Mi/ } },
    {
      runtime: { memory: "some", compute: { cluster_id: "c", instance_type: "e2-small", instance_count: 2 } },
      problems: {
        memory: /not an amount/,
        "compute.cluster_id": /no machines/,
        "compute.instance_type": /no machines/,
        "compute.instance_count": /auto_scaling/,
      },
    },
  ],
});
