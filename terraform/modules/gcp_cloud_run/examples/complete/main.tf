# A job with everything: schedule, secrets, buckets, a key of one's own, a network, logs kept for a year.

variable "project_id" {
  description = "Project to make everything in."
  type        = string
  default     = "acme-data-platform"
}

module "dativo_runtime" {
  source = "../.."

  project_id   = var.project_id
  region       = "us-central1"
  runtime_type = "gcp_cloud_run"

  job_metadata = {
    job_name      = "postgres-orders-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
    owner         = "orders@acme.com"
  }
  default_tags = {
    project = "dativo-platform"
  }

  container_image = "us-central1-docker.pkg.dev/acme-data-platform/dativo/dativo:1.1.0"
  args            = ["run", "--config", "jobs/acme/postgres_orders.yaml"]
  cpu             = 2
  memory          = "4Gi"
  environment_variables = {
    LOG_LEVEL = "info"
  }
  secrets = {
    PGPASSWORD = "projects/acme-data-platform/secrets/orders-db-password"
    API_KEY    = "stripe-key/versions/3"
  }

  schedule          = "0 3 * * *"
  schedule_timezone = "Europe/Berlin"
  timeout_seconds   = 7200
  max_retries       = 1
  task_count        = 4
  parallelism       = 2

  storage_bucket_names = ["acme-data-lake", "acme-landing"]
  invoker_members      = ["serviceAccount:airflow@acme-data-platform.iam.gserviceaccount.com"]

  kms_key_name   = "projects/acme-security/locations/us-central1/keyRings/data/cryptoKeys/jobs"
  project_number = "123456789012"

  vpc_network  = "projects/acme-network/global/networks/shared"
  subnetwork   = "projects/acme-network/regions/us-central1/subnetworks/jobs"
  vpc_egress   = "ALL_TRAFFIC"
  network_tags = ["dativo"]

  log_retention_days = 365
  enable_apis        = true
}

output "job_id" {
  description = "Id of the job."
  value       = module.dativo_runtime.job_id
}

output "scheduler_job_name" {
  description = "Name of the schedule."
  value       = module.dativo_runtime.scheduler_job_name
}

output "service_account_email" {
  description = "Service account that the job runs as."
  value       = module.dativo_runtime.service_account_email
}
