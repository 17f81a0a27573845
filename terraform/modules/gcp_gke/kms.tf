locals {
  create_kms_key = var.enable_encryption && coalesce(var.create_kms_key, var.kms_key_name == null)
  key            = local.create_kms_key ? google_kms_crypto_key.this[0].id : var.enable_encryption ? var.kms_key_name : null
}

resource "google_kms_key_ring" "this" {
  count = local.create_kms_key ? 1 : 0

  project  = var.project_id
  name     = coalesce(var.kms_key_ring_name, local.names.key_ring)
  location = var.region

  depends_on = [google_project_service.this]
}

resource "google_kms_crypto_key" "this" {
  count = local.create_kms_key ? 1 : 0

  name            = local.names.key
  key_ring        = google_kms_key_ring.this[0].id
  purpose         = "ENCRYPT_DECRYPT"
  rotation_period = "7776000s"
  labels          = local.labels
}

data "google_storage_project_service_account" "this" {
  count   = var.enable_encryption && var.grant_kms_access && var.create_bucket ? 1 : 0
  project = var.project_id

  depends_on = [google_project_service.lookup]
}

resource "google_kms_crypto_key_iam_member" "agents" {
  for_each = var.enable_encryption && var.grant_kms_access ? merge(
    var.create_cluster ? { container = "service-${local.service_agents}@container-engine-robot.iam.gserviceaccount.com" } : {},
    var.create_cluster || local.create_node_pool ? { compute = "service-${local.service_agents}@compute-system.iam.gserviceaccount.com" } : {},
    var.create_bucket ? { storage = one(data.google_storage_project_service_account.this[*].email_address) } : {},
  ) : {}

  crypto_key_id = local.key
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = "serviceAccount:${each.value}"
}
