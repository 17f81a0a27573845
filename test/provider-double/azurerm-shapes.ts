import type { Shapes } from "./fallback-shapes.ts";

const group = "/subscriptions/{subscription}/resourceGroups/{resource_group_name}";
const inGroup = (kind: string) => `${group}/providers/Microsoft.${kind}/{name}`;

/** Identifiers as Azure makes them. */
export const azurermShapes: Shapes = {
  azurerm_application_insights: { id: inGroup("Insights/components"), app_id: "{uuid}", instrumentation_key: "{uuid}" },
  azurerm_consumption_budget_resource_group: { id: "{resource_group_id}/providers/Microsoft.Consumption/budgets/{name}" },
  azurerm_container_app: {
    id: inGroup("App/containerApps"),
    location: "westeurope",
    latest_revision_name: "{name}--{hash}",
    latest_revision_fqdn: "{name}--{hash}.westeurope.azurecontainerapps.io",
  },
  azurerm_container_app_environment: { id: inGroup("App/managedEnvironments"), default_domain: "{hash}.{location}.azurecontainerapps.io" },
  azurerm_container_app_environment_storage: { id: "{container_app_environment_id}/storages/{name}" },
  azurerm_container_app_job: {
    id: inGroup("App/jobs"),
    event_stream_endpoint: `https://{location}.azurecontainerapps.dev${group}/jobs/{name}/eventstream`,
  },
  azurerm_container_group: { id: inGroup("ContainerInstance/containerGroups") },
  azurerm_container_registry: { id: inGroup("ContainerRegistry/registries"), login_server: "{name}.azurecr.io" },
  azurerm_databricks_workspace: { id: inGroup("Databricks/workspaces"), workspace_url: "adb-{digits}.0.azuredatabricks.net" },
  azurerm_federated_identity_credential: { id: "{user_assigned_identity_id|parent_id}/federatedIdentityCredentials/{name}" },
  azurerm_key_vault: { id: inGroup("KeyVault/vaults"), vault_uri: "https://{name}.vault.azure.net/" },
  azurerm_key_vault_access_policy: { id: "{key_vault_id}/objectId/{object_id}" },
  azurerm_key_vault_key: {
    id: "https://vault.vault.azure.net/keys/{name}/{hash}",
    version: "{hash}",
    versionless_id: "https://vault.vault.azure.net/keys/{name}",
  },
  azurerm_key_vault_secret: {
    id: "https://vault.vault.azure.net/secrets/{name}/{hash}",
    version: "{hash}",
    versionless_id: "https://vault.vault.azure.net/secrets/{name}",
  },
  azurerm_kubernetes_cluster: { id: inGroup("ContainerService/managedClusters"), node_resource_group: "MC_{resource_group_name}_{name}" },
  azurerm_kubernetes_cluster_node_pool: { id: "{kubernetes_cluster_id}/agentPools/{name}" },
  azurerm_log_analytics_workspace: { id: inGroup("OperationalInsights/workspaces"), workspace_id: "{uuid}" },
  azurerm_monitor_action_group: { id: inGroup("Insights/actionGroups") },
  azurerm_monitor_diagnostic_setting: { id: "{target_resource_id}|{name}" },
  azurerm_monitor_metric_alert: { id: inGroup("Insights/metricAlerts") },
  azurerm_network_security_group: { id: inGroup("Network/networkSecurityGroups") },
  azurerm_network_security_rule: {
    id: `${group}/providers/Microsoft.Network/networkSecurityGroups/{network_security_group_name}/securityRules/{name}`,
  },
  azurerm_policy_definition: { id: "/subscriptions/{subscription}/providers/Microsoft.Authorization/policyDefinitions/{name}" },
  azurerm_private_dns_zone: { id: inGroup("Network/privateDnsZones") },
  azurerm_private_endpoint: { id: inGroup("Network/privateEndpoints") },
  azurerm_resource_group: { id: "/subscriptions/{subscription}/resourceGroups/{name}" },
  azurerm_role_assignment: {
    name: "{uuid}",
    id: "{scope}/providers/Microsoft.Authorization/roleAssignments/{name}",
    role_definition_id: "/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/{uuid}",
    principal_type: "ServicePrincipal",
  },
  azurerm_role_definition: {
    role_definition_id: "{uuid}",
    role_definition_resource_id: "/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/{role_definition_id}",
    id: "{role_definition_resource_id}|{scope}",
  },
  azurerm_storage_account: {
    id: inGroup("Storage/storageAccounts"),
    primary_blob_endpoint: "https://{name}.blob.core.windows.net/",
    primary_dfs_endpoint: "https://{name}.dfs.core.windows.net/",
  },
  azurerm_storage_container: {
    id: "{storage_account_id|storage_account_name}/blobServices/default/containers/{name}",
    resource_manager_id: "{id}",
  },
  azurerm_subnet: { id: `${group}/providers/Microsoft.Network/virtualNetworks/{virtual_network_name}/subnets/{name}` },
  azurerm_subnet_network_security_group_association: { id: "{subnet_id}" },
  azurerm_user_assigned_identity: {
    id: inGroup("ManagedIdentity/userAssignedIdentities"),
    tenant_id: "{tenant}",
  },
  azurerm_virtual_network: { id: inGroup("Network/virtualNetworks"), guid: "{uuid}" },
};
