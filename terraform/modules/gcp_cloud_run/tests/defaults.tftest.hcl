variables {
  project_id = "acme-data-platform"
  region     = "us-central1"
  job_metadata = {
    job_name      = "postgres-orders-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
  }
}

run "plan_of_the_shortest_input" {
  command = plan

  assert {
    condition     = google_cloud_run_v2_job.this[0].name == "postgres-orders-etl-prod-job" && google_cloud_run_v2_job.this[0].location == "us-central1"
    error_message = "the job's name derives from job_name and environment"
  }
  assert {
    condition     = length(google_cloud_run_v2_service.this) == 0 && length(google_cloud_scheduler_job.this) == 0 && length(google_service_account.invoker) == 0
    error_message = "neither service nor schedule is made unasked"
  }
  assert {
    condition     = google_cloud_run_v2_job.this[0].deletion_protection == false
    error_message = "the job can be destroyed"
  }
  assert {
    condition     = google_cloud_run_v2_job.this[0].template[0].template[0].containers[0].image == "us-docker.pkg.dev/cloudrun/container/job:latest"
    error_message = "Google's sample is the default image"
  }
  assert {
    condition     = length(google_cloud_run_v2_job.this[0].template[0].template[0].vpc_access) == 0 && google_cloud_run_v2_job.this[0].template[0].template[0].execution_environment == "EXECUTION_ENVIRONMENT_GEN2"
    error_message = "no network is attached by default"
  }
  assert {
    condition     = google_service_account.job[0].account_id == "postgres-orders-etl-prod-run"
    error_message = "the job has an account of its own"
  }
  assert {
    condition     = length(google_project_service.this) == 0 && length(google_logging_project_bucket_config.this) == 0
    error_message = "APIs and logs are left to the project"
  }
}

run "apply_labels_job_and_executions" {
  assert {
    condition = alltrue([for labels in [google_cloud_run_v2_job.this[0].labels, google_cloud_run_v2_job.this[0].template[0].labels] : labels == tomap({
      job_name       = "postgres-orders-etl"
      team           = "data-engineering"
      pipeline_type  = "ingestion"
      environment    = "prod"
      cost_center    = "data-platform"
      managed_by     = "terraform"
      dativo_runtime = "gcp_cloud_run"
    })])
    error_message = "the job and its executions carry the merged labels"
  }
  assert {
    condition     = output.service_name == "postgres-orders-etl-prod-job" && output.job_name == output.service_name
    error_message = "service_name is the job's name"
  }
  assert {
    condition     = output.cluster_name == "projects/acme-data-platform/locations/us-central1" && output.project_id == "acme-data-platform"
    error_message = "cluster_name is the job's location"
  }
  assert {
    condition     = output.service_url == null && output.service_id == null && output.scheduler_job_name == null && output.scheduler_job_id == null && output.invoker_service_account_email == null && output.log_bucket_id == null
    error_message = "outputs of what was not made are null"
  }
  assert {
    condition     = output.run_command == "gcloud run jobs execute postgres-orders-etl-prod-job --project acme-data-platform --region us-central1"
    error_message = "run_command starts the job"
  }
}

run "tags_change_in_place" {
  variables {
    default_tags = { platform = "dativo" }
  }

  assert {
    condition     = google_cloud_run_v2_job.this[0].labels["platform"] == "dativo" && google_cloud_run_v2_job.this[0].template[0].labels["platform"] == "dativo"
    error_message = "default_tags reach the job and its executions"
  }
}

run "tags_are_an_alias_and_weaker" {
  command = plan
  variables {
    job_metadata = { team = "from-metadata" }
    tags         = { job_name = "t", team = "from-tags", pipeline_type = "p", environment = "dev", cost_center = "c" }
    default_tags = { cost_center = "default", managed_by = "someone", owner = "Data@Acme.com" }
  }

  assert {
    condition     = output.labels["team"] == "from-metadata" && output.labels["cost_center"] == "c" && output.labels["managed_by"] == "terraform" && output.labels["owner"] == "data_acme_com"
    error_message = "default_tags < tags < job_metadata < what the module says"
  }
}
