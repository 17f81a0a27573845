# What runs: a job that starts, works and ends, or a service that stays.

locals {
  image = var.container_image != null ? var.container_image : (
    var.create_service ? "us-docker.pkg.dev/cloudrun/container/hello:latest" : "us-docker.pkg.dev/cloudrun/container/job:latest"
  )
  resource_limits = { cpu = tostring(local.cpu), memory = var.memory }

  # `S`, `S/versions/V`, `projects/P/secrets/S` or `projects/P/secrets/S/versions/V`.
  secrets = { for name, reference in var.secrets : name => {
    secret  = replace(reference, "/\\/versions\\/[^\\/]+$/", "")
    version = try(regex("/versions/([^/]+)$", reference)[0], "latest")
  } }

  use_network = var.vpc_network != null || var.subnetwork != null
}

resource "google_cloud_run_v2_job" "this" {
  count = var.create_service ? 0 : 1

  project             = var.project_id
  name                = local.names.job
  location            = var.region
  labels              = local.labels
  annotations         = var.annotations
  deletion_protection = var.deletion_protection

  template {
    # What reaches each execution, and with it the bill.
    labels      = local.labels
    annotations = var.annotations
    task_count  = var.task_count
    parallelism = var.parallelism

    template {
      service_account       = local.job_account_email
      timeout               = "${var.timeout_seconds}s"
      max_retries           = var.max_retries
      encryption_key        = var.kms_key_name
      execution_environment = "EXECUTION_ENVIRONMENT_GEN2"

      containers {
        image   = local.image
        command = var.command
        args    = var.args

        resources {
          limits = local.resource_limits
        }

        dynamic "env" {
          for_each = var.environment_variables
          content {
            name  = env.key
            value = env.value
          }
        }
        dynamic "env" {
          for_each = local.secrets
          content {
            name = env.key
            value_source {
              secret_key_ref {
                secret  = env.value.secret
                version = env.value.version
              }
            }
          }
        }
      }

      dynamic "vpc_access" {
        for_each = local.use_network ? [1] : []
        content {
          egress = var.vpc_egress
          network_interfaces {
            network    = var.vpc_network
            subnetwork = var.subnetwork
            tags       = var.network_tags
          }
        }
      }
    }
  }

  # Secrets and the key are read when the job is made.
  depends_on = [terraform_data.input_check, google_project_service.this, google_secret_manager_secret_iam_member.job, google_kms_crypto_key_iam_member.run]
}

resource "google_cloud_run_v2_service" "this" {
  count = var.create_service ? 1 : 0

  project             = var.project_id
  name                = local.names.service
  location            = var.region
  ingress             = var.ingress
  labels              = local.labels
  annotations         = var.annotations
  deletion_protection = var.deletion_protection

  template {
    labels                = local.labels
    annotations           = var.annotations
    service_account       = local.job_account_email
    timeout               = "${var.timeout_seconds}s"
    encryption_key        = var.kms_key_name
    execution_environment = "EXECUTION_ENVIRONMENT_GEN2"

    scaling {
      min_instance_count = var.min_instances
      max_instance_count = var.max_instances
    }

    containers {
      image   = local.image
      command = var.command
      args    = var.args

      ports {
        container_port = var.container_port
      }

      resources {
        limits = local.resource_limits
      }

      dynamic "env" {
        for_each = var.environment_variables
        content {
          name  = env.key
          value = env.value
        }
      }
      dynamic "env" {
        for_each = local.secrets
        content {
          name = env.key
          value_source {
            secret_key_ref {
              secret  = env.value.secret
              version = env.value.version
            }
          }
        }
      }
    }

    dynamic "vpc_access" {
      for_each = local.use_network ? [1] : []
      content {
        egress = var.vpc_egress
        network_interfaces {
          network    = var.vpc_network
          subnetwork = var.subnetwork
          tags       = var.network_tags
        }
      }
    }
  }

  depends_on = [terraform_data.input_check, google_project_service.this, google_secret_manager_secret_iam_member.job, google_kms_crypto_key_iam_member.run]
}
