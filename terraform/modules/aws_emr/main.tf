# Names and facts that the other files share; inputs that need more than one variable to be judged are judged here.

locals {
  region = coalesce(var.region, data.aws_region.current.id)

  runtime  = "aws_emr"
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
  group_base  = replace(local.base, "/^sg-/", "job-sg-")
  bucket_base = replace(local.base, "/^(sthree|amzn-s3-demo)-/", "job-$1-")

  # The names of roles are one namespace for all regions of an account, those of buckets one for the whole world.
  limits = {
    cluster                = { base = local.base, end = "-cluster", limit = 64 }
    security_configuration = { base = local.base, end = "-security", limit = 255 }
    master                 = { base = local.group_base, end = "-emr-master", limit = 255 }
    core                   = { base = local.group_base, end = "-emr-core", limit = 255 }
    service_access         = { base = local.group_base, end = "-emr-service-access", limit = 255 }
    log_group              = { base = local.base, end = "", limit = 400 }
    title                  = { base = local.base, end = "", limit = 200 }
    alias                  = { base = local.base, end = "", limit = 240 }
    service_role           = { base = local.base, end = "-${local.region}-emr", limit = 64 }
    job_role               = { base = local.base, end = "-${local.region}-job", limit = 64 }
    scheduler_role         = { base = local.base, end = "-${local.region}-sched", limit = 64 }
    schedule               = { base = local.base, end = "-schedule", limit = 64 }
    schedule_group         = { base = local.base, end = "-schedules", limit = 64 }
    queue                  = { base = local.base, end = "-dead-letters", limit = 80 }
    log_bucket             = { base = local.bucket_base, end = "-emr-logs-${local.account_id}-${local.region}", limit = 63 }
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
  ec2_arn    = "arn:${local.partition}:ec2:${local.region}:${local.account_id}"

  on_ec2       = var.create_cluster && var.deployment == "ec2"
  serverless   = var.create_cluster && var.deployment == "serverless"
  cluster_name = coalesce(var.cluster_name, local.names.cluster)
  subnet_ids   = length(var.private_subnet_ids) > 0 ? var.private_subnet_ids : var.subnet_ids

  cluster_id = (
    local.on_ec2 ? aws_emr_cluster.this[0].id
    : local.serverless ? aws_emrserverless_application.this[0].id
    : var.cluster_id
  )

  instance_count = coalesce(var.instance_count, var.min_instances, 2)
  min_instances  = coalesce(var.min_instances, local.instance_count)
  max_instances  = coalesce(var.max_instances, local.instance_count)

  # What the managed service policy of EMR asks of everything that EMR is to touch.
  emr_tags = merge(local.tags, { "for-use-with-amazon-emr-managed-policies" = "true" })
}

data "aws_partition" "current" {}

data "aws_region" "current" {}

# Everything takes its account from here, so that nothing is planned from inputs that were refused. What may be known only after an apply,
# as the ids of a network, is judged by the log group: it would put off the reading.
data "aws_caller_identity" "current" {
  lifecycle {
    precondition {
      condition     = length(local.missing) == 0
      error_message = "job_metadata must contain: job_name, team, pipeline_type, environment, cost_center. Missing or blank: ${join(", ", local.missing)}."
    }
    precondition {
      condition     = length(local.emr_tags) <= 50
      error_message = "AWS allows 50 tags on a resource; job_metadata, tags and default_tags give ${length(local.tags)}, and EMR needs one."
    }
    precondition {
      condition     = data.aws_region.current.id == local.region
      error_message = "The AWS provider is set up for ${data.aws_region.current.id} and region says ${local.region}: make them equal."
    }
    precondition {
      condition     = local.min_instances <= local.instance_count && local.instance_count <= local.max_instances
      error_message = "instance_count (${local.instance_count}) must lie between min_instances (${local.min_instances}) and max_instances (${local.max_instances})."
    }
    precondition {
      condition     = !var.enable_spot_instances || var.on_demand_instance_count <= local.min_instances
      error_message = "on_demand_instance_count (${var.on_demand_instance_count}) must not be more than min_instances (${local.min_instances})."
    }
    precondition {
      condition     = length(var.spot_instance_types) == 0 || var.enable_spot_instances
      error_message = "spot_instance_types belongs to spot instances: set enable_spot_instances = true, or leave it out."
    }
    precondition {
      condition     = var.schedule == null || var.entry_point != null
      error_message = "schedule needs entry_point: what it is to run, such as s3://acme-code/orders.py."
    }
    precondition {
      condition     = var.deployment == "ec2" || !var.enable_spot_instances
      error_message = "enable_spot_instances belongs to deployment = \"ec2\": EMR Serverless has no instances."
    }
  }
}
