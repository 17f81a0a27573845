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
  description = "If given, must be `gcp_gke`: guards against a job that was written for another runtime."
  type        = string
  default     = null

  validation {
    condition     = coalesce(var.runtime_type, "gcp_gke") == "gcp_gke"
    error_message = "runtime_type must be gcp_gke for this module."
  }
}

variable "project_id" {
  description = "The Google Cloud project that everything is made in."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project id such as acme-data-platform (not its display name or number)."
  }
}

variable "region" {
  description = "Region of the cluster, network, bucket and key, for example `us-central1`."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be a Google Cloud region such as us-central1 (zones go into zones or cluster_location)."
  }
}

variable "labels" {
  description = "Further Kubernetes labels, written as Kubernetes wants them, on every Kubernetes object and pod. The job's tags win over them."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([
      for key, value in var.labels : can(regex("^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$", key))
      && can(regex("^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$", value))
    ])
    error_message = "labels must be legal Kubernetes labels: at most 63 characters of letters, digits, '-', '_' and '.', with a letter or digit at both ends; a key may have a DNS name and '/' before it."
  }
}

variable "annotations" {
  description = "Further Kubernetes annotations on every Kubernetes object and pod."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([
      for key in keys(var.annotations) : can(regex("^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$", key))
    ])
    error_message = "annotations must have legal Kubernetes keys: at most 63 characters of letters, digits, '-', '_' and '.', with a letter or digit at both ends; a DNS name and '/' may stand before."
  }
}

# The container

variable "container_image" {
  description = "Image of the job. The default lets a first apply succeed before an image of one's own is pushed."
  type        = string
  default     = "busybox:stable"
  nullable    = false

  validation {
    condition     = can(regex("^\\S+$", var.container_image))
    error_message = "container_image must be an image reference such as us-central1-docker.pkg.dev/acme/dativo/dativo:1.1.0."
  }
}

variable "command" {
  description = "Entry point of the container; null keeps the image's own."
  type        = list(string)
  default     = null
}

variable "args" {
  description = "Arguments of the container. Kubernetes replaces `$(NAME)` in them by the environment variable of that name."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "cpu" {
  description = "CPU that the job asks for, as Kubernetes writes it: `1`, `0.5` or `500m`."
  type        = string
  default     = "1"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+(\\.[0-9]+)?m?$", var.cpu))
    error_message = "cpu must be cores or millicores, such as 2, 0.5 or 500m."
  }
}

variable "memory" {
  description = "Memory that the job asks for, as Kubernetes writes it: `512Mi`, `2Gi`."
  type        = string
  default     = "2Gi"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+(\\.[0-9]+)?(Ki|Mi|Gi|Ti|k|M|G|T)$", var.memory))
    error_message = "memory must be a quantity with a unit, such as 512Mi or 2Gi."
  }
}

variable "resource_requests_cpu" {
  description = "CPU request; null means `cpu`."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^[0-9]+(\\.[0-9]+)?m?$", coalesce(var.resource_requests_cpu, "1")))
    error_message = "resource_requests_cpu must be cores or millicores, such as 2 or 2000m."
  }
}

variable "resource_requests_memory" {
  description = "Memory request; null means `memory`."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^[0-9]+(\\.[0-9]+)?(Ki|Mi|Gi|Ti|k|M|G|T)$", coalesce(var.resource_requests_memory, "1Gi")))
    error_message = "resource_requests_memory must be a quantity with a unit, such as 8Gi."
  }
}

variable "resource_limits_cpu" {
  description = "CPU limit; null means the request."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^[0-9]+(\\.[0-9]+)?m?$", coalesce(var.resource_limits_cpu, "1")))
    error_message = "resource_limits_cpu must be cores or millicores, such as 4 or 4000m."
  }
}

variable "resource_limits_memory" {
  description = "Memory limit; null means the request."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^[0-9]+(\\.[0-9]+)?(Ki|Mi|Gi|Ti|k|M|G|T)$", coalesce(var.resource_limits_memory, "1Gi")))
    error_message = "resource_limits_memory must be a quantity with a unit, such as 16Gi."
  }
}

variable "environment_variables" {
  description = "Plain environment variables of the container; each value arrives unchanged. Never secrets."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.environment_variables) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name))])
    error_message = "environment_variables must have names of letters, digits and '_' that do not begin with a digit."
  }
}

