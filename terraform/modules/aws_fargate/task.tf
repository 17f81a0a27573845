# The batch job: where it runs, where it logs, what it runs.

locals {
  log_group_name = "/ecs/${local.names.log_group}"
  log_group_arn  = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:${local.log_group_name}"

  log_configuration = {
    for stream in ["job", "timeout"] : stream => {
      logDriver = "awslogs"
      options = {
        "awslogs-group"         = aws_cloudwatch_log_group.this.name
        "awslogs-region"        = local.region
        "awslogs-stream-prefix" = stream
      }
    }
  }

  job_container = {
    name                   = local.names.container
    image                  = var.container_image
    essential              = true
    entryPoint             = var.command
    command                = length(var.args) > 0 ? var.args : null
    environment            = [for name, value in var.environment_variables : { name = name, value = value }]
    secrets                = [for name, reference in var.secrets : { name = name, valueFrom = reference }]
    user                   = var.container_user
    readonlyRootFilesystem = var.readonly_root_filesystem
    # An init process reaps children and hands signals on, so that a stopped task ends in order.
    linuxParameters  = { initProcessEnabled = true }
    stopTimeout      = var.stop_timeout_seconds
    mountPoints      = [for index, path in var.writable_paths : { sourceVolume = "writable-${index}", containerPath = path, readOnly = false }]
    portMappings     = [for port in compact([var.container_port]) : { name = "service", containerPort = tonumber(port), hostPort = tonumber(port), protocol = "tcp" }]
    logConfiguration = local.log_configuration["job"]
  }

  # ECS has no limit on how long a task runs. It stops a task when an essential container ends: this one ends in time.
  timeout_container = {
    name                   = "timeout"
    image                  = var.timeout_image
    essential              = true
    entryPoint             = ["sleep"]
    command                = [tostring(coalesce(var.timeout_seconds, 1))]
    user                   = "65534"
    readonlyRootFilesystem = true
    linuxParameters        = { initProcessEnabled = true }
    logConfiguration       = local.log_configuration["timeout"]
  }

  containers = concat([local.job_container], [for container in [local.timeout_container] : container if var.timeout_seconds != null])
}

resource "aws_cloudwatch_log_group" "this" {
  name              = local.log_group_name
  retention_in_days = var.log_retention_days
  kms_key_id        = local.kms_key_arn

  tags = local.tags
}

resource "aws_ecs_cluster" "this" {
  count = var.create_cluster ? 1 : 0

  name = local.cluster_name

  setting {
    name  = "containerInsights"
    value = var.container_insights
  }

  dynamic "configuration" {
    for_each = var.enable_encryption ? [true] : []
    content {
      managed_storage_configuration {
        fargate_ephemeral_storage_kms_key_id = local.kms_key_arn
      }
    }
  }

  tags = local.tags
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  count = var.create_cluster ? 1 : 0

  cluster_name       = aws_ecs_cluster.this[0].name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]

  default_capacity_provider_strategy {
    capacity_provider = var.capacity_provider
    weight            = 1
  }
}

resource "aws_ecs_task_definition" "this" {
  family                   = local.names.family
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = tostring(local.cpu)
  memory                   = tostring(local.memory)
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn

  container_definitions = jsonencode([for container in local.containers : { for key, value in container : key => value if value != null }])

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.cpu_architecture
  }

  dynamic "ephemeral_storage" {
    for_each = var.ephemeral_storage_gib == null ? [] : [var.ephemeral_storage_gib]
    content {
      size_in_gib = ephemeral_storage.value
    }
  }

  dynamic "volume" {
    for_each = range(length(var.writable_paths))
    content {
      name = "writable-${volume.value}"
    }
  }

  tags = local.tags

  lifecycle {
    precondition {
      condition     = var.create_cluster || var.cluster_name != null
      error_message = "cluster_name is needed when create_cluster is false."
    }
    precondition {
      condition     = !var.create_cluster || !can(regex("/", coalesce(var.cluster_name, "-")))
      error_message = "cluster_name must be a name, not an ARN, when create_cluster is true."
    }
    precondition {
      condition     = length(var.private_subnet_ids) == 0 || length(var.subnet_ids) == 0 || toset(var.private_subnet_ids) == toset(var.subnet_ids)
      error_message = "private_subnet_ids and subnet_ids are two names for one thing, and differ."
    }
    precondition {
      condition     = var.schedule == null || length(local.subnet_ids) > 0
      error_message = "private_subnet_ids is needed for a schedule: Fargate starts every task in a subnet."
    }
    precondition {
      condition     = !var.create_service || length(local.subnet_ids) > 0
      error_message = "private_subnet_ids is needed when create_service is true: Fargate starts every task in a subnet."
    }
    precondition {
      condition     = var.create_service || (var.container_port == null && var.service_connect_namespace == null && var.target_group_arn == null)
      error_message = "container_port, service_connect_namespace and target_group_arn belong to a service: set create_service = true, or leave them out."
    }
    precondition {
      condition     = (var.service_connect_namespace == null && var.target_group_arn == null) || var.container_port != null
      error_message = "container_port is needed with service_connect_namespace or target_group_arn."
    }
    precondition {
      condition     = !local.create_security_group || var.vpc_id != null
      error_message = "vpc_id is needed when create_security_group is true."
    }
    precondition {
      condition     = !local.create_kms_key || var.kms_key_arn == null
      error_message = "kms_key_arn names a key that is there: with it, create_kms_key must not be true."
    }
    precondition {
      condition     = !var.enable_encryption || local.create_kms_key || var.kms_key_arn != null || var.kms_key_alias != null
      error_message = "kms_key_arn or kms_key_alias is needed when create_kms_key is false; or set enable_encryption = false to use the keys of AWS."
    }
  }
}
