# The key of disks, logs and schedule: the user's, or one of the job's own.

locals {
  create_kms_key = var.enable_encryption && (var.create_kms_key != null ? var.create_kms_key : var.kms_key_arn == null)
  find_kms_key   = var.kms_key_alias == null || local.create_kms_key ? false : var.enable_encryption && var.kms_key_arn == null
  kms_key_arn = (
    !var.enable_encryption ? null
    : local.create_kms_key ? aws_kms_key.this[0].arn
    : local.find_kms_key ? data.aws_kms_key.this[0].arn
    : var.kms_key_arn
  )
  kms_key_alias = var.kms_key_alias == null ? "alias/${local.names.alias}" : "alias/${trimprefix(var.kms_key_alias, "alias/")}"
}

data "aws_kms_key" "this" {
  count  = local.find_kms_key ? 1 : 0
  key_id = local.kms_key_alias
}

resource "aws_kms_key" "this" {
  count = local.create_kms_key ? 1 : 0

  description             = "Disks and logs of ${local.names.title}"
  enable_key_rotation     = true
  deletion_window_in_days = var.kms_deletion_window_in_days

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        # Without it nobody could use or mend the key: who may do what is then for IAM to say.
        Sid       = "AccountByIam"
        Effect    = "Allow"
        Principal = { AWS = "arn:${local.partition}:iam::${local.account_id}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "LogGroup"
        Effect    = "Allow"
        Principal = { Service = "logs.${local.region}.${data.aws_partition.current.dns_suffix}" }
        Action    = ["kms:Decrypt*", "kms:DescribeKey", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        Resource  = "*"
        Condition = { ArnEquals = { "kms:EncryptionContext:aws:logs:arn" = local.log_group_arn } }
      },
    ]
  })

  tags = local.tags
}

resource "aws_kms_alias" "this" {
  count = local.create_kms_key ? 1 : 0

  name          = local.kms_key_alias
  target_key_id = aws_kms_key.this[0].key_id
}
