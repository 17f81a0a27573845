# What runs: a job that starts, works and ends, or an app that stays.

locals {
  image = var.container_image != null ? var.container_image : (
    var.create_service ? "mcr.microsoft.com/k8se/quickstart:latest" : "mcr.microsoft.com/k8se/quickstart-jobs:latest"
  )
  memory_text  = "${local.memory}Gi"
  identity_ids = concat([azurerm_user_assigned_identity.this.id], var.additional_identity_ids)

  # The SDKs of Azure need to be told which identity is meant.
  variables = merge({ AZURE_CLIENT_ID = azurerm_user_assigned_identity.this.client_id }, var.environment_variables)

  # `STRIPE_KEY` is kept as `stripe-key`; names that would become one are told apart by their hash.
  secret_slugs = { for name in keys(var.secrets) : trim(replace(lower(name), "_", "-"), "-") => name... }
  secret_names = { for name in keys(var.secrets) : name => (
    trim(replace(lower(name), "_", "-"), "-") != "" && length(local.secret_slugs[trim(replace(lower(name), "_", "-"), "-")]) == 1
    ? trim(replace(lower(name), "_", "-"), "-")
    : "${trim("s-${trim(replace(lower(name), "_", "-"), "-")}", "-")}-${substr(sha256(name), 0, 8)}"
  ) }

  trigger = var.event_trigger != null ? "event" : var.schedule != null && var.schedule_enabled ? "schedule" : "manual"
}

resource "azurerm_container_app_job" "this" {
  count = var.create_service ? 0 : 1

  name                         = local.names.job
  resource_group_name          = local.resource_group_name
  location                     = var.region
  container_app_environment_id = local.environment_id
  workload_profile_name        = local.profile
  replica_timeout_in_seconds   = var.timeout_seconds
  replica_retry_limit          = var.max_retries
  tags                         = local.azure_tags

  identity {
    type         = "UserAssigned"
    identity_ids = local.identity_ids
  }

  dynamic "registry" {
    for_each = var.container_registry_id == null ? [] : [local.registry_server]
    content {
      server   = registry.value
      identity = azurerm_user_assigned_identity.this.id
    }
  }

  dynamic "secret" {
    for_each = var.secrets
    content {
      name                = local.secret_names[secret.key]
      key_vault_secret_id = secret.value
      identity            = azurerm_user_assigned_identity.this.id
    }
  }

  dynamic "manual_trigger_config" {
    for_each = local.trigger == "manual" ? [1] : []
    content {
      parallelism              = var.parallelism
      replica_completion_count = var.replica_completion_count
    }
  }

  dynamic "schedule_trigger_config" {
    for_each = local.trigger == "schedule" ? [var.schedule] : []
    content {
      cron_expression          = schedule_trigger_config.value
      parallelism              = var.parallelism
      replica_completion_count = var.replica_completion_count
    }
  }

  dynamic "event_trigger_config" {
    for_each = local.trigger == "event" ? [var.event_trigger] : []
    content {
      parallelism              = var.parallelism
      replica_completion_count = var.replica_completion_count

      scale {
        min_executions              = event_trigger_config.value.min_executions == 0 ? null : event_trigger_config.value.min_executions
        max_executions              = event_trigger_config.value.max_executions
        polling_interval_in_seconds = event_trigger_config.value.polling_interval_seconds

        dynamic "rules" {
          for_each = event_trigger_config.value.rules
          content {
            name             = rules.value.name
            custom_rule_type = rules.value.type
            metadata         = rules.value.metadata
            identity_id      = rules.value.use_identity ? azurerm_user_assigned_identity.this.id : null

            dynamic "authentication" {
              for_each = rules.value.authentication
              content {
                trigger_parameter = authentication.key
                secret_name       = try(local.secret_names[authentication.value], authentication.value)
              }
            }
          }
        }
      }
    }
  }

  template {
    container {
      name    = "job"
      image   = local.image
      command = var.command
      args    = var.args
      cpu     = local.cpu
      memory  = local.memory_text

      dynamic "env" {
        for_each = local.variables
        content {
          name  = env.key
          value = env.value
        }
      }
      dynamic "env" {
        for_each = local.secret_names
        content {
          name        = env.key
          secret_name = env.value
        }
      }
    }
  }

  # The image is pulled and the secrets are read when the job is made.
  depends_on = [terraform_data.input_check, azurerm_role_assignment.registry, azurerm_role_assignment.key_vault]
}

resource "azurerm_container_app" "this" {
  count = var.create_service ? 1 : 0

  name                         = local.names.app
  resource_group_name          = local.resource_group_name
  container_app_environment_id = local.environment_id
  workload_profile_name        = local.profile
  revision_mode                = "Single"
  tags                         = local.azure_tags

  identity {
    type         = "UserAssigned"
    identity_ids = local.identity_ids
  }

  dynamic "registry" {
    for_each = var.container_registry_id == null ? [] : [local.registry_server]
    content {
      server   = registry.value
      identity = azurerm_user_assigned_identity.this.id
    }
  }

  dynamic "secret" {
    for_each = var.secrets
    content {
      name                = local.secret_names[secret.key]
      key_vault_secret_id = secret.value
      identity            = azurerm_user_assigned_identity.this.id
    }
  }

  dynamic "ingress" {
    for_each = var.ingress_enabled ? [1] : []
    content {
      external_enabled           = var.ingress_external
      target_port                = var.ingress_target_port
      allow_insecure_connections = false

      traffic_weight {
        latest_revision = true
        percentage      = 100
      }
    }
  }

  template {
    min_replicas = var.min_replicas
    max_replicas = var.max_replicas

    container {
      name    = "app"
      image   = local.image
      command = var.command
      args    = var.args
      cpu     = local.cpu
      memory  = local.memory_text

      dynamic "env" {
        for_each = local.variables
        content {
          name  = env.key
          value = env.value
        }
      }
      dynamic "env" {
        for_each = local.secret_names
        content {
          name        = env.key
          secret_name = env.value
        }
      }
    }
  }

  depends_on = [terraform_data.input_check, azurerm_role_assignment.registry, azurerm_role_assignment.key_vault]
}