variable "secrets" {
  description = "Secrets by reference: name to Secret Manager id (`projects/P/secrets/S`, optionally `/versions/V`, or the short id). Each is a file `/var/run/secrets/dativo/NAME`, and `NAME_FILE` holds that path."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.secrets) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name))])
    error_message = "secrets must have names of letters, digits and '_' that do not begin with a digit."
  }

  validation {
    condition     = alltrue([for reference in values(var.secrets) : can(regex("^(projects/[^/]+/secrets/)?[A-Za-z0-9_-]{1,255}(/versions/[A-Za-z0-9_-]+)?$", reference))])
    error_message = "secrets must be references to Secret Manager, such as projects/acme/secrets/stripe-key: never values."
  }
}

variable "run_as_user" {
  description = "User and group id of the container's process. 0 is refused: the namespace admits non-root pods only."
  type        = number
  default     = 65532
  nullable    = false

  validation {
    condition     = var.run_as_user >= 1 && floor(var.run_as_user) == var.run_as_user
    error_message = "run_as_user must be a whole number of at least 1."
  }
}

variable "readonly_root_filesystem" {
  description = "Mount the image read-only; `/tmp` stays writable."
  type        = bool
  default     = true
  nullable    = false
}

variable "tmp_size_limit" {
  description = "Size limit of the writable `/tmp`."
  type        = string
  default     = "2Gi"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+(Ki|Mi|Gi|Ti)$", var.tmp_size_limit))
    error_message = "tmp_size_limit must be a quantity such as 2Gi."
  }
}

# When it runs

variable "schedule" {
  description = "Cron expression of five fields. Null makes a suspended CronJob, which can be started by hand at any time."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^(\\S+\\s+\\S+\\s+\\S+\\s+\\S+\\s+\\S+|@(hourly|daily|midnight|weekly|monthly|yearly|annually))$", coalesce(var.schedule, "@daily")))
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
  description = "Whether the schedule starts runs; false keeps it, suspended."
  type        = bool
  default     = true
  nullable    = false
}

variable "timeout_seconds" {
  description = "A run is stopped after so many seconds, retries included."
  type        = number
  default     = 3600
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && floor(var.timeout_seconds) == var.timeout_seconds
    error_message = "timeout_seconds must be a whole number of at least 1."
  }
}

variable "max_retries" {
  description = "How often a failed pod is tried again within a run."
  type        = number
  default     = 3
  nullable    = false

  validation {
    condition     = var.max_retries >= 0 && floor(var.max_retries) == var.max_retries
    error_message = "max_retries must be a whole number of at least 0."
  }
}

variable "ttl_seconds_after_finished" {
  description = "Finished runs are removed from the cluster after so many seconds; their logs stay."
  type        = number
  default     = 86400
  nullable    = false

  validation {
    condition     = var.ttl_seconds_after_finished >= 0 && floor(var.ttl_seconds_after_finished) == var.ttl_seconds_after_finished
    error_message = "ttl_seconds_after_finished must be a whole number of at least 0."
  }
}

variable "log_retention_days" {
  description = "Days that the job's log bucket keeps entries."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.log_retention_days >= 1 && var.log_retention_days <= 3650 && floor(var.log_retention_days) == var.log_retention_days
    error_message = "log_retention_days must be a whole number from 1 to 3650."
  }
}

variable "create_log_bucket" {
  description = "Make a log bucket with the wished retention, and a sink that routes the logs of the job's namespace into it."
  type        = bool
  default     = true
  nullable    = false
}

# The cluster

variable "create_cluster" {
  description = "Make the cluster; false uses the one that `cluster_name` names."
  type        = bool
  default     = true
  nullable    = false
}

variable "cluster_name" {
  description = "Name of the cluster that is there (`create_cluster = false`), or of the one that is made; null derives it from the job."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$", coalesce(var.cluster_name, "cluster")))
    error_message = "cluster_name must have at most 40 lower-case letters, digits and '-', beginning with a letter."
  }
}

variable "cluster_location" {
  description = "Region or zone of the cluster; null means `region`. A zone gives a cluster of one zone."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+(-[a-z])?$", coalesce(var.cluster_location, "us-central1")))
    error_message = "cluster_location must be a region such as us-central1 or a zone such as us-central1-b."
  }
}

