locals {
  environment_label = var.create_environment ? one(azurerm_container_app_environment.this[*].name) : try(regex("[^/]+$", var.environment_id), null)
}

output "cluster_name" {
  description = "Name of the environment, which is what Container Apps have for a cluster."
  value       = local.environment_label
}

output "environment_name" {
  description = "The same as `cluster_name`."
  value       = local.environment_label
}

output "environment_id" {
  description = "Id of the environment."
  value       = local.environment_id
}

output "environment_static_ip" {
  description = "Address of the environment, private when it is internal; null where it was brought along."
  value       = one(azurerm_container_app_environment.this[*].static_ip_address)
}

output "environment_default_domain" {
  description = "DNS domain of the environment's apps; null where it was brought along."
  value       = one(azurerm_container_app_environment.this[*].default_domain)
}

output "service_name" {
  description = "Name of the job, or of the app with `create_service`."
  value       = var.create_service ? one(azurerm_container_app.this[*].name) : one(azurerm_container_app_job.this[*].name)
}

output "container_app_name" {
  description = "The same as `service_name`."
  value       = var.create_service ? one(azurerm_container_app.this[*].name) : one(azurerm_container_app_job.this[*].name)
}

output "container_app_id" {
  description = "Id of the job, or of the app with `create_service`."
  value       = var.create_service ? one(azurerm_container_app.this[*].id) : one(azurerm_container_app_job.this[*].id)
}

output "job_name" {
  description = "Name of the job; null with `create_service`."
  value       = one(azurerm_container_app_job.this[*].name)
}

output "job_id" {
  description = "Id of the job; null with `create_service`."
  value       = one(azurerm_container_app_job.this[*].id)
}

output "run_command" {
  description = "Command that starts the job now; null with `create_service`."
  value       = one([for job in azurerm_container_app_job.this : "az containerapp job start --name ${job.name} --resource-group ${job.resource_group_name}"])
}

output "ingress_url" {
  description = "Address of the app; null for a job, and for an app without ingress."
  value       = one([for app in azurerm_container_app.this : "https://${app.ingress[0].fqdn}" if var.ingress_enabled])
}

output "identity_id" {
  description = "Id of the job's identity."
  value       = azurerm_user_assigned_identity.this.id
}

output "identity_client_id" {
  description = "Client id of the job's identity, which SDKs ask for."
  value       = azurerm_user_assigned_identity.this.client_id
}

output "identity_principal_id" {
  description = "Principal id of the job's identity, which role assignments ask for."
  value       = azurerm_user_assigned_identity.this.principal_id
}

output "log_analytics_workspace_id" {
  description = "Id of the workspace that the logs go to; null where the environment was brought along and none was named."
  value       = local.workspace_id
}

output "resource_group_name" {
  description = "Name of the resource group."
  value       = local.resource_group_name
}

output "resource_group_id" {
  description = "Id of the resource group; null where it was brought along."
  value       = one(azurerm_resource_group.this[*].id)
}

output "region" {
  description = "Region of the job."
  value       = var.region
}

output "tags" {
  description = "The tags that everything carries."
  value       = local.azure_tags
}
