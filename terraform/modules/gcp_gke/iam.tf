# Two identities kept apart: the nodes' own, and the one that the job acts as.

locals {
  create_node_account = var.create_cluster || local.create_node_pool
  create_job_account  = coalesce(var.create_google_service_account, var.google_service_account_email == null)
  job_account_email   = local.create_job_account ? google_service_account.job[0].email : var.google_service_account_email
  job_account_id = local.create_job_account ? google_service_account.job[0].name : (
    "projects/${split(".", split("@", var.google_service_account_email)[1])[0]}/serviceAccounts/${var.google_service_account_email}"
  )

  namespace       = coalesce(var.namespace, local.names.namespace)
  service_account = coalesce(var.service_account, local.names.runner)

  secret_paths = { for name, reference in var.secrets : name => {
    secret  = replace(startswith(reference, "projects/") ? reference : "projects/${var.project_id}/secrets/${reference}", "/\\/versions\\/[^\\/]+$/", "")
    version = try(regex("/versions/([^/]+)$", reference)[0], "latest")
  } }
}

resource "google_service_account" "node" {
  count = local.create_node_account ? 1 : 0

  project      = var.project_id
  account_id   = local.names.node_account
  display_name = substr("Nodes of ${local.base}", 0, 100)

  depends_on = [google_project_service.this]
}

resource "google_project_iam_member" "node" {
  for_each = local.create_node_account ? toset(var.node_roles) : toset([])

  project = var.project_id
  role    = each.value
  member  = "serviceAccount:${google_service_account.node[0].email}"
}

resource "google_service_account" "job" {
  count = local.create_job_account ? 1 : 0

  project      = var.project_id
  account_id   = local.names.job_account
  display_name = substr("Job ${local.base}", 0, 100)

  depends_on = [google_project_service.this]
}

# Only pods of this namespace that run as this service account may act as the job.
resource "google_service_account_iam_member" "workload_identity" {
  service_account_id = local.job_account_id
  role               = "roles/iam.workloadIdentityUser"
  member             = "serviceAccount:${local.workload_pool}[${local.namespace}/${local.service_account}]"

  # The pool of identities comes into being with the project's first cluster.
  depends_on = [google_container_cluster.this]
}

resource "google_storage_bucket_iam_member" "job" {
  count = var.create_bucket ? 1 : 0

  bucket = google_storage_bucket.this[0].name
  role   = "roles/storage.objectUser"
  member = "serviceAccount:${local.job_account_email}"
}

resource "google_storage_bucket_iam_member" "existing" {
  for_each = toset(var.storage_bucket_names)

  bucket = each.value
  role   = "roles/storage.objectUser"
  member = "serviceAccount:${local.job_account_email}"
}

resource "google_secret_manager_secret_iam_member" "job" {
  for_each = local.secret_paths

  secret_id = each.value.secret
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${local.job_account_email}"

  depends_on = [google_project_service.this]
}
