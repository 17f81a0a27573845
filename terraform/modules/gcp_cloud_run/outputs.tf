output "cluster_name" {
  description = "Where the job runs: Cloud Run has no clusters, so this is its location, `projects/P/locations/R`. With `service_name` it names the job: `<cluster_name>/jobs/<service_name>`."
  value       = "projects/${local.project}/locations/${var.region}"
}

output "service_name" {
  description = "Name of the job, or of the service with `create_service`."
  value       = var.create_service ? one(google_cloud_run_v2_service.this[*].name) : one(google_cloud_run_v2_job.this[*].name)
}

output "project_id" {
  description = "Project of the job."
  value       = local.project
}

output "region" {
  description = "Region of the job."
  value       = var.region
}

output "location" {
  description = "The same as `region`."
  value       = var.region
}

output "service_url" {
  description = "Address of the service; null for a job, which has none."
  value       = one(google_cloud_run_v2_service.this[*].uri)
}

output "service_id" {
  description = "Id of the service, `projects/P/locations/R/services/S`; null for a job."
  value       = one(google_cloud_run_v2_service.this[*].id)
}

output "job_name" {
  description = "Name of the job; null with `create_service`."
  value       = one(google_cloud_run_v2_job.this[*].name)
}

output "job_id" {
  description = "Id of the job, `projects/P/locations/R/jobs/J`; null with `create_service`."
  value       = one(google_cloud_run_v2_job.this[*].id)
}

output "run_command" {
  description = "Command that starts the job now; null with `create_service`."
  value       = one([for job in google_cloud_run_v2_job.this : "gcloud run jobs execute ${job.name} --project ${job.project} --region ${job.location}"])
}

output "service_account_email" {
  description = "Service account that the job runs as."
  value       = local.job_account_email
}

output "invoker_service_account_email" {
  description = "Service account that the schedule starts the job as; null without a schedule."
  value       = one(google_service_account.invoker[*].email)
}

output "scheduler_job_name" {
  description = "Name of the Cloud Scheduler job; null without a schedule."
  value       = one(google_cloud_scheduler_job.this[*].name)
}

output "scheduler_job_id" {
  description = "Id of the Cloud Scheduler job; null without a schedule."
  value       = one(google_cloud_scheduler_job.this[*].id)
}

output "log_bucket_id" {
  description = "Id of the job's own log bucket; null where the project's default bucket keeps the logs."
  value       = one(google_logging_project_bucket_config.this[*].id)
}

output "labels" {
  description = "The labels that everything carries."
  value       = local.labels
}
