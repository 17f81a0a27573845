variables {
  project_id = "acme-data-platform"
  region     = "us-central1"
  tags = {
    job_name      = "stripe-customers-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "FINOPS-001"
  }
}

run "second_stage" {
  variables {
    create_kubernetes_objects = true
    namespace                 = "data-ingestion"
    service_account           = "dativo-runner"
    resource_requests_cpu     = "2000m"
    resource_requests_memory  = "8Gi"
    resource_limits_cpu       = "4000m"
    resource_limits_memory    = "16Gi"
    labels                    = { app = "dativo-ingestion" }
    annotations               = { "prometheus.io/scrape" = "true" }
    environment_variables     = { PRICE = "$5 $(HOME)" }
    secrets                   = { API_KEY = "stripe-api-key" }
    operators                 = ["group:data@acme.com", "user:ada@acme.com"]
  }

  assert {
    condition     = kubernetes_namespace_v1.this[0].metadata[0].labels["pod-security.kubernetes.io/enforce"] == "restricted"
    error_message = "the namespace admits restricted pods only"
  }
  assert {
    condition     = kubernetes_service_account_v1.runner[0].metadata[0].annotations["iam.gke.io/gcp-service-account"] == output.google_service_account_email
    error_message = "the service account is bound to the Google service account"
  }
  assert {
    condition     = google_service_account_iam_member.workload_identity.member == "serviceAccount:acme-data-platform.svc.id.goog[data-ingestion/dativo-runner]"
    error_message = "only this service account of this namespace acts as the job"
  }
  assert {
    condition     = kubernetes_cron_job_v1.this[0].spec[0].suspend
    error_message = "without a schedule the CronJob is suspended"
  }
  assert {
    condition     = kubernetes_cron_job_v1.this[0].spec[0].job_template[0].spec[0].template[0].metadata[0].labels["dativo.io/cost-center"] == "FINOPS-001"
    error_message = "pods carry the job's tags"
  }
  assert {
    condition     = kubernetes_cron_job_v1.this[0].spec[0].job_template[0].spec[0].template[0].metadata[0].labels["app"] == "dativo-ingestion"
    error_message = "pods carry further labels"
  }
  assert {
    condition     = kubernetes_cron_job_v1.this[0].spec[0].job_template[0].spec[0].template[0].spec[0].container[0].resources[0].limits == tomap({ cpu = "4000m", memory = "16Gi" })
    error_message = "limits arrive as given"
  }
  assert {
    condition     = one([for env in kubernetes_cron_job_v1.this[0].spec[0].job_template[0].spec[0].template[0].spec[0].container[0].env : env.value if env.name == "PRICE"]) == "$$5 $$(HOME)"
    error_message = "a value that Kubernetes would expand is escaped"
  }
  assert {
    condition     = one([for env in kubernetes_cron_job_v1.this[0].spec[0].job_template[0].spec[0].template[0].spec[0].container[0].env : env.value if env.name == "API_KEY_FILE"]) == "/var/run/secrets/dativo/API_KEY"
    error_message = "a secret is a file whose path is in the environment"
  }
  assert {
    condition     = google_secret_manager_secret_iam_member.job["API_KEY"].secret_id == "projects/acme-data-platform/secrets/stripe-api-key"
    error_message = "the job may read just this secret"
  }
  assert {
    condition     = kubernetes_resource_quota_v1.this[0].spec[0].hard["limits.cpu"] == "16000m"
    error_message = "the quota is that of four runs"
  }
  assert {
    condition     = length(kubernetes_role_binding_v1.starter[0].subject) == 3
    error_message = "operators may start runs, beside the starter"
  }
  assert {
    condition     = output.service_name == "stripe-customers-etl-prod-job" && output.namespace == "data-ingestion"
    error_message = "names are outputs"
  }
}

