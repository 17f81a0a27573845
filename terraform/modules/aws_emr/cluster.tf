# EMR on EC2.

locals {
  spot_instance_types = distinct(concat([var.instance_type], var.spot_instance_types))
  spot_capacity       = local.instance_count - var.on_demand_instance_count

  # Objects in S3 stay with their bucket's own encryption unless a key is named: a key that goes with the cluster must not hold data that stays.
  security_configuration = {
    for key, value in {
      EncryptionConfiguration = !(var.enable_encryption || var.in_transit_certificates != null) ? null : {
        for part, setting in {
          EnableAtRestEncryption    = var.enable_encryption
          EnableInTransitEncryption = var.in_transit_certificates != null
          AtRestEncryptionConfiguration = !var.enable_encryption ? null : {
            for store, encryption in {
              LocalDiskEncryptionConfiguration = {
                EncryptionKeyProviderType = "AwsKms"
                AwsKmsKey                 = local.kms_key_arn
                EnableEbsEncryption       = true
              }
              S3EncryptionConfiguration = var.s3_kms_key_arn == null ? null : {
                EncryptionMode = "SSE-KMS"
                AwsKmsKey      = var.s3_kms_key_arn
              }
            } : store => encryption if encryption != null
          }
          InTransitEncryptionConfiguration = var.in_transit_certificates == null ? null : {
            TLSCertificateConfiguration = {
              CertificateProviderType = "PEM"
              S3Object                = var.in_transit_certificates
            }
          }
        } : part => setting if setting != null
      }
      InstanceMetadataServiceConfiguration = {
        MinimumInstanceMetadataServiceVersion = 2
        HttpPutResponseHopLimit               = 1
      }
    } : key => value if value != null
  }
}

