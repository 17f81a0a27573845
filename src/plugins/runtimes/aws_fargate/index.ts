import { readCpuUnits, readMebibytes } from "../../../kit/quantities.ts";
import { awsNetworkRules, awsRoleRule, s3BucketRule } from "../../../kit/runtimes/aws-rules.ts";
import { defineRuntime } from "../../../kit/runtimes/define-runtime.ts";
import { existingCluster, inUnits, said } from "../../../kit/runtimes/inputs.ts";
import { imageRule, isService, looksLike, mountPathRule, ofServicesOnly, takesNo } from "../../../kit/runtimes/rules.ts";
import { sizeRule } from "./sizes.ts";

const countRule = ofServicesOnly("aws_fargate", ["compute.instance_count"]);

/** Containers on AWS Fargate: an ECS task without machines of one's own. */
export default defineRuntime({
  name: "aws_fargate",
  summary: "Containers on AWS ECS without machines of your own (Fargate)",
  providers: ["aws"],
  module: true,
  rules: [
    imageRule,
    sizeRule,
    (runtime) => (runtime.compute?.instance_count === 1 ? [] : countRule(runtime)),
    takesNo("aws_fargate", { "compute.auto_scaling": "how many tasks a service keeps is compute.instance_count" }),
    looksLike("compute.instance_type", "machine of Fargate", /^fargate$/i, "Fargate has none; aws_ecs_ec2 runs on machines of your own"),
    mountPathRule,
    s3BucketRule,
    awsRoleRule,
    ...awsNetworkRules,
  ],
  inputs: (runtime) => ({
    container_image: said(runtime.image),
    cpu: inUnits(runtime.cpu, readCpuUnits),
    memory: inUnits(runtime.memory, (value) => readMebibytes(value, "binary")),
    ...existingCluster(said(runtime.compute?.cluster_id)),
    desired_count: isService(runtime) ? runtime.compute?.instance_count : undefined,
    vpc_id: said(runtime.network?.vpc_id),
    private_subnet_ids: said(runtime.network?.subnet_ids),
    security_group_ids: said(runtime.network?.security_group_ids),
    s3_bucket_arns: bucketArns(said(runtime.storage?.bucket)),
  }),
});

function bucketArns(bucket: string | undefined): readonly string[] | undefined {
  return bucket === undefined ? undefined : [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
}
