# Cloud Scheduler starts the job as an account that may do nothing else.

locals {
  create_schedule = var.schedule != null && !var.create_service
}

resource "google_service_account" "invoker" {
  count = local.create_schedule ? 1 : 0

  project      = var.project_id
  account_id   = local.names.invoker_account
  display_name = substr("Starts job ${local.base}", 0, 100)

  depends_on = [google_project_service.this]
}

resource "google_cloud_run_v2_job_iam_member" "scheduler" {
  count = local.create_schedule ? 1 : 0

  project  = google_cloud_run_v2_job.this[0].project
  location = google_cloud_run_v2_job.this[0].location
  name     = google_cloud_run_v2_job.this[0].name
  role     = "roles/run.invoker"
  member   = "serviceAccount:${google_service_account.invoker[0].email}"
}

resource "google_cloud_scheduler_job" "this" {
  count = local.create_schedule ? 1 : 0

  project     = var.project_id
  name        = local.names.scheduler
  region      = coalesce(var.scheduler_region, var.region)
  description = substr("Starts ${local.names.job}", 0, 500)
  schedule    = var.schedule
  time_zone   = var.schedule_timezone
  paused      = !var.schedule_enabled

  retry_config {
    retry_count = var.schedule_retries
  }

  http_target {
    http_method = "POST"
    uri         = "https://run.googleapis.com/v2/${google_cloud_run_v2_job.this[0].id}:run"

    oauth_token {
      service_account_email = google_service_account.invoker[0].email
      scope                 = "https://www.googleapis.com/auth/cloud-platform"
    }
  }

  depends_on = [google_project_service.this, google_cloud_run_v2_job_iam_member.scheduler]
}
