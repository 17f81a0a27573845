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
  description = "If given, must be `aws_emr`: guards against a job that was written for another runtime."
  type        = string
  default     = null

  validation {
    condition     = coalesce(var.runtime_type, "aws_emr") == "aws_emr"
    error_message = "runtime_type must be aws_emr for this module."
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

# The cluster

variable "deployment" {
  description = "`ec2`: EMR on EC2, a cluster that stays; `serverless`: an application of EMR Serverless, which starts with a run and stops after it."
  type        = string
  default     = "ec2"
  nullable    = false

  validation {
    condition     = contains(["ec2", "serverless"], var.deployment)
    error_message = "deployment must be ec2 or serverless."
  }
}

variable "create_cluster" {
  description = "False uses the cluster (or application) that `cluster_id` names; the module then makes the log group of the job and its key alone."
  type        = bool
  default     = true
  nullable    = false
}

variable "cluster_id" {
  description = "Id of the cluster or application to use when `create_cluster` is false."
  type        = string
  default     = null

  validation {
    condition     = var.cluster_id == null ? true : can(regex("^[A-Za-z0-9-]{1,64}$", var.cluster_id))
    error_message = "cluster_id must be the id of a cluster, such as j-2AXXXXXXGAPLF, or of an application."
  }
}

variable "cluster_name" {
  description = "Name of the cluster; null is `<job>-<environment>-cluster`."
  type        = string
  default     = null

  validation {
    condition     = var.cluster_name == null ? true : can(regex("^[A-Za-z0-9._/#-]{1,64}$", var.cluster_name))
    error_message = "cluster_name must hold letters, digits and . _ / # - alone, 64 at most."
  }
}

variable "release_label" {
  description = "Release of EMR."
  type        = string
  default     = "emr-7.9.0"
  nullable    = false

  validation {
    condition     = can(regex("^emr-([6-9]|[1-9][0-9]+)\\.[0-9]+\\.[0-9]+$", var.release_label))
    error_message = "release_label must be a release such as emr-7.9.0, not older than emr-6.0.0."
  }
}

variable "applications" {
  description = "What is installed on the cluster."
  type        = list(string)
  default     = ["Spark", "Hadoop", "Hive"]
  nullable    = false

  validation {
    condition     = length(var.applications) > 0
    error_message = "applications must name at least one, such as Spark."
  }
}

variable "configurations" {
  description = "Configuration of the applications, as EMR writes it: a list of `{ Classification, Properties, Configurations }`."
  type        = any
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for entry in var.configurations : can(entry.Classification)])
    error_message = "configurations must be a list of objects, each with a Classification."
  }
}

variable "bootstrap_actions" {
  description = "Scripts that every node runs before applications start."
  type = list(object({
    name = string
    path = string
    args = optional(list(string), [])
  }))
  default  = []
  nullable = false
}

variable "step_concurrency_level" {
  description = "How many steps run at once, 1 to 256."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.step_concurrency_level >= 1 && var.step_concurrency_level <= 256
    error_message = "step_concurrency_level must lie between 1 and 256."
  }
}

variable "termination_protection" {
  description = "True refuses to end the cluster until it is set to false."
  type        = bool
  default     = false
  nullable    = false
}

variable "idle_timeout_seconds" {
  description = "Idle time after which a cluster ends itself (60 to 604800); null lets it stay, as a cluster that ended is made anew by the next apply. EMR Serverless stops after it, null being 900, and starts again by itself."
  type        = number
  default     = null

  validation {
    condition     = var.idle_timeout_seconds == null ? true : var.idle_timeout_seconds >= 60 && var.idle_timeout_seconds <= 604800
    error_message = "idle_timeout_seconds must lie between 60 and 604800."
  }
}

# Its machines

variable "instance_type" {
  description = "Type of the nodes."
  type        = string
  default     = "m5.xlarge"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*\\.[a-z0-9-]+$", var.instance_type))
    error_message = "instance_type must be a type of EC2 such as m5.xlarge."
  }
}

variable "master_instance_type" {
  description = "Type of the master; null is `instance_type`."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*\\.[a-z0-9-]+$", coalesce(var.master_instance_type, "m5.xlarge")))
    error_message = "master_instance_type must be a type of EC2 such as m5.xlarge."
  }
}

variable "master_instance_count" {
  description = "1, or 3 for a cluster that survives the loss of a master."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = contains([1, 3], var.master_instance_count)
    error_message = "master_instance_count must be 1 or 3."
  }
}

variable "instance_count" {
  description = "Nodes beside the master at the start; null is `min_instances`, or 2. Without `min_instances` and `max_instances` it stays so."
  type        = number
  default     = null

  validation {
    condition     = var.instance_count == null ? true : var.instance_count >= 1 && floor(var.instance_count) == var.instance_count
    error_message = "instance_count must be a whole number, 1 or more."
  }
}

