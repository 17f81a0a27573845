# The job

variable "job_metadata" {
  description = "The job's tags, snake_case. Merged over `tags` it must hold job_name, team, pipeline_type, environment and cost_center."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "tags" {
  description = "Another name for `job_metadata`; where both give a key, `job_metadata` wins."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "default_tags" {
  description = "The platform's baseline tags; the job's own win over them."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "name_prefix" {
  description = "In front of every name that is made, for accounts in which jobs of the same `job_name` and environment meet: a tenant, say."
  type        = string
  default     = null

  validation {
    condition     = var.name_prefix == null || can(regex("^[a-z][a-z0-9-]{0,30}$", var.name_prefix))
    error_message = "name_prefix must begin with a letter and hold at most 31 lower-case letters, digits and hyphens."
  }
}

variable "runtime_type" {
  description = "If given, must be `gcp_cloud_run`: guards against a job that was written for another runtime."
  type        = string
  default     = null

  validation {
    condition     = coalesce(var.runtime_type, "gcp_cloud_run") == "gcp_cloud_run"
    error_message = "runtime_type must be gcp_cloud_run for this module."
  }
}

variable "project_id" {
  description = "The Google Cloud project that everything is made in; null means the provider's project."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$", coalesce(var.project_id, "a-project")))
    error_message = "project_id must be a project id such as acme-data-platform (not its display name or number)."
  }
}

variable "region" {
  description = "Region that the job runs in, for example `us-central1`."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be a Google Cloud region such as us-central1."
  }
}

variable "annotations" {
  description = "Further annotations of the job and its executions, for what is not a tag: the job's file, a commit, a plan's hash."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.annotations) : can(regex("^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$", key)) && !can(regex("(googleapis\\.com|knative\\.dev)/", key))])
    error_message = "annotations must have legal Kubernetes keys, outside of googleapis.com and knative.dev, which Cloud Run keeps for itself."
  }
}

# The container

variable "container_image" {
  description = "Image of the job, in Artifact Registry, Container Registry or Docker Hub. Null means Google's sample, so that a first apply succeeds before an image of one's own is pushed: `us-docker.pkg.dev/cloudrun/container/job:latest`, with `create_service` `.../hello:latest`."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^\\S+$", coalesce(var.container_image, "image")))
    error_message = "container_image must be an image reference such as us-central1-docker.pkg.dev/acme/dativo/dativo:1.1.0."
  }
}

variable "command" {
  description = "Entry point of the container; null keeps the image's own."
  type        = list(string)
  default     = null
}

variable "args" {
  description = "Arguments of the container."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "cpu" {
  description = "Cores: 1, 2, 4, 6 or 8, as a number or as text (`2`, `2000m`)."
  type        = string
  default     = "1"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+(\\.[0-9]+)?m?$", var.cpu))
    error_message = "cpu must be cores or millicores, such as 1 or 1000m."
  }
}

variable "memory" {
  description = "Memory, with its unit. At least 512Mi; from 4 cores 2Gi, from 6 cores 4Gi. At most 4Gi with 1 core, 8Gi with 2, 16Gi with 4, 24Gi with 6, 32Gi with 8."
  type        = string
  default     = "512Mi"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+(\\.[0-9]+)?(Mi|Gi|M|G)$", var.memory))
    error_message = "memory must be a quantity in Mi, Gi, M or G, such as 512Mi or 2Gi."
  }
}

variable "environment_variables" {
  description = "Plain environment variables of the container; each value arrives unchanged. Never secrets."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.environment_variables) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name)) && !startswith(upper(name), "X_GOOGLE_")])
    error_message = "environment_variables must have names of letters, digits and '_' that do not begin with a digit or with X_GOOGLE_, which Cloud Run keeps for itself."
  }
}

variable "secrets" {
  description = "Secrets by reference: name of the environment variable to Secret Manager id (`projects/P/secrets/S`, or `S` in the same project, optionally with `/versions/V`; the latest version otherwise)."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.secrets) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name)) && !startswith(upper(name), "X_GOOGLE_")])
    error_message = "secrets must have names of letters, digits and '_' that do not begin with a digit or with X_GOOGLE_, which Cloud Run keeps for itself."
  }

  validation {
    condition     = alltrue([for reference in values(var.secrets) : can(regex("^(projects/[^/]+/secrets/)?[A-Za-z0-9_-]{1,255}(/versions/[A-Za-z0-9_-]+)?$", reference))])
    error_message = "secrets must be references to Secret Manager, such as projects/acme/secrets/stripe-key: never values."
  }
}

