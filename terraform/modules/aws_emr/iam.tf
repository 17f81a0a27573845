# Roles kept apart: EMR's own, the job's (that of the instances, or of the runs of EMR Serverless), and the schedule's.

locals {
  create_service_role = local.on_ec2 && (var.create_service_role != null ? var.create_service_role : var.service_role_arn == null)
  create_job_role     = var.create_cluster && (var.create_job_role != null ? var.create_job_role : var.instance_profile_arn == null && var.job_role_arn == null)

  service_role_arn = local.create_service_role ? aws_iam_role.service[0].arn : var.service_role_arn
  job_role_arn     = local.create_job_role ? aws_iam_role.job[0].arn : var.job_role_arn
  # A profile hands a role to instances, also one that was brought along without.
  create_instance_profile = local.on_ec2 && (var.create_instance_profile != null ? var.create_instance_profile : var.instance_profile_arn == null)
  instance_profile_arn    = local.create_instance_profile ? aws_iam_instance_profile.job[0].arn : var.instance_profile_arn

  use_key_actions = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]

  # The managed policy lets EMR touch only what bears its tag. Your network does not have to: it is named here.
  service_statements = concat(
    [
      {
        Sid    = "LaunchIntoTheNetwork"
        Effect = "Allow"
        Action = [
          "ec2:CreateFleet", "ec2:CreateLaunchTemplate", "ec2:CreateLaunchTemplateVersion", "ec2:CreateNetworkInterface", "ec2:RunInstances",
        ]
        Resource = concat(
          length(local.subnet_ids) == 0 ? ["${local.ec2_arn}:subnet/*"] : [for id in local.subnet_ids : "${local.ec2_arn}:subnet/${id}"],
          [for id in var.security_group_ids : "${local.ec2_arn}:security-group/${id}"],
        )
      },
      {
        Sid       = "HandOverTheJobsRole"
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = coalesce(local.job_role_arn, "arn:${local.partition}:iam::${local.account_id}:role/${local.names.job_role}")
        Condition = { StringLike = { "iam:PassedToService" = "ec2.amazonaws.com*" } }
      },
    ],
    [for statement in [{
      # Without groups of the module's EMR makes its own, in the VPC that it chooses.
      Sid      = "MakeSecurityGroups"
      Effect   = "Allow"
      Action   = "ec2:CreateSecurityGroup"
      Resource = "${local.ec2_arn}:vpc/*"
    }] : statement if !local.create_security_groups],
    [for statement in [
      {
        Sid      = "EncryptDisks"
        Effect   = "Allow"
        Action   = local.use_key_actions
        Resource = local.kms_key_arn
      },
      {
        Sid       = "EncryptDisksByGrant"
        Effect    = "Allow"
        Action    = "kms:CreateGrant"
        Resource  = local.kms_key_arn
        Condition = { Bool = { "kms:GrantIsForAWSResource" = "true" } }
      },
    ] : statement if var.enable_encryption],
  )

  data_lake_arns = [for arn in var.data_lake_bucket == null ? [] : ["arn:${local.partition}:s3:::${var.data_lake_bucket}"] : arn]
  buckets = concat(
    local.data_lake_arns,
    [for arn in var.s3_bucket_arns : arn if !can(regex(":::[^/]+/", arn))],
  )
  objects = concat(
    [for arn in local.data_lake_arns : "${arn}/*"],
    [for arn in var.s3_bucket_arns : arn if can(regex(":::[^/]+/", arn))],
  )

  job_statements = concat(
    [
      {
        # What EMR's releases are made of.
        Sid      = "ReadEmrPackages"
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = ["arn:${local.partition}:s3:::${local.region}.elasticmapreduce/*", "arn:${local.partition}:s3:::repo.${local.region}.emr.amazonaws.com/*"]
      },
      {
        Sid      = "WriteJobLogs"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        Resource = [local.log_group_arn, "${local.log_group_arn}:log-stream:*"]
      },
    ],
    [for statement in [
      {
        Sid      = "FindLogBucket"
        Effect   = "Allow"
        Action   = ["s3:GetBucketLocation", "s3:ListBucket"]
        Resource = "arn:${local.partition}:s3:::${coalesce(local.log_bucket, "none")}"
      },
      {
        Sid      = "WriteEmrLogs"
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"]
        Resource = "arn:${local.partition}:s3:::${coalesce(local.log_bucket, "none")}/${local.log_prefix}*"
      },
    ] : statement if var.create_cluster],
    [for statement in [
      {
        Sid      = "ListBuckets"
        Effect   = "Allow"
        Action   = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
        Resource = local.buckets
      },
      {
        Sid      = "ReadAndWriteObjects"
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"]
        Resource = local.objects
      },
      {
        Sid      = "ReadSecrets"
        Effect   = "Allow"
        Action   = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
        Resource = var.task_secret_arns
      },
      {
        Sid      = "ReadCertificates"
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = [for url in compact([var.in_transit_certificates]) : "arn:${local.partition}:s3:::${trimprefix(url, "s3://")}"]
      },
    ] : statement if length(statement.Resource) > 0],
    [for statement in [{
      Sid      = "UseKeys"
      Effect   = "Allow"
      Action   = local.use_key_actions
      Resource = concat(compact([local.kms_key_arn, var.s3_kms_key_arn]), var.data_kms_key_arns)
    }] : statement if var.enable_encryption || length(var.data_kms_key_arns) > 0],
  )
}

