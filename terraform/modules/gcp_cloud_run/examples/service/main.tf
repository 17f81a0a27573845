# A service in place of the job: it stays, scales to zero, and answers callers inside the project's networks.

variable "project_id" {
  description = "Project to make everything in."
  type        = string
  default     = "acme-data-platform"
}

module "dativo_runtime" {
  source = "../.."

  project_id     = var.project_id
  region         = "us-central1"
  create_service = true

  job_metadata = {
    job_name      = "webhook-receiver"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
  }

  container_image = "us-central1-docker.pkg.dev/acme-data-platform/dativo/webhooks:1.1.0"
  container_port  = 8080
  timeout_seconds = 300
  min_instances   = 0
  max_instances   = 3
  invoker_members = ["serviceAccount:gateway@acme-data-platform.iam.gserviceaccount.com"]
}

output "service_url" {
  description = "Address of the service."
  value       = module.dativo_runtime.service_url
}
