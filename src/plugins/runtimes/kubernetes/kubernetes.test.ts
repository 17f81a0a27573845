import { tryRuntime } from "../../../../test/contract/runtime-trial.ts";
import plugin from "./index.ts";

tryRuntime(plugin, {
  good: [
    {
      runtime: {
        namespace: "data-pipelines-prod",
        service_account: "dativo-job-runner",
        network: { vpc_id: "vpc-0a1b2c3d", subnet_ids: ["subnet-abc123", "subnet-def456"], security_group_ids: ["sg-xyz789"] },
      },
      inputs: {
        namespace: "data-pipelines-prod",
        service_account: "dativo-job-runner",
        vpc_id: "vpc-0a1b2c3d",
        subnet_ids: ["subnet-abc123", "subnet-def456"],
        security_group_ids: ["sg-xyz789"],
      },
    },
    {
      runtime: {
        cpu: "500m",
        memory: "1G",
        compute: { instance_type: "n2-standard-4", instance_count: 3 },
        network: {
          vpc_id: "projects/acme/global/networks/prod-vpc",
          subnet_ids: ["projects/acme/regions/us-central1/subnetworks/data-subnet"],
        },
      },
      inputs: {
        cpu: "500m",
        memory: "1G",
        instance_type: "n2-standard-4",
        instance_count: 3,
        vpc_id: "projects/acme/global/networks/prod-vpc",
        subnet_ids: ["projects/acme/regions/us-central1/subnetworks/data-subnet"],
      },
    },
    { runtime: { cpu: 2, memory: 1_073_741_824 }, inputs: { cpu: "2", memory: "1Gi" } },
    {
      runtime: { service_account: "arn:aws:iam::123456789:role/Runner" },
      inputs: { service_account: "arn:aws:iam::123456789:role/Runner" },
    },
    { runtime: { service_account: "team.runner" }, inputs: { service_account: "team.runner" } },
  ],
  bad: [
    { runtime: { namespace: "-data" }, problems: { namespace: /letter or digit at both ends/ } },
    { runtime: { namespace: "a".repeat(64) }, problems: { namespace: /at most 63/ } },
    {
      runtime: { namespace: "a.b", service_account: "Runner" },
      problems: { namespace: /'a\.b' is no name/, service_account: /lower-case/ },
    },
    { runtime: { cpu: "1.0005", memory: "2gi" }, problems: { cpu: /millicore/, memory: /not an amount/ } },
    { runtime: { memory: "100k" }, problems: { memory: /less than 1 MiB/ } },
    { runtime: { storage: { mount_path: "mnt" } }, problems: { "storage.mount_path": /begin it with \// } },
  ],
});
