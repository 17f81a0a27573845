# The least that must be said: a cluster in the default VPC.

provider "aws" {
  region = "us-east-1"
}

module "dativo_runtime" {
  source = "../.."

  region = "us-east-1"

  job_metadata = {
    job_name      = "postgres-orders-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
  }
}

output "emr_cluster_id" {
  description = "The cluster."
  value       = module.dativo_runtime.emr_cluster_id
}
