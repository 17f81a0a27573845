# The least that must be said: a job that can be started by hand, in subnets that the start names.

provider "aws" {
  region = "us-east-1"
}

module "dativo_runtime" {
  source = "../.."

  region = "us-east-1"

  job_metadata = {
    job_name      = "stripe-customers-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
  }
}

output "cluster_name" {
  description = "Cluster of the job."
  value       = module.dativo_runtime.cluster_name
}

output "task_definition_arn" {
  description = "Task definition of the job."
  value       = module.dativo_runtime.task_definition_arn
}
