import { awsNetworkRules, awsRoleRule, ec2TypeRule, s3BucketRule } from "../../../kit/runtimes/aws-rules.ts";
import { countWithinBoundsRule } from "../../../kit/runtimes/cluster-rules.ts";
import { defineRuntime, type Inputs, type Rule } from "../../../kit/runtimes/define-runtime.ts";
import { instanceCounts, said } from "../../../kit/runtimes/inputs.ts";
import { imageRule, mountPathRule, takesNo } from "../../../kit/runtimes/rules.ts";

const machinesDecide = "the type of its machines decides: compute.instance_type; EMR Serverless has options.maximum_capacity";
const noMachines = "it starts what a run needs; options.maximum_capacity is the brake";

/** EMR Serverless has no machines. */
const serverless = takesNo("EMR Serverless", {
  "compute.instance_type": noMachines,
  "compute.instance_count": noMachines,
  "compute.auto_scaling": noMachines,
});
const serverlessRule: Rule = (runtime) => (runtime.options?.["deployment"] === "serverless" ? serverless(runtime) : []);

/** What can be said of its blocks. */
export const knowledge = defineRuntime({
  rules: [
    imageRule,
    takesNo("aws_emr", { cpu: machinesDecide, memory: machinesDecide }),
    serverlessRule,
    ec2TypeRule,
    countWithinBoundsRule,
    mountPathRule,
    s3BucketRule,
    awsRoleRule,
    ...awsNetworkRules,
  ],
  inputs: (runtime) => ({
    ...existing(said(runtime.compute?.cluster_id)),
    instance_type: said(runtime.compute?.instance_type),
    ...instanceCounts(runtime),
    ...role(said(runtime.service_account)),
    vpc_id: said(runtime.network?.vpc_id),
    private_subnet_ids: said(runtime.network?.subnet_ids),
    security_group_ids: said(runtime.network?.security_group_ids),
    data_lake_bucket: said(runtime.storage?.bucket),
  }),
});

function existing(id: string | undefined): Inputs {
  return id === undefined ? {} : { cluster_id: id, create_cluster: false };
}

/** The module wants ARNs; a role's name alone does not tell its account. */
function role(arn: string | undefined): Inputs {
  if (!arn?.startsWith("arn:")) return {};
  return arn.includes(":instance-profile/") ? { instance_profile_arn: arn } : { job_role_arn: arn };
}
