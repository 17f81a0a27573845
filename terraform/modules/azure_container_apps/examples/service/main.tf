# An app in place of the job: it stays, scales to zero, and answers callers inside its environment.

provider "azurerm" {
  features {}
}

module "dativo_runtime" {
  source = "../.."

  region         = "eastus"
  create_service = true

  job_metadata = {
    job_name      = "webhook-receiver"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
  }

  container_image     = "docker.io/acme/webhooks:1.1.0"
  ingress_target_port = 8080
  min_replicas        = 0
  max_replicas        = 3
}

output "ingress_url" {
  description = "Address of the app."
  value       = module.dativo_runtime.ingress_url
}