resource "aws_iam_role" "service" {
  count = local.create_service_role ? 1 : 0

  name                 = local.names.service_role
  description          = "EMR itself, for ${local.names.title}"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "elasticmapreduce.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account_id }
        ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:elasticmapreduce:${local.region}:${local.account_id}:*" }
      }
    }]
  })

  tags = local.tags
}

resource "aws_iam_role_policy_attachment" "service" {
  count = local.create_service_role ? 1 : 0

  role       = aws_iam_role.service[0].name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AmazonEMRServicePolicy_v2"
}

resource "aws_iam_role_policy" "service" {
  count = local.create_service_role ? 1 : 0

  name   = "service"
  role   = aws_iam_role.service[0].id
  policy = jsonencode({ Version = "2012-10-17", Statement = local.service_statements })
}

resource "aws_iam_role" "job" {
  count = local.create_job_role ? 1 : 0

  name                 = local.names.job_role
  description          = "What ${local.names.title} itself may do"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [for statement in [
      {
        Effect    = "Allow"
        Principal = { Service = "ec2.amazonaws.com" }
        Action    = "sts:AssumeRole"
      },
      {
        Effect    = "Allow"
        Principal = { Service = "emr-serverless.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = {
          StringEquals = { "aws:SourceAccount" = local.account_id }
          ArnLike      = { "aws:SourceArn" = "arn:${local.partition}:emr-serverless:${local.region}:${local.account_id}:/applications/*" }
        }
      },
    ] : statement if startswith(statement.Principal.Service, "ec2.") == local.on_ec2]
  })

  tags = local.tags
}

resource "aws_iam_role_policy" "job" {
  count = local.create_job_role ? 1 : 0

  name   = "job"
  role   = aws_iam_role.job[0].id
  policy = jsonencode({ Version = "2012-10-17", Statement = local.job_statements })
}

resource "aws_iam_role_policy_attachment" "job" {
  count = local.create_job_role ? length(var.task_policy_arns) : 0

  role       = aws_iam_role.job[0].name
  policy_arn = var.task_policy_arns[count.index]
}

resource "aws_iam_instance_profile" "job" {
  count = local.create_instance_profile ? 1 : 0

  name = local.names.job_role
  role = local.create_job_role ? aws_iam_role.job[0].name : element(split("/", var.job_role_arn), length(split("/", var.job_role_arn)) - 1)

  tags = local.tags
}

resource "aws_iam_role" "scheduler" {
  count = local.schedules

  name                 = local.names.scheduler_role
  description          = "Starts ${local.names.title} by schedule"
  permissions_boundary = var.permissions_boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "scheduler.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = {
        "aws:SourceAccount" = local.account_id
        "aws:SourceArn"     = local.schedule_group_arn
      } }
    }]
  })

  tags = local.tags
}

resource "aws_iam_role_policy" "scheduler" {
  count = local.schedules

  name = "scheduler"
  role = aws_iam_role.scheduler[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      local.start_run_statements,
      [for statement in [{
        Sid       = "HandOverTheJobsRole"
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = coalesce(local.job_role_arn, "arn:${local.partition}:iam::${local.account_id}:role/${local.names.job_role}")
        Condition = { StringEquals = { "iam:PassedToService" = "emr-serverless.amazonaws.com" } }
      }] : statement if !local.runs_steps],
      [{
        Sid      = "KeepDeadLetters"
        Effect   = "Allow"
        Action   = "sqs:SendMessage"
        Resource = aws_sqs_queue.dead_letters[0].arn
      }],
      [for statement in [{
        Sid      = "UseKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = local.kms_key_arn
      }] : statement if var.enable_encryption],
    )
  })
}
