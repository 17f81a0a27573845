# Three roles kept apart: what starts the container, what the job itself may do, and what starts the task by schedule.

locals {
  # The region and account of an image in ECR, and its repository; an image from elsewhere needs no permission.
  image_in_ecr = can(regex("^[0-9]{12}\\.dkr\\.ecr(-fips)?\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?/", var.container_image))
  image_parts  = local.image_in_ecr ? regex("^([0-9]{12})\\.dkr\\.ecr(?:-fips)?\\.([a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?/([^:@]+)", var.container_image) : ["", "", ""]

  # Behind a secret's ARN may stand the key, stage and version that ECS takes out of it.
  secret_arns    = distinct([for reference in values(var.secrets) : join(":", slice(split(":", reference), 0, 7)) if can(regex(":secretsmanager:", reference))])
  parameter_arns = distinct([for reference in values(var.secrets) : reference if can(regex(":ssm:", reference))])

  execution_statements = concat(
    [{
      Sid      = "WriteLogs"
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "${local.log_group_arn}:log-stream:*"
    }],
    [for statement in [
      {
        # A token is for the whole registry: the action knows no resource.
        Sid      = "EnterRegistry"
        Effect   = "Allow"
        Action   = "ecr:GetAuthorizationToken"
        Resource = "*"
      },
      {
        Sid      = "PullImage"
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = "arn:${local.partition}:ecr:${local.image_parts[1]}:${local.image_parts[0]}:repository/${local.image_parts[2]}"
      },
    ] : statement if local.image_in_ecr],
    [for statement in [
      {
        Sid      = "ReadSecrets"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = local.secret_arns
      },
      {
        Sid      = "ReadParameters"
        Effect   = "Allow"
        Action   = "ssm:GetParameters"
        Resource = local.parameter_arns
      },
      {
        Sid      = "DecryptSecrets"
        Effect   = "Allow"
        Action   = "kms:Decrypt"
        Resource = var.secrets_kms_key_arns
        Condition = { StringEquals = { "kms:ViaService" = [
          "secretsmanager.${local.region}.amazonaws.com",
          "ssm.${local.region}.amazonaws.com",
        ] } }
      },
    ] : statement if length(statement.Resource) > 0],
  )

  buckets = [for arn in var.s3_bucket_arns : arn if !can(regex(":::[^/]+/", arn))]
  objects = [for arn in var.s3_bucket_arns : arn if can(regex(":::[^/]+/", arn))]

  task_statements = concat(
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
    ] : statement if length(statement.Resource) > 0],
    [for statement in [{
      Sid      = "UseKeys"
      Effect   = "Allow"
      Action   = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]
      Resource = concat(compact([local.kms_key_arn]), var.data_kms_key_arns)
    }] : statement if var.enable_encryption || length(var.data_kms_key_arns) > 0],
  )
  has_task_statements = var.enable_encryption || length(var.s3_bucket_arns) + length(var.task_secret_arns) + length(var.data_kms_key_arns) > 0

  # What it takes to start this job and nothing else: the scheduler has it, and whoever else is to start the job may be given it.
  run_task_statements = [
    {
      Sid       = "StartTheJob"
      Effect    = "Allow"
      Action    = "ecs:RunTask"
      Resource  = ["${local.ecs_arn}:task-definition/${local.names.family}", "${local.ecs_arn}:task-definition/${local.names.family}:*"]
      Condition = { ArnEquals = { "ecs:cluster" = "${local.ecs_arn}:cluster/${local.cluster_name}" } }
    },
    {
      Sid       = "HandOverRoles"
      Effect    = "Allow"
      Action    = "iam:PassRole"
      Resource  = [aws_iam_role.execution.arn, aws_iam_role.task.arn]
      Condition = { StringEquals = { "iam:PassedToService" = "ecs-tasks.amazonaws.com" } }
    },
    {
      Sid       = "TagTheTask"
      Effect    = "Allow"
      Action    = "ecs:TagResource"
      Resource  = "${local.ecs_arn}:task/${local.cluster_name}/*"
      Condition = { StringEquals = { "ecs:CreateAction" = "RunTask" } }
    },
  ]
  watch_task_statement = {
    Sid       = "WatchAndStopTheTask"
    Effect    = "Allow"
    Action    = ["ecs:DescribeTasks", "ecs:StopTask"]
    Resource  = "${local.ecs_arn}:task/${local.cluster_name}/*"
    Condition = { ArnEquals = { "ecs:cluster" = "${local.ecs_arn}:cluster/${local.cluster_name}" } }
  }

  tasks_trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {
        StringEquals = { "aws:SourceAccount" = local.account_id }
        ArnLike      = { "aws:SourceArn" = "${local.ecs_arn}:*" }
      }
    }]
  })
}

resource "aws_iam_role" "execution" {
  name                 = local.names.execution_role
  description          = "Starts the containers of ${local.names.title}: pulls the image, reads its secrets, writes logs"
  assume_role_policy   = local.tasks_trust
  permissions_boundary = var.permissions_boundary

  tags = local.tags
}

resource "aws_iam_role_policy" "execution" {
  name   = "execution"
  role   = aws_iam_role.execution.id
  policy = jsonencode({ Version = "2012-10-17", Statement = local.execution_statements })
}

resource "aws_iam_role" "task" {
  name                 = local.names.task_role
  description          = "What ${local.names.title} itself may do"
  assume_role_policy   = local.tasks_trust
  permissions_boundary = var.permissions_boundary

  tags = local.tags
}

resource "aws_iam_role_policy" "task" {
  count = local.has_task_statements ? 1 : 0

  name   = "task"
  role   = aws_iam_role.task.id
  policy = jsonencode({ Version = "2012-10-17", Statement = local.task_statements })
}

resource "aws_iam_role_policy_attachment" "task" {
  count = length(var.task_policy_arns)

  role       = aws_iam_role.task.name
  policy_arn = var.task_policy_arns[count.index]
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
      local.run_task_statements,
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
