provider "azurerm" {
  features {}
}

variables {
  region = "eastus"
  job_metadata = {
    job_name      = "contacts"
    team          = "data"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "c1"
  }
}

run "call_of_the_guide" {
  variables {
    container_image     = "acmeregistry.azurecr.io/dativo:1.1.0"
    cpu                 = 1.0
    memory              = "2Gi"
    min_replicas        = 0
    max_replicas        = 1
    storage_account_ids = ["/subscriptions/.../storageAccounts/acmedatalake"]
  }

  assert {
    condition     = azurerm_container_app_job.this[0].template[0].container[0].cpu == 1 && azurerm_container_app_job.this[0].template[0].container[0].memory == "2Gi"
    error_message = "numbers and quantities are understood"
  }
  assert {
    condition     = azurerm_role_assignment.storage["/subscriptions/.../storageAccounts/acmedatalake"].role_definition_name == "Storage Blob Data Contributor"
    error_message = "the job may write to the account"
  }
}

run "schedule" {
  command = plan
  variables {
    schedule                 = "*/5 * * * *"
    timeout_seconds          = 60
    max_retries              = 0
    parallelism              = 4
    replica_completion_count = 2
  }

  assert {
    condition     = azurerm_container_app_job.this[0].schedule_trigger_config[0].cron_expression == "*/5 * * * *" && azurerm_container_app_job.this[0].schedule_trigger_config[0].parallelism == 4 && azurerm_container_app_job.this[0].schedule_trigger_config[0].replica_completion_count == 2 && length(azurerm_container_app_job.this[0].manual_trigger_config) == 0
    error_message = "the schedule is the one trigger"
  }
  assert {
    condition     = azurerm_container_app_job.this[0].replica_timeout_in_seconds == 60 && azurerm_container_app_job.this[0].replica_retry_limit == 0
    error_message = "times and counts are as asked for"
  }
}

run "schedule_that_is_off" {
  command = plan
  variables {
    schedule         = "0 3 * * *"
    schedule_enabled = false
  }

  assert {
    condition     = length(azurerm_container_app_job.this[0].schedule_trigger_config) == 0 && length(azurerm_container_app_job.this[0].manual_trigger_config) == 1
    error_message = "the job waits to be started"
  }
}

run "events" {
  variables {
    secrets = { QUEUE_CONNECTION = "https://acme.vault.azure.net/secrets/queue" }
    event_trigger = {
      max_executions = 5
      rules = [
        { name = "queue", type = "azure-queue", metadata = { queueName = "q", queueLength = "1" }, authentication = { connection = "QUEUE_CONNECTION" } },
        { name = "hub", type = "azure-eventhub", metadata = { eventHubName = "h" }, use_identity = true },
      ]
    }
  }

  assert {
    condition     = length(azurerm_container_app_job.this[0].event_trigger_config) == 1 && azurerm_container_app_job.this[0].event_trigger_config[0].scale[0].max_executions == 5 && azurerm_container_app_job.this[0].event_trigger_config[0].scale[0].polling_interval_in_seconds == 30
    error_message = "events are the one trigger"
  }
  assert {
    condition     = azurerm_container_app_job.this[0].event_trigger_config[0].scale[0].rules[0].authentication[0].secret_name == "queue-connection" && azurerm_container_app_job.this[0].event_trigger_config[0].scale[0].rules[0].authentication[0].trigger_parameter == "connection" && azurerm_container_app_job.this[0].event_trigger_config[0].scale[0].rules[1].identity_id == output.identity_id
    error_message = "rules sign in by secret or identity"
  }
}

