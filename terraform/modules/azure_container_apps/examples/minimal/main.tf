# A job with nothing but what must be said: it runs when it is started.

provider "azurerm" {
  features {}
}

module "dativo_runtime" {
  source = "../.."

  region = "eastus"

  job_metadata = {
    job_name      = "hubspot-contacts-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
  }
}

output "cluster_name" {
  description = "Name of the environment."
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
