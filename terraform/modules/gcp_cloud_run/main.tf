# Names and facts that the other files share; what is not well-formed is refused here.

locals {
  runtime  = "gcp_cloud_run"
  required = ["job_name", "team", "pipeline_type", "environment", "cost_center"]

  metadata = merge(
    { for key, value in var.tags : key => value if value != null },
    { for key, value in var.job_metadata : key => value if value != null },
  )
  missing = [for key in local.required : key if trimspace(lookup(local.metadata, key, "")) == ""]

  # A name of which nothing legal is left is told apart by its hash.
  job_name         = join("-", compact([var.name_prefix, lookup(local.metadata, "job_name", "")]))
  job_slug         = trim(replace(lower(local.job_name), "/[^a-z0-9]+/", "-"), "-")
  job              = local.job_slug == "" ? "j-${substr(sha256(local.job_name), 0, 8)}" : can(regex("^[a-z]", local.job_slug)) ? local.job_slug : "j-${local.job_slug}"
  environment_name = lookup(local.metadata, "environment", "")
  environment_word = trim(replace(lower(local.environment_name), "/[^a-z0-9]+/", "-"), "-")
  # Two words for one environment give one name: how a tag is spelled does not replace what is there.
  environment_slug = lookup({ production = "prod", development = "dev", stage = "staging" }, local.environment_word, local.environment_word)
  environment      = local.environment_slug == "" ? substr(sha256(local.environment_name), 0, 8) : local.environment_slug
  base             = "${local.job}-${local.environment}"

  limits = {
    job             = { end = "-job", limit = 63 }
    service         = { end = "-service", limit = 49 }
    job_account     = { end = "-run", limit = 30 }
    invoker_account = { end = "-start", limit = 30 }
    scheduler       = { end = "-schedule", limit = 500 }
    log_bucket      = { end = "-run-logs", limit = 100 }
  }
  names = {
    for key, name in local.limits : key => (
      length("${local.base}${name.end}") <= name.limit
      ? "${local.base}${name.end}"
      : "${trim(substr(local.base, 0, name.limit - length(name.end) - 9), "-")}-${substr(sha256(local.base), 0, 8)}${name.end}"
    )
  }

  # Cores, and memory in MiB.
  cpu = try(endswith(var.cpu, "m") ? tonumber(trimsuffix(var.cpu, "m")) / 1000 : tonumber(var.cpu), 0)
  memory = try(
    tonumber(regex("^[0-9.]+", var.memory)) * { Mi = 1, Gi = 1024, M = 1000000 / 1048576, G = 1000000000 / 1048576 }[regex("[A-Za-z]+$", var.memory)],
    0,
  )
  memory_range = { "1" = [512, 4096], "2" = [512, 8192], "4" = [2048, 16384], "6" = [4096, 24576], "8" = [4096, 32768] }

  create_log_bucket = var.create_log_bucket == null ? var.log_retention_days != 30 : var.create_log_bucket
  project           = var.create_service ? one(google_cloud_run_v2_service.this[*].project) : one(google_cloud_run_v2_job.this[*].project)
}

# What needs more than one variable to be judged. The job waits for it, so that a wrong input is reported by itself.
resource "terraform_data" "input_check" {
  lifecycle {
    precondition {
      condition     = length(local.missing) == 0
      error_message = "job_metadata must contain: job_name, team, pipeline_type, environment, cost_center. Missing or blank: ${join(", ", local.missing)}."
    }
    precondition {
      condition     = length(local.labels) <= 64
      error_message = "Google Cloud allows 64 labels on a resource; job_metadata, tags and default_tags give ${length(local.labels)}."
    }
    precondition {
      condition     = contains(keys(local.memory_range), tostring(local.cpu))
      error_message = "cpu must be 1, 2, 4, 6 or 8 on Cloud Run, not ${var.cpu}."
    }
    precondition {
      condition = try(
        local.memory >= local.memory_range[tostring(local.cpu)][0] && local.memory <= local.memory_range[tostring(local.cpu)][1],
        true,
      )
      error_message = "With cpu = ${var.cpu}, memory must lie between ${try(local.memory_range[tostring(local.cpu)][0], 0)}Mi and ${try(local.memory_range[tostring(local.cpu)][1], 0)}Mi, not ${var.memory}."
    }
    precondition {
      condition     = !var.create_service || var.schedule == null
      error_message = "A schedule starts the job; a service runs all the time: leave out schedule or create_service."
    }
    precondition {
      condition     = !var.create_service || var.timeout_seconds <= 3600
      error_message = "timeout_seconds of a service is that of one request, 3600 at most."
    }
    precondition {
      condition     = var.parallelism == null ? true : var.parallelism <= var.task_count
      error_message = "parallelism (${var.parallelism == null ? 0 : var.parallelism}) must not be more than task_count (${var.task_count})."
    }
    precondition {
      condition     = var.min_instances <= var.max_instances
      error_message = "min_instances (${var.min_instances}) must not be more than max_instances (${var.max_instances})."
    }
    precondition {
      condition     = var.create_service_account || var.service_account_email != null
      error_message = "service_account_email is needed when create_service_account is false."
    }
    precondition {
      condition     = length(setintersection(keys(var.environment_variables), keys(var.secrets))) == 0
      error_message = "environment_variables and secrets both name ${join(", ", setintersection(keys(var.environment_variables), keys(var.secrets)))}."
    }
  }
}

# Apart from the other, so that to enable one more API never makes a fact unknown that was looked up.
resource "google_project_service" "lookup" {
  for_each = toset(var.enable_apis && local.grant_kms_access ? ["cloudresourcemanager.googleapis.com"] : [])

  project            = var.project_id
  service            = each.value
  disable_on_destroy = false
}

resource "google_project_service" "this" {
  for_each = toset(var.enable_apis ? concat(
    ["iam.googleapis.com", "run.googleapis.com"],
    var.schedule == null ? [] : ["cloudscheduler.googleapis.com"],
    length(var.secrets) == 0 ? [] : ["secretmanager.googleapis.com"],
    local.create_log_bucket ? ["logging.googleapis.com"] : [],
    local.use_network ? ["compute.googleapis.com"] : [],
  ) : [])

  project            = var.project_id
  service            = each.value
  disable_on_destroy = false
}
