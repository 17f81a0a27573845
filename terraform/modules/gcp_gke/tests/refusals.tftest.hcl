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

# Every value that is wrong by itself, all at once: each of them must be refused.
run "refuses_malformed_values" {
  command = plan
  variables {
    runtime_type                 = "gcp_cloud_run"
    project_id                   = "Acme Data"
    region                       = "us-central1-b"
    labels                       = { app = "not legal!" }
    annotations                  = { "no good" = "x" }
    container_image              = ""
    cpu                          = "two"
    memory                       = "2048"
    resource_requests_cpu        = "2x"
    resource_requests_memory     = "8"
    resource_limits_cpu          = "-1"
    resource_limits_memory       = "1 Gi"
    environment_variables        = { "1A" = "x" }
    secrets                      = { "a-b" = "s" }
    run_as_user                  = 0
    tmp_size_limit               = "big"
    schedule                     = "every day"
    schedule_timezone            = "Local"
    timeout_seconds              = 0
    max_retries                  = -1
    ttl_seconds_after_finished   = 1.5
    log_retention_days           = 0
    cluster_name                 = "Not_Legal"
    cluster_location             = "somewhere"
    zones                        = ["b"]
    release_channel              = "NIGHTLY"
    authorized_networks          = { office = "10.0.0.0" }
    instance_type                = ""
    instance_count               = 0
    min_instances                = 0
    max_instances                = 1.5
    disk_size_gb                 = 1
    node_roles                   = ["roles/editor"]
    subnet_cidr                  = "x"
    pods_cidr                    = "x"
    services_cidr                = "x"
    kms_key_name                 = "my-key"
    kms_key_ring_name            = "a b"
    bucket_name                  = "A"
    bucket_expiration_days       = 0
    namespace                    = "kube-system"
    service_account              = "Runner"
    google_service_account_email = "ada@acme.com"
    operators                    = ["ada@acme.com"]
    egress_rules                 = [{ cidr = "10.0.0.0/8", ports = [] }]
    quota_runs                   = 0
  }
  expect_failures = [
    var.runtime_type,
    var.project_id,
    var.region,
    var.labels,
    var.annotations,
    var.container_image,
    var.cpu,
    var.memory,
    var.resource_requests_cpu,
    var.resource_requests_memory,
    var.resource_limits_cpu,
    var.resource_limits_memory,
    var.environment_variables,
    var.secrets,
    var.run_as_user,
    var.tmp_size_limit,
    var.schedule,
    var.schedule_timezone,
    var.timeout_seconds,
    var.max_retries,
    var.ttl_seconds_after_finished,
    var.log_retention_days,
    var.cluster_name,
    var.cluster_location,
    var.zones,
    var.release_channel,
    var.authorized_networks,
    var.instance_type,
    var.instance_count,
    var.min_instances,
    var.max_instances,
    var.disk_size_gb,
    var.node_roles,
    var.subnet_cidr,
    var.pods_cidr,
    var.services_cidr,
    var.kms_key_name,
    var.kms_key_ring_name,
    var.bucket_name,
    var.bucket_expiration_days,
    var.namespace,
    var.service_account,
    var.google_service_account_email,
    var.operators,
    var.egress_rules,
    var.quota_runs,
  ]
}

run "refuses_secret_value" {
  command = plan
  variables {
    secrets = { KEY = "sk_live_abc def" }
  }
  expect_failures = [var.secrets]
}

run "refuses_subnet_ids" {
  command = plan
  variables {
    vpc_id     = "n"
    subnet_ids = ["a", "b"]
  }
  expect_failures = [var.subnet_ids]
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

run "refuses_no_key" {
  command = plan
  variables {
    create_kms_key = false
  }
  expect_failures = [terraform_data.input_check]
}

run "refuses_no_google_service_account" {
  command = plan
  variables {
    create_google_service_account = false
  }
  expect_failures = [terraform_data.input_check]
}
