# Many jobs in one environment: two of them, one by schedule, one by the messages of a queue.

provider "azurerm" {
  features {}
}

variable "environment_id" {
  description = "Id of the environment, which the platform team owns."
  type        = string
  default     = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/platform/providers/Microsoft.App/managedEnvironments/shared"
}

locals {
  tags = {
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
  }
}

module "contacts" {
  source = "../.."

  region                = "eastus"
  tags                  = merge(local.tags, { job_name = "hubspot-contacts" })
  create_resource_group = false
  resource_group_name   = "jobs"
  create_environment    = false
  environment_id        = var.environment_id
  schedule              = "0 3 * * *"
}

module "uploads" {
  source = "../.."

  region                = "eastus"
  tags                  = merge(local.tags, { job_name = "uploads" })
  create_resource_group = false
  resource_group_name   = "jobs"
  create_environment    = false
  environment_id        = var.environment_id

  event_trigger = {
    rules = [{
      name         = "uploads"
      type         = "azure-queue"
      metadata     = { accountName = "acmedatalake", queueName = "uploads", queueLength = "1" }
      use_identity = true
    }]
  }
}

output "jobs" {
  description = "Names of the jobs."
  value       = [module.contacts.service_name, module.uploads.service_name]
}
