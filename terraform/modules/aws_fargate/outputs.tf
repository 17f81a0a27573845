output "cluster_name" {
  description = "Name of the ECS cluster."
  value       = local.cluster_name
}

output "cluster_arn" {
  description = "ARN of the ECS cluster."
  value       = local.cluster_arn
}

output "task_definition_arn" {
  description = "ARN of the task definition, with its revision."
  value       = aws_ecs_task_definition.this.arn
}

output "task_definition_family" {
  description = "Family of the task definition: starts its latest revision."
  value       = aws_ecs_task_definition.this.family
}

output "container_name" {
  description = "Name of the job's container, for overrides of its command and environment."
  value       = local.names.container
}

output "service_name" {
  description = "Name of the ECS service. Where the job is a batch job there is none, and this is the group that its tasks are started in."
  value       = local.names.service
}

output "service_arn" {
  description = "ARN of the ECS service; null for a batch job."
  value       = one(aws_ecs_service.this[*].id)
}

output "service_endpoint" {
  description = "Where the runtime is reached: the service's address in its Service Connect namespace, or the regional endpoint of ECS, at which tasks are started and watched."
  value = (
    var.create_service && var.service_connect_namespace != null
    ? "http://${local.names.service}:${coalesce(var.container_port, 80)}"
    : "https://ecs.${local.region}.${data.aws_partition.current.dns_suffix}"
  )
}

output "execution_role_arn" {
  description = "Role that starts the containers."
  value       = aws_iam_role.execution.arn
}

output "task_role_arn" {
  description = "Role of the job itself."
  value       = aws_iam_role.task.arn
}

output "task_role_name" {
  description = "Name of the job's role, to attach further policies to."
  value       = aws_iam_role.task.name
}

output "scheduler_role_arn" {
  description = "Role that starts the job by schedule; null without one."
  value       = one(aws_iam_role.scheduler[*].arn)
}

output "runner_policy_json" {
  description = "IAM policy that lets its holder start, watch and stop this job and nothing else: for orchestrators and CI."
  value       = jsonencode({ Version = "2012-10-17", Statement = concat(local.run_task_statements, [local.watch_task_statement]) })
}

output "run_task_input" {
  description = "What RunTask needs to start the job: `aws ecs run-task --cli-input-json \"$(terraform output -json run_task_input)\"`."
  value = {
    for key, value in {
      cluster              = local.cluster_arn
      taskDefinition       = aws_ecs_task_definition.this.family
      count                = 1
      group                = local.names.service
      launchType           = var.capacity_provider == "FARGATE" ? "FARGATE" : null
      propagateTags        = "TASK_DEFINITION"
      enableECSManagedTags = true
      capacityProviderStrategy = (
        var.capacity_provider == "FARGATE" ? null : [{ capacityProvider = var.capacity_provider, weight = 1, base = 0 }]
      )
      networkConfiguration = {
        awsvpcConfiguration = {
          subnets        = local.subnet_ids
          securityGroups = local.security_group_ids
          assignPublicIp = var.assign_public_ip ? "ENABLED" : "DISABLED"
        }
      }
    } : key => value if value != null
  }
}

output "vpc_id" {
  description = "VPC of the tasks, as given."
  value       = var.vpc_id
}

output "subnet_ids" {
  description = "Subnets that tasks start in."
  value       = local.subnet_ids
}

output "private_subnet_ids" {
  description = "The same as `subnet_ids`."
  value       = local.subnet_ids
}

output "security_group_id" {
  description = "Security group that the module made; null without `vpc_id`."
  value       = one(aws_security_group.this[*].id)
}

output "security_group_ids" {
  description = "All security groups of the tasks."
  value       = local.security_group_ids
}

output "assign_public_ip" {
  description = "Whether tasks get a public address."
  value       = var.assign_public_ip
}

output "log_group_name" {
  description = "Log group of the job."
  value       = aws_cloudwatch_log_group.this.name
}

output "log_group_arn" {
  description = "ARN of the log group."
  value       = aws_cloudwatch_log_group.this.arn
}

output "kms_key_arn" {
  description = "Key that encrypts logs, dead letters, schedule and task storage; null where the keys of AWS do."
  value       = local.kms_key_arn
}

output "schedule_arn" {
  description = "ARN of the schedule; null without one."
  value       = one(aws_scheduler_schedule.this[*].arn)
}

output "schedule_name" {
  description = "Name of the schedule; null without one."
  value       = one(aws_scheduler_schedule.this[*].name)
}

output "schedule_group_name" {
  description = "Group of the schedule, which bears its tags; null without one."
  value       = one(aws_scheduler_schedule_group.this[*].name)
}

output "dead_letter_queue_arn" {
  description = "Queue of what the schedule could not start; null without one."
  value       = one(aws_sqs_queue.dead_letters[*].arn)
}

output "dead_letter_queue_url" {
  description = "URL of that queue; null without one."
  value       = one(aws_sqs_queue.dead_letters[*].url)
}

output "region" {
  description = "Region of everything."
  value       = local.region
}

output "tags" {
  description = "The tags on every taggable resource, in the style of AWS."
  value       = local.tags
}
