# The project's default log bucket keeps entries for as long as the project says; the job's own keeps them as the job says.

resource "google_logging_project_bucket_config" "this" {
  count = var.create_log_bucket ? 1 : 0

  project        = var.project_id
  location       = var.region
  bucket_id      = local.names.log_bucket
  retention_days = var.log_retention_days
  description    = "Logs of ${local.base}"

  depends_on = [google_project_service.this]
}

resource "google_logging_project_sink" "this" {
  count = var.create_log_bucket ? 1 : 0

  project                = var.project_id
  name                   = local.names.log_bucket
  destination            = "logging.googleapis.com/${google_logging_project_bucket_config.this[0].id}"
  unique_writer_identity = true
  filter = join(" AND ", [
    "resource.type=(\"k8s_container\" OR \"k8s_pod\")",
    "resource.labels.cluster_name=\"${local.cluster_name}\"",
    "resource.labels.location=\"${local.location}\"",
    "resource.labels.namespace_name=\"${local.namespace}\"",
  ])
}
