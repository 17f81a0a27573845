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

run "names_and_tags" {
  command = plan

  assert {
    condition     = output.cluster_name == "postgres-orders-etl-prod-cluster"
    error_message = "The cluster is named ${output.cluster_name}."
  }
  assert {
    condition = aws_emr_cluster.this[0].tags == tomap({
      CostCenter                                 = "data-platform"
      DativoRuntime                              = "aws_emr"
      Environment                                = "prod"
      JobName                                    = "postgres-orders-etl"
      ManagedBy                                  = "terraform"
      PipelineType                               = "ingestion"
      Team                                       = "data-engineering"
      "for-use-with-amazon-emr-managed-policies" = "true"
    })
    error_message = "The tags are ${jsonencode(aws_emr_cluster.this[0].tags)}."
  }
}

run "first_apply" {
  assert {
    condition     = output.emr_cluster_id == output.cluster_id && output.emr_cluster_dns == output.master_public_dns && output.emr_cluster_id != null
    error_message = "Two names for one output differ."
  }
  assert {
    condition     = jsondecode(aws_emr_security_configuration.this[0].configuration).InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion == 2
    error_message = "The nodes answer to the old metadata service."
  }
  assert {
    condition     = jsondecode(aws_emr_security_configuration.this[0].configuration).EncryptionConfiguration.AtRestEncryptionConfiguration.LocalDiskEncryptionConfiguration.AwsKmsKey == output.kms_key_arn
    error_message = "Disks are not encrypted with the module's key."
  }
  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.logs[0].rule[0].expiration[0].days == 30
    error_message = "Logs are not kept for 30 days."
  }
  assert {
    condition     = one(aws_emr_managed_scaling_policy.this[0].compute_limits).minimum_capacity_units == 2 && one(aws_emr_managed_scaling_policy.this[0].compute_limits).maximum_capacity_units == 2
    error_message = "The cluster scales without having been told to."
  }
}

run "another_size" {
  variables {
    instance_count = 5
  }

  assert {
    condition     = one(aws_emr_managed_scaling_policy.this[0].compute_limits).minimum_capacity_units == 5
    error_message = "Another instance_count has no effect."
  }
  assert {
    condition     = output.emr_cluster_id == run.first_apply.emr_cluster_id
    error_message = "Another instance_count made another cluster."
  }
}
