provider "azurerm" {
  features {}
}

variables {
  region = "East US"
}

run "strange_tags" {
  variables {
    job_metadata = {
      job_name      = "日本語 \"quoted\" $${x} %%{y}"
      team          = "Team, A & B"
      pipeline_type = "ingestion"
      environment   = "Prod"
      cost_center   = "Ünïcode/€"
      Cost_Center   = "another name"
      cost-center   = "weaker"
      TEAM          = "weaker"
      "a<b>%&\\?/c" = "signs"
      azureThing    = "reserved"
      " "           = "blank"
      empty         = ""
    }
  }

  assert {
    condition     = azurerm_container_app_job.this[0].name == "quoted-x-y-prod-job" && azurerm_container_app_environment.this[0].name == "quoted-x-y-prod-cluster"
    error_message = "the name keeps what is legal"
  }
  assert {
    condition     = alltrue([for key, value in azurerm_container_app_job.this[0].tags : !can(regex("[<>%&\\\\?/]", key)) && length(key) <= 512 && length(value) <= 256]) && length(distinct([for key in keys(output.tags) : lower(key)])) == length(output.tags)
    error_message = "every tag is legal, and no two differ in case alone"
  }
  assert {
    condition     = output.tags["cost-center"] == "Ünïcode/€" && output.tags["Cost_Center"] == "another name" && output.tags["team"] == "Team, A & B" && !contains(keys(output.tags), "TEAM")
    error_message = "a snake_case key wins over one that becomes equal to it"
  }
  assert {
    condition     = output.tags["job-name"] == "日本語 \"quoted\" $${x} %%{y}" && output.tags["a-b------c"] == "signs" && output.tags["empty"] == ""
    error_message = "values arrive unchanged"
  }
  assert {
    condition     = !contains(values(output.tags), "reserved") && !contains(values(output.tags), "blank")
    error_message = "reserved and blank names are left out"
  }
}

run "only_unicode" {
  command = plan
  variables {
    job_metadata = { job_name = "日本", team = "t", pipeline_type = "p", environment = "本番", cost_center = "c" }
  }

  assert {
    condition     = can(regex("^j-[0-9a-f]{8}-[0-9a-f]{8}-job$", azurerm_container_app_job.this[0].name))
    error_message = "a name of which nothing legal is left is told apart by its hash"
  }
}

run "very_long" {
  command = plan
  variables {
    job_metadata = {
      job_name      = join("", [for i in range(60) : "abcde"])
      team          = join("", [for i in range(60) : "team-"])
      pipeline_type = "p"
      environment   = "prod"
      cost_center   = "c"
    }
  }

  assert {
    condition     = length(azurerm_container_app_job.this[0].name) == 32 && endswith(azurerm_container_app_job.this[0].name, "-job") && length(azurerm_container_app_environment.this[0].name) == 60 && length(azurerm_log_analytics_workspace.this[0].name) == 63
    error_message = "each name keeps its own limit"
  }
  assert {
    condition     = length(azurerm_user_assigned_identity.this.name) == 128 && length(azurerm_resource_group.this[0].name) == 90 && length(output.tags["team"]) == 256
    error_message = "identities, groups and values too"
  }
}

run "dashes_at_the_cut" {
  command = plan
  variables {
    create_service = true
    job_metadata   = { job_name = join("-", [for i in range(30) : "abc"]), team = "t", pipeline_type = "p", environment = "d", cost_center = "c" }
  }

  assert {
    condition     = can(regex("^[a-z][a-z0-9-]*[a-z]$", azurerm_container_app.this[0].name)) && length(azurerm_container_app.this[0].name) <= 32 && !strcontains(azurerm_container_app.this[0].name, "--")
    error_message = "names of apps hold no two dashes in a row"
  }
}
