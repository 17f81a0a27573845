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

run "no_metadata" {
  command = plan
  variables { job_metadata = {} }
  expect_failures = [terraform_data.input_check]
}

run "blank_metadata" {
  command = plan
  variables { job_metadata = { job_name = "a", team = " ", pipeline_type = "p", environment = "e", cost_center = "c" } }
  expect_failures = [terraform_data.input_check]
}

run "too_many_tags" {
  command = plan
  variables { default_tags = { for i in range(50) : "k${i}" => "v" } }
  expect_failures = [terraform_data.input_check]
}

run "another_runtime" {
  command = plan
  variables { runtime_type = "aws_fargate" }
  expect_failures = [var.runtime_type]
}

run "no_region" {
  command = plan
  variables { region = "" }
  expect_failures = [var.region]
}

run "group_that_ends_in_a_dot" {
  command = plan
  variables { resource_group_name = "group." }
  expect_failures = [var.resource_group_name]
}

run "image_with_a_space" {
  command = plan
  variables { container_image = "an image" }
  expect_failures = [var.container_image]
}

run "millicores" {
  command = plan
  variables { cpu = "500m" }
  expect_failures = [var.cpu]
}

run "no_cpu" {
  command = plan
  variables { cpu = "0" }
  expect_failures = [var.cpu]
}

run "cpu_between_steps" {
  command = plan
  variables { cpu = "0.3" }
  expect_failures = [terraform_data.input_check]
}

run "too_many_cores" {
  command = plan
  variables { cpu = "4.25" }
  expect_failures = [terraform_data.input_check]
}

run "memory_without_unit" {
  command = plan
  variables { memory = "2048" }
  expect_failures = [var.memory]
}

run "memory_that_is_not_twice_the_cpu" {
  command = plan
  variables {
    cpu    = "1"
    memory = "1Gi"
  }
  expect_failures = [terraform_data.input_check]
}

run "names_of_variables" {
  command = plan
  variables { environment_variables = { "A-B" = "x" } }
  expect_failures = [var.environment_variables]
}

run "names_of_secrets" {
  command = plan
  variables { secrets = { "1A" = "https://acme.vault.azure.net/secrets/a" } }
  expect_failures = [var.secrets]
}

run "values_of_secrets" {
  command = plan
  variables { secrets = { A = "sk_live_51" } }
  expect_failures = [var.secrets]
}

run "one_name_for_both" {
  command = plan
  variables {
    environment_variables = { A = "x" }
    secrets               = { A = "https://acme.vault.azure.net/secrets/a" }
  }
  expect_failures = [terraform_data.input_check]
}

run "schedule_of_another_cloud" {
  command = plan
  variables { schedule = "rate(1 hour)" }
  expect_failures = [var.schedule]
}

run "events_without_rules" {
  command = plan
  variables { event_trigger = { rules = [] } }
  expect_failures = [var.event_trigger]
}

run "events_with_a_secret_that_is_none" {
  command = plan
  variables { event_trigger = { rules = [{ name = "q", type = "azure-queue", metadata = {}, authentication = { connection = "NONE" } }] } }
  expect_failures = [terraform_data.input_check]
}

run "events_with_more_at_least_than_at_most" {
  command = plan
  variables { event_trigger = { min_executions = 3, max_executions = 2, rules = [{ name = "q", type = "azure-queue", metadata = {} }] } }
  expect_failures = [terraform_data.input_check]
}

run "two_triggers" {
  command = plan
  variables {
    schedule      = "0 3 * * *"
    event_trigger = { rules = [{ name = "q", type = "azure-queue", metadata = {} }] }
  }
  expect_failures = [terraform_data.input_check]
}

run "app_by_schedule" {
  command = plan
  variables {
    schedule       = "0 3 * * *"
    create_service = true
  }
  expect_failures = [terraform_data.input_check]
}

run "timeout" {
  command = plan
  variables { timeout_seconds = 0 }
  expect_failures = [var.timeout_seconds]
}

run "retries" {
  command = plan
  variables { max_retries = -1 }
  expect_failures = [var.max_retries]
}

run "parallelism" {
  command = plan
  variables { parallelism = 0 }
  expect_failures = [var.parallelism]
}

run "completions" {
  command = plan
  variables { replica_completion_count = 0 }
  expect_failures = [var.replica_completion_count]
}

run "more_completions_than_replicas" {
  command = plan
  variables { replica_completion_count = 2 }
  expect_failures = [terraform_data.input_check]
}

run "min_replicas" {
  command = plan
  variables { min_replicas = -1 }
  expect_failures = [var.min_replicas]
}

run "max_replicas" {
  command = plan
  variables { max_replicas = 0 }
  expect_failures = [var.max_replicas]
}

run "min_above_max" {
  command = plan
  variables {
    min_replicas = 3
    max_replicas = 2
  }
  expect_failures = [terraform_data.input_check]
}

run "port" {
  command = plan
  variables { ingress_target_port = 0 }
  expect_failures = [var.ingress_target_port]
}

run "no_group" {
  command = plan
  variables { create_resource_group = false }
  expect_failures = [terraform_data.input_check]
}

run "no_environment" {
  command = plan
  variables { create_environment = false }
  expect_failures = [terraform_data.input_check]
}

run "two_environments" {
  command = plan
  variables { environment_id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.App/managedEnvironments/e" }
  expect_failures = [terraform_data.input_check]
}

run "name_for_an_environment" {
  command = plan
  variables {
    create_environment = false
    environment_id     = "shared"
  }
  expect_failures = [var.environment_id]
}

run "profile_that_is_not_made" {
  command = plan
  variables { workload_profile_name = "D4" }
  expect_failures = [terraform_data.input_check]
}

run "zones_without_subnet" {
  command = plan
  variables { zone_redundancy_enabled = true }
  expect_failures = [terraform_data.input_check]
}

run "registry_by_server" {
  command = plan
  variables { container_registry_id = "acme.azurecr.io" }
  expect_failures = [var.container_registry_id]
}

run "storage_by_name" {
  command = plan
  variables { storage_account_ids = ["acmedatalake"] }
  expect_failures = [var.storage_account_ids]
}

run "storage_as_text" {
  command = plan
  variables { storage_account_ids = "/subscriptions/s/storageAccounts/a" }
  expect_failures = [var.storage_account_ids]
}

run "vault_by_url" {
  command = plan
  variables { key_vault_ids = ["https://acme.vault.azure.net"] }
  expect_failures = [var.key_vault_ids]
}

run "no_workspace" {
  command = plan
  variables { create_log_analytics_workspace = false }
  expect_failures = [terraform_data.input_check]
}

run "two_workspaces" {
  command = plan
  variables { log_analytics_workspace_id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/w" }
  expect_failures = [terraform_data.input_check]
}

run "retention" {
  command = plan
  variables { log_retention_days = 7 }
  expect_failures = [var.log_retention_days]
}
