# A job in a cluster that is shared: one stage, since the cluster is there. The namespace is the job's own, and so is a pool of
# nodes, so that what it costs can be told apart.

module "dativo_runtime" {
  source = "../.."

  project_id = "acme-data-platform"
  region     = "us-central1"

  create_cluster            = false
  cluster_name              = "shared-prod"
  create_kubernetes_objects = true

  create_node_pool = true
  instance_type    = "n2-standard-4"
  instance_count   = 3
  kms_key_name     = "projects/acme-data-platform/locations/us-central1/keyRings/data/cryptoKeys/jobs"

  job_metadata = {
    job_name      = "postgres-orders-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
  }
}

output "namespace" {
  description = "Namespace of the job."
  value       = module.dativo_runtime.namespace
}
