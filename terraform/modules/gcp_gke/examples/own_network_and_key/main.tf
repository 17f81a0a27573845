# Network, key and identity made beside the module. Their names are known only after apply, so the create_* switches say that
# they are not to be made.

locals {
  project_id = "acme-data-platform"
  region     = "us-central1"
}

resource "google_compute_network" "data" {
  project                 = local.project_id
  name                    = "data"
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "jobs" {
  project                  = local.project_id
  region                   = local.region
  name                     = "jobs"
  network                  = google_compute_network.data.id
  ip_cidr_range            = "10.20.0.0/20"
  private_ip_google_access = true
}

resource "google_kms_key_ring" "data" {
  project  = local.project_id
  name     = "data"
  location = local.region
}

resource "google_kms_crypto_key" "jobs" {
  name            = "jobs"
  key_ring        = google_kms_key_ring.data.id
  rotation_period = "7776000s"
  labels          = module.dativo_runtime.labels
}

resource "google_service_account" "job" {
  project    = local.project_id
  account_id = "postgres-orders"
}

module "dativo_runtime" {
  source = "../.."

  project_id = local.project_id
  region     = local.region

  create_network                = false
  vpc_network                   = google_compute_network.data.id
  subnetwork                    = google_compute_subnetwork.jobs.id
  create_kms_key                = false
  kms_key_name                  = google_kms_crypto_key.jobs.id
  create_google_service_account = false
  google_service_account_email  = google_service_account.job.email

  job_metadata = {
    job_name      = "postgres-orders-etl"
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
