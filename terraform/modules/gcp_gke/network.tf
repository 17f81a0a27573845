locals {
  network        = var.vpc_network != null ? var.vpc_network : var.vpc_id
  subnet         = var.subnetwork != null ? var.subnetwork : one(var.subnet_ids)
  create_network = coalesce(var.create_network, local.network == null) && var.create_cluster
}

resource "google_compute_network" "this" {
  count = local.create_network ? 1 : 0

  project                 = var.project_id
  name                    = local.names.network
  auto_create_subnetworks = false

  depends_on = [google_project_service.this]
}

resource "google_compute_subnetwork" "this" {
  count = local.create_network ? 1 : 0

  project                  = var.project_id
  region                   = var.region
  name                     = local.names.subnetwork
  network                  = google_compute_network.this[0].id
  ip_cidr_range            = var.subnet_cidr
  private_ip_google_access = true

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = var.pods_cidr
  }
  secondary_ip_range {
    range_name    = "services"
    ip_cidr_range = var.services_cidr
  }
}

resource "google_compute_router" "this" {
  count = local.create_network ? 1 : 0

  project = var.project_id
  region  = var.region
  name    = local.names.router
  network = google_compute_network.this[0].id
}

# Nodes have no public address: this is how they reach sources and registries outside Google.
resource "google_compute_router_nat" "this" {
  count = local.create_network ? 1 : 0

  project                            = var.project_id
  region                             = var.region
  name                               = local.names.nat
  router                             = google_compute_router.this[0].name
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "LIST_OF_SUBNETWORKS"

  subnetwork {
    name                    = google_compute_subnetwork.this[0].id
    source_ip_ranges_to_nat = ["ALL_IP_RANGES"]
  }

  log_config {
    enable = true
    filter = "ERRORS_ONLY"
  }
}
