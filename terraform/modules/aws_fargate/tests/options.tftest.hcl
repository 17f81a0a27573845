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
  vpc_id             = "vpc-0a1b2c3d4e5f60718"
  private_subnet_ids = ["subnet-0a1b2c3d4e5f60718"]
}

run "schedule" {
  variables {
    schedule = "cron(0 2 * * ? *)"
  }

  assert {
    condition     = aws_scheduler_schedule.this[0].target[0].ecs_parameters[0].propagate_tags == "TASK_DEFINITION"
    error_message = "The task would have no tags."
  }
  assert {
    condition     = aws_scheduler_schedule.this[0].target[0].ecs_parameters[0].task_definition_arn == aws_ecs_task_definition.this.arn_without_revision
    error_message = "The schedule is bound to one revision."
  }
  assert {
    condition     = !strcontains(aws_iam_role_policy.scheduler[0].policy, "\"Resource\":\"*\"")
    error_message = "The scheduler may do something everywhere."
  }
  assert {
    condition     = length(aws_security_group.this[0].ingress) == 0
    error_message = "Something gets in."
  }
}

run "service" {
  variables {
    create_service            = true
    desired_count             = 2
    container_port            = 8080
    service_connect_namespace = "arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-abc"
  }

  assert {
    condition     = aws_ecs_service.this[0].propagate_tags == "TASK_DEFINITION" && !aws_ecs_service.this[0].network_configuration[0].assign_public_ip
    error_message = "The service's tasks have no tags, or a public address."
  }
  assert {
    condition     = output.service_endpoint == "http://stripe-customers-etl-prod-service:8080"
    error_message = "The endpoint is ${output.service_endpoint}."
  }
}

run "spot" {
  variables {
    capacity_provider = "FARGATE_SPOT"
    create_service    = true
    schedule          = "rate(1 hour)"
    timeout_seconds   = 600
  }

  assert {
    condition     = one(aws_ecs_service.this[0].capacity_provider_strategy).capacity_provider == "FARGATE_SPOT"
    error_message = "The service does not run on spot capacity."
  }
  assert {
    condition     = [for container in jsondecode(aws_ecs_task_definition.this.container_definitions) : container.name] == ["stripe-customers-etl-prod", "timeout"]
    error_message = "Nothing ends the task in time."
  }
}

run "permissions" {
  variables {
    container_image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/dativo@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    s3_bucket_arns  = ["arn:aws:s3:::acme-data-lake", "arn:aws:s3:::acme-data-lake/*"]
    secrets         = { KEY = "arn:aws:secretsmanager:us-east-1:123456789012:secret:stripe-AbCdEf:key::" }
  }

  assert {
    condition     = strcontains(aws_iam_role_policy.execution.policy, "arn:aws:ecr:eu-west-1:123456789012:repository/team/dativo\"")
    error_message = "The image cannot be pulled."
  }
  assert {
    condition     = strcontains(aws_iam_role_policy.execution.policy, "arn:aws:secretsmanager:us-east-1:123456789012:secret:stripe-AbCdEf\"")
    error_message = "The secret cannot be read."
  }
  assert {
    condition = [
      for statement in jsondecode(aws_iam_role_policy.task[0].policy).Statement : statement.Resource if statement.Sid == "ListBuckets" || statement.Sid == "ReadAndWriteObjects"
    ] == [["arn:aws:s3:::acme-data-lake"], ["arn:aws:s3:::acme-data-lake/*"]]
    error_message = "Buckets and objects are not told apart."
  }
}

run "brought_along" {
  variables {
    create_cluster = false
    cluster_name   = "arn:aws:ecs:us-east-1:123456789012:cluster/shared"
    kms_key_arn    = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000"
  }

  assert {
    condition     = output.cluster_name == "shared" && length(aws_ecs_cluster.this) == 0 && length(aws_kms_key.this) == 0
    error_message = "The cluster or key that was brought along is not used."
  }
}

run "sizes" {
  command = plan
  variables {
    cpu    = "0.5 vCPU"
    memory = "3Gi"
  }

  assert {
    condition     = aws_ecs_task_definition.this.cpu == "512" && aws_ecs_task_definition.this.memory == "3072"
    error_message = "cpu ${aws_ecs_task_definition.this.cpu}, memory ${aws_ecs_task_definition.this.memory}."
  }
}

run "largest_size" {
  command = plan
  variables {
    cpu    = 16384
    memory = 122880
  }

  assert {
    condition     = aws_ecs_task_definition.this.memory == "122880"
    error_message = "The largest task is not made."
  }
}
