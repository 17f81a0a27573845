variables {
  project_id = "acme-data-platform"
  region     = "us-central1"
  job_metadata = {
    job_name      = "stripe-customers-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
  }
}

run "refuses_runtime_type" {
  command = plan
  variables {
    runtime_type = "gcp_cloud_run"
  }
  expect_failures = [var.runtime_type]
}

run "refuses_project_id" {
  command = plan
  variables {
    project_id = "Acme Data"
  }
  expect_failures = [var.project_id]
}

run "refuses_region" {
  command = plan
  variables {
    region = "us-central1-b"
  }
  expect_failures = [var.region]
}

run "refuses_labels" {
  command = plan
  variables {
    labels = { app = "not legal!" }
  }
  expect_failures = [var.labels]
}

run "refuses_annotations" {
  command = plan
  variables {
    annotations = { "no good" = "x" }
  }
  expect_failures = [var.annotations]
}

run "refuses_container_image" {
  command = plan
  variables {
    container_image = ""
  }
  expect_failures = [var.container_image]
}

run "refuses_cpu" {
  command = plan
  variables {
    cpu = "two"
  }
  expect_failures = [var.cpu]
}

run "refuses_memory" {
  command = plan
  variables {
    memory = "2048"
  }
  expect_failures = [var.memory]
}

run "refuses_resource_requests_cpu" {
  command = plan
  variables {
    resource_requests_cpu = "2x"
  }
  expect_failures = [var.resource_requests_cpu]
}

run "refuses_resource_requests_memory" {
  command = plan
  variables {
    resource_requests_memory = "8"
  }
  expect_failures = [var.resource_requests_memory]
}

run "refuses_resource_limits_cpu" {
  command = plan
  variables {
    resource_limits_cpu = "-1"
  }
  expect_failures = [var.resource_limits_cpu]
}

run "refuses_resource_limits_memory" {
  command = plan
  variables {
    resource_limits_memory = "1 Gi"
  }
  expect_failures = [var.resource_limits_memory]
}

run "refuses_environment_variables" {
  command = plan
  variables {
    environment_variables = { "1A" = "x" }
  }
  expect_failures = [var.environment_variables]
}

run "refuses_secret_name" {
  command = plan
  variables {
    secrets = { "a-b" = "s" }
  }
  expect_failures = [var.secrets]
}

run "refuses_secret_value" {
  command = plan
  variables {
    secrets = { KEY = "sk_live_abc def" }
  }
  expect_failures = [var.secrets]
}

run "refuses_run_as_root" {
  command = plan
  variables {
    run_as_user = 0
  }
  expect_failures = [var.run_as_user]
}

run "refuses_tmp_size_limit" {
  command = plan
  variables {
    tmp_size_limit = "big"
  }
  expect_failures = [var.tmp_size_limit]
}

run "refuses_schedule" {
  command = plan
  variables {
    schedule = "every day"
  }
  expect_failures = [var.schedule]
}

run "refuses_schedule_timezone" {
  command = plan
  variables {
    schedule_timezone = "Local"
  }
  expect_failures = [var.schedule_timezone]
}

run "refuses_timeout_seconds" {
  command = plan
  variables {
    timeout_seconds = 0
  }
  expect_failures = [var.timeout_seconds]
}

run "refuses_max_retries" {
  command = plan
  variables {
    max_retries = -1
  }
  expect_failures = [var.max_retries]
}

run "refuses_ttl_seconds_after_finished" {
  command = plan
  variables {
    ttl_seconds_after_finished = 1.5
  }
  expect_failures = [var.ttl_seconds_after_finished]
}

run "refuses_log_retention_days" {
  command = plan
  variables {
    log_retention_days = 0
  }
  expect_failures = [var.log_retention_days]
}

run "refuses_cluster_name" {
  command = plan
  variables {
    cluster_name = "Not_Legal"
  }
  expect_failures = [var.cluster_name]
}

run "refuses_cluster_location_form" {
  command = plan
  variables {
    cluster_location = "somewhere"
  }
  expect_failures = [var.cluster_location]
}

run "refuses_zones_form" {
  command = plan
  variables {
    zones = ["b"]
  }
  expect_failures = [var.zones]
}

run "refuses_release_channel" {
  command = plan
  variables {
    release_channel = "NIGHTLY"
  }
  expect_failures = [var.release_channel]
}

run "refuses_authorized_networks" {
  command = plan
  variables {
    authorized_networks = { office = "10.0.0.0" }
  }
  expect_failures = [var.authorized_networks]
}

run "refuses_instance_type" {
  command = plan
  variables {
    instance_type = ""
  }
  expect_failures = [var.instance_type]
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
    max_instances = 1.5
  }
  expect_failures = [var.max_instances]
}

run "refuses_disk_size_gb" {
  command = plan
  variables {
    disk_size_gb = 1
  }
  expect_failures = [var.disk_size_gb]
}

run "refuses_node_roles" {
  command = plan
  variables {
    node_roles = ["roles/editor"]
  }
  expect_failures = [var.node_roles]
}

run "refuses_subnet_ids" {
  command = plan
  variables {
    vpc_id     = "n"
    subnet_ids = ["a", "b"]
  }
  expect_failures = [var.subnet_ids]
}

run "refuses_subnet_cidr" {
  command = plan
  variables {
    subnet_cidr = "x"
  }
  expect_failures = [var.subnet_cidr]
}

