# Names and facts that the other files share; inputs that need more than one variable to be judged are judged here.

locals {
  region = coalesce(var.region, data.aws_region.current.id)

  runtime  = "aws_fargate"
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
  # Beginnings that AWS keeps for itself.
  group_base = replace(local.base, "/^sg-/", "job-sg-")

  # The names of roles are one namespace for all regions of an account.
  limits = {
    cluster        = { base = local.base, end = "-cluster", limit = 255 }
    service        = { base = local.base, end = "-service", limit = 255 }
    family         = { base = local.base, end = "-job", limit = 255 }
    container      = { base = local.base, end = "", limit = 255 }
    security_group = { base = local.group_base, end = "-job", limit = 255 }
    log_group      = { base = local.base, end = "", limit = 400 }
    title          = { base = local.base, end = "", limit = 200 }
    alias          = { base = local.base, end = "", limit = 240 }
    execution_role = { base = local.base, end = "-${local.region}-exec", limit = 64 }
    task_role      = { base = local.base, end = "-${local.region}-task", limit = 64 }
    scheduler_role = { base = local.base, end = "-${local.region}-sched", limit = 64 }
    schedule       = { base = local.base, end = "-schedule", limit = 64 }
    schedule_group = { base = local.base, end = "-schedules", limit = 64 }
    queue          = { base = local.base, end = "-dead-letters", limit = 80 }
  }
  names = {
    for key, name in local.limits : key => (
      length("${name.base}${name.end}") <= name.limit
      ? "${name.base}${name.end}"
      : "${trim(substr(name.base, 0, name.limit - length(name.end) - 9), "-")}-${substr(sha256(name.base), 0, 8)}${name.end}"
    )
  }

  partition  = data.aws_partition.current.partition
  account_id = data.aws_caller_identity.current.account_id
  ecs_arn    = "arn:${local.partition}:ecs:${local.region}:${local.account_id}"

  # A cluster that was brought along may be given by its name or its ARN.
  cluster_name = var.cluster_name == null ? local.names.cluster : element(split("/", var.cluster_name), length(split("/", var.cluster_name)) - 1)
  cluster_arn  = var.create_cluster ? aws_ecs_cluster.this[0].arn : "${local.ecs_arn}:cluster/${local.cluster_name}"

  # CPU in ECS units (1024 to one vCPU) and memory in MiB, from any of the spellings in use.
  cpu_number = tonumber(regex("^[0-9]+(?:\\.[0-9]+)?", trimspace(var.cpu)))
  cpu = (
    can(regex("(?i)[0-9]\\s*m$", trimspace(var.cpu))) ? local.cpu_number * 1024 / 1000
    : can(regex("(?i)vcpu", var.cpu)) || local.cpu_number <= 16 ? local.cpu_number * 1024
    : local.cpu_number
  )
  memory = (
    tonumber(regex("^[0-9]+(?:\\.[0-9]+)?", trimspace(var.memory)))
    * (can(regex("(?i)[0-9]\\s*g", var.memory)) ? 1024 : 1)
  )
  # Every pair that Fargate runs (ECS developer guide, "Task CPU and memory").
  memories = {
    "256"   = [512, 1024, 2048]
    "512"   = range(1024, 4096 + 1, 1024)
    "1024"  = range(2048, 8192 + 1, 1024)
    "2048"  = range(4096, 16384 + 1, 1024)
    "4096"  = range(8192, 30720 + 1, 1024)
    "8192"  = range(16384, 61440 + 1, 4096)
    "16384" = range(32768, 122880 + 1, 8192)
  }
  memories_of_cpu = lookup(local.memories, tostring(local.cpu), [])

  subnet_ids = length(var.private_subnet_ids) > 0 ? var.private_subnet_ids : var.subnet_ids
}

data "aws_partition" "current" {}

data "aws_region" "current" {}

# Everything takes its account from here, so that nothing is planned from inputs that were refused. What may be known only after an apply,
# as the ids of a network, is judged by the task definition: it would put off the reading.
data "aws_caller_identity" "current" {
  lifecycle {
    precondition {
      condition     = length(local.missing) == 0
      error_message = "job_metadata must contain: job_name, team, pipeline_type, environment, cost_center. Missing or blank: ${join(", ", local.missing)}."
    }
    precondition {
      condition     = length(local.tags) <= 50
      error_message = "AWS allows 50 tags on a resource; job_metadata, tags and default_tags give ${length(local.tags)}."
    }
    precondition {
      condition     = data.aws_region.current.id == local.region
      error_message = "The AWS provider is set up for ${data.aws_region.current.id} and region says ${local.region}: make them equal."
    }
    precondition {
      condition     = contains(keys(local.memories), tostring(local.cpu))
      error_message = "cpu ${var.cpu} is not a size of Fargate: take 256, 512, 1024, 2048, 4096, 8192 or 16384 units (0.25 to 16 vCPU)."
    }
    precondition {
      condition     = length(local.memories_of_cpu) == 0 || contains(local.memories_of_cpu, local.memory)
      error_message = "memory ${var.memory} does not go with cpu ${var.cpu} on Fargate: take one of ${join(", ", local.memories_of_cpu)} MiB."
    }
    precondition {
      condition     = length(setintersection(keys(var.environment_variables), keys(var.secrets))) == 0
      error_message = "environment_variables and secrets must not share names."
    }
  }
}
