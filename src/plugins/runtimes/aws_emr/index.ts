import { awsNetworkRules, awsRoleRule, ec2TypeRule, s3BucketRule } from "../../../kit/runtimes/aws-rules.ts";
import { defineRuntime } from "../../../kit/runtimes/define-runtime.ts";
import { instanceCounts, said } from "../../../kit/runtimes/inputs.ts";
import { imageRule, mountPathRule, takesNo } from "../../../kit/runtimes/rules.ts";

const machinesDecide = "the type of its machines decides: compute.instance_type";

/** Spark on AWS EMR. */
export default defineRuntime({
  name: "aws_emr",
  summary: "Spark on AWS EMR",
  providers: ["aws"],
  module: true,
  rules: [
    imageRule,
    takesNo("aws_emr", { cpu: machinesDecide, memory: machinesDecide }),
    ec2TypeRule,
    mountPathRule,
    s3BucketRule,
    awsRoleRule,
    ...awsNetworkRules,
  ],
  inputs: (runtime) => ({
    instance_type: said(runtime.compute?.instance_type),
    ...instanceCounts(runtime),
    vpc_id: said(runtime.network?.vpc_id),
    private_subnet_ids: said(runtime.network?.subnet_ids),
    security_group_ids: said(runtime.network?.security_group_ids),
  }),
});
