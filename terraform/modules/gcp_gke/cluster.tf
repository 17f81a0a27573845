locals {
  create_node_pool = coalesce(var.create_node_pool, var.create_cluster && !var.autopilot)
  # In a shared cluster the pool is the job's alone, so that its cost is the job's too.
  dedicated_pool = local.create_node_pool && !var.create_cluster

  only_count    = var.instance_count != null && var.min_instances == null && var.max_instances == null
  min_instances = coalesce(var.min_instances, local.only_count ? var.instance_count : 1)
  max_instances = coalesce(var.max_instances, max(local.min_instances, coalesce(var.instance_count, 3)))
  zone_count    = length(var.zones) > 0 ? length(var.zones) : local.location == var.region ? 3 : 1
  # Counted per zone by the API. One in each zone is where a pool begins, if the most allow it.
  first_nodes = min(floor(local.max_instances / local.zone_count), max(1, floor(coalesce(var.instance_count, local.min_instances) / local.zone_count)))

  workload_pool = "${var.project_id}.svc.id.goog"
}

data "google_container_cluster" "existing" {
  count    = var.create_cluster ? 0 : 1
  project  = var.project_id
  name     = local.cluster_name
  location = local.location
}

resource "google_container_cluster" "this" {
  count = var.create_cluster ? 1 : 0

  project             = var.project_id
  name                = local.cluster_name
  location            = local.location
  node_locations      = length(var.zones) > 0 ? setsubtract(var.zones, [local.location]) : null
  resource_labels     = local.labels
  deletion_protection = var.deletion_protection

  network         = local.create_network ? google_compute_network.this[0].id : local.network
  subnetwork      = local.create_network ? google_compute_subnetwork.this[0].id : local.subnet
  networking_mode = "VPC_NATIVE"

  # Autopilot decides these itself and refuses to be told.
  enable_autopilot         = var.autopilot ? true : null
  datapath_provider        = var.autopilot ? null : "ADVANCED_DATAPATH"
  enable_shielded_nodes    = var.autopilot ? null : true
  remove_default_node_pool = var.autopilot ? null : true
  initial_node_count       = var.autopilot ? null : 1

  ip_allocation_policy {
    cluster_secondary_range_name  = local.create_network ? "pods" : var.pods_range_name
    services_secondary_range_name = local.create_network ? "services" : var.services_range_name
  }

  private_cluster_config {
    enable_private_nodes    = true
    enable_private_endpoint = var.enable_private_endpoint
  }

  master_authorized_networks_config {
    gcp_public_cidrs_access_enabled = false

    dynamic "cidr_blocks" {
      for_each = var.authorized_networks
      content {
        display_name = cidr_blocks.key
        cidr_block   = cidr_blocks.value
      }
    }
  }

  control_plane_endpoints_config {
    dns_endpoint_config {
      allow_external_traffic = var.enable_dns_endpoint
    }
  }

  master_auth {
    client_certificate_config {
      issue_client_certificate = false
    }
  }

  release_channel {
    channel = var.release_channel
  }

  # Namespaces and labels of pods reach the billing export.
  cost_management_config {
    enabled = true
  }

  dynamic "database_encryption" {
    for_each = var.enable_encryption ? [local.key] : []
    content {
      state    = "ENCRYPTED"
      key_name = database_encryption.value
    }
  }

  dynamic "workload_identity_config" {
    for_each = var.autopilot ? [] : [local.workload_pool]
    content {
      workload_pool = workload_identity_config.value
    }
  }

  dynamic "logging_config" {
    for_each = var.autopilot ? [] : [["SYSTEM_COMPONENTS", "WORKLOADS"]]
    content {
      enable_components = logging_config.value
    }
  }

  dynamic "secret_manager_config" {
    for_each = length(var.secrets) > 0 ? [true] : []
    content {
      enabled = true
    }
  }

  # The pool that GKE insists on lives for a minute; in that minute it obeys the same rules.
  dynamic "node_config" {
    for_each = var.autopilot ? [] : [true]
    content {
      service_account   = google_service_account.node[0].email
      oauth_scopes      = ["https://www.googleapis.com/auth/cloud-platform"]
      boot_disk_kms_key = local.key
      resource_labels   = local.labels

      shielded_instance_config {
        enable_secure_boot          = true
        enable_integrity_monitoring = true
      }
      workload_metadata_config {
        mode = "GKE_METADATA"
      }
    }
  }

  # Nodes of an Autopilot cluster take the cluster's labels.
  dynamic "cluster_autoscaling" {
    for_each = var.autopilot ? [true] : []
    content {
      auto_provisioning_defaults {
        service_account   = google_service_account.node[0].email
        oauth_scopes      = ["https://www.googleapis.com/auth/cloud-platform"]
        boot_disk_kms_key = local.key
      }
    }
  }

  # The first pool is gone after creation: what described it must not make the cluster anew.
  lifecycle {
    ignore_changes = [node_config, initial_node_count]
  }

  depends_on = [
    google_kms_crypto_key_iam_member.agents,
    google_project_iam_member.node,
    google_project_service.this,
    terraform_data.input_check,
  ]
}

resource "google_container_node_pool" "this" {
  count = local.create_node_pool ? 1 : 0

  project            = var.project_id
  name               = local.names.pool
  cluster            = var.create_cluster ? google_container_cluster.this[0].name : local.cluster_name
  location           = local.location
  node_locations     = length(var.zones) > 0 ? var.zones : null
  initial_node_count = local.first_nodes

  autoscaling {
    total_min_node_count = local.min_instances
    total_max_node_count = local.max_instances
    location_policy      = var.enable_spot_instances ? "ANY" : "BALANCED"
  }

  management {
    auto_repair  = true
    auto_upgrade = true
  }

  upgrade_settings {
    max_surge       = 1
    max_unavailable = 0
  }

  network_config {
    enable_private_nodes = true
  }

  node_config {
    machine_type      = var.instance_type
    spot              = var.enable_spot_instances
    image_type        = "COS_CONTAINERD"
    disk_size_gb      = var.disk_size_gb
    disk_type         = var.disk_type
    boot_disk_kms_key = local.key
    service_account   = google_service_account.node[0].email
    oauth_scopes      = ["https://www.googleapis.com/auth/cloud-platform"]
    resource_labels   = local.labels
    metadata          = { disable-legacy-endpoints = "true" }

    shielded_instance_config {
      enable_secure_boot          = true
      enable_integrity_monitoring = true
    }
    workload_metadata_config {
      mode = "GKE_METADATA"
    }

    dynamic "taint" {
      for_each = local.dedicated_pool ? [local.names.pool] : []
      content {
        key    = "dativo.io/pool"
        value  = taint.value
        effect = "NO_SCHEDULE"
      }
    }
  }

  # The autoscaler owns the size from the first day on.
  lifecycle {
    ignore_changes = [initial_node_count]
  }

  depends_on = [
    google_kms_crypto_key_iam_member.agents,
    google_project_iam_member.node,
  ]
}
