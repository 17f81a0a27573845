# Where logs go: those of EMR into a bucket, those that the job itself writes into a log group.

locals {
  create_log_bucket = var.create_cluster && (var.create_log_bucket != null ? var.create_log_bucket : var.log_bucket == null)
  log_bucket        = local.create_log_bucket ? aws_s3_bucket.logs[0].id : var.log_bucket
  log_uri           = local.log_bucket == null ? null : "s3://${local.log_bucket}/${local.log_prefix}"
  log_prefix        = "${trim(var.log_prefix, "/")}/"
  log_group_name    = "/emr/${local.names.log_group}"
  log_group_arn     = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:${local.log_group_name}"
}

resource "aws_cloudwatch_log_group" "this" {
  name              = local.log_group_name
  retention_in_days = var.log_retention_days
  kms_key_id        = local.kms_key_arn

  tags = local.tags

  lifecycle {
    precondition {
      condition     = var.create_cluster || var.cluster_id != null
      error_message = "cluster_id is needed when create_cluster is false."
    }
    precondition {
      condition     = !var.create_cluster || var.cluster_id == null
      error_message = "cluster_id names a cluster that is there: with it, set create_cluster = false."
    }
    precondition {
      condition     = length(var.private_subnet_ids) == 0 || length(var.subnet_ids) == 0 || toset(var.private_subnet_ids) == toset(var.subnet_ids)
      error_message = "private_subnet_ids and subnet_ids are two names for one thing, and differ."
    }
    precondition {
      condition     = !local.create_security_groups || var.vpc_id != null
      error_message = "vpc_id is needed when create_security_group is true."
    }
    precondition {
      condition     = !local.create_security_groups || length(local.subnet_ids) > 0
      error_message = "private_subnet_ids is needed with vpc_id: EMR starts the cluster in a subnet of it."
    }
    precondition {
      condition     = !local.serverless || length(local.subnet_ids) == 0 || length(local.groups) + length(var.security_group_ids) > 0
      error_message = "vpc_id or security_group_ids is needed with private_subnet_ids: EMR Serverless gives no group by itself."
    }
    precondition {
      condition     = !local.create_kms_key || var.kms_key_arn == null
      error_message = "kms_key_arn names a key that is there: with it, create_kms_key must not be true."
    }
    precondition {
      condition     = !var.enable_encryption || local.create_kms_key || var.kms_key_arn != null || var.kms_key_alias != null
      error_message = "kms_key_arn or kms_key_alias is needed when create_kms_key is false; or set enable_encryption = false to use the keys of AWS."
    }
    precondition {
      condition     = !local.create_service_role || local.create_job_role || var.job_role_arn != null
      error_message = "job_role_arn, the role of instance_profile_arn, is needed too: EMR's role must be allowed to hand it over."
    }
    precondition {
      condition     = !local.on_ec2 || local.create_instance_profile || var.instance_profile_arn != null
      error_message = "instance_profile_arn is needed when create_instance_profile is false."
    }
    precondition {
      condition     = !local.on_ec2 || local.create_service_role || var.service_role_arn != null
      error_message = "service_role_arn is needed when create_service_role is false."
    }
    precondition {
      condition     = !var.create_cluster || local.create_log_bucket || var.log_bucket != null
      error_message = "log_bucket is needed when create_log_bucket is false."
    }
    precondition {
      condition     = !local.create_log_bucket || var.log_bucket == null
      error_message = "log_bucket names a bucket that is there: with it, create_log_bucket must not be true."
    }
  }
}

resource "aws_s3_bucket" "logs" {
  count = local.create_log_bucket ? 1 : 0

  bucket        = local.names.log_bucket
  force_destroy = var.log_bucket_force_destroy

  tags = local.tags
}

resource "aws_s3_bucket_public_access_block" "logs" {
  count = local.create_log_bucket ? 1 : 0

  bucket                  = aws_s3_bucket.logs[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "logs" {
  count = local.create_log_bucket ? 1 : 0

  bucket = aws_s3_bucket.logs[0].id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "logs" {
  count = local.create_log_bucket ? 1 : 0

  bucket = aws_s3_bucket.logs[0].id

  rule {
    bucket_key_enabled = var.enable_encryption

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.enable_encryption ? "aws:kms" : "AES256"
      kms_master_key_id = local.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_versioning" "logs" {
  count = local.create_log_bucket ? 1 : 0

  bucket = aws_s3_bucket.logs[0].id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "logs" {
  count = local.create_log_bucket ? 1 : 0

  bucket = aws_s3_bucket.logs[0].id

  rule {
    id     = "expire-logs"
    status = "Enabled"

    filter {}

    expiration {
      days = var.log_retention_days
    }

    noncurrent_version_expiration {
      noncurrent_days = 1
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.logs]
}

resource "aws_s3_bucket_policy" "logs" {
  count = local.create_log_bucket ? 1 : 0

  bucket = aws_s3_bucket.logs[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OnlyEncryptedTransport"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.logs[0].arn, "${aws_s3_bucket.logs[0].arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })

  depends_on = [aws_s3_bucket_public_access_block.logs]
}
