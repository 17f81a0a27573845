# The first stage with nothing but what must be said: network, cluster, nodes, key, bucket, identities, logs.

variable "project_id" {
  description = "Project to make everything in."
  type        = string
  default     = "acme-data-platform"
}

module "dativo_runtime" {
  source = "../.."

  project_id = var.project_id
  region     = "us-central1"

  job_metadata = {
    job_name      = "stripe-customers-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
  }
}

output "cluster_name" {
  description = "Name of the cluster."
  value       = module.dativo_runtime.cluster_name
}

output "get_credentials_command" {
  description = "Command that lets kubectl reach the cluster."
  value       = module.dativo_runtime.get_credentials_command
}
