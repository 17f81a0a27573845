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

run "schedule_of_steps" {
  variables {
    schedule                = "cron(0 2 * * ? *)"
    entry_point             = "s3://acme-code/orders.py"
    entry_point_arguments   = ["--where", "a < b & c > d"]
    spark_submit_parameters = ["--conf", "spark.executor.memory=4g"]
  }

  assert {
    condition     = endswith(aws_scheduler_schedule.this[0].target[0].arn, ":scheduler:::aws-sdk:emr:addJobFlowSteps")
    error_message = "The schedule hands no steps over."
  }
  assert {
    condition     = jsondecode(aws_scheduler_schedule.this[0].target[0].input).JobFlowId == output.emr_cluster_id
    error_message = "The schedule means another cluster."
  }
  assert {
    condition = join("|", jsondecode(aws_scheduler_schedule.this[0].target[0].input).Steps[0].HadoopJarStep.Args) == join("|", [
      "spark-submit", "--conf", "spark.executor.memory=4g", "s3://acme-code/orders.py", "--where", "a < b & c > d",
    ])
    error_message = "The step is another one."
  }
  assert {
    condition     = !strcontains(aws_iam_role_policy.scheduler[0].policy, "\"Resource\":\"*\"") && !strcontains(aws_iam_role_policy.scheduler[0].policy, "PassRole")
    error_message = "The scheduler may do more than add steps."
  }
}

run "schedule_of_runs" {
  variables {
    deployment  = "serverless"
    schedule    = "rate(6 hours)"
    entry_point = "s3://acme-code/orders.py"
  }

  assert {
    condition     = endswith(aws_scheduler_schedule.this[0].target[0].arn, ":scheduler:::aws-sdk:emrserverless:startJobRun")
    error_message = "The schedule starts no runs."
  }
  assert {
    condition     = strcontains(aws_scheduler_schedule.this[0].target[0].input, "\"<aws.scheduler.execution-id>\"")
    error_message = "The scheduler would not know its keyword."
  }
  assert {
    condition     = !strcontains(aws_scheduler_schedule.this[0].target[0].input, ":null")
    error_message = "The run says null, which the API does not take."
  }
  assert {
    condition     = jsondecode(aws_scheduler_schedule.this[0].target[0].input).Tags["CostCenter"] == "data-platform"
    error_message = "The run would have no tags."
  }
  assert {
    condition = (
      jsondecode(aws_scheduler_schedule.this[0].target[0].input).ApplicationId == output.application_id
      && jsondecode(aws_scheduler_schedule.this[0].target[0].input).ExecutionRoleArn == output.job_role_arn
    )
    error_message = "The run belongs to another application or role."
  }
  assert {
    condition     = strcontains(aws_iam_role_policy.scheduler[0].policy, output.job_role_arn) && strcontains(aws_iam_role_policy.scheduler[0].policy, "emr-serverless.amazonaws.com")
    error_message = "The scheduler may not hand the job's role over."
  }
}

run "schedule_on_a_cluster_that_is_there" {
  variables {
    create_cluster = false
    cluster_id     = "j-2AXXXXXXGAPLF"
    schedule       = "rate(6 hours)"
    entry_point    = "s3://acme-code/orders.py"
  }

  assert {
    condition     = strcontains(aws_iam_role_policy.scheduler[0].policy, "cluster/j-2AXXXXXXGAPLF\"")
    error_message = "The scheduler may not add steps to that cluster alone."
  }
}