run "refuses_pods_cidr" {
  command = plan
  variables {
    pods_cidr = "x"
  }
  expect_failures = [var.pods_cidr]
}

run "refuses_services_cidr" {
  command = plan
  variables {
    services_cidr = "x"
  }
  expect_failures = [var.services_cidr]
}

run "refuses_kms_key_name" {
  command = plan
  variables {
    kms_key_name = "my-key"
  }
  expect_failures = [var.kms_key_name]
}

run "refuses_kms_key_ring_name" {
  command = plan
  variables {
    kms_key_ring_name = "a b"
  }
  expect_failures = [var.kms_key_ring_name]
}

run "refuses_bucket_name" {
  command = plan
  variables {
    bucket_name = "A"
  }
  expect_failures = [var.bucket_name]
}

run "refuses_bucket_expiration_days" {
  command = plan
  variables {
    bucket_expiration_days = 0
  }
  expect_failures = [var.bucket_expiration_days]
}

run "refuses_namespace" {
  command = plan
  variables {
    namespace = "kube-system"
  }
  expect_failures = [var.namespace]
}

run "refuses_service_account" {
  command = plan
  variables {
    service_account = "Runner"
  }
  expect_failures = [var.service_account]
}

run "refuses_google_service_account_email" {
  command = plan
  variables {
    google_service_account_email = "ada@acme.com"
  }
  expect_failures = [var.google_service_account_email]
}

run "refuses_operators" {
  command = plan
  variables {
    operators = ["ada@acme.com"]
  }
  expect_failures = [var.operators]
}

run "refuses_egress_rules" {
  command = plan
  variables {
    egress_rules = [{ cidr = "10.0.0.0/8", ports = [] }]
  }
  expect_failures = [var.egress_rules]
}

run "refuses_quota_runs" {
  command = plan
  variables {
    quota_runs = 0
  }
  expect_failures = [var.quota_runs]
}

run "refuses_required_tags" {
  command = plan
  variables {
    job_metadata = { job_name = "j", team = "t", pipeline_type = "p", environment = "prod" }
  }
  expect_failures = [terraform_data.input_check]
}

run "refuses_blank_tag" {
  command = plan
  variables {
    job_metadata = { job_name = " ", team = "t", pipeline_type = "p", environment = "prod", cost_center = "c" }
  }
  expect_failures = [terraform_data.input_check]
}

run "refuses_too_many_labels" {
  command = plan
  variables {
    default_tags = { for i in range(70) : "tag_${i}" => "x" }
  }
  expect_failures = [terraform_data.input_check]
}

run "refuses_cluster_without_a_name" {
  command = plan
  variables {
    create_cluster = false
  }
  expect_failures = [terraform_data.input_check]
}

run "refuses_location_elsewhere" {
  command = plan
  variables {
    cluster_location = "europe-west1-b"
  }
  expect_failures = [terraform_data.input_check]
}

run "refuses_zones_elsewhere" {
  command = plan
  variables {
    zones = ["europe-west1-b"]
  }
  expect_failures = [terraform_data.input_check]
}

run "refuses_min_over_max" {
  command = plan
  variables {
    min_instances = 5
    max_instances = 2
  }
  expect_failures = [terraform_data.input_check]
}

run "refuses_count_out_of_range" {
  command = plan
  variables {
    instance_count = 9
    max_instances  = 2
  }
  expect_failures = [terraform_data.input_check]
}

run "refuses_pool_in_autopilot" {
  command = plan
  variables {
    autopilot        = true
    create_node_pool = true
  }
  expect_failures = [terraform_data.input_check]
}

run "refuses_no_network" {
  command = plan
  variables {
    create_network = false
  }
  expect_failures = [terraform_data.input_check]
}

run "refuses_network_twice" {
  command = plan
  variables {
    create_network = true
    vpc_network    = "n"
  }
  expect_failures = [terraform_data.input_check]
}

run "refuses_network_names_differ" {
  command = plan
  variables {
    vpc_network = "a"
    vpc_id      = "b"
  }
  expect_failures = [terraform_data.input_check]
}

run "refuses_subnet_names_differ" {
  command = plan
  variables {
    vpc_network = "a"
    subnetwork  = "a"
    subnet_ids  = ["b"]
  }
  expect_failures = [terraform_data.input_check]
}

run "refuses_key_twice" {
  command = plan
  variables {
    create_kms_key = true
    kms_key_name   = "projects/p/locations/l/keyRings/r/cryptoKeys/k"
  }
  expect_failures = [terraform_data.input_check]
}

run "refuses_request_over_limit" {
  command = plan
  variables {
    resource_requests_cpu = "2"
    resource_limits_cpu   = "1500m"
  }
  expect_failures = [terraform_data.input_check]
}

run "refuses_memory_request_over_limit" {
  command = plan
  variables {
    memory                 = "2Gi"
    resource_limits_memory = "2G"
  }
  expect_failures = [terraform_data.input_check]
}

run "refuses_namespace_without_a_name" {
  command = plan
  variables {
    create_namespace = false
  }
  expect_failures = [terraform_data.input_check]
}

run "refuses_service_account_without_a_name" {
  command = plan
  variables {
    create_service_account = false
  }
  expect_failures = [terraform_data.input_check]
}