run "schedule" {
  command = plan
  variables {
    create_kubernetes_objects = true
    schedule                  = "0 3 * * *"
    schedule_timezone         = "Europe/Berlin"
    timeout_seconds           = 60
    max_retries               = 0
  }

  assert {
    condition     = !kubernetes_cron_job_v1.this[0].spec[0].suspend && kubernetes_cron_job_v1.this[0].spec[0].schedule == "0 3 * * *" && kubernetes_cron_job_v1.this[0].spec[0].timezone == "Europe/Berlin"
    error_message = "a schedule starts runs"
  }
  assert {
    condition     = kubernetes_cron_job_v1.this[0].spec[0].job_template[0].spec[0].backoff_limit == 0 && kubernetes_cron_job_v1.this[0].spec[0].job_template[0].spec[0].active_deadline_seconds == 60
    error_message = "retries and timeout reach the job"
  }
}

run "schedule_that_rests" {
  command = plan
  variables {
    create_kubernetes_objects = true
    schedule                  = "0 3 * * *"
    schedule_enabled          = false
  }

  assert {
    condition     = kubernetes_cron_job_v1.this[0].spec[0].suspend
    error_message = "schedule_enabled = false suspends"
  }
}

run "autopilot" {
  command = plan
  variables {
    autopilot = true
  }

  assert {
    condition     = google_container_cluster.this[0].enable_autopilot && length(google_container_node_pool.this) == 0 && length(google_container_cluster.this[0].cluster_autoscaling) == 1
    error_message = "an Autopilot cluster has no pool of ours, and nodes with our service account"
  }
}

run "existing_cluster" {
  command = plan
  variables {
    create_cluster            = false
    cluster_name              = "shared-prod"
    create_kubernetes_objects = true
    create_node_pool          = true
    instance_count            = 3
    kms_key_name              = "projects/acme-data-platform/locations/us-central1/keyRings/data/cryptoKeys/jobs"
  }

  assert {
    condition     = length(google_container_cluster.this) == 0 && length(google_compute_network.this) == 0 && length(google_kms_crypto_key.this) == 0
    error_message = "what is brought along is not made"
  }
  assert {
    condition     = google_container_node_pool.this[0].cluster == "shared-prod" && google_container_node_pool.this[0].autoscaling[0].total_min_node_count == 3 && google_container_node_pool.this[0].autoscaling[0].total_max_node_count == 3
    error_message = "a count alone fixes the size"
  }
  assert {
    condition     = kubernetes_cron_job_v1.this[0].spec[0].job_template[0].spec[0].template[0].spec[0].node_selector["cloud.google.com/gke-nodepool"] == "stripe-customers-etl-prod-nodes"
    error_message = "the job runs on its own nodes"
  }
}

run "existing_network" {
  command = plan
  variables {
    vpc_id     = "projects/acme/global/networks/prod-vpc"
    subnet_ids = ["projects/acme/regions/us-central1/subnetworks/data-subnet"]
  }

  assert {
    condition     = length(google_compute_network.this) == 0 && google_container_cluster.this[0].network == "projects/acme/global/networks/prod-vpc" && google_container_cluster.this[0].subnetwork == "projects/acme/regions/us-central1/subnetworks/data-subnet"
    error_message = "a network that is there is used"
  }
}

run "google_keys" {
  command = plan
  variables {
    enable_encryption = false
  }

  assert {
    condition     = length(google_kms_crypto_key.this) == 0 && length(google_container_cluster.this[0].database_encryption) == 0 && length(google_kms_crypto_key_iam_member.agents) == 0
    error_message = "without a key nothing is granted on one"
  }
}

run "nothing_but_identities" {
  command = plan
  variables {
    create_cluster    = false
    cluster_name      = "shared-prod"
    create_bucket     = false
    create_log_bucket = false
    enable_encryption = false
    enable_apis       = false
  }

  assert {
    condition     = length(google_storage_bucket.this) == 0 && length(google_logging_project_sink.this) == 0 && length(google_project_service.this) == 0
    error_message = "each part can be left out"
  }
}
