# EMR Serverless: for single jobs, without machines that wait.

resource "aws_emrserverless_application" "this" {
  count = local.serverless ? 1 : 0

  name          = local.cluster_name
  release_label = var.release_label
  type          = "spark"
  architecture  = var.cpu_architecture

  maximum_capacity {
    cpu    = var.maximum_capacity.cpu
    memory = var.maximum_capacity.memory
    disk   = var.maximum_capacity.disk
  }

  auto_start_configuration {
    enabled = true
  }

  auto_stop_configuration {
    enabled              = true
    idle_timeout_minutes = ceil(coalesce(var.idle_timeout_seconds, 900) / 60)
  }

  dynamic "network_configuration" {
    for_each = length(local.subnet_ids) == 0 ? [] : [true]
    content {
      subnet_ids         = local.subnet_ids
      security_group_ids = concat(aws_security_group.core[*].id, var.security_group_ids)
    }
  }

  tags = local.emr_tags
}
