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

run "refuses_a_missing_tag" {
  command = plan
  variables {
    job_metadata = { job_name = "a", team = "b", pipeline_type = "c", environment = "d" }
  }
  expect_failures = [data.aws_caller_identity.current]
}

run "refuses_a_blank_tag" {
  command = plan
  variables {
    job_metadata = { job_name = "a", team = " ", pipeline_type = "c", environment = "d", cost_center = "e" }
  }
  expect_failures = [data.aws_caller_identity.current]
}

run "refuses_too_many_tags" {
  command = plan
  variables {
    default_tags = { for index in range(60) : "key_${index}" => "value" }
  }
  expect_failures = [data.aws_caller_identity.current]
}

run "refuses_another_region" {
  command = plan
  variables {
    region = "eu-west-1"
  }
  expect_failures = [data.aws_caller_identity.current]
}

run "refuses_a_zone" {
  command = plan
  variables {
    region = "us-east-1a"
  }
  expect_failures = [var.region]
}

run "refuses_runtime_type" {
  command = plan
  variables {
    runtime_type = "gcp_cloud_run"
  }
  expect_failures = [var.runtime_type]
}

run "refuses_cpu_of_no_size" {
  command = plan
  variables {
    cpu = "1000"
  }
  expect_failures = [data.aws_caller_identity.current]
}

run "refuses_cpu_in_words" {
  command = plan
  variables {
    cpu = "much"
  }
  expect_failures = [var.cpu]
}

run "refuses_memory_that_does_not_go_with_cpu" {
  command = plan
  variables {
    cpu    = "256"
    memory = "4096"
  }
  expect_failures = [data.aws_caller_identity.current]
}

run "refuses_memory_between_steps" {
  command = plan
  variables {
    cpu    = "8192"
    memory = "17408"
  }
  expect_failures = [data.aws_caller_identity.current]
}

run "refuses_memory_in_words" {
  command = plan
  variables {
    memory = "much"
  }
  expect_failures = [var.memory]
}

run "refuses_container_image" {
  command = plan
  variables {
    container_image = ""
  }
  expect_failures = [var.container_image]
}

run "refuses_cpu_architecture" {
  command = plan
  variables {
    cpu_architecture = "MIPS"
  }
  expect_failures = [var.cpu_architecture]
}

run "refuses_ephemeral_storage_gib" {
  command = plan
  variables {
    ephemeral_storage_gib = 20
  }
  expect_failures = [var.ephemeral_storage_gib]
}

run "refuses_secrets_in_clear" {
  command = plan
  variables {
    secrets = { KEY = "sk_live_1234" }
  }
  expect_failures = [var.secrets]
}

run "refuses_a_name_that_is_both" {
  command = plan
  variables {
    secrets               = { KEY = "arn:aws:ssm:us-east-1:123456789012:parameter/key" }
    environment_variables = { KEY = "x" }
  }
  expect_failures = [data.aws_caller_identity.current]
}

run "refuses_writable_paths" {
  command = plan
  variables {
    writable_paths = ["tmp"]
  }
  expect_failures = [var.writable_paths]
}

run "refuses_stop_timeout_seconds" {
  command = plan
  variables {
    stop_timeout_seconds = 600
  }
  expect_failures = [var.stop_timeout_seconds]
}

run "refuses_timeout_seconds" {
  command = plan
  variables {
    timeout_seconds = 0
  }
  expect_failures = [var.timeout_seconds]
}

run "refuses_cron_with_five_fields" {
  command = plan
  variables {
    schedule = "cron(0 2 * * *)"
  }
  expect_failures = [var.schedule]
}

run "refuses_schedule_timezone" {
  command = plan
  variables {
    schedule_timezone = "Berlin time"
  }
  expect_failures = [var.schedule_timezone]
}

run "refuses_schedule_flexible_minutes" {
  command = plan
  variables {
    schedule_flexible_minutes = 1441
  }
  expect_failures = [var.schedule_flexible_minutes]
}

run "refuses_max_retries" {
  command = plan
  variables {
    max_retries = 186
  }
  expect_failures = [var.max_retries]
}

