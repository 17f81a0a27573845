# The schedule: EventBridge Scheduler hands a step to the cluster, or a run to EMR Serverless, by their own API. What it could not hand
# over goes to a queue of dead letters.

locals {
  schedules          = var.schedule == null ? 0 : 1
  schedule_group_arn = "arn:${local.partition}:scheduler:${local.region}:${local.account_id}:schedule-group/${local.names.schedule_group}"

  # The id of a cluster tells it from one of an application.
  runs_steps      = local.on_ec2 || (!var.create_cluster && startswith(coalesce(var.cluster_id, "j-"), "j-"))
  cluster_arn     = "arn:${local.partition}:elasticmapreduce:${local.region}:${local.account_id}:cluster/${coalesce(local.cluster_id, "none")}"
  application_arn = "arn:${local.partition}:emr-serverless:${local.region}:${local.account_id}:/applications/${coalesce(local.cluster_id, "none")}"

  step = {
    JobFlowId = local.cluster_id
    Steps = [{
      Name            = local.names.title
      ActionOnFailure = "CONTINUE"
      HadoopJarStep = {
        Jar  = "command-runner.jar"
        Args = concat(["spark-submit"], var.spark_submit_parameters, [var.entry_point == null ? "" : var.entry_point], var.entry_point_arguments)
      }
    }]
  }
  # Without what is not said: the API takes no null.
  job_run = { for key, value in {
    # The scheduler tries again under the same id: what was started is not started twice.
    ClientToken      = "<aws.scheduler.execution-id>"
    ApplicationId    = local.cluster_id
    ExecutionRoleArn = local.job_role_arn
    Name             = local.names.title
    Tags             = local.tags
    JobDriver = { SparkSubmit = { for key, value in {
      EntryPoint            = var.entry_point
      EntryPointArguments   = var.entry_point_arguments
      SparkSubmitParameters = length(var.spark_submit_parameters) == 0 ? null : join(" ", var.spark_submit_parameters)
    } : key => value if value != null } }
    ConfigurationOverrides = local.log_uri == null ? null : {
      MonitoringConfiguration = { S3MonitoringConfiguration = { LogUri = local.log_uri } }
    }
  } : key => value if value != null }
  run_json = local.runs_steps ? jsonencode(local.step) : jsonencode(local.job_run)

  start_run_statements = local.runs_steps ? [{
    Sid      = "AddSteps"
    Effect   = "Allow"
    Action   = ["elasticmapreduce:AddJobFlowSteps"]
    Resource = [local.cluster_arn]
    }] : [{
    Sid      = "StartAndTagRuns"
    Effect   = "Allow"
    Action   = ["emr-serverless:StartJobRun", "emr-serverless:TagResource"]
    Resource = [local.application_arn, "${local.application_arn}/jobruns/*"]
  }]
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
    arn      = "arn:${local.partition}:scheduler:::aws-sdk:${local.runs_steps ? "emr:addJobFlowSteps" : "emrserverless:startJobRun"}"
    role_arn = aws_iam_role.scheduler[0].arn
    # The scheduler looks for its keywords before it reads JSON: they must not be escaped.
    input = replace(replace(local.run_json, "\\u003c", "<"), "\\u003e", ">")

    retry_policy {
      maximum_retry_attempts       = var.max_retries
      maximum_event_age_in_seconds = 3600
    }

    dead_letter_config {
      arn = aws_sqs_queue.dead_letters[0].arn
    }
  }

  lifecycle {
    precondition {
      condition     = local.runs_steps || local.job_role_arn != null
      error_message = "job_role_arn is needed to start runs of the application that cluster_id names."
    }
  }

  depends_on = [aws_iam_role_policy.scheduler]
}