variable "min_instances" {
  description = "Fewest nodes that managed scaling leaves; null is `instance_count`."
  type        = number
  default     = null

  validation {
    condition     = var.min_instances == null ? true : var.min_instances >= 1 && floor(var.min_instances) == var.min_instances
    error_message = "min_instances must be a whole number, 1 or more."
  }
}

variable "max_instances" {
  description = "Most nodes that managed scaling adds up to; null is `instance_count`."
  type        = number
  default     = null

  validation {
    condition     = var.max_instances == null ? true : var.max_instances >= 1 && floor(var.max_instances) == var.max_instances
    error_message = "max_instances must be a whole number, 1 or more."
  }
}

variable "enable_spot_instances" {
  description = "True runs all nodes but the master and `on_demand_instance_count` as spot instances, in instance fleets. To change it replaces the cluster."
  type        = bool
  default     = false
  nullable    = false
}

variable "on_demand_instance_count" {
  description = "Nodes that are not spot instances where `enable_spot_instances` is true: they hold HDFS."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.on_demand_instance_count >= 0 && floor(var.on_demand_instance_count) == var.on_demand_instance_count
    error_message = "on_demand_instance_count must be a whole number, 0 or more."
  }
}

variable "spot_instance_types" {
  description = "Further types that spot instances may be of; the more, the fewer interruptions."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.spot_instance_types) <= 4
    error_message = "spot_instance_types holds 4 types at most: with instance_type a fleet takes 5."
  }
}

variable "volume_size_gib" {
  description = "Disk of each node in GiB."
  type        = number
  default     = 64
  nullable    = false

  validation {
    condition     = var.volume_size_gib >= 10 && var.volume_size_gib <= 16384
    error_message = "volume_size_gib must lie between 10 and 16384."
  }
}

variable "root_volume_size_gib" {
  description = "Root disk of each node in GiB; null is what the release takes."
  type        = number
  default     = null

  validation {
    condition     = var.root_volume_size_gib == null ? true : var.root_volume_size_gib >= 15 && var.root_volume_size_gib <= 100
    error_message = "root_volume_size_gib must lie between 15 and 100."
  }
}

variable "ec2_key_name" {
  description = "EC2 key pair to reach the nodes by SSH; null for none."
  type        = string
  default     = null
}

variable "maximum_capacity" {
  description = "Most that an application of EMR Serverless takes at once: what bounds its cost."
  type = object({
    cpu    = string
    memory = string
    disk   = optional(string)
  })
  default  = { cpu = "32 vCPU", memory = "128 GB" }
  nullable = false

  validation {
    condition     = can(regex("^[1-9][0-9]* vCPU$", var.maximum_capacity.cpu)) && can(regex("^[1-9][0-9]* GB$", var.maximum_capacity.memory))
    error_message = "maximum_capacity must be written as { cpu = \"32 vCPU\", memory = \"128 GB\" }."
  }
}

variable "cpu_architecture" {
  description = "`X86_64` or `ARM64`: what EMR Serverless runs on. On EC2 the instance type says it."
  type        = string
  default     = "X86_64"
  nullable    = false

  validation {
    condition     = contains(["X86_64", "ARM64"], var.cpu_architecture)
    error_message = "cpu_architecture must be X86_64 or ARM64."
  }
}

# The schedule

variable "schedule" {
  description = "When `entry_point` runs, as EventBridge Scheduler writes it: `cron(0 2 * * ? *)`, `rate(6 hours)` or `at(2026-01-31T02:00:00)`; null makes no schedule."
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
  description = "How often the scheduler tries again when it could not hand the run over (0 to 185, within an hour). A run that failed is not started again."
  type        = number
  default     = 3
  nullable    = false

  validation {
    condition     = var.max_retries >= 0 && var.max_retries <= 185 && floor(var.max_retries) == var.max_retries
    error_message = "max_retries must be a whole number from 0 to 185."
  }
}

variable "entry_point" {
  description = "What the schedule runs with `spark-submit`: a Python file or a jar, `s3://acme-code/orders.py`."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^(s3|local|file)://\\S+$|^/\\S+$", coalesce(var.entry_point, "/x")))
    error_message = "entry_point must be the place of a file such as s3://acme-code/orders.py."
  }
}

variable "entry_point_arguments" {
  description = "Arguments of `entry_point`."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "spark_submit_parameters" {
  description = "Options of `spark-submit`, a word each: `[\"--conf\", \"spark.executor.memory=4g\"]`."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for word in var.spark_submit_parameters : can(regex("^\\S+$", word))])
    error_message = "spark_submit_parameters must be words without blanks: [\"--conf\", \"spark.executor.memory=4g\"]."
  }
}

