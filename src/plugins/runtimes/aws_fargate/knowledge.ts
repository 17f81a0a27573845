import type { Runtime } from "../../../spec/infrastructure.ts";
import { readCpuUnits, readMebibytes } from "../../../kit/quantities.ts";
import { awsNetworkRules, awsRoleRule, s3BucketRule } from "../../../kit/runtimes/aws-rules.ts";
import { defineRuntime } from "../../../kit/runtimes/define-runtime.ts";
import { existingCluster, inUnits, said } from "../../../kit/runtimes/inputs.ts";
import { imageRule, isService, looksLike, mountPathRule, ofServicesOnly, oneInstance } from "../../../kit/runtimes/rules.ts";
import { sizeRule } from "./sizes.ts";

const name = "aws_fargate";
const countRule = oneInstance(name, "a run is one task; how many a service keeps is its business: options.create_service: true");

/** What can be said of its blocks. */
export const knowledge = defineRuntime({
  rules: [
    imageRule,
    sizeRule,
    (runtime) => (isService(runtime) ? [] : countRule(runtime)),
    ofServicesOnly(name, ["compute.auto_scaling"]),
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
    s3_bucket_arns: bucketArns(runtime),
  }),
});

/** A bucket and all that it holds, as ARNs of the partition that other ARNs of the block are in. */
function bucketArns(runtime: Runtime): readonly string[] | undefined {
  const bucket = said(runtime.storage?.bucket);
  const partition = /"arn:(aws[a-z-]*):/.exec(JSON.stringify(runtime))?.[1] ?? "aws";
  return bucket === undefined ? undefined : [`arn:${partition}:s3:::${bucket}`, `arn:${partition}:s3:::${bucket}/*`];
}
