# Both stages of a scheduled job. Apply first with create_kubernetes_objects = false, then with true and a kubernetes provider
# that reaches the cluster: `gcloud container clusters get-credentials ...`, then KUBE_CONFIG_PATH=~/.kube/config.

variable "project_id" {
  description = "Project to make everything in."
  type        = string
  default     = "acme-data-platform"
}

variable "create_kubernetes_objects" {
  description = "False for the first apply, true from the second on."
  type        = bool
  default     = false
}

module "dativo_runtime" {
  source = "../.."

  project_id = var.project_id
  region     = "us-central1"
  zones      = ["us-central1-b", "us-central1-c"]

  job_metadata = {
    job_name      = "stripe-customers-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
    owner         = "data-team@acme.com"
  }
  default_tags = {
    platform = "dativo"
  }
  labels = {
    app       = "dativo-ingestion"
    component = "stripe-sync"
  }
  annotations = {
    "fluentd.io/include" = "true"
  }

  container_image          = "us-central1-docker.pkg.dev/acme-data-platform/dativo/dativo:1.1.0"
  args                     = ["run", "--config", "jobs/acme/stripe_customers.yaml"]
  resource_requests_cpu    = "2000m"
  resource_requests_memory = "8Gi"
  resource_limits_cpu      = "4000m"
  resource_limits_memory   = "16Gi"
  environment_variables    = { LOG_LEVEL = "INFO" }
  secrets                  = { STRIPE_API_KEY = "projects/acme-data-platform/secrets/stripe-api-key" }

  schedule           = "0 3 * * *"
  schedule_timezone  = "Europe/Berlin"
  timeout_seconds    = 7200
  max_retries        = 2
  log_retention_days = 90

  instance_type         = "n2-standard-8"
  instance_count        = 2
  min_instances         = 1
  max_instances         = 6
  enable_spot_instances = true
  enable_dns_endpoint   = true
  deletion_protection   = true

  bucket_expiration_days = 30
  storage_bucket_names   = ["platform-data-lake"]

  create_kubernetes_objects = var.create_kubernetes_objects
  namespace                 = "data-ingestion"
  service_account           = "dativo-runner"
  operators                 = ["group:data-engineering@acme.com"]
  egress_rules = [
    { cidr = "0.0.0.0/0", ports = [443] },
    { cidr = "10.0.0.0/8", ports = [5432] },
  ]
}

output "run_command" {
  description = "Command that starts a run now."
  value       = module.dativo_runtime.run_command
}

output "service_name" {
  description = "Name of the CronJob."
  value       = module.dativo_runtime.service_name
}
