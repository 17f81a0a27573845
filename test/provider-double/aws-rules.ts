import { between, conflicting, exactlyOne, matches, oneOf, type ArgumentRule, type ProviderRules } from "./rule-kinds.ts";
import { containerDefinitions, fargateSize } from "./task-definition-rules.ts";

const json: ArgumentRule = { json: true };

const iamName = (most: number) => matches(new RegExp(`^[\\w+=,.@-]{1,${most}}$`), `up to ${most} of letters, digits and _ + = , . @ -`);
const schedulerName = matches(/^[0-9A-Za-z_.-]{1,64}$/, "up to 64 of letters, digits and _ . -");
const ecsName = matches(/^[A-Za-z0-9_-]{1,255}$/, "up to 255 of letters, digits, _ and -");
const release = matches(/^emr-\d+\.\d+\.\d+(-\w+)?$/, "a release of EMR is written emr-7.9.0");
const volumeType = oneOf("gp2", "gp3", "io1", "io2", "st1", "sc1", "standard");
const logRetention: ArgumentRule = {
  among: [0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
};

/** What AWS's provider checks by code, and some of what its API refuses: the well-known part. */
export const awsRules: ProviderRules = {
  always: [conflicting("name", "name_prefix"), conflicting("bucket", "bucket_prefix")],
  anywhere: [
    { argument: /(^|\.)\w*_arns?$/, rule: matches(/^(arn:aws[\w-]*:[\w-]+:[\w-]*:(\d{12}|aws|cloudfront)?:.+)?$/, "an ARN is expected") },
    { argument: /(^|_)(assume_role_policy|redrive_policy)$/, rule: json },
    { argument: /^policy$/, rule: json },
  ],
  types: {
    aws_cloudwatch_event_rule: {
      arguments: {
        schedule_expression: matches(/^(rate|cron)\(.+\)$/, "rate(...) or cron(...)"),
        state: oneOf("ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"),
        event_pattern: json,
      },
    },
    aws_cloudwatch_log_group: {
      arguments: {
        name: matches(/^[.\-_/#A-Za-z0-9]{1,512}$/, "up to 512 of letters, digits and . - _ / #"),
        retention_in_days: logRetention,
        log_group_class: oneOf("STANDARD", "INFREQUENT_ACCESS", "DELIVERY"),
      },
    },
    aws_cloudwatch_metric_alarm: {
      arguments: {
        comparison_operator: oneOf(
          "GreaterThanOrEqualToThreshold",
          "GreaterThanThreshold",
          "LessThanThreshold",
          "LessThanOrEqualToThreshold",
          "LessThanLowerOrGreaterThanUpperThreshold",
          "LessThanLowerThreshold",
          "GreaterThanUpperThreshold",
        ),
        statistic: oneOf("SampleCount", "Average", "Sum", "Minimum", "Maximum"),
        treat_missing_data: oneOf("breaching", "notBreaching", "ignore", "missing"),
        evaluation_periods: between(1, 1_000_000),
      },
    },
    aws_ecr_repository: {
      arguments: {
        name: matches(/^(?=.{2,256}$)[a-z0-9]+([._/-][a-z0-9]+)*$/, "2 to 256 lowercase letters and digits with . _ / - between them"),
        image_tag_mutability: oneOf("MUTABLE", "IMMUTABLE", "MUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION"),
        "encryption_configuration.encryption_type": oneOf("AES256", "KMS", "KMS_DSSE"),
      },
    },
    aws_ecs_cluster: {
      arguments: {
        name: ecsName,
        "setting.name": oneOf("containerInsights"),
        "setting.value": oneOf("enabled", "disabled", "enhanced"),
        "configuration.execute_command_configuration.logging": oneOf("NONE", "DEFAULT", "OVERRIDE"),
      },
    },
    aws_ecs_service: {
      arguments: {
        name: ecsName,
        launch_type: oneOf("EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"),
        propagate_tags: oneOf("SERVICE", "TASK_DEFINITION", "NONE"),
        scheduling_strategy: oneOf("DAEMON", "REPLICA"),
      },
      whole: [conflicting("launch_type", "capacity_provider_strategy")],
    },
    aws_ecs_task_definition: {
      arguments: {
        family: ecsName,
        network_mode: oneOf("bridge", "host", "awsvpc", "none"),
        requires_compatibilities: oneOf("EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"),
        "runtime_platform.cpu_architecture": oneOf("X86_64", "ARM64"),
        "runtime_platform.operating_system_family": matches(/^(LINUX|WINDOWS_SERVER_\w+)$/, "LINUX or WINDOWS_SERVER_..."),
        "ephemeral_storage.size_in_gib": between(21, 200),
        "volume.efs_volume_configuration.transit_encryption": oneOf("ENABLED", "DISABLED"),
        pid_mode: oneOf("host", "task"),
      },
      whole: [fargateSize, containerDefinitions],
    },
    aws_emr_cluster: {
      arguments: {
        release_label: release,
        configurations_json: json,
        scale_down_behavior: oneOf("TERMINATE_AT_INSTANCE_HOUR", "TERMINATE_AT_TASK_COMPLETION"),
        step_concurrency_level: between(1, 256),
        "auto_termination_policy.idle_timeout": between(60, 604_800),
        "core_instance_group.ebs_config.type": volumeType,
        "master_instance_group.ebs_config.type": volumeType,
        "core_instance_fleet.instance_type_configs.ebs_config.type": volumeType,
        "master_instance_fleet.instance_type_configs.ebs_config.type": volumeType,
      },
      whole: [
        conflicting("master_instance_group", "master_instance_fleet"),
        conflicting("core_instance_group", "core_instance_fleet"),
        conflicting("configurations", "configurations_json"),
      ],
    },
    aws_emr_managed_scaling_policy: { arguments: { "compute_limits.unit_type": oneOf("InstanceFleetUnits", "Instances", "VCPU") } },
    aws_emr_security_configuration: { arguments: { configuration: json, name: matches(/^.{1,10280}$/, "is too long") } },
    aws_emrserverless_application: {
      arguments: {
        name: matches(/^[A-Za-z0-9._/#-]{1,64}$/, "up to 64 of letters, digits and . _ / # -"),
        architecture: oneOf("ARM64", "X86_64"),
        type: matches(/^(spark|hive)$/i, "spark or hive"),
        release_label: release,
        "auto_stop_configuration.idle_timeout_minutes": between(1, 10_080),
        "maximum_capacity.cpu": matches(/^[1-9]\d*(\.\d+)?\s*(vCPU|vcpu|VCPU)?$/, "a number of vCPU, as in 16 vCPU"),
        "maximum_capacity.memory": matches(/^[1-9]\d*(\.\d+)?\s*(GB|gb|gB|Gb)?$/, "a number of GB, as in 64 GB"),
        "maximum_capacity.disk": matches(/^[1-9]\d*(\.\d+)?\s*(GB|gb|gB|Gb)$/, "a number of GB, as in 200 GB"),
      },
    },
    aws_iam_policy: { arguments: { name: iamName(128) } },
    aws_iam_role: {
      arguments: {
        name: iamName(64),
        name_prefix: iamName(38),
        max_session_duration: between(3600, 43_200),
        description: matches(/^[^]{0,1000}$/, "up to 1000 characters"),
      },
    },
    aws_iam_role_policy: { arguments: { name: iamName(128) } },
    aws_iam_instance_profile: { arguments: { name: iamName(128) } },
    aws_kms_alias: {
      arguments: { name: matches(/^alias\/(?!aws\/)[\w/-]{1,250}$/, "alias/ and then letters, digits, _ / -, not alias/aws/") },
    },
    aws_kms_key: { arguments: { deletion_window_in_days: between(7, 30), rotation_period_in_days: between(90, 2560) } },
    aws_s3_bucket: {
      arguments: {
        bucket: matches(
          /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(\.\.|-s3alias$|--ol-s3$))(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
          "3 to 63 lowercase letters, digits, . and -, a letter or digit at both ends",
        ),
        bucket_prefix: matches(/^[a-z0-9][a-z0-9.-]{0,36}$/, "up to 37 lowercase letters, digits, . and -"),
      },
    },
    aws_s3_bucket_lifecycle_configuration: { arguments: { "rule.status": oneOf("Enabled", "Disabled") } },
    aws_s3_bucket_ownership_controls: {
      arguments: { "rule.object_ownership": oneOf("BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced") },
    },
    aws_s3_bucket_server_side_encryption_configuration: {
      arguments: { "rule.apply_server_side_encryption_by_default.sse_algorithm": oneOf("AES256", "aws:kms", "aws:kms:dsse") },
    },
    aws_s3_bucket_versioning: { arguments: { "versioning_configuration.status": oneOf("Enabled", "Suspended", "Disabled") } },
    aws_scheduler_schedule: {
      arguments: {
        name: schedulerName,
        group_name: schedulerName,
        schedule_expression: matches(/^(rate|cron|at)\(.+\)$/, "rate(...), cron(...) or at(...)"),
        state: oneOf("ENABLED", "DISABLED"),
        "flexible_time_window.mode": oneOf("OFF", "FLEXIBLE"),
        "flexible_time_window.maximum_window_in_minutes": between(1, 1440),
        "target.ecs_parameters.launch_type": oneOf("EC2", "FARGATE", "EXTERNAL"),
        "target.ecs_parameters.propagate_tags": oneOf("TASK_DEFINITION"),
        "target.ecs_parameters.task_count": between(1, 10),
        "target.retry_policy.maximum_event_age_in_seconds": between(60, 86_400),
        "target.retry_policy.maximum_retry_attempts": between(0, 185),
      },
    },
    aws_scheduler_schedule_group: { arguments: { name: schedulerName } },
    aws_secretsmanager_secret: {
      arguments: {
        name: matches(/^[\w/+=.@-]{1,512}$/, "up to 512 of letters, digits and / _ + = . @ -"),
        recovery_window_in_days: { among: [0, ...Array.from({ length: 24 }, (_, at) => at + 7)] },
      },
    },
    aws_security_group: {
      arguments: {
        name: matches(/^(?!sg-).{1,255}$/, "up to 255 characters, not beginning with sg-"),
        description: matches(
          /^[0-9A-Za-z_ .:/()#,@[\]+=&;{}!$*-]{0,255}$/,
          "up to 255 of letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*",
        ),
      },
    },
    aws_sns_topic: { arguments: { name: matches(/^[\w-]{1,256}(\.fifo)?$/, "up to 256 of letters, digits, _ and -") } },
    aws_sqs_queue: {
      arguments: {
        name: matches(/^[\w-]{1,80}$|^[\w-]{1,75}\.fifo$/, "up to 80 of letters, digits, _ and -"),
        message_retention_seconds: between(60, 1_209_600),
        visibility_timeout_seconds: between(0, 43_200),
        kms_data_key_reuse_period_seconds: between(60, 86_400),
      },
      whole: [conflicting("kms_master_key_id", "sqs_managed_sse_enabled")],
    },
    aws_vpc_security_group_egress_rule: {
      whole: [exactlyOne("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id")],
    },
    aws_vpc_security_group_ingress_rule: {
      whole: [exactlyOne("cidr_ipv4", "cidr_ipv6", "prefix_list_id", "referenced_security_group_id")],
    },
  },
};
