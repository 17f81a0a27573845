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
  description = "If given, must be `azure_container_apps`: guards against a job that was written for another runtime."
  type        = string
  default     = null

  validation {
    condition     = coalesce(var.runtime_type, "azure_container_apps") == "azure_container_apps"
    error_message = "runtime_type must be azure_container_apps for this module."
  }
}

variable "region" {
  description = "Azure region of everything, for example `eastus`."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9 ]+$", var.region))
    error_message = "region must be an Azure region such as eastus or \"East US\"."
  }
}

variable "create_resource_group" {
  description = "Make a resource group; false uses the one that `resource_group_name` names."
  type        = bool
  default     = true
  nullable    = false
}

variable "resource_group_name" {
  description = "Name of the resource group; null derives it from the job."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^[-\\w._()]{0,89}[-\\w_()]$", coalesce(var.resource_group_name, "rg")))
    error_message = "resource_group_name must be letters, digits and -_.(), 90 characters at most, not ending in a dot."
  }
}

# The container

variable "container_image" {
  description = "Image of the job. Null means Microsoft's sample, so that a first apply succeeds before an image of one's own is pushed: `mcr.microsoft.com/k8se/quickstart-jobs:latest`, with `create_service` `.../quickstart:latest`."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^\\S+$", coalesce(var.container_image, "image")))
    error_message = "container_image must be an image reference such as acmeregistry.azurecr.io/dativo:1.1.0."
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
  description = "Cores, as a number or as text: 0.25 to 4 in steps of 0.25 on the Consumption profile. An environment brought along that has no workload profiles allows 2 at most."
  type        = string
  default     = "0.5"
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+(\\.[0-9]+)?$", var.cpu)) && can(regex("[1-9]", var.cpu))
    error_message = "cpu must be cores, such as 0.5 or 1.0."
  }
}

variable "memory" {
  description = "Memory, as Container Apps write it: `1Gi`, `0.5Gi` (`512Mi` is understood). On the Consumption profile twice the cpu; null means that."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^[0-9]+(\\.[0-9]+)?(Gi|Mi)$", coalesce(var.memory, "1Gi")))
    error_message = "memory must be a quantity in Gi, such as 1Gi or 0.5Gi."
  }
}

variable "environment_variables" {
  description = "Plain environment variables of the container; each value arrives unchanged. Never secrets. `AZURE_CLIENT_ID` is set to the job's identity unless given."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.environment_variables) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name))])
    error_message = "environment_variables must have names of letters, digits and '_' that do not begin with a digit."
  }
}

variable "secrets" {
  description = "Secrets by reference: name of the environment variable to Key Vault secret id (`https://VAULT.vault.azure.net/secrets/NAME`, optionally with a version). Read with the job's identity: see `key_vault_ids`."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name in keys(var.secrets) : can(regex("^[A-Za-z_][A-Za-z0-9_]*$", name))])
    error_message = "secrets must have names of letters, digits and '_' that do not begin with a digit."
  }

  validation {
    condition     = alltrue([for reference in values(var.secrets) : can(regex("^https://[A-Za-z0-9-]+\\.vault\\.[a-z.]+/secrets/[A-Za-z0-9-]+(/[A-Za-z0-9]+)?/?$", reference))])
    error_message = "secrets must be Key Vault secret ids, such as https://acme.vault.azure.net/secrets/stripe-key: never values."
  }
}

# Runs

variable "schedule" {
  description = "Cron expression of five fields, in UTC. Null makes a job that is started by hand. To add or remove a trigger replaces the job, not its environment."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^\\S+\\s+\\S+\\s+\\S+\\s+\\S+\\s+\\S+$", coalesce(var.schedule, "0 3 * * *")))
    error_message = "schedule must be a cron expression of five fields, such as 0 3 * * *."
  }
}

variable "schedule_enabled" {
  description = "Whether the schedule starts runs. Azure cannot pause a schedule: false makes a job that is started by hand."
  type        = bool
  default     = true
  nullable    = false
}

