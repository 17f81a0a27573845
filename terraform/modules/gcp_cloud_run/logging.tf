# The project's default log bucket keeps entries for as long as the project says; the job's own keeps them as the job says.

resource "google_logging_project_bucket_config" "this" {
  count = local.create_log_bucket ? 1 : 0

  project        = local.project
  location       = var.region
  bucket_id      = coalesce(var.log_bucket_name, local.names.log_bucket)
  retention_days = var.log_retention_days
  description    = substr("Logs of ${local.base}", 0, 500)

  depends_on = [google_project_service.this]
}

resource "google_logging_project_sink" "this" {
  count = local.create_log_bucket ? 1 : 0

  project                = local.project
  name                   = coalesce(var.log_bucket_name, local.names.log_bucket)
  destination            = "logging.googleapis.com/${google_logging_project_bucket_config.this[0].id}"
  unique_writer_identity = true
  filter = join(" AND ", concat(
    ["resource.labels.location=\"${var.region}\""],
    var.create_service
    ? ["resource.type=\"cloud_run_revision\"", "resource.labels.service_name=\"${local.names.service}\""]
    : ["resource.type=\"cloud_run_job\"", "resource.labels.job_name=\"${local.names.job}\""],
  ))
}
