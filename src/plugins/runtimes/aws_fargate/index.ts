import { readCpuUnits, readMebibytes } from "../../../kit/quantities.ts";
import { awsNetworkRules, awsRoleRule, s3BucketRule } from "../../../kit/runtimes/aws-rules.ts";
import { defineRuntime, type Rule } from "../../../kit/runtimes/define-runtime.ts";
import { existingCluster, inUnits, said } from "../../../kit/runtimes/inputs.ts";
import { imageRule, looksLike, mountPathRule, takesNo } from "../../../kit/runtimes/rules.ts";
import { sizeRule } from "./sizes.ts";

/** A job is one task; a service keeps as many as it is told. */
const countRule: Rule = ({ compute, options }) => {
  const count = compute?.instance_count;
  if (count === undefined || count === 1 || options?.["create_service"] === true) return [];
  const message = `instance_count ${count} means nothing for a job on Fargate: a run is one task`;
  return [{ path: ["compute", "instance_count"], message, hint: "remove it, or set options.create_service: true for a service" }];
};

/** Containers on AWS Fargate: an ECS task without machines of one's own. */
export default defineRuntime({
  name: "aws_fargate",
  summary: "Containers on AWS ECS without machines of your own (Fargate)",
  providers: ["aws"],
  module: true,
  rules: [
    imageRule,
    sizeRule,
    countRule,
    takesNo("aws_fargate", { "compute.auto_scaling": "a run is one task; how big it is, cpu and memory say" }),
    looksLike("compute.instance_type", "machine of Fargate", /^fargate$/i, "Fargate has none; aws_ecs_ec2 runs on machines of your own"),
    mountPathRule,
    s3BucketRule,
    awsRoleRule,
    ...awsNetworkRules,
  ],
  inputs: ({ image, cpu, memory, compute, storage, network, options }) => ({
    container_image: said(image),
    cpu: inUnits(cpu, readCpuUnits),
    memory: inUnits(memory, (value) => readMebibytes(value, "binary")),
    ...existingCluster(said(compute?.cluster_id)?.replace(/^arn:\S*:cluster\//, "")),
    desired_count: options?.["create_service"] === true ? compute?.instance_count : undefined,
    vpc_id: said(network?.vpc_id),
    private_subnet_ids: said(network?.subnet_ids),
    security_group_ids: said(network?.security_group_ids),
    s3_bucket_arns: bucketArns(said(storage?.bucket)),
  }),
});

function bucketArns(bucket: string | undefined): readonly string[] | undefined {
  return bucket === undefined ? undefined : [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
}