# Runs

variable "schedule" {
  description = "Cron expression of five fields. Null makes no schedule; the job can be started at any time."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^\\S+\\s+\\S+\\s+\\S+\\s+\\S+\\s+\\S+$", coalesce(var.schedule, "0 3 * * *")))
    error_message = "schedule must be a cron expression of five fields, such as 0 3 * * *."
  }
}

variable "schedule_timezone" {
  description = "Time zone of the schedule, an IANA name."
  type        = string
  default     = "UTC"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$", var.schedule_timezone)) && lower(var.schedule_timezone) != "local"
    error_message = "schedule_timezone must be an IANA time zone such as UTC or Europe/Berlin."
  }
}

variable "schedule_enabled" {
  description = "Whether the schedule starts runs; false keeps it, paused."
  type        = bool
  default     = true
  nullable    = false
}

variable "schedule_retries" {
  description = "How often Cloud Scheduler tries again when a start was refused or not answered."
  type        = number
  default     = 3
  nullable    = false

  validation {
    condition     = var.schedule_retries >= 0 && var.schedule_retries <= 5 && floor(var.schedule_retries) == var.schedule_retries
    error_message = "schedule_retries must be a whole number from 0 to 5."
  }
}

variable "scheduler_region" {
  description = "Region of the schedule, where Cloud Scheduler is not offered in `region`; null means `region`."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", coalesce(var.scheduler_region, "us-central1")))
    error_message = "scheduler_region must be a Google Cloud region such as us-central1."
  }
}

variable "timeout_seconds" {
  description = "A task of the job is stopped after so many seconds, each retry anew: 604800 (7 days) at most. With `create_service` the time of one request, 3600 at most."
  type        = number
  default     = 3600
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && var.timeout_seconds <= 604800 && floor(var.timeout_seconds) == var.timeout_seconds
    error_message = "timeout_seconds must be a whole number from 1 to 604800."
  }
}

variable "max_retries" {
  description = "How often a failed task is tried again within a run. Of the job only."
  type        = number
  default     = 3
  nullable    = false

  validation {
    condition     = var.max_retries >= 0 && var.max_retries <= 10 && floor(var.max_retries) == var.max_retries
    error_message = "max_retries must be a whole number from 0 to 10."
  }
}

variable "task_count" {
  description = "Tasks of a run; each sees its number in CLOUD_RUN_TASK_INDEX. Of the job only."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.task_count >= 1 && var.task_count <= 10000 && floor(var.task_count) == var.task_count
    error_message = "task_count must be a whole number from 1 to 10000."
  }
}

variable "parallelism" {
  description = "Tasks at the same time; null lets Cloud Run run as many as it can. Of the job only."
  type        = number
  default     = null

  validation {
    condition     = var.parallelism == null ? true : var.parallelism >= 1 && floor(var.parallelism) == var.parallelism
    error_message = "parallelism must be a whole number of at least 1."
  }
}

variable "deletion_protection" {
  description = "Refuse to destroy the job or service."
  type        = bool
  default     = false
  nullable    = false
}

# The service

variable "create_service" {
  description = "Make a Cloud Run service, which stays, in place of the job."
  type        = bool
  default     = false
  nullable    = false
}

variable "container_port" {
  description = "Port that the service's container listens on. Of the service only."
  type        = number
  default     = 8080
  nullable    = false

  validation {
    condition     = var.container_port >= 1 && var.container_port <= 65535 && floor(var.container_port) == var.container_port
    error_message = "container_port must be a whole number from 1 to 65535."
  }
}

variable "min_instances" {
  description = "Instances of the service that are always there. Of the service only."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.min_instances >= 0 && floor(var.min_instances) == var.min_instances
    error_message = "min_instances must be a whole number of at least 0."
  }
}

variable "max_instances" {
  description = "Most instances of the service. Of the service only."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.max_instances >= 1 && floor(var.max_instances) == var.max_instances
    error_message = "max_instances must be a whole number of at least 1."
  }
}