variable "event_trigger" {
  description = "Start runs by events, by KEDA rules: `type` is a scaler such as `azure-queue`, `metadata` its settings, `authentication` maps a parameter of the scaler to a key of `secrets`, `use_identity` signs in as the job."
  type = object({
    min_executions           = optional(number, 0)
    max_executions           = optional(number, 10)
    polling_interval_seconds = optional(number, 30)
    rules = list(object({
      name           = string
      type           = string
      metadata       = map(string)
      use_identity   = optional(bool, false)
      authentication = optional(map(string), {})
    }))
  })
  default = null

  validation {
    condition     = var.event_trigger == null ? true : length(var.event_trigger.rules) > 0 && var.event_trigger.max_executions >= 1 && var.event_trigger.polling_interval_seconds >= 1 && var.event_trigger.min_executions >= 0
    error_message = "event_trigger needs at least one rule, and max_executions and polling_interval_seconds of at least 1."
  }
}

variable "timeout_seconds" {
  description = "A replica of the job is stopped after so many seconds, each retry anew. Of the job only."
  type        = number
  default     = 3600
  nullable    = false

  validation {
    condition     = var.timeout_seconds >= 1 && floor(var.timeout_seconds) == var.timeout_seconds
    error_message = "timeout_seconds must be a whole number of at least 1."
  }
}

variable "max_retries" {
  description = "How often a failed replica is tried again within a run. Of the job only."
  type        = number
  default     = 3
  nullable    = false

  validation {
    condition     = var.max_retries >= 0 && floor(var.max_retries) == var.max_retries
    error_message = "max_retries must be a whole number of at least 0."
  }
}

variable "parallelism" {
  description = "Replicas of a run at the same time. Of the job only."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.parallelism >= 1 && floor(var.parallelism) == var.parallelism
    error_message = "parallelism must be a whole number of at least 1."
  }
}

variable "replica_completion_count" {
  description = "Replicas that must succeed for a run to succeed. Of the job only."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.replica_completion_count >= 1 && floor(var.replica_completion_count) == var.replica_completion_count
    error_message = "replica_completion_count must be a whole number of at least 1."
  }
}

# The app

variable "create_service" {
  description = "Make a Container App, which stays, in place of the job."
  type        = bool
  default     = false
  nullable    = false
}

variable "min_replicas" {
  description = "Replicas of the app that are always there; 0 scales to zero. A job has replicas only while it runs, so this has no bearing on it."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.min_replicas >= 0 && var.min_replicas <= 300 && floor(var.min_replicas) == var.min_replicas
    error_message = "min_replicas must be a whole number from 0 to 300."
  }
}

variable "max_replicas" {
  description = "Most replicas of the app. A job has `parallelism` in its place, so this has no bearing on it."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.max_replicas >= 1 && var.max_replicas <= 300 && floor(var.max_replicas) == var.max_replicas
    error_message = "max_replicas must be a whole number from 1 to 300."
  }
}

variable "ingress_enabled" {
  description = "Let requests reach the app. Of the app only."
  type        = bool
  default     = true
  nullable    = false
}

variable "ingress_external" {
  description = "Let requests come from outside the environment: from the network when the environment is internal, else from the internet. Of the app only."
  type        = bool
  default     = false
  nullable    = false
}

variable "ingress_target_port" {
  description = "Port that the app's container listens on. Of the app only."
  type        = number
  default     = 80
  nullable    = false

  validation {
    condition     = var.ingress_target_port >= 1 && var.ingress_target_port <= 65535 && floor(var.ingress_target_port) == var.ingress_target_port
    error_message = "ingress_target_port must be a whole number from 1 to 65535."
  }
}

# The environment

variable "create_environment" {
  description = "Make an environment; false uses the one that `environment_id` names, which is the usual way for many jobs."
  type        = bool
  default     = true
  nullable    = false
}

