output "emr_cluster_id" {
  description = "Id of the cluster, made or brought along; with EMR Serverless that of the application."
  value       = module.emr.emr_cluster_id
}

output "cluster_id" {
  description = "The same as `emr_cluster_id`."
  value       = module.emr.cluster_id
}

output "emr_cluster_arn" {
  description = "ARN of the cluster; null where the module made none."
  value       = module.emr.emr_cluster_arn
}

output "cluster_name" {
  description = "Name of the cluster or application; null where it was brought along by its id."
  value       = module.emr.cluster_name
}

output "emr_cluster_dns" {
  description = "DNS name of the master, private in a private subnet; null where the module made no cluster on EC2."
  value       = module.emr.emr_cluster_dns
}

output "cluster_dns" {
  description = "The same as `emr_cluster_dns`."
  value       = module.emr.cluster_dns
}

output "emr_master_public_dns" {
  description = "The same as `emr_cluster_dns`, by EMR's own name."
  value       = module.emr.emr_master_public_dns
}

output "master_public_dns" {
  description = "The same as `emr_cluster_dns`."
  value       = module.emr.master_public_dns
}

output "application_id" {
  description = "Id of the application of EMR Serverless; null with EMR on EC2."
  value       = module.emr.application_id
}

output "application_arn" {
  description = "ARN of that application; null with EMR on EC2."
  value       = module.emr.application_arn
}

output "emr_log_bucket" {
  description = "Bucket of EMR's logs; null with a cluster brought along."
  value       = module.emr.emr_log_bucket
}

output "log_bucket" {
  description = "The same as `emr_log_bucket`."
  value       = module.emr.log_bucket
}

output "log_uri" {
  description = "Where EMR's logs are in it, as `s3://bucket/folder/`."
  value       = module.emr.log_uri
}

output "log_group_name" {
  description = "Log group for what the job itself logs."
  value       = module.emr.log_group_name
}

output "data_lake_bucket" {
  description = "Bucket that the job reads and writes, as given."
  value       = module.emr.data_lake_bucket
}

output "vpc_id" {
  description = "VPC of the cluster, as given."
  value       = module.emr.vpc_id
}

output "subnet_ids" {
  description = "Subnets of the cluster, as given."
  value       = module.emr.subnet_ids
}

output "private_subnet_ids" {
  description = "The same as `subnet_ids`."
  value       = module.emr.private_subnet_ids
}

output "master_security_group_id" {
  description = "Security group of the master: the module's, or the one that EMR made."
  value       = module.emr.master_security_group_id
}

output "core_security_group_id" {
  description = "Security group of the other nodes, or of the runs of EMR Serverless."
  value       = module.emr.core_security_group_id
}

output "service_access_security_group_id" {
  description = "Security group by which EMR reaches nodes in private subnets; null where the module made none."
  value       = module.emr.service_access_security_group_id
}

output "security_group_ids" {
  description = "Security groups of the nodes that the module made or was given."
  value       = module.emr.security_group_ids
}

output "service_role_arn" {
  description = "Role of EMR itself; null with EMR Serverless, which has none."
  value       = module.emr.service_role_arn
}

output "job_role_arn" {
  description = "Role of the job: that of the nodes, or the one to start runs of EMR Serverless with."
  value       = module.emr.job_role_arn
}

output "instance_profile_arn" {
  description = "Instance profile of the nodes; null with EMR Serverless."
  value       = module.emr.instance_profile_arn
}

output "security_configuration_name" {
  description = "Security configuration of the cluster; null where the module made no cluster on EC2."
  value       = module.emr.security_configuration_name
}

output "kms_key_arn" {
  description = "Key that encrypts disks and logs; null where the keys of AWS do."
  value       = module.emr.kms_key_arn
}

output "schedule_arn" {
  description = "ARN of the schedule; null without one."
  value       = module.emr.schedule_arn
}

output "schedule_name" {
  description = "Name of the schedule; null without one."
  value       = module.emr.schedule_name
}

output "schedule_group_name" {
  description = "Group of the schedule, which bears its tags; null without one."
  value       = module.emr.schedule_group_name
}

output "scheduler_role_arn" {
  description = "Role that starts runs by schedule; null without one."
  value       = module.emr.scheduler_role_arn
}

output "dead_letter_queue_arn" {
  description = "Queue of what the schedule could not start; null without one."
  value       = module.emr.dead_letter_queue_arn
}

output "dead_letter_queue_url" {
  description = "URL of that queue; null without one."
  value       = module.emr.dead_letter_queue_url
}

output "region" {
  description = "Region of everything."
  value       = module.emr.region
}

output "tags" {
  description = "The tags on every taggable resource, in the style of AWS; the cluster and its network bear EMR's own besides."
  value       = module.emr.tags
}
