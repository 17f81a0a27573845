provider "aws" {
  region = "us-east-1"
}

variables {
  region = "us-east-1"
  job_metadata = {
    job_name      = "postgres-orders-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
  }
}

run "network" {
  variables {
    vpc_id             = "vpc-0a1b2c3d4e5f60718"
    private_subnet_ids = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]
  }

  assert {
    condition     = aws_emr_cluster.this[0].ec2_attributes[0].subnet_id == "subnet-0a1b2c3d4e5f60718"
    error_message = "Instance groups are not in the first subnet."
  }
  assert {
    condition     = output.master_security_group_id == aws_security_group.master[0].id && output.service_access_security_group_id != null
    error_message = "The cluster does not have the module's groups."
  }
  assert {
    condition     = strcontains(aws_iam_role_policy.service[0].policy, "subnet/subnet-0b1c2d3e4f5061728\"") && !strcontains(aws_iam_role_policy.service[0].policy, "subnet/*")
    error_message = "EMR may use other subnets than those."
  }
}

run "spot" {
  variables {
    enable_spot_instances = true
    instance_count        = 8
    min_instances         = 4
    max_instances         = 12
    private_subnet_ids    = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]
  }

  assert {
    condition     = aws_emr_cluster.this[0].core_instance_fleet[0].target_on_demand_capacity == 1 && aws_emr_cluster.this[0].core_instance_fleet[0].target_spot_capacity == 7
    error_message = "The fleet is not one node on demand and seven spot instances."
  }
  assert {
    condition     = one(aws_emr_managed_scaling_policy.this[0].compute_limits).unit_type == "InstanceFleetUnits"
    error_message = "The fleet is not scaled as a fleet."
  }
}

run "serverless" {
  variables {
    deployment       = "serverless"
    data_lake_bucket = "acme-data-lake-prod"
  }

  assert {
    condition     = output.emr_cluster_id == output.application_id && length(aws_emr_cluster.this) == 0 && output.service_role_arn == null
    error_message = "There is more, or less, than an application."
  }
  assert {
    condition     = strcontains(aws_iam_role.job[0].assume_role_policy, "emr-serverless.amazonaws.com") && !strcontains(aws_iam_role.job[0].assume_role_policy, "ec2.amazonaws.com")
    error_message = "The job's role is taken by somebody else."
  }
}

run "brought_along" {
  variables {
    create_cluster = false
    cluster_id     = "j-2AXXXXXXGAPLF"
  }

  assert {
    condition     = output.emr_cluster_id == "j-2AXXXXXXGAPLF" && length(aws_iam_role.job) == 0 && length(aws_s3_bucket.logs) == 0
    error_message = "Something was made for a cluster that is there."
  }
}

run "role_brought_along" {
  variables {
    job_role_arn = "arn:aws:iam::123456789012:role/team/DativoEMRRole"
  }

  assert {
    condition     = aws_iam_instance_profile.job[0].role == "DativoEMRRole" && length(aws_iam_role.job) == 0
    error_message = "The role is not handed to the nodes."
  }
}

run "without_encryption" {
  variables {
    enable_encryption = false
    log_bucket        = "acme-logs"
  }

  assert {
    condition     = output.kms_key_arn == null && output.emr_log_bucket == "acme-logs" && output.log_uri == "s3://acme-logs/emr/"
    error_message = "A key or bucket was made all the same."
  }
  assert {
    condition     = !can(jsondecode(aws_emr_security_configuration.this[0].configuration).EncryptionConfiguration)
    error_message = "Encryption is configured all the same."
  }
}

run "settings_of_a_job" {
  command = plan
  variables {
    enable_spot_instances = true
    log_retention_days    = 30
    enable_encryption     = true
    kms_key_alias         = "alias/dativo-prod"
    instance_type         = "r5.2xlarge"
    instance_count        = 8
    min_instances         = 4
    max_instances         = 12
  }

  assert {
    condition     = aws_kms_alias.this[0].name == "alias/dativo-prod"
    error_message = "The key has another alias."
  }
}
