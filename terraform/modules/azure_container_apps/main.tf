# Names and facts that the other files share, and the resource group; what is not well-formed is refused here.

locals {
  runtime  = "azure_container_apps"
  required = ["job_name", "team", "pipeline_type", "environment", "cost_center"]

  metadata = merge(
    { for key, value in var.tags : key => value if value != null },
    { for key, value in var.job_metadata : key => value if value != null },
  )
  missing = [for key in local.required : key if trimspace(lookup(local.metadata, key, "")) == ""]

  # A name of which nothing legal is left is told apart by its hash.
  job_name         = join("-", compact([var.name_prefix, lookup(local.metadata, "job_name", "")]))
  job_slug         = trim(replace(lower(local.job_name), "/[^a-z0-9]+/", "-"), "-")
  job              = local.job_slug == "" ? "j-${substr(sha256(local.job_name), 0, 8)}" : can(regex("^[a-z]", local.job_slug)) ? local.job_slug : "j-${local.job_slug}"
  environment_name = lookup(local.metadata, "environment", "")
  environment_word = trim(replace(lower(local.environment_name), "/[^a-z0-9]+/", "-"), "-")
  # Two words for one environment give one name: how a tag is spelled does not replace what is there.
  environment_slug = lookup({ production = "prod", development = "dev", stage = "staging" }, local.environment_word, local.environment_word)
  environment      = local.environment_slug == "" ? substr(sha256(local.environment_name), 0, 8) : local.environment_slug
  base             = "${local.job}-${local.environment}"

  limits = {
    resource_group = { end = "-rg", limit = 90 }
    environment    = { end = "-cluster", limit = 60 }
    job            = { end = "-job", limit = 32 }
    app            = { end = "-service", limit = 32 }
    identity       = { end = "-identity", limit = 128 }
    workspace      = { end = "-logs", limit = 63 }
  }
  names = {
    for key, name in local.limits : key => (
      length("${local.base}${name.end}") <= name.limit
      ? "${local.base}${name.end}"
      : "${trim(substr(local.base, 0, name.limit - length(name.end) - 9), "-")}-${substr(sha256(local.base), 0, 8)}${name.end}"
    )
  }

  resource_group_name = var.create_resource_group ? one(azurerm_resource_group.this[*].name) : var.resource_group_name

  # Cores, and memory in GiB. The Consumption profile ties one to the other.
  cpu    = try(tonumber(var.cpu), 0)
  memory = try(var.memory == null ? local.cpu * 2 : tonumber(regex("^[0-9.]+", var.memory)) / (endswith(var.memory, "Mi") ? 1024 : 1), 0)
}

resource "azurerm_resource_group" "this" {
  count = var.create_resource_group ? 1 : 0

  name     = coalesce(var.resource_group_name, local.names.resource_group)
  location = var.region
  tags     = local.azure_tags

  depends_on = [terraform_data.input_check]
}

# What needs more than one variable to be judged. Everything waits for it, so that a wrong input is reported by itself.
resource "terraform_data" "input_check" {
  lifecycle {
    precondition {
      condition     = length(local.missing) == 0
      error_message = "job_metadata must contain: job_name, team, pipeline_type, environment, cost_center. Missing or blank: ${join(", ", local.missing)}."
    }
    precondition {
      condition     = length(local.azure_tags) <= 50
      error_message = "Azure allows 50 tags on a resource; job_metadata, tags and default_tags give ${length(local.azure_tags)}."
    }
    precondition {
      condition     = !local.consumption || (local.cpu >= 0.25 && local.cpu <= 4 && floor(local.cpu * 4) == local.cpu * 4)
      error_message = "cpu of the Consumption profile must be 0.25 to 4 in steps of 0.25, not ${var.cpu}."
    }
    precondition {
      condition     = !local.consumption || local.memory == local.cpu * 2
      error_message = "memory of the Consumption profile is twice the cpu: ${local.cpu * 2}Gi with cpu = ${var.cpu}, not ${coalesce(var.memory, "none")}. Leave memory out to have that."
    }
    precondition {
      condition     = var.create_resource_group || var.resource_group_name != null
      error_message = "resource_group_name is needed when create_resource_group is false."
    }
    precondition {
      condition     = var.create_environment || var.environment_id != null
      error_message = "environment_id is needed when create_environment is false."
    }
    precondition {
      condition     = !var.create_environment || var.environment_id == null
      error_message = "environment_id names an environment that is there: with it, create_environment must be false."
    }
    precondition {
      condition     = !var.create_environment || local.consumption
      error_message = "The environment that the module makes has the Consumption profile alone; workload_profile_name is for one brought along."
    }
    precondition {
      condition     = !(var.create_environment && !var.create_log_analytics_workspace) || var.log_analytics_workspace_id != null
      error_message = "log_analytics_workspace_id is needed when create_log_analytics_workspace is false."
    }
    precondition {
      condition     = !(var.create_log_analytics_workspace && var.create_environment) || var.log_analytics_workspace_id == null
      error_message = "log_analytics_workspace_id names a workspace that is there: with it, create_log_analytics_workspace must be false."
    }
    precondition {
      condition     = !var.zone_redundancy_enabled || var.infrastructure_subnet_id != null
      error_message = "zone_redundancy_enabled needs infrastructure_subnet_id."
    }
    precondition {
      condition     = var.schedule == null || var.event_trigger == null
      error_message = "A job has one trigger: schedule or event_trigger, not both."
    }
    precondition {
      condition     = !var.create_service || (var.schedule == null && var.event_trigger == null)
      error_message = "schedule and event_trigger start the job; an app runs all the time: leave them out or create_service."
    }
    precondition {
      condition     = var.event_trigger == null ? true : alltrue([for rule in var.event_trigger.rules : alltrue([for name in values(rule.authentication) : contains(keys(var.secrets), name)])])
      error_message = "event_trigger: authentication must name keys of secrets."
    }
    precondition {
      condition     = var.event_trigger == null ? true : var.event_trigger.min_executions <= var.event_trigger.max_executions
      error_message = "event_trigger: min_executions must not be more than max_executions."
    }
    precondition {
      condition     = var.min_replicas <= var.max_replicas
      error_message = "min_replicas (${var.min_replicas}) must not be more than max_replicas (${var.max_replicas})."
    }
    precondition {
      condition     = var.replica_completion_count <= var.parallelism
      error_message = "replica_completion_count (${var.replica_completion_count}) must not be more than parallelism (${var.parallelism})."
    }
    precondition {
      condition     = length(setintersection(keys(var.environment_variables), keys(var.secrets))) == 0
      error_message = "environment_variables and secrets both name ${join(", ", setintersection(keys(var.environment_variables), keys(var.secrets)))}."
    }
  }
}
