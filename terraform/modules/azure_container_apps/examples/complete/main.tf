# A job with everything: schedule, secrets, storage, a registry, a network, logs kept for half a year.

provider "azurerm" {
  features {}
}

variable "subscription_id" {
  description = "Subscription of the registry, the storage account, the key vault and the network."
  type        = string
  default     = "00000000-0000-0000-0000-000000000000"
}

locals {
  platform = "/subscriptions/${var.subscription_id}/resourceGroups/platform/providers"
}

module "dativo_runtime" {
  source = "../.."

  region              = "eastus"
  runtime_type        = "azure_container_apps"
  resource_group_name = "hubspot-contacts"

  job_metadata = {
    job_name      = "hubspot-contacts-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
    owner         = "contacts@acme.com"
  }
  default_tags = {
    project = "dativo-platform"
  }

  container_image = "acmeregistry.azurecr.io/dativo:1.1.0"
  args            = ["run", "--config", "jobs/acme/hubspot_contacts.yaml"]
  cpu             = 1.0
  memory          = "2Gi"
  environment_variables = {
    LOG_LEVEL = "info"
  }
  secrets = {
    HUBSPOT_TOKEN = "https://acme-data.vault.azure.net/secrets/hubspot-token"
  }

  schedule                 = "0 3 * * *"
  timeout_seconds          = 7200
  max_retries              = 1
  parallelism              = 2
  replica_completion_count = 2

  container_registry_id = "${local.platform}/Microsoft.ContainerRegistry/registries/acmeregistry"
  key_vault_ids         = ["${local.platform}/Microsoft.KeyVault/vaults/acme-data/secrets/hubspot-token"]
  storage_account_ids = {
    lake = "${local.platform}/Microsoft.Storage/storageAccounts/acmedatalake"
  }

  infrastructure_subnet_id = "${local.platform}/Microsoft.Network/virtualNetworks/shared/subnets/jobs"
  zone_redundancy_enabled  = true
  log_retention_days       = 180
}

output "job_id" {
  description = "Id of the job."
  value       = module.dativo_runtime.job_id
}

output "identity_client_id" {
  description = "Client id of the job's identity."
  value       = module.dativo_runtime.identity_client_id
}