resource "aws_emr_security_configuration" "this" {
  count = local.on_ec2 ? 1 : 0

  # A configuration cannot be changed: another one has another name, so that it is there before the old one goes.
  name          = "${local.names.security_configuration}-${substr(sha256(jsonencode([var.enable_encryption, var.kms_key_arn, var.kms_key_alias, var.create_kms_key, var.s3_kms_key_arn, var.in_transit_certificates])), 0, 8)}"
  configuration = jsonencode(local.security_configuration)

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_emr_cluster" "this" {
  count = local.on_ec2 ? 1 : 0

  name                              = local.cluster_name
  release_label                     = var.release_label
  applications                      = var.applications
  service_role                      = local.service_role_arn
  security_configuration            = aws_emr_security_configuration.this[0].name
  log_uri                           = local.log_uri
  log_encryption_kms_key_id         = local.create_log_bucket ? local.kms_key_arn : null
  configurations_json               = length(var.configurations) == 0 ? null : jsonencode(var.configurations)
  keep_job_flow_alive_when_no_steps = true
  termination_protection            = var.termination_protection
  unhealthy_node_replacement        = true
  scale_down_behavior               = "TERMINATE_AT_TASK_COMPLETION"
  step_concurrency_level            = var.step_concurrency_level
  ebs_root_volume_size              = var.root_volume_size_gib

  ec2_attributes {
    instance_profile                  = local.instance_profile_arn
    key_name                          = var.ec2_key_name
    subnet_id                         = var.enable_spot_instances || length(local.subnet_ids) == 0 ? null : local.subnet_ids[0]
    subnet_ids                        = var.enable_spot_instances && length(local.subnet_ids) > 0 ? local.subnet_ids : null
    emr_managed_master_security_group = local.master_group
    emr_managed_slave_security_group  = local.core_group
    service_access_security_group     = local.service_access_group
    additional_master_security_groups = length(var.security_group_ids) == 0 ? null : join(",", var.security_group_ids)
    additional_slave_security_groups  = length(var.security_group_ids) == 0 ? null : join(",", var.security_group_ids)
  }

  # One type at a fixed price: instance groups. Spot: fleets, which take what there is.
  dynamic "master_instance_group" {
    for_each = var.enable_spot_instances ? [] : [true]
    content {
      name           = "master"
      instance_type  = coalesce(var.master_instance_type, var.instance_type)
      instance_count = var.master_instance_count

      ebs_config {
        type                 = "gp3"
        size                 = var.volume_size_gib
        volumes_per_instance = 1
      }
    }
  }

  dynamic "core_instance_group" {
    for_each = var.enable_spot_instances ? [] : [true]
    content {
      name           = "core"
      instance_type  = var.instance_type
      instance_count = local.instance_count

      ebs_config {
        type                 = "gp3"
        size                 = var.volume_size_gib
        volumes_per_instance = 1
      }
    }
  }

  dynamic "master_instance_fleet" {
    for_each = var.enable_spot_instances ? [true] : []
    content {
      name                      = "master"
      target_on_demand_capacity = var.master_instance_count

      instance_type_configs {
        instance_type = coalesce(var.master_instance_type, var.instance_type)

        ebs_config {
          type                 = "gp3"
          size                 = var.volume_size_gib
          volumes_per_instance = 1
        }
      }
    }
  }

  dynamic "core_instance_fleet" {
    for_each = var.enable_spot_instances ? [true] : []
    content {
      name                      = "core"
      target_on_demand_capacity = var.on_demand_instance_count
      target_spot_capacity      = local.spot_capacity

      dynamic "instance_type_configs" {
        for_each = local.spot_instance_types
        content {
          instance_type                              = instance_type_configs.value
          weighted_capacity                          = 1
          bid_price_as_percentage_of_on_demand_price = 100

          ebs_config {
            type                 = "gp3"
            size                 = var.volume_size_gib
            volumes_per_instance = 1
          }
        }
      }

      launch_specifications {
        spot_specification {
          allocation_strategy      = "capacity-optimized"
          timeout_action           = "SWITCH_TO_ON_DEMAND"
          timeout_duration_minutes = 10
        }
      }
    }
  }

  dynamic "bootstrap_action" {
    for_each = var.bootstrap_actions
    content {
      name = bootstrap_action.value.name
      path = bootstrap_action.value.path
      args = bootstrap_action.value.args
    }
  }

  dynamic "auto_termination_policy" {
    for_each = var.idle_timeout_seconds == null ? [] : [var.idle_timeout_seconds]
    content {
      idle_timeout = auto_termination_policy.value
    }
  }

  tags = local.emr_tags

  lifecycle {
    # From the start on the scaling policy says how many nodes there are.
    ignore_changes = [
      core_instance_group[0].instance_count,
      core_instance_fleet[0].target_on_demand_capacity,
      core_instance_fleet[0].target_spot_capacity,
    ]
  }

  # Nodes need their permissions and their way out from the first minute, and EMR its own until the last.
  depends_on = [
    aws_iam_role_policy.service,
    aws_iam_role_policy.job,
    aws_iam_role_policy_attachment.service,
    aws_iam_role_policy_attachment.job,
    aws_vpc_security_group_egress_rule.this,
    aws_vpc_security_group_egress_rule.service_access,
    aws_vpc_security_group_ingress_rule.service_access,
    aws_s3_bucket_server_side_encryption_configuration.logs,
    aws_s3_bucket_policy.logs,
  ]
}

# Without min_instances and max_instances both are instance_count: a change of it is then made here.
resource "aws_emr_managed_scaling_policy" "this" {
  count = local.on_ec2 ? 1 : 0

  cluster_id = aws_emr_cluster.this[0].id

  compute_limits {
    unit_type                       = var.enable_spot_instances ? "InstanceFleetUnits" : "Instances"
    minimum_capacity_units          = local.min_instances
    maximum_capacity_units          = local.max_instances
    maximum_core_capacity_units     = local.max_instances
    maximum_ondemand_capacity_units = var.enable_spot_instances ? var.on_demand_instance_count : local.max_instances
  }
}