variable "zones" {
  description = "Zones of the nodes; empty leaves the choice to GKE (three zones of the region)."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for zone in var.zones : can(regex("^[a-z]+-[a-z]+[0-9]+-[a-z]$", zone))])
    error_message = "zones must be zones such as us-central1-b."
  }
}

variable "autopilot" {
  description = "Autopilot in place of a Standard cluster: Google runs the nodes, and there is no node pool. With `create_cluster = false`, say whether the cluster is one."
  type        = bool
  default     = false
  nullable    = false
}

variable "release_channel" {
  description = "Release channel of the cluster: RAPID, REGULAR, STABLE or EXTENDED."
  type        = string
  default     = "REGULAR"
  nullable    = false

  validation {
    condition     = contains(["RAPID", "REGULAR", "STABLE", "EXTENDED"], var.release_channel)
    error_message = "release_channel must be one of RAPID, REGULAR, STABLE, EXTENDED."
  }
}

variable "deletion_protection" {
  description = "Refuse to destroy the cluster while true."
  type        = bool
  default     = false
  nullable    = false
}

variable "enable_private_endpoint" {
  description = "Give the control plane no public address."
  type        = bool
  default     = true
  nullable    = false
}

variable "enable_dns_endpoint" {
  description = "Let the control plane be reached from outside the network by its DNS name, guarded by IAM. The easy way for the second stage."
  type        = bool
  default     = false
  nullable    = false
}

variable "authorized_networks" {
  description = "Who may reach the control plane by its address: display name to CIDR. Only private ranges while `enable_private_endpoint` is true."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for cidr in values(var.authorized_networks) : can(cidrhost(cidr, 0))])
    error_message = "authorized_networks must have CIDR ranges as values, such as 10.0.0.0/8."
  }
}

variable "enable_apis" {
  description = "Enable the Google APIs that the module needs. They stay enabled after destroy."
  type        = bool
  default     = true
  nullable    = false
}

# The nodes

variable "create_node_pool" {
  description = "Make a node pool; null makes one when the module makes a Standard cluster. In a cluster brought along it is the job's own: pods of the job run nowhere else."
  type        = bool
  default     = null
}

variable "instance_type" {
  description = "Machine type of the nodes."
  type        = string
  default     = "e2-standard-4"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z0-9]+(-[a-z0-9]+)+$", var.instance_type))
    error_message = "instance_type must be a Compute Engine machine type such as n2-standard-4."
  }
}

variable "instance_count" {
  description = "Nodes in all zones together. Alone it fixes the size; with `min_instances` or `max_instances` the pool begins near it. Null means 1 to 3."
  type        = number
  default     = null

  validation {
    condition     = coalesce(var.instance_count, 1) >= 1 && floor(coalesce(var.instance_count, 1)) == coalesce(var.instance_count, 1)
    error_message = "instance_count must be a whole number of at least 1."
  }
}

variable "min_instances" {
  description = "Fewest nodes in all zones together; null means `instance_count`, or 1 when that is null or `max_instances` is given."
  type        = number
  default     = null

  validation {
    condition     = coalesce(var.min_instances, 1) >= 1 && floor(coalesce(var.min_instances, 1)) == coalesce(var.min_instances, 1)
    error_message = "min_instances must be a whole number of at least 1."
  }
}

variable "max_instances" {
  description = "Most nodes in all zones together; null means `instance_count`, or 3, and never fewer than `min_instances`."
  type        = number
  default     = null

  validation {
    condition     = coalesce(var.max_instances, 1) >= 1 && coalesce(var.max_instances, 1) <= 1000 && floor(coalesce(var.max_instances, 1)) == coalesce(var.max_instances, 1)
    error_message = "max_instances must be a whole number from 1 to 1000."
  }
}

variable "enable_spot_instances" {
  description = "Run on spot capacity: cheaper, and a run may be interrupted."
  type        = bool
  default     = false
  nullable    = false
}

variable "disk_size_gb" {
  description = "Boot disk of a node in GB."
  type        = number
  default     = 50
  nullable    = false

  validation {
    condition     = var.disk_size_gb >= 10 && floor(var.disk_size_gb) == var.disk_size_gb
    error_message = "disk_size_gb must be a whole number of at least 10."
  }
}

variable "disk_type" {
  description = "Type of the nodes' boot disk."
  type        = string
  default     = "pd-balanced"
  nullable    = false
}

