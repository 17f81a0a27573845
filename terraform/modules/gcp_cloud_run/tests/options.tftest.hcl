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

run "schedule" {
  variables {
    schedule          = "0 3 * * *"
    schedule_timezone = "Europe/Berlin"
    schedule_enabled  = false
    schedule_retries  = 1
    scheduler_region  = "us-east1"
  }

  assert {
    condition     = google_cloud_scheduler_job.this[0].schedule == "0 3 * * *" && google_cloud_scheduler_job.this[0].time_zone == "Europe/Berlin" && google_cloud_scheduler_job.this[0].paused && google_cloud_scheduler_job.this[0].region == "us-east1"
    error_message = "the schedule is as asked for"
  }
  assert {
    condition     = google_cloud_scheduler_job.this[0].http_target[0].uri == "https://run.googleapis.com/v2/${google_cloud_run_v2_job.this[0].id}:run" && google_cloud_scheduler_job.this[0].http_target[0].http_method == "POST"
    error_message = "it starts this job"
  }
  assert {
    condition     = google_cloud_scheduler_job.this[0].http_target[0].oauth_token[0].service_account_email == google_service_account.invoker[0].email && google_service_account.invoker[0].account_id != google_service_account.job[0].account_id
    error_message = "it signs in as an account of its own"
  }
  assert {
    condition     = google_cloud_run_v2_job_iam_member.scheduler[0].role == "roles/run.invoker" && google_cloud_run_v2_job_iam_member.scheduler[0].name == google_cloud_run_v2_job.this[0].name
    error_message = "which may start this job and nothing else"
  }
}

run "container" {
  command = plan
  variables {
    container_image = "us-central1-docker.pkg.dev/acme/dativo/dativo@sha256:0123"
    command         = ["dativo"]
    args            = ["run", "--config", "a b.yaml"]
    cpu             = 4
    memory          = "2Gi"
    timeout_seconds = 604800
    max_retries     = 0
    task_count      = 3
    parallelism     = 2
    environment_variables = {
      GREETING = "say \"hi\"\n$${x} %%{y} ü"
    }
    secrets = {
      A = "short"
      B = "short/versions/7"
      C = "projects/other/secrets/long"
      D = "projects/other/secrets/long/versions/latest"
    }
  }

  assert {
    condition     = google_cloud_run_v2_job.this[0].template[0].template[0].containers[0].resources[0].limits == tomap({ cpu = "4", memory = "2Gi" })
    error_message = "cpu and memory are limits"
  }
  assert {
    condition     = google_cloud_run_v2_job.this[0].template[0].template[0].timeout == "604800s" && google_cloud_run_v2_job.this[0].template[0].template[0].max_retries == 0 && google_cloud_run_v2_job.this[0].template[0].task_count == 3 && google_cloud_run_v2_job.this[0].template[0].parallelism == 2
    error_message = "times and counts are as asked for"
  }
  assert {
    condition     = one([for env in google_cloud_run_v2_job.this[0].template[0].template[0].containers[0].env : env.value if env.name == "GREETING"]) == "say \"hi\"\n$${x} %%{y} ü"
    error_message = "plain values arrive unchanged"
  }
  assert {
    condition = {
      for env in google_cloud_run_v2_job.this[0].template[0].template[0].containers[0].env :
      env.name => "${env.value_source[0].secret_key_ref[0].secret} ${env.value_source[0].secret_key_ref[0].version}" if length(env.value_source) > 0
    } == { A = "short latest", B = "short 7", C = "projects/other/secrets/long latest", D = "projects/other/secrets/long latest" }
    error_message = "secrets are references, the latest version unless named"
  }
  assert {
    condition     = alltrue([for member in values(google_secret_manager_secret_iam_member.job) : member.role == "roles/secretmanager.secretAccessor"]) && google_secret_manager_secret_iam_member.job["C"].project == "other" && google_secret_manager_secret_iam_member.job["B"].secret_id == "short"
    error_message = "the job may read each of them, where it is"
  }
}

run "access_key_and_network" {
  variables {
    storage_bucket_names = ["acme-data-lake", "acme-landing"]
    storage_role         = "roles/storage.objectViewer"
    invoker_members      = ["group:data@acme.com"]
    kms_key_name         = "projects/p/locations/us-central1/keyRings/r/cryptoKeys/k"
    project_number       = "123456789012"
    vpc_network          = "shared"
    subnetwork           = "jobs"
    vpc_egress           = "ALL_TRAFFIC"
    network_tags         = ["dativo"]
  }

  assert {
    condition     = toset(keys(google_storage_bucket_iam_member.job)) == toset(["acme-data-lake", "acme-landing"]) && google_storage_bucket_iam_member.job["acme-landing"].role == "roles/storage.objectViewer" && google_storage_bucket_iam_member.job["acme-landing"].member == "serviceAccount:${output.service_account_email}"
    error_message = "the job may use its buckets"
  }
  assert {
    condition     = google_cloud_run_v2_job_iam_member.invoker["group:data@acme.com"].role == "roles/run.invoker"
    error_message = "others may start the job"
  }
  assert {
    condition     = google_cloud_run_v2_job.this[0].template[0].template[0].encryption_key == "projects/p/locations/us-central1/keyRings/r/cryptoKeys/k" && google_kms_crypto_key_iam_member.run[0].member == "serviceAccount:service-123456789012@serverless-robot-prod.iam.gserviceaccount.com"
    error_message = "the key encrypts the job, and Cloud Run may use it"
  }
  assert {
    condition     = google_cloud_run_v2_job.this[0].template[0].template[0].vpc_access[0].egress == "ALL_TRAFFIC" && google_cloud_run_v2_job.this[0].template[0].template[0].vpc_access[0].network_interfaces[0].subnetwork == "jobs" && google_cloud_run_v2_job.this[0].template[0].template[0].vpc_access[0].network_interfaces[0].tags[0] == "dativo"
    error_message = "traffic leaves through the network"
  }
}

