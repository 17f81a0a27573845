output "cluster_name" {
  description = "Name of the cluster."
  value       = module.gke.cluster_name
}

output "gke_cluster_name" {
  description = "The same as `cluster_name`."
  value       = module.gke.gke_cluster_name
}

output "cluster_id" {
  description = "Id of the cluster, `projects/P/locations/L/clusters/C`."
  value       = module.gke.cluster_id
}

output "cluster_endpoint" {
  description = "Address of the control plane; private unless `enable_private_endpoint` is false."
  value       = module.gke.cluster_endpoint
}

output "cluster_dns_endpoint" {
  description = "DNS name of the control plane, guarded by IAM. Answers from outside when `enable_dns_endpoint` is true."
  value       = module.gke.cluster_dns_endpoint
}

output "cluster_ca_certificate" {
  description = "Certificate of the control plane's authority, base64: public, for clients that connect by address."
  value       = module.gke.cluster_ca_certificate
}

output "cluster_location" {
  description = "Region or zone of the cluster."
  value       = module.gke.cluster_location
}

output "location" {
  description = "The same as `cluster_location`."
  value       = module.gke.location
}

output "region" {
  description = "Region of the job."
  value       = module.gke.region
}

output "project_id" {
  description = "Project of the job."
  value       = module.gke.project_id
}

output "get_credentials_command" {
  description = "Command that lets kubectl reach the cluster."
  value       = module.gke.get_credentials_command
}

output "node_pool_name" {
  description = "Name of the node pool, if one was made."
  value       = module.gke.node_pool_name
}

output "node_service_account_email" {
  description = "Service account of the nodes, if one was made."
  value       = module.gke.node_service_account_email
}

output "google_service_account_email" {
  description = "Google service account that the job acts as."
  value       = module.gke.google_service_account_email
}

output "workload_identity_pool" {
  description = "Pool of identities that the cluster's service accounts belong to."
  value       = module.gke.workload_identity_pool
}

output "namespace" {
  description = "Namespace of the job, if it was made or brought along."
  value       = module.gke.namespace
}

output "service_account_name" {
  description = "Kubernetes service account that the job runs as, if it was made or brought along."
  value       = module.gke.service_account_name
}

output "starter_service_account_name" {
  description = "Kubernetes service account that may start runs, if it was made."
  value       = module.gke.starter_service_account_name
}

output "service_name" {
  description = "Name of the CronJob, if it was made."
  value       = module.gke.service_name
}

output "job_name" {
  description = "The same as `service_name`."
  value       = module.gke.job_name
}

output "run_command" {
  description = "Command that starts a run now, if the CronJob was made."
  value       = module.gke.run_command
}

output "bucket_name" {
  description = "Bucket of the job, if one was made."
  value       = module.gke.bucket_name
}

output "bucket_url" {
  description = "URL of the job's bucket, `gs://NAME`, if one was made."
  value       = module.gke.bucket_url
}

output "log_bucket_name" {
  description = "Log bucket that the job's logs are routed to, if one was made."
  value       = module.gke.log_bucket_name
}

output "kms_key_name" {
  description = "Key that encrypts the cluster's secrets, disks and the bucket; null where Google's own keys do."
  value       = module.gke.kms_key_name
}

output "kms_key_ring_id" {
  description = "Key ring, if one was made."
  value       = module.gke.kms_key_ring_id
}

output "vpc_network" {
  description = "Network of the cluster."
  value       = module.gke.vpc_network
}

output "subnetwork" {
  description = "Subnetwork of the cluster."
  value       = module.gke.subnetwork
}

output "labels" {
  description = "The job's tags as Google Cloud labels: what every resource that can be labelled carries."
  value       = module.gke.labels
}

output "kubernetes_labels" {
  description = "The job's tags as Kubernetes labels: what every Kubernetes object carries."
  value       = module.gke.kubernetes_labels
}