run "refuses_a_schedule_without_subnets" {
  command = plan
  variables {
    schedule = "rate(1 hour)"
  }
  expect_failures = [aws_ecs_task_definition.this]
}

run "refuses_a_service_without_subnets" {
  command = plan
  variables {
    create_service = true
  }
  expect_failures = [aws_ecs_task_definition.this]
}

run "refuses_a_port_without_service" {
  command = plan
  variables {
    container_port = 80
  }
  expect_failures = [aws_ecs_task_definition.this]
}

run "refuses_a_target_group_without_port" {
  command = plan
  variables {
    create_service     = true
    private_subnet_ids = ["subnet-0a1b2c3d4e5f60718"]
    target_group_arn   = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/x/0"
  }
  expect_failures = [aws_ecs_task_definition.this]
}

run "refuses_no_cluster" {
  command = plan
  variables {
    create_cluster = false
  }
  expect_failures = [aws_ecs_task_definition.this]
}

run "refuses_cluster_name" {
  command = plan
  variables {
    cluster_name = "no good"
  }
  expect_failures = [var.cluster_name]
}

run "refuses_a_new_cluster_by_its_arn" {
  command = plan
  variables {
    cluster_name = "arn:aws:ecs:us-east-1:123456789012:cluster/shared"
  }
  expect_failures = [aws_ecs_task_definition.this]
}

run "refuses_capacity_provider" {
  command = plan
  variables {
    capacity_provider = "EC2"
  }
  expect_failures = [var.capacity_provider]
}

run "refuses_container_insights" {
  command = plan
  variables {
    container_insights = "on"
  }
  expect_failures = [var.container_insights]
}

run "refuses_desired_count" {
  command = plan
  variables {
    desired_count = -1
  }
  expect_failures = [var.desired_count]
}

run "refuses_container_port" {
  command = plan
  variables {
    container_port     = 0
    create_service     = true
    private_subnet_ids = ["subnet-0a1b2c3d4e5f60718"]
  }
  expect_failures = [var.container_port]
}

run "refuses_two_lists_of_subnets" {
  command = plan
  variables {
    private_subnet_ids = ["subnet-a"]
    subnet_ids         = ["subnet-b"]
  }
  expect_failures = [aws_ecs_task_definition.this]
}

run "refuses_egress_rules" {
  command = plan
  variables {
    egress_rules = { x = { cidr_ipv4 = "0.0.0.0/0" } }
  }
  expect_failures = [var.egress_rules]
}

run "refuses_s3_bucket_arns" {
  command = plan
  variables {
    s3_bucket_arns = ["acme-data-lake"]
  }
  expect_failures = [var.s3_bucket_arns]
}

run "refuses_kms_key_arn" {
  command = plan
  variables {
    kms_key_arn = "alias/x"
  }
  expect_failures = [var.kms_key_arn]
}

run "refuses_two_keys" {
  command = plan
  variables {
    kms_key_arn    = "arn:aws:kms:us-east-1:123456789012:key/x"
    create_kms_key = true
  }
  expect_failures = [aws_ecs_task_definition.this]
}

run "refuses_no_key" {
  command = plan
  variables {
    create_kms_key = false
  }
  expect_failures = [aws_ecs_task_definition.this]
}

run "refuses_kms_key_alias" {
  command = plan
  variables {
    kms_key_alias = "alias/aws/s3"
  }
  expect_failures = [var.kms_key_alias]
}

run "refuses_kms_deletion_window_in_days" {
  command = plan
  variables {
    kms_deletion_window_in_days = 1
  }
  expect_failures = [var.kms_deletion_window_in_days]
}

run "refuses_log_retention_days" {
  command = plan
  variables {
    log_retention_days = 45
  }
  expect_failures = [var.log_retention_days]
}

run "refuses_names_of_egress_rules" {
  command = plan
  variables {
    egress_rules = { "it's" = { from_port = 443, cidr_ipv4 = "0.0.0.0/0" } }
  }
  expect_failures = [var.egress_rules]
}