variable "node_roles" {
  description = "Project roles of the nodes' service account. Without the second, nodes cannot pull from the project's Artifact Registry."
  type        = list(string)
  default     = ["roles/container.defaultNodeServiceAccount", "roles/artifactregistry.reader"]
  nullable    = false

  validation {
    condition     = alltrue([for role in var.node_roles : !contains(["roles/owner", "roles/editor"], role)])
    error_message = "node_roles must not hold roles/owner or roles/editor: every pod of a node would be within their reach."
  }
}

# The network

variable "create_network" {
  description = "Make a network with a subnetwork and a NAT; null makes one when neither `vpc_network` nor `vpc_id` is given. Say false where that name is known only after apply."
  type        = bool
  default     = null
}

variable "vpc_network" {
  description = "Network that is there: name or `projects/P/global/networks/N`. Nodes have no public address, so it must have a NAT if images come from outside Google."
  type        = string
  default     = null
}

variable "subnetwork" {
  description = "Subnetwork that is there, in `region`: name or `projects/P/regions/R/subnetworks/S`."
  type        = string
  default     = null
}

variable "vpc_id" {
  description = "Another name for `vpc_network`."
  type        = string
  default     = null
}

variable "subnet_ids" {
  description = "Another way to give `subnetwork`: a list of one, since a cluster has one."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) <= 1
    error_message = "subnet_ids must hold at most one subnetwork: a GKE cluster has one."
  }
}

variable "pods_range_name" {
  description = "Secondary range of the subnetwork for pods; null lets GKE make one."
  type        = string
  default     = null
}

variable "services_range_name" {
  description = "Secondary range of the subnetwork for services; null lets GKE make one."
  type        = string
  default     = null
}

variable "subnet_cidr" {
  description = "Range of nodes in the network that is made."
  type        = string
  default     = "10.10.0.0/20"
  nullable    = false

  validation {
    condition     = can(cidrhost(var.subnet_cidr, 0))
    error_message = "subnet_cidr must be a CIDR range such as 10.10.0.0/20."
  }
}

variable "pods_cidr" {
  description = "Range of pods in the network that is made."
  type        = string
  default     = "10.12.0.0/16"
  nullable    = false

  validation {
    condition     = can(cidrhost(var.pods_cidr, 0))
    error_message = "pods_cidr must be a CIDR range such as 10.12.0.0/16."
  }
}

variable "services_cidr" {
  description = "Range of services in the network that is made."
  type        = string
  default     = "10.11.0.0/20"
  nullable    = false

  validation {
    condition     = can(cidrhost(var.services_cidr, 0))
    error_message = "services_cidr must be a CIDR range such as 10.11.0.0/20."
  }
}

# Encryption

variable "enable_encryption" {
  description = "Encrypt the cluster's secrets, the disks and the bucket with a key that one controls. False leaves it to Google's own keys."
  type        = bool
  default     = true
  nullable    = false
}

variable "kms_key_name" {
  description = "Your key for the cluster's secrets, disks and the bucket, `projects/P/locations/REGION/keyRings/R/cryptoKeys/K`. Null: the module makes one."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+$", coalesce(var.kms_key_name, "projects/p/locations/l/keyRings/r/cryptoKeys/k")))
    error_message = "kms_key_name must have the form projects/P/locations/REGION/keyRings/R/cryptoKeys/K."
  }
}

variable "create_kms_key" {
  description = "Make a key; null makes one when `kms_key_name` is null. Say false where that name is known only after apply."
  type        = bool
  default     = null
}

variable "kms_key_ring_name" {
  description = "Name of the key ring that is made. Key rings and keys are never deleted in Google Cloud: to make everything anew after a destroy, give another name here."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^[A-Za-z0-9_-]{1,63}$", coalesce(var.kms_key_ring_name, "ring")))
    error_message = "kms_key_ring_name must have 1 to 63 letters, digits, '_' and '-'."
  }
}

variable "grant_kms_access" {
  description = "Let the service agents of GKE, Compute Engine and Cloud Storage use the key. False where its owner does that."
  type        = bool
  default     = true
  nullable    = false
}

variable "project_number" {
  description = "Number of the project, which names its service agents; null looks it up."
  type        = string
  default     = null
}

# Storage

