# The job

variable "job_metadata" {
  description = "The job's tags, snake_case. Merged over `tags` it must hold job_name, team, pipeline_type, environment and cost_center."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "tags" {
  description = "Another name for `job_metadata`; where both give a key, `job_metadata` wins."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "default_tags" {
  description = "The platform's baseline tags; the job's own win over them."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "name_prefix" {
  description = "In front of every name that is made, for accounts in which jobs of the same `job_name` and environment meet: a tenant, say."
  type        = string
  default     = null

  validation {
    condition     = var.name_prefix == null || can(regex("^[a-z][a-z0-9-]{0,30}$", var.name_prefix))
    error_message = "name_prefix must begin with a letter and hold at most 31 lower-case letters, digits and hyphens."
  }
}

variable "runtime_type" {
  description = "If given, must be `aws_fargate`: guards against a job that was written for another runtime."
  type        = string
  default     = null

  validation {
    condition     = coalesce(var.runtime_type, "aws_fargate") == "aws_fargate"
    error_message = "runtime_type must be aws_fargate for this module."
  }
}

variable "region" {
  description = "Region of everything, for example `us-east-1`; the AWS provider must be set up for the same. That of the provider when null."
  type        = string
  default     = null

  validation {
    condition     = var.region == null || can(regex("^[a-z]{2,}(-[a-z]+)+-[0-9]+$", var.region))
    error_message = "region must be an AWS region such as us-east-1 (not a zone such as us-east-1a)."
  }
}

# The container

variable "container_image" {
  description = "Image of the job, best by digest. The default lets a first apply succeed before an image of one's own is pushed."
  type        = string
  default     = "public.ecr.aws/docker/library/busybox:stable"
  nullable    = false

  validation {
    condition     = can(regex("^[^\\s]+$", var.container_image))
    error_message = "container_image must be an image reference such as 123456789012.dkr.ecr.us-east-1.amazonaws.com/dativo:1.1.0."
  }
}

variable "command" {
  description = "Entry point of the container; null keeps the image's own."
  type        = list(string)
  default     = null
}

variable "args" {
  description = "Arguments of the container; an empty list keeps the image's own."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "cpu" {
  description = "CPU of the task: ECS units (`1024`), vCPU (`1`, `0.5`, `1 vCPU`) or millicores (`500m`)."
  type        = string
  default     = "1024"
  nullable    = false

  validation {
    condition     = can(regex("^(?i)\\s*[0-9]+(\\.[0-9]+)?\\s*(m|vcpus?)?\\s*$", var.cpu))
    error_message = "cpu must be ECS units such as 1024, vCPU such as 0.5, or millicores such as 500m."
  }
}

variable "memory" {
  description = "Memory of the task: MiB (`2048`), `2048Mi` or `2Gi`. Which sizes go with which cpu is for Fargate to say; a pair that it does not run is refused."
  type        = string
  default     = "2048"
  nullable    = false

  validation {
    condition     = can(regex("^(?i)\\s*[0-9]+(\\.[0-9]+)?\\s*(m|mi|mb|mib|g|gi|gb|gib)?\\s*$", var.memory))
    error_message = "memory must be MiB such as 2048, or a quantity such as 2048Mi or 2Gi."
  }
}

variable "cpu_architecture" {
  description = "`X86_64` or `ARM64`."
  type        = string
  default     = "X86_64"
  nullable    = false

  validation {
    condition     = contains(["X86_64", "ARM64"], var.cpu_architecture)
    error_message = "cpu_architecture must be X86_64 or ARM64."
  }
}

variable "ephemeral_storage_gib" {
  description = "Disk of the task in GiB, 21 to 200; null is what Fargate gives by itself, 20."
  type        = number
  default     = null

  validation {
    condition     = var.ephemeral_storage_gib == null ? true : var.ephemeral_storage_gib >= 21 && var.ephemeral_storage_gib <= 200
    error_message = "ephemeral_storage_gib must lie between 21 and 200."
  }
}

variable "environment_variables" {
  description = "Environment of the container. Plain text in the task definition: no secrets."
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "secrets" {
  description = "Environment variables that ECS fills from a secret: name to ARN of a Secrets Manager secret (`:key::` behind it takes one key) or of an SSM parameter. Never values."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition = alltrue([
      for reference in values(var.secrets) :
      can(regex("^arn:[^:]+:(secretsmanager:[^:]+:[0-9]{12}:secret:[^:]+(:[^:]*:[^:]*:[^:]*)?|ssm:[^:]+:[0-9]{12}:parameter/.+)$", reference))
    ])
    error_message = "secrets must map names to ARNs of Secrets Manager secrets or SSM parameters, never to values."
  }
}

variable "container_user" {
  description = "User (`uid` or `uid:gid`) that the job runs as; null is the image's own."
  type        = string
  default     = null
}

variable "readonly_root_filesystem" {
  description = "Whether the container's root file system is read-only; it writes to `writable_paths` alone."
  type        = bool
  default     = true
  nullable    = false
}

variable "writable_paths" {
  description = "Folders on the task's disk that the container may write to. They belong to root unless the image declares them with VOLUME."
  type        = list(string)
  default     = ["/tmp"]
  nullable    = false

  validation {
    condition     = alltrue([for path in var.writable_paths : startswith(path, "/")]) && length(distinct(var.writable_paths)) == length(var.writable_paths)
    error_message = "writable_paths must be absolute paths, each once."
  }
}

variable "stop_timeout_seconds" {
  description = "Time that a stopped job has to end in order, at most 120."
  type        = number
  default     = 120
  nullable    = false

  validation {
    condition     = var.stop_timeout_seconds >= 2 && var.stop_timeout_seconds <= 120
    error_message = "stop_timeout_seconds must lie between 2 and 120."
  }
}

variable "timeout_seconds" {
  description = "Longest run; null is no limit. ECS has none of its own: a second container ends the task, its image is `timeout_image`."
  type        = number
  default     = null

  validation {
    condition     = var.timeout_seconds == null ? true : var.timeout_seconds >= 1 && floor(var.timeout_seconds) == var.timeout_seconds
    error_message = "timeout_seconds must be a whole number of seconds, 1 or more."
  }
}

variable "timeout_image" {
  description = "Image with a `sleep` command, pulled only with `timeout_seconds`."
  type        = string
  default     = "public.ecr.aws/docker/library/busybox:stable"
  nullable    = false
}

# The schedule

variable "schedule" {
  description = "When the job starts, as EventBridge Scheduler writes it: `cron(0 2 * * ? *)`, `rate(6 hours)` or `at(2026-01-31T02:00:00)`; null makes no schedule."
  type        = string
  default     = null

  validation {
    condition = var.schedule == null ? true : (
      can(regex("^cron\\((\\S+\\s+){5}\\S+\\)$", var.schedule)) || can(regex("^rate\\([1-9][0-9]* (minute|hour|day)s?\\)$", var.schedule))
      || can(regex("^at\\([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\)$", var.schedule))
    )
    error_message = "schedule must be an expression of EventBridge Scheduler: cron(0 2 * * ? *) with six fields, rate(6 hours) or at(2026-01-31T02:00:00)."
  }
}

variable "schedule_timezone" {
  description = "Time zone of `cron(...)` and `at(...)`, such as `Europe/Berlin`."
  type        = string
  default     = "UTC"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$", var.schedule_timezone))
    error_message = "schedule_timezone must be a time zone of the tz database such as UTC or Europe/Berlin."
  }
}

variable "schedule_enabled" {
  description = "False keeps the schedule but lets it start nothing."
  type        = bool
  default     = true
  nullable    = false
}

variable "schedule_flexible_minutes" {
  description = "Start within this many minutes of the time rather than at it; 0 is at the time."
  type        = number
  default     = 0
  nullable    = false

  validation {
    condition     = var.schedule_flexible_minutes >= 0 && var.schedule_flexible_minutes <= 1440
    error_message = "schedule_flexible_minutes must lie between 0 and 1440."
  }
}

variable "max_retries" {
  description = "How often the scheduler tries again when it could not start the task (0 to 185, within an hour). A task that ran and failed is not started again: the job's own `retry_config` is for that."
  type        = number
  default     = 3
  nullable    = false

  validation {
    condition     = var.max_retries >= 0 && var.max_retries <= 185 && floor(var.max_retries) == var.max_retries
    error_message = "max_retries must be a whole number from 0 to 185."
  }
}

# The cluster, and a service in place of the job

variable "create_cluster" {
  description = "False uses the cluster that `cluster_name` names."
  type        = bool
  default     = true
  nullable    = false
}

variable "cluster_name" {
  description = "Name of the cluster; null is `<job>-<environment>-cluster`. Name or ARN of the one to use when `create_cluster` is false."
  type        = string
  default     = null

  validation {
    condition     = var.cluster_name == null ? true : can(regex("^(arn:[^:]+:ecs:[^:]+:[0-9]{12}:cluster/)?[A-Za-z0-9_-]{1,255}$", var.cluster_name))
    error_message = "cluster_name must hold letters, digits, '-' and '_' alone (255 at most), or be the ARN of a cluster."
  }
}

variable "capacity_provider" {
  description = "`FARGATE`, or `FARGATE_SPOT` for jobs that may be interrupted. A cluster brought along must have it."
  type        = string
  default     = "FARGATE"
  nullable    = false

  validation {
    condition     = contains(["FARGATE", "FARGATE_SPOT"], var.capacity_provider)
    error_message = "capacity_provider must be FARGATE or FARGATE_SPOT."
  }
}

variable "container_insights" {
  description = "`disabled`, `enabled` or `enhanced`. Off by default: AWS makes its log group by itself, without tags and kept for ever."
  type        = string
  default     = "disabled"
  nullable    = false

  validation {
    condition     = contains(["disabled", "enabled", "enhanced"], var.container_insights)
    error_message = "container_insights must be disabled, enabled or enhanced."
  }
}

variable "create_service" {
  description = "True makes an ECS service that keeps the container running; for what never ends, not for batch jobs."
  type        = bool
  default     = false
  nullable    = false
}

variable "desired_count" {
  description = "How many tasks the service keeps running."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.desired_count >= 0 && floor(var.desired_count) == var.desired_count
    error_message = "desired_count must be a whole number, 0 or more."
  }
}

variable "container_port" {
  description = "Port that the service listens on."
  type        = number
  default     = null

  validation {
    condition     = var.container_port == null ? true : var.container_port >= 1 && var.container_port <= 65535
    error_message = "container_port must lie between 1 and 65535."
  }
}

variable "service_connect_namespace" {
  description = "ARN or name of a Cloud Map namespace in which other services reach this one by its name."
  type        = string
  default     = null
}

variable "target_group_arn" {
  description = "Target group (type `ip`) of a load balancer that the service registers with."
  type        = string
  default     = null
}

# The network

variable "vpc_id" {
  description = "VPC of the security group that the module makes; null makes none."
  type        = string
  default     = null
}

variable "private_subnet_ids" {
  description = "Subnets that tasks start in; they need a way to the image registry and the logs (NAT or endpoints)."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "subnet_ids" {
  description = "Another name for `private_subnet_ids`."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "security_group_ids" {
  description = "Further security groups of the tasks. Without these and without `vpc_id`, tasks get the default group of the VPC."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "create_security_group" {
  description = "Whether to make a security group; null means when `vpc_id` is given. Say true where the VPC is made in the same configuration."
  type        = bool
  default     = null
}

variable "egress_rules" {
  description = "What the module's security group lets out. The default lets all out, as sources may be anywhere: narrow it where you know them. Each rule has one of `cidr_ipv4`, `cidr_ipv6`, `prefix_list_id`, `security_group_id`."
  type = map(object({
    protocol          = optional(string, "tcp")
    from_port         = optional(number)
    to_port           = optional(number)
    cidr_ipv4         = optional(string)
    cidr_ipv6         = optional(string)
    prefix_list_id    = optional(string)
    security_group_id = optional(string)
  }))
  default  = { all = { protocol = "-1", cidr_ipv4 = "0.0.0.0/0" } }
  nullable = false

  validation {
    condition     = alltrue([for rule in values(var.egress_rules) : rule.protocol == "-1" || rule.from_port != null])
    error_message = "egress_rules must each have a from_port, but for those of protocol \"-1\", which is everything."
  }

  validation {
    condition     = alltrue([for name in keys(var.egress_rules) : can(regex("^[A-Za-z0-9 _.:/()#,@+=&;!$*-]{1,200}$", name))])
    error_message = "egress_rules must have names of letters, digits, spaces and _ . : / ( ) # , @ + = & ; ! $ * - alone: they become descriptions."
  }
}

variable "assign_public_ip" {
  description = "True gives tasks a public address, for subnets without NAT."
  type        = bool
  default     = false
  nullable    = false
}

# Permissions

variable "s3_bucket_arns" {
  description = "What the job may use in S3: ARNs of buckets to list (`arn:aws:s3:::lake`) and of objects to read, write and delete (`arn:aws:s3:::lake/*`)."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for arn in var.s3_bucket_arns : can(regex("^arn:[^:]+:s3:::[^/]+(/.+)?$", arn))])
    error_message = "s3_bucket_arns must be ARNs of buckets (arn:aws:s3:::lake) or of their objects (arn:aws:s3:::lake/*)."
  }
}

variable "data_kms_key_arns" {
  description = "KMS keys that the job's data is encrypted with."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "task_secret_arns" {
  description = "Secrets Manager secrets that the job itself reads while it runs."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "secrets_kms_key_arns" {
  description = "KMS keys of your own that `secrets` are encrypted with."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "task_policy_arns" {
  description = "Further IAM policies of the job."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "permissions_boundary" {
  description = "ARN of a policy that bounds every role of the module."
  type        = string
  default     = null
}

# Encryption and logs

variable "enable_encryption" {
  description = "False leaves encryption to the keys that AWS owns."
  type        = bool
  default     = true
  nullable    = false
}

variable "kms_key_arn" {
  description = "Your key for logs, dead letters, schedule and task storage; null makes one. Its policy must let CloudWatch Logs and Fargate use it: see the README."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null ? true : can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a key (arn:aws:kms:us-east-1:123456789012:key/...), not of an alias."
  }
}

variable "create_kms_key" {
  description = "Whether to make a key; null means when `kms_key_arn` is not given. Say false where the key is made in the same configuration."
  type        = bool
  default     = null
}

variable "kms_key_alias" {
  description = "Alias of the key that the module makes; null is `alias/<job>-<environment>`. With `create_kms_key = false` and no `kms_key_arn`, the alias of the key to use."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_alias == null ? true : can(regex("^(alias/)?[A-Za-z0-9/_-]{1,250}$", var.kms_key_alias)) && !can(regex("^(alias/)?aws/", var.kms_key_alias))
    error_message = "kms_key_alias must hold letters, digits, '/', '_' and '-' alone, such as alias/dativo-prod, and must not begin with alias/aws/."
  }
}

variable "kms_deletion_window_in_days" {
  description = "Days between the destruction of the module's key and its end, 7 to 30."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.kms_deletion_window_in_days >= 7 && var.kms_deletion_window_in_days <= 30
    error_message = "kms_deletion_window_in_days must lie between 7 and 30."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept; CloudWatch Logs takes 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827 and some more."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653."
  }
}