run "key_of_which_the_owner_takes_care" {
  command = plan
  variables {
    kms_key_name     = "projects/p/locations/us-central1/keyRings/r/cryptoKeys/k"
    grant_kms_access = false
  }

  assert {
    condition     = length(google_kms_crypto_key_iam_member.run) == 0 && length(data.google_project.this) == 0
    error_message = "nothing is granted"
  }
}

run "annotations" {
  command = plan
  variables {
    annotations = { "dativo.io/job-file" = "jobs/acme/orders.yaml", commit = "0123abc" }
  }

  assert {
    condition     = google_cloud_run_v2_job.this[0].annotations["commit"] == "0123abc" && google_cloud_run_v2_job.this[0].template[0].annotations["dativo.io/job-file"] == "jobs/acme/orders.yaml" && !contains(keys(google_cloud_run_v2_job.this[0].labels), "commit")
    error_message = "what is not a tag is an annotation"
  }
}

run "account_brought_along" {
  command = plan
  variables {
    create_service_account = false
    service_account_email  = "jobs@acme.iam.gserviceaccount.com"
    storage_bucket_names   = ["lake"]
  }

  assert {
    condition     = length(google_service_account.job) == 0 && google_cloud_run_v2_job.this[0].template[0].template[0].service_account == "jobs@acme.iam.gserviceaccount.com" && google_storage_bucket_iam_member.job["lake"].member == "serviceAccount:jobs@acme.iam.gserviceaccount.com"
    error_message = "the account that is there is used"
  }
}

run "logs_kept_longer" {
  variables {
    log_retention_days = 400
  }

  assert {
    condition     = google_logging_project_bucket_config.this[0].retention_days == 400 && google_logging_project_bucket_config.this[0].bucket_id == "orders-prod-run-logs"
    error_message = "a log bucket of the job's own keeps them"
  }
  assert {
    condition     = strcontains(google_logging_project_sink.this[0].filter, "resource.labels.job_name=\"orders-prod-job\"") && google_logging_project_sink.this[0].destination == "logging.googleapis.com/${google_logging_project_bucket_config.this[0].id}"
    error_message = "and only the job's logs go there"
  }
}

run "apis" {
  command = plan
  variables {
    enable_apis       = true
    schedule          = "0 3 * * *"
    secrets           = { A = "a" }
    create_log_bucket = true
    vpc_network       = "shared"
    kms_key_name      = "projects/p/locations/us-central1/keyRings/r/cryptoKeys/k"
  }

  assert {
    condition     = toset(keys(google_project_service.this)) == toset(["cloudscheduler.googleapis.com", "compute.googleapis.com", "iam.googleapis.com", "logging.googleapis.com", "run.googleapis.com", "secretmanager.googleapis.com"])
    error_message = "what is used is enabled"
  }
  assert {
    condition     = alltrue([for service in values(google_project_service.this) : service.disable_on_destroy == false]) && toset(keys(google_project_service.lookup)) == toset(["cloudresourcemanager.googleapis.com"])
    error_message = "and stays enabled"
  }
}

run "service" {
  variables {
    create_service     = true
    container_port     = 9000
    min_instances      = 1
    max_instances      = 5
    timeout_seconds    = 300
    secrets            = { TOKEN = "token" }
    invoker_members    = ["serviceAccount:gateway@acme.iam.gserviceaccount.com"]
    log_retention_days = 90
    vpc_network        = "shared"
  }

  assert {
    condition     = length(google_cloud_run_v2_job.this) == 0 && google_cloud_run_v2_service.this[0].name == "orders-prod-service" && google_cloud_run_v2_service.this[0].ingress == "INGRESS_TRAFFIC_INTERNAL_ONLY"
    error_message = "a service takes the job's place, and is internal"
  }
  assert {
    condition     = google_cloud_run_v2_service.this[0].labels == tomap(output.labels) && google_cloud_run_v2_service.this[0].template[0].labels == tomap(output.labels)
    error_message = "the service and its revisions carry the labels"
  }
  assert {
    condition     = google_cloud_run_v2_service.this[0].template[0].scaling[0].min_instance_count == 1 && google_cloud_run_v2_service.this[0].template[0].scaling[0].max_instance_count == 5 && google_cloud_run_v2_service.this[0].template[0].containers[0].ports[0].container_port == 9000
    error_message = "it scales as asked for"
  }
  assert {
    condition     = google_cloud_run_v2_service.this[0].template[0].containers[0].image == "us-docker.pkg.dev/cloudrun/container/hello:latest"
    error_message = "its default image listens"
  }
  assert {
    condition     = output.service_url != null && output.service_name == "orders-prod-service" && output.job_name == null && output.job_id == null && output.run_command == null && output.cluster_name == "projects/acme-data-platform/locations/us-central1"
    error_message = "outputs tell of the service"
  }
  assert {
    condition     = strcontains(google_logging_project_sink.this[0].filter, "resource.labels.service_name=\"orders-prod-service\"") && length(google_cloud_run_v2_service_iam_member.invoker) == 1
    error_message = "its logs are routed, its callers let in"
  }
}

run "project_of_the_provider" {
  command = plan
  variables {
    project_id = null
  }

  assert {
    condition     = output.region == "us-central1" && google_cloud_run_v2_job.this[0].name == "orders-prod-job"
    error_message = "project_id may be left out"
  }
}
