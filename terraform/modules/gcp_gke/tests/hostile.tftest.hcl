variables {
  project_id                = "acme-data-platform"
  region                    = "us-central1"
  create_kubernetes_objects = true
}

run "strange_tags" {
  variables {
    job_metadata = {
      job_name           = "日本語 \"quoted\" $${x} %%{y}"
      team               = "Team, A & B"
      pipeline_type      = "ingestion"
      environment        = "Prod"
      cost_center        = "Ünïcode/€"
      Cost_Center        = "weaker"
      CostCenter         = "PascalCase"
      "9lives"           = "starts with a digit"
      "example.com/Kept" = "yes"
      "/"                = "nothing legal"
      empty              = ""
    }
  }

  assert {
    condition     = google_container_cluster.this[0].name == "quoted-x-y-prod-cluster"
    error_message = "the name keeps what is legal"
  }
  assert {
    condition     = alltrue([for key, value in google_container_cluster.this[0].resource_labels : can(regex("^[a-z][a-z0-9_-]{0,62}$", key)) && can(regex("^[a-z0-9_-]{0,63}$", value))])
    error_message = "every label is legal"
  }
  assert {
    condition     = output.labels["cost_center"] == "_n_code__" && output.labels["costcenter"] == "pascalcase" && output.labels["l_9lives"] == "starts_with_a_digit"
    error_message = "a key in the right style wins over one that becomes equal to it"
  }
  assert {
    condition     = output.kubernetes_labels["dativo.io/team"] == "Team__A___B" && output.kubernetes_labels["example.com/Kept"] == "yes" && output.kubernetes_labels["dativo.io/CostCenter"] == "PascalCase"
    error_message = "Kubernetes labels are legal and keep what they can"
  }
  assert {
    condition     = alltrue([for key, value in output.kubernetes_labels : can(regex("^([a-z0-9.-]+/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$", key)) && can(regex("^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$", value))])
    error_message = "every Kubernetes label is legal"
  }
  assert {
    condition     = kubernetes_namespace_v1.this[0].metadata[0].annotations["dativo.io/team"] == "Team, A & B"
    error_message = "what a label could not hold is an annotation"
  }
}

run "only_unicode" {
  command = plan
  variables {
    job_metadata = {
      job_name      = "日本"
      team          = "t"
      pipeline_type = "p"
      environment   = "本番"
      cost_center   = "c"
    }
  }

  assert {
    condition     = can(regex("^j-[0-9a-f]{8}-[0-9a-f]{8}-cluster$", google_container_cluster.this[0].name))
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
  }

  assert {
    condition     = length(google_container_cluster.this[0].name) == 40 && endswith(google_container_cluster.this[0].name, "-cluster")
    error_message = "cluster names have at most 40 characters"
  }
  assert {
    condition     = length(google_service_account.job[0].account_id) == 30 && length(google_storage_bucket.this[0].name) == 63 && length(kubernetes_cron_job_v1.this[0].metadata[0].name) == 52 && length(kubernetes_namespace_v1.this[0].metadata[0].name) == 63
    error_message = "each name keeps its own limit"
  }
}

run "google_in_the_name" {
  command = plan
  variables {
    job_metadata = {
      job_name      = "google-ads"
      team          = "t"
      pipeline_type = "p"
      environment   = "prod"
      cost_center   = "c"
    }
  }

  assert {
    condition     = google_storage_bucket.this[0].name == "acme-data-platform-ggl-ads-prod"
    error_message = "bucket names may not hold Google's name"
  }
}
