# The second stage: what lives inside the cluster.

locals {
  kubernetes = var.create_kubernetes_objects

  cpu_request    = coalesce(var.resource_requests_cpu, var.cpu)
  memory_request = coalesce(var.resource_requests_memory, var.memory)
  cpu_limit      = coalesce(var.resource_limits_cpu, local.cpu_request)
  memory_limit   = coalesce(var.resource_limits_memory, local.memory_request)

  # Numbers of bytes per unit, in Ki, for the two sums that are made of quantities.
  kib = { Ki = 1, Mi = 1024, Gi = 1048576, Ti = 1073741824, k = 1000 / 1024, M = 1000000 / 1024, G = 1000000000 / 1024, T = 1000000000000 / 1024 }
  requests = {
    cpu_milli  = endswith(local.cpu_request, "m") ? tonumber(trimsuffix(local.cpu_request, "m")) : tonumber(local.cpu_request) * 1000
    memory_kib = tonumber(regex("^[0-9.]+", local.memory_request)) * local.kib[regex("[A-Za-z]+$", local.memory_request)]
  }
  limits_of_pod = {
    cpu_milli  = endswith(local.cpu_limit, "m") ? tonumber(trimsuffix(local.cpu_limit, "m")) : tonumber(local.cpu_limit) * 1000
    memory_kib = tonumber(regex("^[0-9.]+", local.memory_limit)) * local.kib[regex("[A-Za-z]+$", local.memory_limit)]
  }

  secret_folder = "/var/run/secrets/dativo"
  # Kubernetes reads `$(NAME)` in a value and `$$` as an escape: doubled, every `$` arrives as it was written.
  container_environment = merge(
    { for name, _ in var.secrets : "${name}_FILE" => "${local.secret_folder}/${name}" },
    { for name, value in var.environment_variables : name => replace(value, "$", "$$") if value != null },
  )
  node_selector = merge(
    local.dedicated_pool ? { "cloud.google.com/gke-nodepool" = local.names.pool } : {},
    var.autopilot && var.enable_spot_instances ? { "cloud.google.com/gke-spot" = "true" } : {},
  )
}

resource "kubernetes_namespace_v1" "this" {
  count = local.kubernetes && var.create_namespace ? 1 : 0

  metadata {
    name = local.namespace
    labels = merge(local.kubernetes_labels, {
      "pod-security.kubernetes.io/enforce" = "restricted"
      "pod-security.kubernetes.io/audit"   = "restricted"
      "pod-security.kubernetes.io/warn"    = "restricted"
    })
    annotations = local.kubernetes_annotations
  }

  depends_on = [google_container_node_pool.this, terraform_data.input_check]
}

locals {
  # By way of the namespace where it is made, so that it is there first.
  in_namespace = local.kubernetes && var.create_namespace ? one(kubernetes_namespace_v1.this[*].metadata[0].name) : local.namespace
}

resource "kubernetes_service_account_v1" "runner" {
  count = local.kubernetes && var.create_service_account ? 1 : 0

  metadata {
    name        = local.service_account
    namespace   = local.in_namespace
    labels      = local.kubernetes_labels
    annotations = merge(local.kubernetes_annotations, { "iam.gke.io/gcp-service-account" = local.job_account_email })
  }
  automount_service_account_token = false
}

# Starting runs is not the job's business: schedulers in the cluster use an identity of their own.
resource "kubernetes_service_account_v1" "starter" {
  count = local.kubernetes ? 1 : 0

  metadata {
    name        = local.names.starter
    namespace   = local.in_namespace
    labels      = local.kubernetes_labels
    annotations = local.kubernetes_annotations
  }
  automount_service_account_token = false
}

resource "kubernetes_role_v1" "starter" {
  count = local.kubernetes ? 1 : 0

  metadata {
    name        = local.names.starter
    namespace   = local.in_namespace
    labels      = local.kubernetes_labels
    annotations = local.kubernetes_annotations
  }
  rule {
    api_groups     = ["batch"]
    resources      = ["cronjobs"]
    resource_names = [local.names.cron_job]
    verbs          = ["get"]
  }
  rule {
    api_groups = ["batch"]
    resources  = ["jobs"]
    verbs      = ["create", "get", "list", "watch", "delete"]
  }
  rule {
    api_groups = [""]
    resources  = ["pods", "pods/log"]
    verbs      = ["get", "list", "watch"]
  }
}

