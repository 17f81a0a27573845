# A job with nothing but what must be said: it runs when it is started.

variable "project_id" {
  description = "Project to make everything in; null means the provider's."
  type        = string
  default     = "acme-data-platform"
}

module "dativo_runtime" {
  source = "../.."

  project_id = var.project_id
  region     = "us-central1"

  job_metadata = {
    job_name      = "postgres-orders-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
  }
}

output "cluster_name" {
  description = "Where the job runs."
  value       = module.dativo_runtime.cluster_name
}

output "service_name" {
  description = "Name of the job."
  value       = module.dativo_runtime.service_name
}

output "run_command" {
  description = "Command that starts the job now."
  value       = module.dativo_runtime.run_command
}