run "container_and_secrets" {
  variables {
    container_image = "acme.azurecr.io/dativo@sha256:0123"
    command         = ["dativo"]
    args            = ["run", "--config", "a b.yaml"]
    cpu             = "4"
    environment_variables = {
      GREETING        = "say \"hi\"\n$${x} %%{y} ü"
      AZURE_CLIENT_ID = "mine"
    }
    secrets = {
      STRIPE_KEY = "https://acme.vault.azure.net/secrets/stripe-key"
      stripe_key = "https://acme.vault.azure.net/secrets/stripe-key/0123456789abcdef0123456789abcdef"
      _          = "https://acme.vault.azure.cn/secrets/other"
    }
    key_vault_ids         = { vault = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/acme" }
    container_registry_id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/Acme"
  }

  assert {
    condition     = azurerm_container_app_job.this[0].template[0].container[0].memory == "8Gi"
    error_message = "memory follows the cpu"
  }
  assert {
    condition     = one([for env in azurerm_container_app_job.this[0].template[0].container[0].env : env.value if env.name == "GREETING"]) == "say \"hi\"\n$${x} %%{y} ü" && one([for env in azurerm_container_app_job.this[0].template[0].container[0].env : env.value if env.name == "AZURE_CLIENT_ID"]) == "mine"
    error_message = "plain values arrive unchanged, and win"
  }
  assert {
    condition     = length(azurerm_container_app_job.this[0].secret) == 3 && alltrue([for secret in azurerm_container_app_job.this[0].secret : can(regex("^[a-z0-9][a-z0-9-]*[a-z0-9]$", secret.name)) && secret.identity == output.identity_id && secret.key_vault_secret_id != ""])
    error_message = "secrets are references, read with the job's identity, under legal names that differ"
  }
  assert {
    condition     = toset([for env in azurerm_container_app_job.this[0].template[0].container[0].env : env.secret_name if env.secret_name != null]) == toset([for secret in azurerm_container_app_job.this[0].secret : secret.name])
    error_message = "each is a variable of the container"
  }
  assert {
    condition     = azurerm_role_assignment.key_vault["vault"].role_definition_name == "Key Vault Secrets User" && azurerm_role_assignment.registry[0].role_definition_name == "AcrPull" && azurerm_role_assignment.registry[0].principal_id == output.identity_principal_id
    error_message = "the identity may read secrets and pull"
  }
  assert {
    condition     = azurerm_container_app_job.this[0].registry[0].server == "acme.azurecr.io" && azurerm_container_app_job.this[0].registry[0].identity == output.identity_id
    error_message = "the image is pulled with it"
  }
}

run "registry_by_another_name" {
  command = plan
  variables {
    container_registry_id     = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/Acme"
    container_registry_server = "acme-x1y2.azurecr.io"
  }

  assert {
    condition     = azurerm_container_app_job.this[0].registry[0].server == "acme-x1y2.azurecr.io"
    error_message = "the login server is as said"
  }
}

run "network" {
  command = plan
  variables {
    infrastructure_subnet_id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/n/subnets/jobs"
    zone_redundancy_enabled  = true
    log_retention_days       = 365
    additional_identity_ids  = ["/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i"]
  }

  assert {
    condition     = azurerm_container_app_environment.this[0].internal_load_balancer_enabled && azurerm_container_app_environment.this[0].zone_redundancy_enabled
    error_message = "in a network the environment is internal"
  }
  assert {
    condition     = azurerm_log_analytics_workspace.this[0].retention_in_days == 365
    error_message = "logs stay as long as asked for"
  }
}

run "all_brought_along" {
  variables {
    create_resource_group = false
    resource_group_name   = "jobs"
    create_environment    = false
    environment_id        = "/subscriptions/s/resourceGroups/platform/providers/Microsoft.App/managedEnvironments/shared"
    workload_profile_name = "D4"
    cpu                   = "3"
    memory                = "14Gi"
  }

  assert {
    condition     = length(azurerm_resource_group.this) == 0 && length(azurerm_container_app_environment.this) == 0 && length(azurerm_log_analytics_workspace.this) == 0 && length(azurerm_monitor_diagnostic_setting.this) == 0
    error_message = "what is there is not made"
  }
  assert {
    condition     = azurerm_container_app_job.this[0].workload_profile_name == "D4" && azurerm_container_app_job.this[0].template[0].container[0].memory == "14Gi"
    error_message = "a dedicated profile has sizes of its own"
  }
  assert {
    condition     = output.cluster_name == "shared" && output.environment_id == "/subscriptions/s/resourceGroups/platform/providers/Microsoft.App/managedEnvironments/shared" && output.resource_group_name == "jobs" && output.resource_group_id == null && output.log_analytics_workspace_id == null && output.environment_default_domain == null && output.environment_static_ip == null
    error_message = "outputs tell of what is there"
  }
}

run "workspace_brought_along" {
  command = plan
  variables {
    create_log_analytics_workspace = false
    log_analytics_workspace_id     = "/subscriptions/s/resourceGroups/platform/providers/Microsoft.OperationalInsights/workspaces/w"
    resource_group_name            = "contacts"
  }

  assert {
    condition     = length(azurerm_log_analytics_workspace.this) == 0 && azurerm_monitor_diagnostic_setting.this[0].log_analytics_workspace_id == "/subscriptions/s/resourceGroups/platform/providers/Microsoft.OperationalInsights/workspaces/w" && azurerm_resource_group.this[0].name == "contacts"
    error_message = "logs go to the workspace that is there"
  }
}

run "app" {
  variables {
    create_service        = true
    min_replicas          = 1
    max_replicas          = 3
    ingress_target_port   = 8080
    secrets               = { TOKEN = "https://acme.vault.azure.net/secrets/token" }
    container_registry_id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/acme"
  }

  assert {
    condition     = length(azurerm_container_app_job.this) == 0 && azurerm_container_app.this[0].name == "contacts-prod-service" && azurerm_container_app.this[0].tags == tomap(output.tags)
    error_message = "an app takes the job's place, and carries the tags"
  }
  assert {
    condition     = azurerm_container_app.this[0].ingress[0].external_enabled == false && azurerm_container_app.this[0].ingress[0].target_port == 8080 && azurerm_container_app.this[0].ingress[0].allow_insecure_connections == false
    error_message = "its ingress is internal"
  }
  assert {
    condition     = azurerm_container_app.this[0].template[0].min_replicas == 1 && azurerm_container_app.this[0].template[0].max_replicas == 3 && azurerm_container_app.this[0].template[0].container[0].image == "mcr.microsoft.com/k8se/quickstart:latest"
    error_message = "it scales as asked for"
  }
  assert {
    condition     = startswith(output.ingress_url, "https://") && output.service_name == "contacts-prod-service" && output.container_app_name == "contacts-prod-service" && output.job_name == null && output.job_id == null && output.run_command == null
    error_message = "outputs tell of the app"
  }
}

run "app_without_ingress" {
  variables {
    create_service  = true
    ingress_enabled = false
  }

  assert {
    condition     = length(azurerm_container_app.this[0].ingress) == 0 && output.ingress_url == null
    error_message = "there is no address"
  }
}
