output "emr_cluster_id" {
  description = "Id of the cluster, made or brought along; with EMR Serverless that of the application."
  value       = local.cluster_id
}

output "cluster_id" {
  description = "The same as `emr_cluster_id`."
  value       = local.cluster_id
}

output "emr_cluster_arn" {
  description = "ARN of the cluster; null where the module made none."
  value       = one(aws_emr_cluster.this[*].arn)
}

output "cluster_name" {
  description = "Name of the cluster or application; null where it was brought along by its id."
  value       = var.create_cluster ? local.cluster_name : var.cluster_name
}

output "emr_cluster_dns" {
  description = "DNS name of the master, private in a private subnet; null where the module made no cluster on EC2."
  value       = one(aws_emr_cluster.this[*].master_public_dns)
}

output "cluster_dns" {
  description = "The same as `emr_cluster_dns`."
  value       = one(aws_emr_cluster.this[*].master_public_dns)
}

output "emr_master_public_dns" {
  description = "The same as `emr_cluster_dns`, by EMR's own name."
  value       = one(aws_emr_cluster.this[*].master_public_dns)
}

output "master_public_dns" {
  description = "The same as `emr_cluster_dns`."
  value       = one(aws_emr_cluster.this[*].master_public_dns)
}

output "application_id" {
  description = "Id of the application of EMR Serverless; null with EMR on EC2."
  value       = one(aws_emrserverless_application.this[*].id)
}

output "application_arn" {
  description = "ARN of that application; null with EMR on EC2."
  value       = one(aws_emrserverless_application.this[*].arn)
}

output "emr_log_bucket" {
  description = "Bucket of EMR's logs; null with a cluster brought along."
  value       = local.log_bucket
}

output "log_bucket" {
  description = "The same as `emr_log_bucket`."
  value       = local.log_bucket
}

output "log_uri" {
  description = "Where EMR's logs are in it, as `s3://bucket/folder/`."
  value       = local.log_uri
}

output "log_group_name" {
  description = "Log group for what the job itself logs."
  value       = aws_cloudwatch_log_group.this.name
}

output "data_lake_bucket" {
  description = "Bucket that the job reads and writes, as given."
  value       = var.data_lake_bucket
}

output "vpc_id" {
  description = "VPC of the cluster, as given."
  value       = var.vpc_id
}

output "subnet_ids" {
  description = "Subnets of the cluster, as given."
  value       = local.subnet_ids
}

output "private_subnet_ids" {
  description = "The same as `subnet_ids`."
  value       = local.subnet_ids
}

output "master_security_group_id" {
  description = "Security group of the master: the module's, or the one that EMR made."
  value       = local.master_security_group_id
}

output "core_security_group_id" {
  description = "Security group of the other nodes, or of the runs of EMR Serverless."
  value       = local.core_security_group_id
}

output "service_access_security_group_id" {
  description = "Security group by which EMR reaches nodes in private subnets; null where the module made none."
  value       = local.service_access_group
}

output "security_group_ids" {
  description = "Security groups of the nodes that the module made or was given."
  value       = concat(aws_security_group.master[*].id, aws_security_group.core[*].id, var.security_group_ids)
}

output "service_role_arn" {
  description = "Role of EMR itself; null with EMR Serverless, which has none."
  value       = local.service_role_arn
}

output "job_role_arn" {
  description = "Role of the job: that of the nodes, or the one to start runs of EMR Serverless with."
  value       = local.job_role_arn
}

output "instance_profile_arn" {
  description = "Instance profile of the nodes; null with EMR Serverless."
  value       = local.instance_profile_arn
}

output "security_configuration_name" {
  description = "Security configuration of the cluster; null where the module made no cluster on EC2."
  value       = one(aws_emr_security_configuration.this[*].name)
}

output "kms_key_arn" {
  description = "Key that encrypts disks and logs; null where the keys of AWS do."
  value       = local.kms_key_arn
}

output "schedule_arn" {
  description = "ARN of the schedule; null without one."
  value       = one(aws_scheduler_schedule.this[*].arn)
}

output "schedule_name" {
  description = "Name of the schedule; null without one."
  value       = one(aws_scheduler_schedule.this[*].name)
}

output "schedule_group_name" {
  description = "Group of the schedule, which bears its tags; null without one."
  value       = one(aws_scheduler_schedule_group.this[*].name)
}

output "scheduler_role_arn" {
  description = "Role that starts runs by schedule; null without one."
  value       = one(aws_iam_role.scheduler[*].arn)
}

output "dead_letter_queue_arn" {
  description = "Queue of what the schedule could not start; null without one."
  value       = one(aws_sqs_queue.dead_letters[*].arn)
}

output "dead_letter_queue_url" {
  description = "URL of that queue; null without one."
  value       = one(aws_sqs_queue.dead_letters[*].url)
}

output "region" {
  description = "Region of everything."
  value       = local.region
}

output "tags" {
  description = "The tags on every taggable resource, in the style of AWS; the cluster and its network bear EMR's own besides."
  value       = local.tags
}
