provider "aws" {
  region = "us-east-1"
}

variables {
  region = "us-east-1"
  job_metadata = {
    job_name      = "postgres-orders-etl"
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

run "refuses_cpu_architecture" {
  command = plan
  variables {
    cpu_architecture = "MIPS"
  }
  expect_failures = [var.cpu_architecture]
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

run "refuses_runtime_type" {
  command = plan
  variables {
    runtime_type = "aws_fargate"
  }
  expect_failures = [var.runtime_type]
}

run "refuses_too_many_tags" {
  command = plan
  variables {
    default_tags = { for index in range(60) : "key_${index}" => "value" }
  }
  expect_failures = [data.aws_caller_identity.current]
}

run "refuses_deployment" {
  command = plan
  variables {
    deployment = "eks"
  }
  expect_failures = [var.deployment]
}

run "refuses_no_cluster" {
  command = plan
  variables {
    create_cluster = false
  }
  expect_failures = [aws_cloudwatch_log_group.this]
}

run "refuses_a_new_cluster_by_its_id" {
  command = plan
  variables {
    cluster_id = "j-2AXXXXXXGAPLF"
  }
  expect_failures = [aws_cloudwatch_log_group.this]
}

run "refuses_cluster_id" {
  command = plan
  variables {
    cluster_id     = "no good"
    create_cluster = false
  }
  expect_failures = [var.cluster_id]
}

run "refuses_cluster_name" {
  command = plan
  variables {
    cluster_name = "no good"
  }
  expect_failures = [var.cluster_name]
}

run "refuses_release_label" {
  command = plan
  variables {
    release_label = "7.9.0"
  }
  expect_failures = [var.release_label]
}

run "refuses_applications" {
  command = plan
  variables {
    applications = []
  }
  expect_failures = [var.applications]
}

run "refuses_configurations" {
  command = plan
  variables {
    configurations = [{ Properties = {} }]
  }
  expect_failures = [var.configurations]
}

run "refuses_step_concurrency_level" {
  command = plan
  variables {
    step_concurrency_level = 0
  }
  expect_failures = [var.step_concurrency_level]
}

run "refuses_idle_timeout_seconds" {
  command = plan
  variables {
    idle_timeout_seconds = 10
  }
  expect_failures = [var.idle_timeout_seconds]
}

run "refuses_instance_type" {
  command = plan
  variables {
    instance_type = "large"
  }
  expect_failures = [var.instance_type]
}

run "refuses_master_instance_type" {
  command = plan
  variables {
    master_instance_type = "large"
  }
  expect_failures = [var.master_instance_type]
}

run "refuses_master_instance_count" {
  command = plan
  variables {
    master_instance_count = 2
  }
  expect_failures = [var.master_instance_count]
}

run "refuses_instance_count" {
  command = plan
  variables {
    instance_count = 0
  }
  expect_failures = [var.instance_count]
}

run "refuses_min_instances" {
  command = plan
  variables {
    min_instances = 0
  }
  expect_failures = [var.min_instances]
}

run "refuses_max_instances" {
  command = plan
  variables {
    max_instances = 0
  }
  expect_failures = [var.max_instances]
}

run "refuses_a_count_out_of_bounds" {
  command = plan
  variables {
    instance_count = 3
    max_instances  = 2
  }
  expect_failures = [data.aws_caller_identity.current]
}

run "refuses_on_demand_instance_count" {
  command = plan
  variables {
    on_demand_instance_count = -1
  }
  expect_failures = [var.on_demand_instance_count]
}

run "refuses_more_on_demand_than_nodes" {
  command = plan
  variables {
    enable_spot_instances    = true
    on_demand_instance_count = 3
  }
  expect_failures = [data.aws_caller_identity.current]
}

run "refuses_spot_types_without_spot" {
  command = plan
  variables {
    spot_instance_types = ["m5a.xlarge"]
  }
  expect_failures = [data.aws_caller_identity.current]
}

run "refuses_too_many_spot_types" {
  command = plan
  variables {
    enable_spot_instances = true
    spot_instance_types   = ["a1.x", "a2.x", "a3.x", "a4.x", "a5.x"]
  }
  expect_failures = [var.spot_instance_types]
}

run "refuses_spot_on_serverless" {
  command = plan
  variables {
    deployment            = "serverless"
    enable_spot_instances = true
  }
  expect_failures = [data.aws_caller_identity.current]
}

run "refuses_volume_size_gib" {
  command = plan
  variables {
    volume_size_gib = 1
  }
  expect_failures = [var.volume_size_gib]
}

run "refuses_root_volume_size_gib" {
  command = plan
  variables {
    root_volume_size_gib = 1
  }
  expect_failures = [var.root_volume_size_gib]
}

run "refuses_maximum_capacity" {
  command = plan
  variables {
    maximum_capacity = { cpu = "32", memory = "128" }
  }
  expect_failures = [var.maximum_capacity]
}

run "refuses_two_lists_of_subnets" {
  command = plan
  variables {
    private_subnet_ids = ["subnet-a"]
    subnet_ids         = ["subnet-b"]
  }
  expect_failures = [aws_cloudwatch_log_group.this]
}

run "refuses_a_vpc_without_subnets" {
  command = plan
  variables {
    vpc_id = "vpc-0a1b2c3d4e5f60718"
  }
  expect_failures = [aws_cloudwatch_log_group.this]
}

run "refuses_serverless_subnets_without_group" {
  command = plan
  variables {
    deployment         = "serverless"
    private_subnet_ids = ["subnet-a"]
  }
  expect_failures = [aws_cloudwatch_log_group.this]
}

run "refuses_data_lake_bucket" {
  command = plan
  variables {
    data_lake_bucket = "s3://acme"
  }
  expect_failures = [var.data_lake_bucket]
}

run "refuses_two_keys" {
  command = plan
  variables {
    kms_key_arn    = "arn:aws:kms:us-east-1:123456789012:key/x"
    create_kms_key = true
  }
  expect_failures = [aws_cloudwatch_log_group.this]
}

run "refuses_no_key" {
  command = plan
  variables {
    create_kms_key = false
  }
  expect_failures = [aws_cloudwatch_log_group.this]
}

run "refuses_no_log_bucket" {
  command = plan
  variables {
    create_log_bucket = false
  }
  expect_failures = [aws_cloudwatch_log_group.this]
}

run "refuses_two_log_buckets" {
  command = plan
  variables {
    create_log_bucket = true
    log_bucket        = "x"
  }
  expect_failures = [aws_cloudwatch_log_group.this]
}

run "refuses_log_prefix" {
  command = plan
  variables {
    log_prefix = "/"
  }
  expect_failures = [var.log_prefix]
}

run "refuses_in_transit_certificates" {
  command = plan
  variables {
    in_transit_certificates = "https://x"
  }
  expect_failures = [var.in_transit_certificates]
}

run "refuses_job_role_arn" {
  command = plan
  variables {
    job_role_arn = "jobs"
  }
  expect_failures = [var.job_role_arn]
}

run "refuses_a_profile_without_its_role" {
  command = plan
  variables {
    instance_profile_arn = "arn:aws:iam::123456789012:instance-profile/x"
  }
  expect_failures = [aws_cloudwatch_log_group.this]
}

run "refuses_no_service_role" {
  command = plan
  variables {
    create_service_role = false
  }
  expect_failures = [aws_cloudwatch_log_group.this]
}

run "refuses_no_instance_profile" {
  command = plan
  variables {
    create_instance_profile = false
  }
  expect_failures = [aws_cloudwatch_log_group.this]
}

run "refuses_names_of_egress_rules" {
  command = plan
  variables {
    egress_rules = { "it's" = { from_port = 443, cidr_ipv4 = "0.0.0.0/0" } }
  }
  expect_failures = [var.egress_rules]
}

run "refuses_schedule" {
  command = plan
  variables {
    schedule    = "cron(0 2 * * *)"
    entry_point = "s3://acme-code/orders.py"
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

run "refuses_entry_point" {
  command = plan
  variables {
    entry_point = "orders.py"
  }
  expect_failures = [var.entry_point]
}

run "refuses_spark_submit_parameters" {
  command = plan
  variables {
    spark_submit_parameters = ["--conf a=b"]
  }
  expect_failures = [var.spark_submit_parameters]
}

run "refuses_a_schedule_of_nothing" {
  command = plan
  variables {
    schedule = "rate(6 hours)"
  }
  expect_failures = [data.aws_caller_identity.current]
}

run "refuses_a_schedule_of_an_application_without_a_role" {
  command = plan
  variables {
    create_cluster = false
    cluster_id     = "00f1abcdexample"
    schedule       = "rate(6 hours)"
    entry_point    = "s3://acme-code/orders.py"
  }
  expect_failures = [aws_scheduler_schedule.this]
}
