# Two identities kept apart: what the job may do, and who may start it.

locals {
  job_account_email = var.create_service_account ? one(google_service_account.job[*].email) : var.service_account_email
  grant_kms_access  = var.kms_key_name != null && var.grant_kms_access
}

resource "google_service_account" "job" {
  count = var.create_service_account ? 1 : 0

  project      = var.project_id
  account_id   = local.names.job_account
  display_name = substr("Job ${local.base}", 0, 100)

  depends_on = [terraform_data.input_check, google_project_service.this]
}

resource "google_storage_bucket_iam_member" "job" {
  for_each = toset(var.storage_bucket_names)

  bucket = each.value
  role   = var.storage_role
  member = "serviceAccount:${local.job_account_email}"
}

resource "google_secret_manager_secret_iam_member" "job" {
  for_each = local.secrets

  project   = try(regex("^projects/([^/]+)/", each.value.secret)[0], var.project_id)
  secret_id = each.value.secret
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${local.job_account_email}"

  depends_on = [google_project_service.this]
}

# Cloud Run's own agent, not the job, decrypts the image.
data "google_project" "this" {
  count      = local.grant_kms_access && var.project_number == null ? 1 : 0
  project_id = var.project_id

  depends_on = [google_project_service.lookup]
}

resource "google_kms_crypto_key_iam_member" "run" {
  count = local.grant_kms_access ? 1 : 0

  crypto_key_id = var.kms_key_name
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = "serviceAccount:service-${var.project_number != null ? var.project_number : one(data.google_project.this[*].number)}@serverless-robot-prod.iam.gserviceaccount.com"

  depends_on = [google_project_service.this]
}

resource "google_cloud_run_v2_job_iam_member" "invoker" {
  for_each = toset(var.create_service ? [] : var.invoker_members)

  project  = google_cloud_run_v2_job.this[0].project
  location = google_cloud_run_v2_job.this[0].location
  name     = google_cloud_run_v2_job.this[0].name
  role     = "roles/run.invoker"
  member   = each.value
}

resource "google_cloud_run_v2_service_iam_member" "invoker" {
  for_each = toset(var.create_service ? var.invoker_members : [])

  project  = google_cloud_run_v2_service.this[0].project
  location = google_cloud_run_v2_service.this[0].location
  name     = google_cloud_run_v2_service.this[0].name
  role     = "roles/run.invoker"
  member   = each.value
}