variable "ingress" {
  description = "Where requests to the service may come from. Callers need `roles/run.invoker` in any case."
  type        = string
  default     = "INGRESS_TRAFFIC_INTERNAL_ONLY"
  nullable    = false

  validation {
    condition     = contains(["INGRESS_TRAFFIC_INTERNAL_ONLY", "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER", "INGRESS_TRAFFIC_ALL"], var.ingress)
    error_message = "ingress must be INGRESS_TRAFFIC_INTERNAL_ONLY, INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER or INGRESS_TRAFFIC_ALL."
  }
}

# Identity and access

variable "create_service_account" {
  description = "Make a service account for the job; false uses `service_account_email`."
  type        = bool
  default     = true
  nullable    = false
}

variable "service_account_email" {
  description = "Service account that the job runs as, when `create_service_account` is false."
  type        = string
  default     = null
}

variable "storage_bucket_names" {
  description = "Buckets that the job may use."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for name in var.storage_bucket_names : can(regex("^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$", name))])
    error_message = "storage_bucket_names must be names of buckets such as acme-data-lake, without gs://."
  }
}

variable "storage_role" {
  description = "What the job may do in these buckets."
  type        = string
  default     = "roles/storage.objectUser"
  nullable    = false
}

variable "invoker_members" {
  description = "Who else may start the job, or call the service: IAM members such as `serviceAccount:airflow@acme.iam.gserviceaccount.com` or `group:data@acme.com`."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for member in var.invoker_members : can(regex("^(user|group|serviceAccount|domain|principal|principalSet):.+$", member))])
    error_message = "invoker_members must be IAM members such as group:data@acme.com; allUsers and allAuthenticatedUsers are refused, because they make it public."
  }
}

# Encryption

variable "kms_key_name" {
  description = "Cloud KMS key, `projects/P/locations/L/keyRings/R/cryptoKeys/K` in the job's region, that the image is encrypted with; null means a key of Google's."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+$", coalesce(var.kms_key_name, "projects/p/locations/l/keyRings/r/cryptoKeys/k")))
    error_message = "kms_key_name must be the full name of a key, projects/P/locations/L/keyRings/R/cryptoKeys/K."
  }
}

variable "grant_kms_access" {
  description = "Let Cloud Run's service agent use the key. False where the key's owner does that."
  type        = bool
  default     = true
  nullable    = false
}

variable "project_number" {
  description = "Number of the project, which names its service agents; null looks it up when it is needed."
  type        = string
  default     = null
}

# Network

variable "vpc_network" {
  description = "VPC network, by name or id, that the job's traffic leaves through (direct VPC egress); null attaches none."
  type        = string
  default     = null
}

variable "subnetwork" {
  description = "Subnetwork in `region`, by name or id, that the job takes its addresses from; null means that of the network's name."
  type        = string
  default     = null
}

variable "vpc_egress" {
  description = "Traffic that goes through the network: `PRIVATE_RANGES_ONLY` or `ALL_TRAFFIC`."
  type        = string
  default     = "PRIVATE_RANGES_ONLY"
  nullable    = false

  validation {
    condition     = contains(["PRIVATE_RANGES_ONLY", "ALL_TRAFFIC"], var.vpc_egress)
    error_message = "vpc_egress must be PRIVATE_RANGES_ONLY or ALL_TRAFFIC."
  }
}

variable "network_tags" {
  description = "Network tags that firewall rules know the job by. These are not labels."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for tag in var.network_tags : can(regex("^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", tag))])
    error_message = "network_tags must be lower-case letters, digits and '-', begin with a letter and end with a letter or digit, 63 characters at most."
  }
}

# Logs

variable "log_retention_days" {
  description = "Days that the job's logs are kept."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.log_retention_days >= 1 && var.log_retention_days <= 3650 && floor(var.log_retention_days) == var.log_retention_days
    error_message = "log_retention_days must be a whole number from 1 to 3650."
  }
}

variable "create_log_bucket" {
  description = "Make a log bucket with the wished retention, and a sink that routes the job's logs into it. Null makes them when `log_retention_days` is not 30, which is what the project's default bucket keeps."
  type        = bool
  default     = null
}

variable "log_bucket_name" {
  description = "Name of the log bucket and sink; null derives it. Google keeps the name of a deleted log bucket for seven days."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$", coalesce(var.log_bucket_name, "logs")))
    error_message = "log_bucket_name must be letters, digits, '_' and '-', 100 characters at most."
  }
}

# The project

variable "enable_apis" {
  description = "Enable the Google APIs that the module needs. They stay enabled after destroy."
  type        = bool
  default     = false
  nullable    = false
}
