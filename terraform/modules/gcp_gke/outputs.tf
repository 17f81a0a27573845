output "cluster_name" {
  description = "Name of the cluster."
  value       = var.create_cluster ? one(google_container_cluster.this[*].name) : local.cluster_name
}

output "gke_cluster_name" {
  description = "The same as `cluster_name`."
  value       = var.create_cluster ? one(google_container_cluster.this[*].name) : local.cluster_name
}

output "cluster_id" {
  description = "Id of the cluster, `projects/P/locations/L/clusters/C`."
  value       = var.create_cluster ? one(google_container_cluster.this[*].id) : one(data.google_container_cluster.existing[*].id)
}

output "cluster_endpoint" {
  description = "Address of the control plane; private unless `enable_private_endpoint` is false."
  value       = var.create_cluster ? one(google_container_cluster.this[*].endpoint) : one(data.google_container_cluster.existing[*].endpoint)
}

output "cluster_dns_endpoint" {
  description = "DNS name of the control plane, guarded by IAM. Answers from outside when `enable_dns_endpoint` is true."
  value = try(
    var.create_cluster
    ? google_container_cluster.this[0].control_plane_endpoints_config[0].dns_endpoint_config[0].endpoint
    : data.google_container_cluster.existing[0].control_plane_endpoints_config[0].dns_endpoint_config[0].endpoint,
    null,
  )
}

output "cluster_ca_certificate" {
  description = "Certificate of the control plane's authority, base64: public, for clients that connect by address."
  value = try(
    var.create_cluster ? google_container_cluster.this[0].master_auth[0].cluster_ca_certificate : data.google_container_cluster.existing[0].master_auth[0].cluster_ca_certificate,
    null,
  )
}

output "cluster_location" {
  description = "Region or zone of the cluster."
  value       = local.location
}

output "location" {
  description = "The same as `cluster_location`."
  value       = local.location
}

output "region" {
  description = "Region of the job."
  value       = var.region
}

output "project_id" {
  description = "Project of the job."
  value       = var.project_id
}

output "get_credentials_command" {
  description = "Command that lets kubectl reach the cluster."
  value       = "gcloud container clusters get-credentials ${local.cluster_name} --location ${local.location} --project ${var.project_id}${var.enable_dns_endpoint ? " --dns-endpoint" : ""}"
}

output "node_pool_name" {
  description = "Name of the node pool, if one was made."
  value       = one(google_container_node_pool.this[*].name)
}

output "node_service_account_email" {
  description = "Service account of the nodes, if one was made."
  value       = one(google_service_account.node[*].email)
}

output "google_service_account_email" {
  description = "Google service account that the job acts as."
  value       = local.job_account_email
}

output "workload_identity_pool" {
  description = "Pool of identities that the cluster's service accounts belong to."
  value       = local.workload_pool
}

output "namespace" {
  description = "Namespace of the job, if it was made or brought along."
  value       = local.kubernetes || !var.create_namespace ? local.in_namespace : null
}

output "service_account_name" {
  description = "Kubernetes service account that the job runs as, if it was made or brought along."
  value       = local.kubernetes || !var.create_service_account ? local.service_account : null
}

output "starter_service_account_name" {
  description = "Kubernetes service account that may start runs, if it was made."
  value       = one(kubernetes_service_account_v1.starter[*].metadata[0].name)
}

output "service_name" {
  description = "Name of the CronJob, if it was made."
  value       = one(kubernetes_cron_job_v1.this[*].metadata[0].name)
}

output "job_name" {
  description = "The same as `service_name`."
  value       = one(kubernetes_cron_job_v1.this[*].metadata[0].name)
}

output "run_command" {
  description = "Command that starts a run now, if the CronJob was made."
  value       = local.kubernetes ? "kubectl create job --namespace ${local.namespace} --from=cronjob/${local.names.cron_job} ${local.names.cron_job}-$(date +%s)" : null
}

output "bucket_name" {
  description = "Bucket of the job, if one was made."
  value       = one(google_storage_bucket.this[*].name)
}

output "bucket_url" {
  description = "URL of the job's bucket, `gs://NAME`, if one was made."
  value       = one(google_storage_bucket.this[*].url)
}

output "log_bucket_name" {
  description = "Log bucket that the job's logs are routed to, if one was made."
  value       = one(google_logging_project_bucket_config.this[*].id)
}

output "kms_key_name" {
  description = "Key that encrypts the cluster's secrets, disks and the bucket; null where Google's own keys do."
  value       = local.key
}

output "kms_key_ring_id" {
  description = "Key ring, if one was made."
  value       = one(google_kms_key_ring.this[*].id)
}

output "vpc_network" {
  description = "Network of the cluster."
  value       = var.create_cluster ? one(google_container_cluster.this[*].network) : one(data.google_container_cluster.existing[*].network)
}

output "subnetwork" {
  description = "Subnetwork of the cluster."
  value       = var.create_cluster ? one(google_container_cluster.this[*].subnetwork) : one(data.google_container_cluster.existing[*].subnetwork)
}

output "labels" {
  description = "The job's tags as Google Cloud labels: what every resource that can be labelled carries."
  value       = local.labels
}

output "kubernetes_labels" {
  description = "The job's tags as Kubernetes labels: what every Kubernetes object carries."
  value       = local.kubernetes_labels
}
