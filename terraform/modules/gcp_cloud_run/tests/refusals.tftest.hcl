variables {
  project_id = "acme-data-platform"
  region     = "us-central1"
  job_metadata = {
    job_name      = "orders"
    team          = "data"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "c1"
  }
}

run "no_metadata" {
  command = plan
  variables { job_metadata = {} }
  expect_failures = [terraform_data.input_check]
}

run "blank_metadata" {
  command = plan
  variables { job_metadata = { job_name = "a", team = " ", pipeline_type = "p", environment = "e", cost_center = "c" } }
  expect_failures = [terraform_data.input_check]
}

run "too_many_labels" {
  command = plan
  variables { default_tags = { for i in range(64) : "k${i}" => "v" } }
  expect_failures = [terraform_data.input_check]
}

run "another_runtime" {
  command = plan
  variables { runtime_type = "aws_fargate" }
  expect_failures = [var.runtime_type]
}

run "project_number_for_an_id" {
  command = plan
  variables { project_id = "123456789012" }
  expect_failures = [var.project_id]
}

run "zone_for_a_region" {
  command = plan
  variables { region = "us-central1-a" }
  expect_failures = [var.region]
}

run "image_with_a_space" {
  command = plan
  variables { container_image = "an image" }
  expect_failures = [var.container_image]
}

run "cpu_that_is_none" {
  command = plan
  variables { cpu = "one" }
  expect_failures = [var.cpu]
}

run "cpu_that_is_not_offered" {
  command = plan
  variables { cpu = "3" }
  expect_failures = [terraform_data.input_check]
}

run "half_a_core" {
  command = plan
  variables { cpu = "500m" }
  expect_failures = [terraform_data.input_check]
}

run "memory_without_unit" {
  command = plan
  variables { memory = "2048" }
  expect_failures = [var.memory]
}

run "too_little_memory" {
  command = plan
  variables { memory = "256Mi" }
  expect_failures = [terraform_data.input_check]
}

run "too_little_memory_for_four_cores" {
  command = plan
  variables {
    cpu    = "4"
    memory = "1Gi"
  }
  expect_failures = [terraform_data.input_check]
}

run "too_much_memory_for_one_core" {
  command = plan
  variables { memory = "8Gi" }
  expect_failures = [terraform_data.input_check]
}

run "names_of_variables" {
  command = plan
  variables { environment_variables = { "A-B" = "x" } }
  expect_failures = [var.environment_variables]
}

run "reserved_names_of_variables" {
  command = plan
  variables { environment_variables = { X_GOOGLE_A = "x" } }
  expect_failures = [var.environment_variables]
}

run "names_of_secrets" {
  command = plan
  variables { secrets = { "1A" = "x" } }
  expect_failures = [var.secrets]
}

run "values_of_secrets" {
  command = plan
  variables { secrets = { A = "sk_live_51/with+more=" } }
  expect_failures = [var.secrets]
}

run "one_name_for_both" {
  command = plan
  variables {
    environment_variables = { A = "x" }
    secrets               = { A = "x" }
  }
  expect_failures = [terraform_data.input_check]
}

run "schedule_of_another_cloud" {
  command = plan
  variables { schedule = "rate(1 hour)" }
  expect_failures = [var.schedule]
}

run "time_zone" {
  command = plan
  variables { schedule_timezone = "local" }
  expect_failures = [var.schedule_timezone]
}

run "schedule_retries" {
  command = plan
  variables { schedule_retries = 6 }
  expect_failures = [var.schedule_retries]
}

run "scheduler_region" {
  command = plan
  variables { scheduler_region = "Iowa" }
  expect_failures = [var.scheduler_region]
}

run "timeout_too_long" {
  command = plan
  variables { timeout_seconds = 604801 }
  expect_failures = [var.timeout_seconds]
}

run "timeout_of_a_service" {
  command = plan
  variables {
    create_service  = true
    timeout_seconds = 3601
  }
  expect_failures = [terraform_data.input_check]
}

run "retries" {
  command = plan
  variables { max_retries = 11 }
  expect_failures = [var.max_retries]
}

run "tasks" {
  command = plan
  variables { task_count = 0 }
  expect_failures = [var.task_count]
}

run "parallelism" {
  command = plan
  variables { parallelism = 0 }
  expect_failures = [var.parallelism]
}

run "more_at_once_than_there_are" {
  command = plan
  variables { parallelism = 2 }
  expect_failures = [terraform_data.input_check]
}

run "service_by_schedule" {
  command = plan
  variables {
    create_service = true
    schedule       = "0 3 * * *"
  }
  expect_failures = [terraform_data.input_check]
}

run "port" {
  command = plan
  variables { container_port = 70000 }
  expect_failures = [var.container_port]
}

run "min_instances" {
  command = plan
  variables { min_instances = -1 }
  expect_failures = [var.min_instances]
}

run "max_instances" {
  command = plan
  variables { max_instances = 0 }
  expect_failures = [var.max_instances]
}

run "min_above_max" {
  command = plan
  variables {
    min_instances = 3
    max_instances = 2
  }
  expect_failures = [terraform_data.input_check]
}

run "ingress" {
  command = plan
  variables { ingress = "all" }
  expect_failures = [var.ingress]
}

run "url_for_a_bucket" {
  command = plan
  variables { storage_bucket_names = ["gs://acme-data-lake"] }
  expect_failures = [var.storage_bucket_names]
}

run "public_job" {
  command = plan
  variables { invoker_members = ["allUsers"] }
  expect_failures = [var.invoker_members]
}

run "short_name_for_a_key" {
  command = plan
  variables { kms_key_name = "k" }
  expect_failures = [var.kms_key_name]
}

run "egress" {
  command = plan
  variables { vpc_egress = "all" }
  expect_failures = [var.vpc_egress]
}

run "network_tags" {
  command = plan
  variables { network_tags = ["Dativo"] }
  expect_failures = [var.network_tags]
}

run "retention" {
  command = plan
  variables { log_retention_days = 0 }
  expect_failures = [var.log_retention_days]
}

run "log_bucket_name" {
  command = plan
  variables { log_bucket_name = "a/b" }
  expect_failures = [var.log_bucket_name]
}

run "no_account" {
  command = plan
  variables { create_service_account = false }
  expect_failures = [terraform_data.input_check]
}

run "annotations_of_cloud_run" {
  command = plan
  variables { annotations = { "run.googleapis.com/launch-stage" = "BETA" } }
  expect_failures = [var.annotations]
}
