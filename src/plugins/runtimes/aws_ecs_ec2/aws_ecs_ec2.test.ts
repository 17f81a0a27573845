import { tryRuntime } from "../../../../test/contract/runtime-trial.ts";
import plugin from "./index.ts";

tryRuntime(plugin, {
  good: [
    { runtime: { cpu: 1, memory: 2048 }, inputs: { cpu: "1024", memory: "2048" } },
    { runtime: { cpu: "128", memory: "6" }, inputs: { cpu: "128", memory: "6" } },
    { runtime: { cpu: "192 vCPU", memory: "512 GB" }, inputs: { cpu: "196608", memory: "524288" } },
    {
      runtime: {
        image: "dativo:latest",
        compute: {
          cluster_id: "dativo-cluster",
          instance_type: "m5.xlarge",
          instance_count: 3,
          auto_scaling: { min_instances: 1, max_instances: 4 },
        },
        service_account: "dativo-task",
      },
      inputs: {
        image: "dativo:latest",
        cluster_id: "dativo-cluster",
        instance_type: "m5.xlarge",
        instance_count: 3,
        min_instances: 1,
        max_instances: 4,
        service_account: "dativo-task",
      },
    },
  ],
  bad: [
    { runtime: { cpu: "64", memory: "4" }, problems: { cpu: /128 to 196608 CPU units/, memory: /too little\nat least 6 MiB/ } },
    { runtime: { cpu: "two", memory: "2 apples" }, problems: { cpu: /not an amount/, memory: /not an amount/ } },
    { runtime: { compute: { instance_type: "fargate" } }, problems: { "compute.instance_type": /no EC2 instance type/ } },
    { runtime: { compute: { instance_type: "n2-standard-4" } }, problems: { "compute.instance_type": /r5\.2xlarge/ } },
  ],
});
