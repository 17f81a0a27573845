import { tryRuntime } from "../../../../test/contract/runtime-trial.ts";
import plugin from "./index.ts";

tryRuntime(plugin, {
  good: [
    {
      runtime: {
        compute: {
          cluster_id: "j-2AXXXXXXGAPLF",
          instance_type: "r5.2xlarge",
          instance_count: 8,
          auto_scaling: { enabled: true, min_instances: 4, max_instances: 12 },
        },
        storage: { bucket: "acme-data-lake-prod", mount_path: "/mnt/data" },
        network: {
          vpc_id: "vpc-0a1b2c3d",
          subnet_ids: ["subnet-abc123", "subnet-def456"],
          security_group_ids: ["sg-ingress-xyz", "sg-egress-abc"],
        },
        service_account: "arn:aws:iam::123456789:role/DativoEMRRole",
      },
      inputs: {
        instance_type: "r5.2xlarge",
        instance_count: 8,
        min_instances: 4,
        max_instances: 12,
        vpc_id: "vpc-0a1b2c3d",
        private_subnet_ids: ["subnet-abc123", "subnet-def456"],
        security_group_ids: ["sg-ingress-xyz", "sg-egress-abc"],
      },
    },
    { runtime: { compute: { instance_count: 5, auto_scaling: { enabled: false, max_instances: 9 } } }, inputs: { instance_count: 5 } },
  ],
  bad: [
    { runtime: { cpu: 4, memory: "8Gi" }, problems: { cpu: /compute\.instance_type/, memory: /compute\.instance_type/ } },
    { runtime: { compute: { instance_type: "n2-standard-4" } }, problems: { "compute.instance_type": /no EC2 instance type/ } },
    { runtime: { network: { subnet_ids: ["vpc-1"] } }, problems: { "network.subnet_ids": /subnet-/ } },
  ],
});
