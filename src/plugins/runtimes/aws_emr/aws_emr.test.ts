import { tryRuntime } from "../../../../test/contract/runtime-trial.ts";
import plugin from "./index.ts";

const scaling = { enabled: true, min_instances: 4, max_instances: 12 };

tryRuntime(plugin, {
  good: [
    {
      runtime: {
        compute: { cluster_id: "j-2AXXXXXXGAPLF", instance_type: "r5.2xlarge", instance_count: 8, auto_scaling: scaling },
        storage: { bucket: "acme-data-lake-prod", mount_path: "/mnt/data" },
        network: {
          vpc_id: "vpc-0a1b2c3d",
          subnet_ids: ["subnet-abc123", "subnet-def456"],
          security_group_ids: ["sg-ingress-xyz", "sg-egress-abc"],
        },
        service_account: "arn:aws:iam::123456789:role/DativoEMRRole",
      },
      inputs: {
        cluster_id: "j-2AXXXXXXGAPLF",
        create_cluster: false,
        instance_type: "r5.2xlarge",
        instance_count: 8,
        min_instances: 4,
        max_instances: 12,
        job_role_arn: "arn:aws:iam::123456789:role/DativoEMRRole",
        vpc_id: "vpc-0a1b2c3d",
        private_subnet_ids: ["subnet-abc123", "subnet-def456"],
        security_group_ids: ["sg-ingress-xyz", "sg-egress-abc"],
        data_lake_bucket: "acme-data-lake-prod",
      },
    },
    {
      runtime: {
        compute: { instance_count: 5, auto_scaling: { enabled: false, max_instances: 3 } },
        storage: { bucket: "lake" },
        service_account: "arn:aws-cn:iam::123456789012:instance-profile/nodes",
      },
      inputs: {
        instance_count: 5,
        data_lake_bucket: "lake",
        instance_profile_arn: "arn:aws-cn:iam::123456789012:instance-profile/nodes",
      },
    },
    { runtime: { service_account: "DativoEMRRole", options: { deployment: "serverless" } }, inputs: { deployment: "serverless" } },
  ],
  bad: [
    { runtime: { cpu: 4, memory: "8Gi" }, problems: { cpu: /compute\.instance_type/, memory: /maximum_capacity/ } },
    { runtime: { compute: { instance_type: "n2-standard-4" } }, problems: { "compute.instance_type": /no EC2 instance type/ } },
    {
      runtime: { compute: { instance_type: "m5.xlarge", instance_count: 8, auto_scaling: scaling }, options: { deployment: "serverless" } },
      problems: {
        "compute.instance_type": /means nothing on EMR Serverless/,
        "compute.instance_count": /means nothing on EMR Serverless/,
        "compute.auto_scaling": /means nothing on EMR Serverless/,
      },
    },
    {
      runtime: { compute: { instance_count: 2, auto_scaling: scaling } },
      problems: { "compute.instance_count": /outside of auto_scaling\n4 to 12/ },
    },
    { runtime: { network: { subnet_ids: ["vpc-1"] } }, problems: { "network.subnet_ids": /subnet-/ } },
  ],
});
