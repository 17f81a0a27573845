# Names and facts that the other files share; what is not well-formed is refused here.

locals {
  runtime  = "gcp_gke"
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
    cluster         = { base = local.base, end = "-cluster", limit = 40 }
    pool            = { base = local.base, end = "-nodes", limit = 40 }
    network         = { base = local.base, end = "-network", limit = 63 }
    subnetwork      = { base = local.base, end = "-subnet", limit = 63 }
    router          = { base = local.base, end = "-router", limit = 63 }
    nat             = { base = local.base, end = "-nat", limit = 63 }
    node_account    = { base = local.base, end = "-node", limit = 30 }
    job_account     = { base = local.base, end = "-job", limit = 30 }
    key_ring        = { base = local.base, end = "-ring", limit = 63 }
    key             = { base = local.base, end = "-key", limit = 63 }
    log_bucket      = { base = local.base, end = "-logs", limit = 100 }
    namespace       = { base = local.base, end = "", limit = 63 }
    runner          = { base = local.base, end = "-runner", limit = 63 }
    starter         = { base = local.base, end = "-starter", limit = 63 }
    quota           = { base = local.base, end = "-quota", limit = 63 }
    deny            = { base = local.base, end = "-default-deny", limit = 63 }
    egress          = { base = local.base, end = "-egress", limit = 63 }
    secret_provider = { base = local.base, end = "-secrets", limit = 63 }
    cron_job        = { base = local.base, end = "-job", limit = 52 }
    # Bucket names are one namespace for the whole world, and may not hold Google's name.
    bucket = { base = replace(replace("${replace(var.project_id, "/[^a-z0-9-]/", "-")}-${local.base}", "google", "ggl"), "g00gle", "g00gl"), end = "", limit = 63 }
  }
  names = {
    for key, name in local.limits : key => (
      length("${name.base}${name.end}") <= name.limit
      ? "${name.base}${name.end}"
      : "${trim(substr(name.base, 0, name.limit - length(name.end) - 9), "-")}-${substr(sha256(name.base), 0, 8)}${name.end}"
    )
  }

  location     = coalesce(var.cluster_location, var.region)
  cluster_name = coalesce(var.cluster_name, local.names.cluster)

  service_agents = var.project_number != null ? var.project_number : one(data.google_project.this[*].number)
}

data "google_project" "this" {
  count      = var.project_number == null && var.enable_encryption && var.grant_kms_access ? 1 : 0
  project_id = var.project_id

  depends_on = [google_project_service.lookup]
}

# Apart from the others, so that to enable one more API never makes a fact unknown that was looked up.
resource "google_project_service" "lookup" {
  for_each = toset(var.enable_apis ? ["cloudresourcemanager.googleapis.com", "storage.googleapis.com"] : [])

  project            = var.project_id
  service            = each.value
  disable_on_destroy = false

  # What is not well-formed is refused before anything is asked of Google Cloud.
  depends_on = [terraform_data.input_check]
}

resource "google_project_service" "this" {
  for_each = toset(var.enable_apis ? concat([
    "cloudkms.googleapis.com",
    "compute.googleapis.com",
    "container.googleapis.com",
    "iam.googleapis.com",
    "logging.googleapis.com",
  ], length(var.secrets) > 0 ? ["secretmanager.googleapis.com"] : []) : [])

  project            = var.project_id
  service            = each.value
  disable_on_destroy = false

  depends_on = [terraform_data.input_check]
}

# What needs more than one variable to be judged.
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
      condition     = var.create_cluster || var.cluster_name != null
      error_message = "cluster_name is needed when create_cluster is false."
    }
    precondition {
      condition     = startswith(local.location, var.region)
      error_message = "cluster_location must be the region (${var.region}) or a zone in it."
    }
    precondition {
      condition     = alltrue([for zone in var.zones : startswith(zone, "${var.region}-")])
      error_message = "zones must be zones of the region ${var.region}."
    }
    precondition {
      condition     = local.min_instances <= local.max_instances
      error_message = "min_instances (${local.min_instances}) must not be more than max_instances (${local.max_instances})."
    }
    precondition {
      condition     = var.instance_count == null ? true : var.instance_count >= local.min_instances && var.instance_count <= local.max_instances
      error_message = "instance_count must lie between min_instances (${local.min_instances}) and max_instances (${local.max_instances})."
    }
    precondition {
      condition     = !(var.autopilot && local.create_node_pool)
      error_message = "An Autopilot cluster has no node pools: leave create_node_pool out, or set autopilot = false."
    }
    precondition {
      condition     = local.create_network || !var.create_cluster || local.network != null
      error_message = "vpc_network (or vpc_id) is needed when create_network is false."
    }
    precondition {
      condition     = !local.create_network || (local.network == null && local.subnet == null)
      error_message = "vpc_network and subnetwork name what is there: with them, create_network must not be true; a subnetwork needs its vpc_network."
    }
    precondition {
      condition     = var.vpc_network == null || var.vpc_id == null || var.vpc_network == var.vpc_id
      error_message = "vpc_network and vpc_id are two names for one thing, and differ."
    }
    precondition {
      condition     = var.subnetwork == null || length(var.subnet_ids) == 0 || try(var.subnet_ids[0] == var.subnetwork, false)
      error_message = "subnetwork and subnet_ids are two names for one thing, and differ."
    }
    precondition {
      condition     = !local.create_kms_key || var.kms_key_name == null
      error_message = "kms_key_name names a key that is there: with it, create_kms_key must not be true."
    }
    precondition {
      condition     = !var.enable_encryption || local.create_kms_key || var.kms_key_name != null
      error_message = "kms_key_name is needed when create_kms_key is false; for Google's own keys set enable_encryption = false."
    }
    precondition {
      condition     = local.create_job_account != (var.google_service_account_email != null)
      error_message = "google_service_account_email is needed when create_google_service_account is false, and must be left out when it is true."
    }
    precondition {
      condition     = local.requests.cpu_milli <= local.limits_of_pod.cpu_milli && local.requests.memory_kib <= local.limits_of_pod.memory_kib
      error_message = "resource_requests_cpu and resource_requests_memory (or cpu and memory) must not be more than resource_limits_cpu and resource_limits_memory."
    }
    precondition {
      condition     = var.create_namespace || var.namespace != null
      error_message = "namespace is needed when create_namespace is false."
    }
    precondition {
      condition     = var.create_service_account || var.service_account != null
      error_message = "service_account is needed when create_service_account is false."
    }
  }
}