resource "kubernetes_role_binding_v1" "starter" {
  count = local.kubernetes ? 1 : 0

  metadata {
    name        = local.names.starter
    namespace   = local.in_namespace
    labels      = local.kubernetes_labels
    annotations = local.kubernetes_annotations
  }
  role_ref {
    api_group = "rbac.authorization.k8s.io"
    kind      = "Role"
    name      = kubernetes_role_v1.starter[0].metadata[0].name
  }
  subject {
    kind      = "ServiceAccount"
    name      = kubernetes_service_account_v1.starter[0].metadata[0].name
    namespace = local.in_namespace
  }
  dynamic "subject" {
    for_each = var.operators
    content {
      api_group = "rbac.authorization.k8s.io"
      kind      = startswith(subject.value, "group:") ? "Group" : "User"
      name      = split(":", subject.value)[1]
    }
  }
}

resource "kubernetes_network_policy_v1" "default_deny" {
  count = local.kubernetes && var.create_namespace ? 1 : 0

  metadata {
    name        = local.names.deny
    namespace   = local.in_namespace
    labels      = local.kubernetes_labels
    annotations = local.kubernetes_annotations
  }
  spec {
    pod_selector {}
    policy_types = ["Ingress", "Egress"]
  }
}

resource "kubernetes_network_policy_v1" "egress" {
  count = local.kubernetes && var.create_namespace ? 1 : 0

  metadata {
    name        = local.names.egress
    namespace   = local.in_namespace
    labels      = local.kubernetes_labels
    annotations = local.kubernetes_annotations
  }
  spec {
    pod_selector {}
    policy_types = ["Egress"]

    # Names: the cluster's DNS, its cache on the node, or Cloud DNS.
    egress {
      dynamic "ports" {
        for_each = ["UDP", "TCP"]
        content {
          protocol = ports.value
          port     = "53"
        }
      }
      to {
        namespace_selector {
          match_labels = { "kubernetes.io/metadata.name" = "kube-system" }
        }
      }
      dynamic "to" {
        for_each = ["169.254.20.10/32", "169.254.169.254/32"]
        content {
          ip_block {
            cidr = to.value
          }
        }
      }
    }

    # The metadata server, from which Workload Identity takes its tokens.
    egress {
      dynamic "ports" {
        for_each = ["80", "988", "8080"]
        content {
          protocol = "TCP"
          port     = ports.value
        }
      }
      dynamic "to" {
        for_each = ["169.254.169.252/32", "169.254.169.254/32"]
        content {
          ip_block {
            cidr = to.value
          }
        }
      }
    }

    dynamic "egress" {
      for_each = var.egress_rules
      content {
        dynamic "ports" {
          for_each = egress.value.ports
          content {
            protocol = "TCP"
            port     = tostring(ports.value)
          }
        }
        to {
          ip_block {
            cidr = egress.value.cidr
          }
        }
      }
    }
  }
}

resource "kubernetes_resource_quota_v1" "this" {
  count = local.kubernetes && var.create_namespace ? 1 : 0

  metadata {
    name        = local.names.quota
    namespace   = local.in_namespace
    labels      = local.kubernetes_labels
    annotations = local.kubernetes_annotations
  }
  spec {
    hard = {
      "pods"                   = tostring(var.quota_runs)
      "requests.cpu"           = "${ceil(local.requests.cpu_milli) * var.quota_runs}m"
      "limits.cpu"             = "${ceil(local.limits_of_pod.cpu_milli) * var.quota_runs}m"
      "requests.memory"        = "${ceil(local.requests.memory_kib) * var.quota_runs}Ki"
      "limits.memory"          = "${ceil(local.limits_of_pod.memory_kib) * var.quota_runs}Ki"
      "services.loadbalancers" = "0"
      "services.nodeports"     = "0"
    }
  }
}

