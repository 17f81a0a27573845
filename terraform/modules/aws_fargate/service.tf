# In place of the batch job, for what never ends.

resource "aws_ecs_service" "this" {
  count = var.create_service ? 1 : 0

  name                               = local.names.service
  cluster                            = local.cluster_arn
  task_definition                    = aws_ecs_task_definition.this.arn
  desired_count                      = var.desired_count
  deployment_minimum_healthy_percent = 100
  deployment_maximum_percent         = 200
  enable_ecs_managed_tags            = true
  propagate_tags                     = "TASK_DEFINITION"
  availability_zone_rebalancing      = "ENABLED"
  launch_type                        = var.capacity_provider == "FARGATE" ? "FARGATE" : null

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  dynamic "capacity_provider_strategy" {
    for_each = var.capacity_provider == "FARGATE" ? [] : [var.capacity_provider]
    content {
      capacity_provider = capacity_provider_strategy.value
      weight            = 1
    }
  }

  network_configuration {
    subnets          = local.subnet_ids
    security_groups  = local.security_group_ids
    assign_public_ip = var.assign_public_ip
  }

  dynamic "load_balancer" {
    for_each = var.target_group_arn == null ? [] : [var.target_group_arn]
    content {
      target_group_arn = load_balancer.value
      container_name   = local.names.container
      container_port   = var.container_port
    }
  }

  dynamic "service_connect_configuration" {
    for_each = var.service_connect_namespace == null ? [] : [var.service_connect_namespace]
    content {
      enabled   = true
      namespace = service_connect_configuration.value

      service {
        port_name = "service"

        client_alias {
          dns_name = local.names.service
          port     = var.container_port
        }
      }
    }
  }

  tags = local.tags

  # A service in a cluster without its capacity providers cannot place tasks, and one without permissions cannot stop them.
  depends_on = [aws_ecs_cluster_capacity_providers.this, aws_iam_role_policy.execution, aws_iam_role_policy.task]
}