# The network

variable "vpc_id" {
  description = "VPC of the security groups that the module makes; null leaves security groups to EMR."
  type        = string
  default     = null
}

variable "private_subnet_ids" {
  description = "Subnets of the cluster; EMR on EC2 takes the first, with spot instances the best of them. Empty is the default VPC. Private ones need a way to S3 and EMR (NAT or endpoints)."
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

variable "private_subnets" {
  description = "False where the subnets are public: EMR then takes no security group for its own access."
  type        = bool
  default     = true
  nullable    = false
}

variable "security_group_ids" {
  description = "Further security groups of all nodes."
  type        = list(string)
  default     = []
  nullable    = false
}

variable "create_security_group" {
  description = "Whether to make security groups; null means when `vpc_id` is given. Say true where the VPC is made in the same configuration."
  type        = bool
  default     = null
}

variable "egress_rules" {
  description = "What the nodes' security groups let out. The default lets all out, as sources may be anywhere: narrow it where you know them. Each rule has one of `cidr_ipv4`, `cidr_ipv6`, `prefix_list_id`, `security_group_id`."
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

# Permissions

variable "data_lake_bucket" {
  description = "Name of the bucket that the job reads and writes."
  type        = string
  default     = null

  validation {
    condition     = var.data_lake_bucket == null ? true : can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.data_lake_bucket))
    error_message = "data_lake_bucket must be the name of a bucket such as acme-data-lake-prod, without s3:// and without a path."
  }
}

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

variable "service_role_arn" {
  description = "Role of EMR itself; null makes one."
  type        = string
  default     = null
}

variable "create_service_role" {
  description = "Whether to make EMR's role; null means when `service_role_arn` is not given. Say false where the role is made in the same configuration."
  type        = bool
  default     = null
}

variable "instance_profile_arn" {
  description = "Instance profile of the nodes; null makes one for the job's role. With it, `job_role_arn` names its role."
  type        = string
  default     = null
}

variable "create_instance_profile" {
  description = "Whether to make an instance profile; null means when `instance_profile_arn` is not given."
  type        = bool
  default     = null
}

variable "job_role_arn" {
  description = "Role of the job: that of the nodes, or of the runs of EMR Serverless; null makes one. What one brought along may do is its owner's business."
  type        = string
  default     = null

  validation {
    condition     = var.job_role_arn == null ? true : can(regex("^arn:[^:]+:iam::[0-9]*:role/.+$", var.job_role_arn))
    error_message = "job_role_arn must be the ARN of a role, such as arn:aws:iam::123456789012:role/jobs."
  }
}

variable "create_job_role" {
  description = "Whether to make the job's role; null means when neither `instance_profile_arn` nor `job_role_arn` is given."
  type        = bool
  default     = null
}

# Encryption and logs

variable "enable_encryption" {
  description = "True encrypts disks and logs with a KMS key. False leaves logs to the keys that AWS owns, and disks to the account's default."
  type        = bool
  default     = true
  nullable    = false
}

variable "kms_key_arn" {
  description = "Your key for disks and logs; null makes one. Its policy must let CloudWatch Logs use it: see the README."
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

variable "s3_kms_key_arn" {
  description = "Key that EMR encrypts objects with that it writes to S3; null leaves them to their bucket's own encryption."
  type        = string
  default     = null
}

variable "in_transit_certificates" {
  description = "Encrypts traffic between nodes: `s3://bucket/certificates.zip`, in which EMR finds PEM files; null does not."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^s3://[^/]+/.+\\.zip$", coalesce(var.in_transit_certificates, "s3://b/c.zip")))
    error_message = "in_transit_certificates must be the place of a zip file such as s3://acme-certificates/emr.zip."
  }
}

variable "log_retention_days" {
  description = "Days that logs are kept, in the bucket and in the log group; CloudWatch Logs takes 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827 and some more."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653."
  }
}

variable "log_bucket" {
  description = "Bucket for EMR's logs; null makes one."
  type        = string
  default     = null
}

variable "create_log_bucket" {
  description = "Whether to make the log bucket; null means when `log_bucket` is not given. Say false where the bucket is made in the same configuration."
  type        = bool
  default     = null
}

variable "log_prefix" {
  description = "Folder of the logs in their bucket."
  type        = string
  default     = "emr"
  nullable    = false

  validation {
    condition     = can(regex("^[A-Za-z0-9!_.()/-]+$", var.log_prefix)) && trim(var.log_prefix, "/") != ""
    error_message = "log_prefix must be a folder such as emr."
  }
}

variable "log_bucket_force_destroy" {
  description = "True lets a destroy delete the log bucket with all logs in it."
  type        = bool
  default     = false
  nullable    = false
}
