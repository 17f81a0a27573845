# The job's identity, and what it may do.

locals {
  # Lists name their members by value, maps by key: with a map, ids may be of resources that the same apply makes.
  storage_accounts = { for key, id in var.storage_account_ids : can(keys(var.storage_account_ids)) ? key : id => id }
  key_vaults       = { for key, id in var.key_vault_ids : can(keys(var.key_vault_ids)) ? key : id => id }

  registry_name = try(regex("/registries/([^/]+)$", var.container_registry_id)[0], "")
  registry_server = var.container_registry_id == null ? null : coalesce(
    var.container_registry_server,
    try(regex("^[A-Za-z0-9-]+\\.azurecr\\.[a-z]+", var.container_image), null),
    "${lower(local.registry_name)}.azurecr.io",
  )
}

resource "azurerm_user_assigned_identity" "this" {
  name                = local.names.identity
  resource_group_name = local.resource_group_name
  location            = var.region
  tags                = local.azure_tags

  depends_on = [terraform_data.input_check]
}

resource "azurerm_role_assignment" "registry" {
  count = var.container_registry_id == null ? 0 : 1

  scope                = var.container_registry_id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.this.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "storage" {
  for_each = local.storage_accounts

  scope                = each.value
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_user_assigned_identity.this.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "key_vault" {
  for_each = local.key_vaults

  scope                = each.value
  role_definition_name = "Key Vault Secrets User"
  principal_id         = azurerm_user_assigned_identity.this.principal_id
  principal_type       = "ServicePrincipal"
}
