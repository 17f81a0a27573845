resource "google_storage_bucket" "this" {
  count = var.create_bucket ? 1 : 0

  project                     = var.project_id
  name                        = coalesce(var.bucket_name, local.names.bucket)
  location                    = upper(var.region)
  force_destroy               = var.bucket_force_destroy
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  labels                      = local.labels

  dynamic "encryption" {
    for_each = var.enable_encryption ? [local.key] : []
    content {
      default_kms_key_name = encryption.value
    }
  }

  dynamic "lifecycle_rule" {
    for_each = var.bucket_expiration_days == null ? [] : [var.bucket_expiration_days]
    content {
      action {
        type = "Delete"
      }
      condition {
        age = lifecycle_rule.value
      }
    }
  }

  depends_on = [
    google_kms_crypto_key_iam_member.agents,
    google_project_service.lookup,
  ]
}
