variables {
  project_id = "acme-data-platform"
  region     = "us-central1"
  schedule   = "0 3 * * *"
}

run "strange_tags" {
  variables {
    job_metadata = {
      job_name      = "日本語 \"quoted\" $${x} %%{y}"
      team          = "Team, A & B"
      pipeline_type = "ingestion"
      environment   = "Prod"
      cost_center   = "Ünïcode/€"
      Cost_Center   = "weaker"
      CostCenter    = "PascalCase"
      "9lives"      = "starts with a digit"
      "/"           = "nothing legal"
      " "           = "blank"
      empty         = ""
    }
  }

  assert {
    condition     = google_cloud_run_v2_job.this[0].name == "quoted-x-y-prod-job"
    error_message = "the name keeps what is legal"
  }
  assert {
    condition     = alltrue([for key, value in google_cloud_run_v2_job.this[0].labels : can(regex("^[a-z][a-z0-9_-]{0,62}$", key)) && can(regex("^[a-z0-9_-]{0,63}$", value))])
    error_message = "every label is legal"
  }
  assert {
    condition     = output.labels["cost_center"] == "_n_code__" && output.labels["costcenter"] == "pascalcase" && output.labels["l_9lives"] == "starts_with_a_digit" && output.labels["team"] == "team__a___b" && output.labels["empty"] == ""
    error_message = "a key in the right style wins over one that becomes equal to it"
  }
  assert {
    condition     = output.labels["l__"] == "nothing_legal" && !contains(values(output.labels), "blank")
    error_message = "a blank key is left out"
  }
}

run "only_unicode" {
  command = plan
  variables {
    job_metadata = { job_name = "日本", team = "t", pipeline_type = "p", environment = "本番", cost_center = "c" }
  }

  assert {
    condition     = can(regex("^j-[0-9a-f]{8}-[0-9a-f]{8}-job$", google_cloud_run_v2_job.this[0].name)) && can(regex("^[a-z]([a-z0-9-]{4,28}[a-z0-9])$", google_service_account.job[0].account_id))
    error_message = "a name of which nothing legal is left is told apart by its hash"
  }
}

run "very_long" {
  command = plan
  variables {
    job_metadata = {
      job_name      = join("", [for i in range(60) : "abcde"])
      team          = join("", [for i in range(60) : "team-"])
      pipeline_type = "p"
      environment   = "prod"
      cost_center   = "c"
    }
    log_retention_days = 90
  }

  assert {
    condition     = length(google_cloud_run_v2_job.this[0].name) == 63 && endswith(google_cloud_run_v2_job.this[0].name, "-job")
    error_message = "names of jobs have at most 63 characters"
  }
  assert {
    condition     = length(google_service_account.job[0].account_id) == 30 && length(google_service_account.invoker[0].account_id) == 30 && length(google_logging_project_bucket_config.this[0].bucket_id) == 100
    error_message = "each name keeps its own limit"
  }
  assert {
    condition     = length(google_service_account.job[0].display_name) <= 100
    error_message = "display names as well"
  }
}

run "very_short" {
  command = plan
  variables {
    job_metadata = { job_name = "1", team = "t", pipeline_type = "p", environment = "d", cost_center = "c" }
  }

  assert {
    condition     = google_cloud_run_v2_job.this[0].name == "j-1-d-job" && length(google_service_account.job[0].account_id) >= 6
    error_message = "names begin with a letter and are long enough"
  }
}

run "services_have_shorter_names" {
  command = plan
  variables {
    schedule       = null
    create_service = true
    job_metadata   = { job_name = join("-", [for i in range(30) : "abc"]), team = "t", pipeline_type = "p", environment = "d", cost_center = "c" }
  }

  assert {
    condition     = length(google_cloud_run_v2_service.this[0].name) <= 49 && endswith(google_cloud_run_v2_service.this[0].name, "-service") && !strcontains(google_cloud_run_v2_service.this[0].name, "--")
    error_message = "names of services have at most 49 characters"
  }
}
