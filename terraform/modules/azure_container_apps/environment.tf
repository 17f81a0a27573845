# The environment that jobs and apps run in, and where its logs go.

locals {
  create_workspace = var.create_environment && var.create_log_analytics_workspace
  workspace_id     = local.create_workspace ? one(azurerm_log_analytics_workspace.this[*].id) : var.log_analytics_workspace_id
  environment_id   = var.create_environment ? one(azurerm_container_app_environment.this[*].id) : var.environment_id

  profile     = var.workload_profile_name != null || !var.create_environment ? var.workload_profile_name : "Consumption"
  consumption = coalesce(local.profile, "Consumption") == "Consumption"
}

resource "azurerm_log_analytics_workspace" "this" {
  count = local.create_workspace ? 1 : 0

  name                         = local.names.workspace
  resource_group_name          = local.resource_group_name
  location                     = var.region
  sku                          = "PerGB2018"
  retention_in_days            = var.log_retention_days
  local_authentication_enabled = false
  tags                         = local.azure_tags

  depends_on = [terraform_data.input_check]
}

resource "azurerm_container_app_environment" "this" {
  count = var.create_environment ? 1 : 0

  name                = local.names.environment
  resource_group_name = local.resource_group_name
  location            = var.region

  # By the diagnostic setting below: no key of the workspace is handed out.
  logs_destination = "azure-monitor"

  infrastructure_subnet_id       = var.infrastructure_subnet_id
  internal_load_balancer_enabled = var.infrastructure_subnet_id == null ? null : var.internal_environment
  zone_redundancy_enabled        = var.zone_redundancy_enabled ? true : null
  mutual_tls_enabled             = var.mutual_tls_enabled

  workload_profile {
    name                  = "Consumption"
    workload_profile_type = "Consumption"
  }

  tags = local.azure_tags

  lifecycle {
    # Azure names the group that it keeps the environment's own parts in; to take that for a change would replace the environment.
    ignore_changes = [infrastructure_resource_group_name]
  }

  depends_on = [terraform_data.input_check]
}

resource "azurerm_monitor_diagnostic_setting" "this" {
  count = var.create_environment ? 1 : 0

  name                       = local.names.workspace
  target_resource_id         = azurerm_container_app_environment.this[0].id
  log_analytics_workspace_id = local.workspace_id

  enabled_log {
    category = "ContainerAppConsoleLogs"
  }
  enabled_log {
    category = "ContainerAppSystemLogs"
  }
}