variable "environment_id" {
  description = "Id of the environment, when `create_environment` is false."
  type        = string
  default     = null

  validation {
    condition     = can(regex("(?i)^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.App/managedEnvironments/[^/]+$", coalesce(var.environment_id, "/subscriptions/s/resourceGroups/g/providers/Microsoft.App/managedEnvironments/e")))
    error_message = "environment_id must be the id of a Container Apps environment, /subscriptions/S/resourceGroups/G/providers/Microsoft.App/managedEnvironments/E."
  }
}

variable "workload_profile_name" {
  description = "Workload profile of an environment brought along; null means its default. The environment that the module makes has `Consumption`."
  type        = string
  default     = null
}

variable "infrastructure_subnet_id" {
  description = "Subnet for the environment, /27 or larger and delegated to Microsoft.App/environments; null attaches none."
  type        = string
  default     = null
}

variable "internal_environment" {
  description = "With a subnet: give the environment no public address."
  type        = bool
  default     = true
  nullable    = false
}

variable "zone_redundancy_enabled" {
  description = "Spread the environment over zones; needs a subnet."
  type        = bool
  default     = false
  nullable    = false
}

variable "mutual_tls_enabled" {
  description = "Encrypt traffic between apps of the environment, both sides known by certificate."
  type        = bool
  default     = true
  nullable    = false
}

# Identity and access

variable "container_registry_id" {
  description = "Azure Container Registry that holds the image: the job's identity gets AcrPull and pulls with it. Null for public images. Must be known when Terraform plans."
  type        = string
  default     = null

  validation {
    condition     = can(regex("(?i)/providers/Microsoft\\.ContainerRegistry/registries/[^/]+$", coalesce(var.container_registry_id, "/providers/Microsoft.ContainerRegistry/registries/r")))
    error_message = "container_registry_id must be the id of an Azure Container Registry."
  }
}

variable "container_registry_server" {
  description = "Login server of the registry; null takes it from `container_image`, else from the registry's name."
  type        = string
  default     = null
}

variable "storage_account_ids" {
  description = "Storage accounts that the job may read and write blobs of: a list of ids, or a map of ids under names of your choice, which works with accounts that the same apply makes."
  type        = any
  default     = []
  nullable    = false

  validation {
    condition     = can([for id in var.storage_account_ids : regex("^/subscriptions/.+/storageAccounts/[^/]+$", id)])
    error_message = "storage_account_ids must be a list or map of ids, /subscriptions/S/resourceGroups/G/providers/Microsoft.Storage/storageAccounts/A."
  }
}

variable "key_vault_ids" {
  description = "Key vaults, or single secrets of them, that the job may read: a list of ids, or a map as in `storage_account_ids`. Needed for `secrets`, unless the identity is let in elsewhere."
  type        = any
  default     = []
  nullable    = false

  validation {
    condition     = can([for id in var.key_vault_ids : regex("^/subscriptions/.+/vaults/[^/]+(/secrets/[^/]+)?$", id)])
    error_message = "key_vault_ids must be a list or map of ids, /subscriptions/S/resourceGroups/G/providers/Microsoft.KeyVault/vaults/V, optionally with /secrets/NAME."
  }
}

variable "additional_identity_ids" {
  description = "Further user-assigned identities of the job."
  type        = list(string)
  default     = []
  nullable    = false
}

# Logs

variable "create_log_analytics_workspace" {
  description = "Make a Log Analytics workspace for the environment that the module makes; false uses `log_analytics_workspace_id`."
  type        = bool
  default     = true
  nullable    = false
}

variable "log_analytics_workspace_id" {
  description = "Id of the workspace, when `create_log_analytics_workspace` is false."
  type        = string
  default     = null
}

variable "log_retention_days" {
  description = "Days that the workspace keeps logs."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.log_retention_days >= 30 && var.log_retention_days <= 730 && floor(var.log_retention_days) == var.log_retention_days
    error_message = "log_retention_days must be a whole number from 30 to 730."
  }
}
