import type { Shapes } from "./fallback-shapes.ts";

const compute = "https://www.googleapis.com/compute/v1/";

/** Identifiers as Google Cloud makes them. */
export const googleShapes: Shapes = {
  google_artifact_registry_repository: {
    name: "{repository_id}",
    id: "projects/{project}/locations/{region}/repositories/{repository_id}",
  },
  google_bigquery_dataset: { id: "projects/{project}/datasets/{dataset_id}" },
  google_cloud_run_v2_job: {
    id: "projects/{project}/locations/{region}/jobs/{name}",
    uid: "{uuid}",
    launch_stage: "GA",
    creator: "terraform@{project}.iam.gserviceaccount.com",
    last_modifier: "terraform@{project}.iam.gserviceaccount.com",
  },
  google_cloud_run_v2_job_iam_member: { id: "projects/{project}/locations/{region}/jobs/{name}/{role}/{member}" },
  google_cloud_run_v2_service: {
    id: "projects/{project}/locations/{region}/services/{name}",
    uid: "{uuid}",
    uri: "https://{name}-{hash}.a.run.app",
    launch_stage: "GA",
  },
  google_cloud_run_v2_service_iam_member: { id: "projects/{project}/locations/{region}/services/{name}/{role}/{member}" },
  google_cloud_scheduler_job: { id: "projects/{project}/locations/{region}/jobs/{name}", state: "ENABLED" },
  google_compute_network: { id: "projects/{project}/global/networks/{name}", self_link: `${compute}{id}` },
  google_compute_subnetwork: { id: "projects/{project}/regions/{region}/subnetworks/{name}", self_link: `${compute}{id}` },
  google_container_cluster: {
    id: "projects/{project}/locations/{region}/clusters/{name}",
    self_link: "https://container.googleapis.com/v1/{id}",
    endpoint: "10.0.0.2",
    master_version: "1.33.1-gke.100",
    location: "{region}",
  },
  google_container_node_pool: {
    name: "{name}",
    id: "projects/{project}/locations/{region}/clusters/{cluster}/nodePools/{name}",
    version: "1.33.1-gke.100",
  },
  google_kms_crypto_key: { id: "{key_ring}/cryptoKeys/{name}", destroy_scheduled_duration: "2592000s" },
  google_kms_crypto_key_iam_member: { id: "{crypto_key_id}/{role}/{member}" },
  google_kms_key_ring: { id: "projects/{project}/locations/{region}/keyRings/{name}" },
  google_logging_metric: { id: "{name}" },
  google_monitoring_alert_policy: { name: "projects/{project}/alertPolicies/{digits}", id: "{name}" },
  google_project: { id: "projects/{project_id}", number: "{digits}" },
  google_project_iam_custom_role: { name: "projects/{project}/roles/{role_id}", id: "{name}" },
  google_project_iam_member: { id: "{project}/{role}/{member}" },
  google_project_service: { id: "{project}/{service}" },
  google_pubsub_topic: { id: "projects/{project}/topics/{name}" },
  google_secret_manager_secret: { id: "projects/{project}/secrets/{secret_id}", name: "{id}" },
  google_secret_manager_secret_iam_member: { id: "projects/{project}/secrets/{secret_id}/{role}/{member}" },
  google_secret_manager_secret_version: { version: "1", name: "{secret}/versions/1", id: "{name}" },
  google_service_account: {
    email: "{account_id}@{project}.iam.gserviceaccount.com",
    member: "serviceAccount:{email}",
    name: "projects/{project}/serviceAccounts/{email}",
    id: "{name}",
    unique_id: "{digits}",
  },
  google_service_account_iam_member: { id: "{service_account_id}/{role}/{member}" },
  google_sql_database_instance: { name: "{name}", id: "{name}", connection_name: "{project}:{region}:{name}" },
  google_storage_bucket: { id: "{name}", url: "gs://{name}", self_link: "https://www.googleapis.com/storage/v1/b/{name}" },
  google_storage_bucket_iam_member: { id: "b/{bucket}/{role}/{member}" },
  google_storage_bucket_object: { id: "{bucket}-{name}", self_link: "https://www.googleapis.com/storage/v1/b/{bucket}/o/{name}" },
  google_vpc_access_connector: { id: "projects/{project}/locations/{region}/connectors/{name}" },
};
