import { tryRuntime } from "../../../../test/contract/runtime-trial.ts";
import plugin from "./index.ts";

tryRuntime(plugin, {
  good: [
    {
      runtime: {
        compute: {
          cluster_id: "shared",
          instance_type: "n2-custom-4-16384-ext",
          instance_count: 4,
          auto_scaling: { min_instances: 2, max_instances: 8 },
        },
        service_account: "job@acme.iam.gserviceaccount.com",
      },
      inputs: {
        cluster_id: "shared",
        instance_type: "n2-custom-4-16384-ext",
        instance_count: 4,
        min_instances: 2,
        max_instances: 8,
        service_account: "job@acme.iam.gserviceaccount.com",
      },
    },
    { runtime: { compute: { instance_count: 1, auto_scaling: { enabled: false, min_instances: 1 } } }, inputs: { instance_count: 1 } },
  ],
  bad: [
    { runtime: { cpu: 4, memory: "16Gi" }, problems: { cpu: /instance_type/, memory: /instance_type/ } },
    { runtime: { compute: { instance_type: "r5.2xlarge" } }, problems: { "compute.instance_type": /n2-standard-4/ } },
    {
      runtime: { compute: { auto_scaling: { min_instances: 1, max_instances: 1 } } },
      problems: { "compute.auto_scaling.min_instances": /at least 2/, "compute.auto_scaling.max_instances": /at least 2/ },
    },
  ],
});
