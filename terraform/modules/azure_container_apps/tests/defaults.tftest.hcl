provider "azurerm" {
  features {}
}

variables {
  region = "eastus"
  job_metadata = {
    job_name      = "hubspot-contacts-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
  }
}

run "plan_of_the_shortest_input" {
  command = plan

  assert {
    condition     = azurerm_container_app_job.this[0].name == "hubspot-contacts-etl-prod-job" && azurerm_container_app_environment.this[0].name == "hubspot-contacts-etl-prod-cluster" && azurerm_resource_group.this[0].name == "hubspot-contacts-etl-prod-rg"
    error_message = "names derive from job_name and environment"
  }
  assert {
    condition     = length(azurerm_container_app.this) == 0 && length(azurerm_container_app_job.this[0].manual_trigger_config) == 1 && length(azurerm_container_app_job.this[0].schedule_trigger_config) == 0
    error_message = "a job that is started by hand, no app"
  }
  assert {
    condition     = azurerm_container_app_job.this[0].template[0].container[0].image == "mcr.microsoft.com/k8se/quickstart-jobs:latest" && azurerm_container_app_job.this[0].template[0].container[0].cpu == 0.5 && azurerm_container_app_job.this[0].template[0].container[0].memory == "1Gi"
    error_message = "Microsoft's sample with half a core is the default"
  }
  assert {
    condition     = azurerm_container_app_environment.this[0].logs_destination == "azure-monitor" && azurerm_log_analytics_workspace.this[0].retention_in_days == 30 && azurerm_log_analytics_workspace.this[0].local_authentication_enabled == false
    error_message = "logs go to a workspace without shared keys and stay for a month"
  }
  assert {
    condition     = azurerm_container_app_environment.this[0].mutual_tls_enabled && one(azurerm_container_app_environment.this[0].workload_profile).name == "Consumption" && azurerm_container_app_job.this[0].workload_profile_name == "Consumption"
    error_message = "traffic is encrypted, and the job on the Consumption profile"
  }
  assert {
    condition     = length(azurerm_role_assignment.registry) == 0 && length(azurerm_role_assignment.storage) == 0 && length(azurerm_role_assignment.key_vault) == 0
    error_message = "the identity has no roles unasked"
  }
}

run "apply_tags_everything" {
  assert {
    condition = alltrue([for tags in [
      azurerm_resource_group.this[0].tags,
      azurerm_log_analytics_workspace.this[0].tags,
      azurerm_container_app_environment.this[0].tags,
      azurerm_user_assigned_identity.this.tags,
      azurerm_container_app_job.this[0].tags,
      ] : tags == tomap({
        job-name       = "hubspot-contacts-etl"
        team           = "data-engineering"
        pipeline-type  = "ingestion"
        environment    = "prod"
        cost-center    = "data-platform"
        managed-by     = "terraform"
        dativo-runtime = "azure_container_apps"
    })])
    error_message = "everything carries the merged tags"
  }
  assert {
    condition     = output.cluster_name == "hubspot-contacts-etl-prod-cluster" && output.environment_name == output.cluster_name
    error_message = "cluster_name is the environment's name"
  }
  assert {
    condition     = output.service_name == "hubspot-contacts-etl-prod-job" && output.container_app_name == output.service_name && output.job_name == output.service_name && output.job_id == output.container_app_id
    error_message = "service_name is the job's name"
  }
  assert {
    condition     = output.ingress_url == null
    error_message = "outputs of what was not made are null"
  }
  assert {
    condition     = output.run_command == "az containerapp job start --name hubspot-contacts-etl-prod-job --resource-group hubspot-contacts-etl-prod-rg"
    error_message = "run_command starts the job"
  }
  assert {
    condition     = { for env in azurerm_container_app_job.this[0].template[0].container[0].env : env.name => env.value } == { AZURE_CLIENT_ID = output.identity_client_id }
    error_message = "the job is told its identity"
  }
}

run "tags_change_in_place" {
  variables {
    default_tags = { platform = "dativo" }
  }

  assert {
    condition     = azurerm_container_app_job.this[0].tags["platform"] == "dativo" && azurerm_resource_group.this[0].tags["platform"] == "dativo"
    error_message = "default_tags reach everything"
  }
}

run "tags_are_an_alias_and_weaker" {
  command = plan
  variables {
    job_metadata = { team = "from-metadata" }
    tags         = { job_name = "t", team = "from-tags", pipeline_type = "p", environment = "dev", cost_center = "c" }
    default_tags = { Cost-Center = "default", managed_by = "someone", owner = "Data@Acme.com" }
  }

  assert {
    condition     = output.tags["team"] == "from-metadata" && output.tags["cost-center"] == "c" && !contains(keys(output.tags), "Cost-Center") && output.tags["managed-by"] == "terraform" && output.tags["owner"] == "Data@Acme.com"
    error_message = "default_tags < tags < job_metadata < what the module says, also where only case differs"
  }
}
