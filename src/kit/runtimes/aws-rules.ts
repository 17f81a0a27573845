import type { Rule } from "./define-runtime.ts";
import { looksLike } from "./rules.ts";

/** Types of EC2 machines: `m5.xlarge`, `u-6tb1.metal`. */
export const ec2TypeRule = looksLike(
  "compute.instance_type",
  "EC2 instance type",
  /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/,
  "family and size in lower case, as r5.2xlarge",
);

/** Ids of a network in AWS tell what they are of. */
export const awsNetworkRules: readonly Rule[] = [
  looksLike("network.vpc_id", "VPC id", /^vpc-\S+$/, "it begins with vpc-"),
  looksLike("network.subnet_ids", "subnet id", /^subnet-\S+$/, "each begins with subnet-"),
  looksLike("network.security_group_ids", "security group id", /^sg-\S+$/, "each begins with sg-"),
];

/** Whom a job is in AWS: a role or an instance profile, by ARN or by name. */
export const awsRoleRule = looksLike(
  "service_account",
  "IAM role",
  /^(?:arn:aws[a-z-]*:iam::\d+:(?:role|instance-profile)\/\S+|(?!arn:)(?!\S+@\S+\.gserviceaccount\.com$)[\w+=,.@/-]+)$/,
  "the ARN of a role, as arn:aws:iam::123456789012:role/dativo, or its name",
);

/** A bucket by its name: 3 to 63 characters, no scheme, no path. */
export const s3BucketRule = looksLike(
  "storage.bucket",
  "name of an S3 bucket",
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  "the name alone, without s3:// and path: 3 to 63 lower-case letters, digits, '-' and '.'",
);