variable "create_bucket" {
  description = "Make a bucket for the job."
  type        = bool
  default     = true
  nullable    = false
}

variable "bucket_name" {
  description = "Name of the bucket that is made; null derives it from project and job."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$", coalesce(var.bucket_name, "bucket")))
    error_message = "bucket_name must have 3 to 63 lower-case letters, digits, '-', '_' and '.', with a letter or digit at both ends."
  }
}

variable "bucket_force_destroy" {
  description = "Destroy the bucket even when it holds objects."
  type        = bool
  default     = false
  nullable    = false
}

variable "bucket_expiration_days" {
  description = "Delete objects of the bucket after so many days; null keeps them."
  type        = number
  default     = null

  validation {
    condition     = coalesce(var.bucket_expiration_days, 1) >= 1 && floor(coalesce(var.bucket_expiration_days, 1)) == coalesce(var.bucket_expiration_days, 1)
    error_message = "bucket_expiration_days must be a whole number of at least 1."
  }
}

variable "storage_bucket_names" {
  description = "Buckets that are there and that the job may read and write."
  type        = list(string)
  default     = []
  nullable    = false
}

# Kubernetes

variable "create_kubernetes_objects" {
  description = "Make namespace, service accounts, roles, policies and the CronJob. Needs a kubernetes provider that reaches the cluster, so it is the second stage: see the README."
  type        = bool
  default     = false
  nullable    = false
}

variable "create_namespace" {
  description = "Make the namespace, its network policies and its quota; false uses one that is there and leaves its policies alone."
  type        = bool
  default     = true
  nullable    = false
}

variable "namespace" {
  description = "Namespace of the job; null derives it from the job."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", coalesce(var.namespace, "namespace"))) && !contains(["default", "kube-system", "kube-public", "kube-node-lease"], coalesce(var.namespace, "namespace"))
    error_message = "namespace must have at most 63 lower-case letters, digits and '-', and must not be one of Kubernetes' own."
  }
}

variable "create_service_account" {
  description = "Make the Kubernetes service account; false uses the one that `service_account` names, which must carry the Workload Identity annotation."
  type        = bool
  default     = true
  nullable    = false
}

variable "service_account" {
  description = "Kubernetes service account that the job runs as; null derives it from the job."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$", coalesce(var.service_account, "runner")))
    error_message = "service_account must be the name of a Kubernetes service account: at most 63 lower-case letters, digits, '-' and '.'."
  }
}

variable "create_google_service_account" {
  description = "Make the Google service account of the job; null makes one when `google_service_account_email` is null. Say false where that is known only after apply."
  type        = bool
  default     = null
}

variable "google_service_account_email" {
  description = "Google service account that is there and that the job acts as."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^[^@]+@[^@]+\\.iam\\.gserviceaccount\\.com$", coalesce(var.google_service_account_email, "a@b.iam.gserviceaccount.com")))
    error_message = "google_service_account_email must be of the form NAME@PROJECT.iam.gserviceaccount.com."
  }
}

variable "operators" {
  description = "Who else may start the job and read its logs: `user:EMAIL`, `group:EMAIL` or `serviceAccount:EMAIL`."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for operator in var.operators : can(regex("^(user|group|serviceAccount):[^@\\s]+@[^@\\s]+$", operator))])
    error_message = "operators must be of the form user:EMAIL, group:EMAIL or serviceAccount:EMAIL."
  }
}

variable "egress_rules" {
  description = "Where the job may connect to, besides DNS and Google's metadata server: CIDR and TCP ports. Databases on other ports go here."
  type = list(object({
    cidr  = string
    ports = list(number)
  }))
  default  = [{ cidr = "0.0.0.0/0", ports = [443] }]
  nullable = false

  validation {
    condition     = alltrue([for rule in var.egress_rules : can(cidrhost(rule.cidr, 0)) && length(rule.ports) > 0 && alltrue([for port in rule.ports : port >= 1 && port <= 65535])])
    error_message = "egress_rules must have a CIDR range and at least one port from 1 to 65535 each."
  }
}

variable "quota_runs" {
  description = "The namespace's quota is that of so many runs at once."
  type        = number
  default     = 4
  nullable    = false

  validation {
    condition     = var.quota_runs >= 1 && floor(var.quota_runs) == var.quota_runs
    error_message = "quota_runs must be a whole number of at least 1."
  }
}
