provider "aws" {
  region = "us-east-1"
}

variables {
  region = "us-east-1"
  job_metadata = {
    job_name      = "stripe-customers-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
  }
}

run "names_follow_the_job" {
  command = plan

  assert {
    condition     = output.cluster_name == "stripe-customers-etl-prod-cluster"
    error_message = "The cluster is named ${output.cluster_name}."
  }
  assert {
    condition     = output.service_name == "stripe-customers-etl-prod-service"
    error_message = "The service is named ${output.service_name}."
  }
}

run "tags_are_pascal_case" {
  command = plan

  variables {
    default_tags = { project = "dativo-platform", CostCenter = "weaker", managed_by = "somebody" }
    tags         = { team = "weaker", owner = "a, b" }
  }

  assert {
    condition = aws_ecs_task_definition.this.tags == tomap({
      CostCenter    = "data-platform"
      DativoRuntime = "aws_fargate"
      Environment   = "prod"
      JobName       = "stripe-customers-etl"
      ManagedBy     = "terraform"
      Owner         = "a_ b"
      PipelineType  = "ingestion"
      Project       = "dativo-platform"
      Team          = "data-engineering"
    })
    error_message = "The tags are ${jsonencode(aws_ecs_task_definition.this.tags)}."
  }
}

run "first_apply" {
  assert {
    condition     = output.schedule_arn == null && output.scheduler_role_arn == null && output.service_arn == null && output.security_group_id == null
    error_message = "Something was made that nobody asked for."
  }
  assert {
    condition     = aws_cloudwatch_log_group.this.kms_key_id == output.kms_key_arn && aws_cloudwatch_log_group.this.retention_in_days == 30
    error_message = "Logs are neither encrypted nor kept for 30 days."
  }
  assert {
    condition     = jsondecode(aws_ecs_task_definition.this.container_definitions)[0].readonlyRootFilesystem
    error_message = "The root file system can be written to."
  }
  assert {
    condition     = jsondecode(aws_iam_role.task.assume_role_policy).Statement[0].Condition.StringEquals["aws:SourceAccount"] != ""
    error_message = "The task's role can be taken by another account's tasks."
  }
}

run "nothing_of_ecr_for_a_public_image" {
  command = apply

  assert {
    condition     = !strcontains(aws_iam_role_policy.execution.policy, "ecr:")
    error_message = "The execution role may pull from ECR and does not have to."
  }
}
