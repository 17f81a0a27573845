# The schedule: EventBridge Scheduler starts the task. What could not be started goes to a queue of dead letters.

locals {
  schedules          = var.schedule == null ? 0 : 1
  schedule_group_arn = "arn:${local.partition}:scheduler:${local.region}:${local.account_id}:schedule-group/${local.names.schedule_group}"
}

resource "aws_sqs_queue" "dead_letters" {
  count = local.schedules

  name                      = local.names.queue
  message_retention_seconds = 1209600
  kms_master_key_id         = local.kms_key_arn
  sqs_managed_sse_enabled   = var.enable_encryption ? null : true

  tags = local.tags
}

# A schedule has no tags; its group has.
resource "aws_scheduler_schedule_group" "this" {
  count = local.schedules

  name = local.names.schedule_group

  tags = local.tags
}

resource "aws_scheduler_schedule" "this" {
  count = local.schedules

  name                         = local.names.schedule
  group_name                   = aws_scheduler_schedule_group.this[0].name
  description                  = "Starts ${local.names.title}"
  schedule_expression          = var.schedule
  schedule_expression_timezone = var.schedule_timezone
  state                        = var.schedule_enabled ? "ENABLED" : "DISABLED"
  kms_key_arn                  = local.kms_key_arn

  flexible_time_window {
    mode                      = var.schedule_flexible_minutes == 0 ? "OFF" : "FLEXIBLE"
    maximum_window_in_minutes = var.schedule_flexible_minutes == 0 ? null : var.schedule_flexible_minutes
  }

  target {
    arn      = local.cluster_arn
    role_arn = aws_iam_role.scheduler[0].arn

    ecs_parameters {
      # Without a revision: what is registered last is what runs.
      task_definition_arn     = aws_ecs_task_definition.this.arn_without_revision
      task_count              = 1
      group                   = local.names.service
      launch_type             = var.capacity_provider == "FARGATE" ? "FARGATE" : null
      enable_ecs_managed_tags = true
      propagate_tags          = "TASK_DEFINITION"

      dynamic "capacity_provider_strategy" {
        for_each = var.capacity_provider == "FARGATE" ? [] : [var.capacity_provider]
        content {
          capacity_provider = capacity_provider_strategy.value
          weight            = 1
        }
      }

      network_configuration {
        subnets          = local.subnet_ids
        security_groups  = local.security_group_ids
        assign_public_ip = var.assign_public_ip
      }
    }

    retry_policy {
      maximum_retry_attempts       = var.max_retries
      maximum_event_age_in_seconds = 3600
    }

    dead_letter_config {
      arn = aws_sqs_queue.dead_letters[0].arn
    }
  }

  depends_on = [aws_iam_role_policy.scheduler, aws_ecs_cluster_capacity_providers.this]
}