# The CSI driver of GKE's Secret Manager add-on reads this; the values never pass through Terraform.
resource "kubernetes_manifest" "secrets" {
  count = local.kubernetes && length(var.secrets) > 0 ? 1 : 0

  manifest = {
    apiVersion = "secrets-store.csi.x-k8s.io/v1"
    kind       = "SecretProviderClass"
    metadata = merge(
      { name = local.names.secret_provider, namespace = local.in_namespace, labels = local.kubernetes_labels },
      length(local.kubernetes_annotations) > 0 ? { annotations = local.kubernetes_annotations } : {},
    )
    spec = {
      provider = "gke"
      parameters = {
        secrets = yamlencode([for name, path in local.secret_paths : { resourceName = "${path.secret}/versions/${path.version}", path = name }])
      }
    }
  }
}

resource "kubernetes_cron_job_v1" "this" {
  count = local.kubernetes ? 1 : 0

  metadata {
    name        = local.names.cron_job
    namespace   = local.in_namespace
    labels      = local.kubernetes_labels
    annotations = local.kubernetes_annotations
  }
  spec {
    # Without a schedule it never starts by itself; a run by hand is a Job made from it.
    schedule                      = coalesce(var.schedule, "0 0 1 1 *")
    suspend                       = var.schedule == null || !var.schedule_enabled
    timezone                      = var.schedule_timezone
    concurrency_policy            = "Forbid"
    starting_deadline_seconds     = 600
    successful_jobs_history_limit = 3
    failed_jobs_history_limit     = 3

    job_template {
      metadata {
        labels      = local.kubernetes_labels
        annotations = local.kubernetes_annotations
      }
      spec {
        backoff_limit              = var.max_retries
        active_deadline_seconds    = var.timeout_seconds
        ttl_seconds_after_finished = tostring(var.ttl_seconds_after_finished)

        template {
          metadata {
            labels = local.kubernetes_labels
            # A run that is moved to save a node begins anew: it is left where it is.
            annotations = merge({ "cluster-autoscaler.kubernetes.io/safe-to-evict" = "false" }, local.kubernetes_annotations)
          }
          spec {
            service_account_name            = var.create_service_account ? kubernetes_service_account_v1.runner[0].metadata[0].name : local.service_account
            automount_service_account_token = false
            enable_service_links            = false
            restart_policy                  = "Never"
            node_selector                   = length(local.node_selector) > 0 ? local.node_selector : null

            security_context {
              run_as_non_root = true
              run_as_user     = tostring(var.run_as_user)
              run_as_group    = tostring(var.run_as_user)
              fs_group        = tostring(var.run_as_user)
              seccomp_profile {
                type = "RuntimeDefault"
              }
            }

            dynamic "toleration" {
              for_each = local.dedicated_pool ? [local.names.pool] : []
              content {
                key      = "dativo.io/pool"
                operator = "Equal"
                value    = toleration.value
                effect   = "NoSchedule"
              }
            }

            container {
              name    = "job"
              image   = var.container_image
              command = var.command
              args    = var.args

              dynamic "env" {
                for_each = local.container_environment
                content {
                  name  = env.key
                  value = env.value
                }
              }

              resources {
                requests = { cpu = local.cpu_request, memory = local.memory_request }
                limits   = { cpu = local.cpu_limit, memory = local.memory_limit }
              }

              security_context {
                allow_privilege_escalation = false
                privileged                 = false
                read_only_root_filesystem  = var.readonly_root_filesystem
                run_as_non_root            = true
                capabilities {
                  drop = ["ALL"]
                }
              }

              volume_mount {
                name       = "tmp"
                mount_path = "/tmp"
              }
              dynamic "volume_mount" {
                for_each = length(var.secrets) > 0 ? [local.secret_folder] : []
                content {
                  name       = "secrets"
                  mount_path = volume_mount.value
                  read_only  = true
                }
              }
            }

            volume {
              name = "tmp"
              empty_dir {
                size_limit = var.tmp_size_limit
              }
            }
            dynamic "volume" {
              for_each = length(var.secrets) > 0 ? [local.names.secret_provider] : []
              content {
                name = "secrets"
                csi {
                  driver            = "secrets-store-gke.csi.k8s.io"
                  read_only         = true
                  volume_attributes = { secretProviderClass = volume.value }
                }
              }
            }
          }
        }
      }
    }
  }

  depends_on = [
    google_service_account_iam_member.workload_identity,
    kubernetes_manifest.secrets,
    kubernetes_network_policy_v1.egress,
    kubernetes_resource_quota_v1.this,
  ]
}
