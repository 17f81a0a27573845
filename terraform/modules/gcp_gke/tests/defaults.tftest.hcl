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

run "plan_of_the_shortest_input" {
  command = plan

  assert {
    condition     = google_container_cluster.this[0].name == "stripe-customers-etl-prod-cluster"
    error_message = "the cluster's name derives from job_name and environment"
  }
  assert {
    condition     = google_container_cluster.this[0].private_cluster_config[0].enable_private_nodes && google_container_cluster.this[0].private_cluster_config[0].enable_private_endpoint
    error_message = "nodes and control plane are private by default"
  }
  assert {
    condition     = google_container_cluster.this[0].database_encryption[0].state == "ENCRYPTED"
    error_message = "the cluster's secrets are encrypted by default"
  }
  assert {
    condition     = google_container_cluster.this[0].cost_management_config[0].enabled
    error_message = "namespaces reach the billing export"
  }
  assert {
    condition     = !google_container_cluster.this[0].deletion_protection
    error_message = "deletion protection is a choice"
  }
  assert {
    condition     = google_container_node_pool.this[0].autoscaling[0].total_min_node_count == 1 && google_container_node_pool.this[0].autoscaling[0].total_max_node_count == 3
    error_message = "one to three nodes by default"
  }
  assert {
    condition     = length(kubernetes_cron_job_v1.this) == 0 && length(kubernetes_namespace_v1.this) == 0
    error_message = "the first stage needs no connection to a cluster"
  }
  assert {
    condition     = google_storage_bucket.this[0].name == "acme-data-platform-stripe-customers-etl-prod"
    error_message = "the bucket's name derives from project and job"
  }
}

run "apply_labels_everything" {
  assert {
    condition = alltrue([for labels in [
      google_container_cluster.this[0].resource_labels,
      google_container_node_pool.this[0].node_config[0].resource_labels,
      google_kms_crypto_key.this[0].labels,
      google_storage_bucket.this[0].labels,
      ] : labels == tomap({
        job_name       = "stripe-customers-etl"
        team           = "data-engineering"
        pipeline_type  = "ingestion"
        environment    = "prod"
        cost_center    = "data-platform"
        managed_by     = "terraform"
        dativo_runtime = "gcp_gke"
    })])
    error_message = "cluster, nodes, key and bucket carry the merged labels"
  }
  assert {
    condition     = output.service_name == null && output.namespace == null && output.run_command == null
    error_message = "outputs of what was not made are null"
  }
}

run "tags_change_in_place" {
  variables {
    default_tags = { platform = "dativo" }
  }

  assert {
    condition     = google_container_cluster.this[0].resource_labels["platform"] == "dativo"
    error_message = "default_tags reach the cluster"
  }
}
