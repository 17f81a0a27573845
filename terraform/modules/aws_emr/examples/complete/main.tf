# A cluster that scales between 4 and 12 nodes, most of them spot instances, in private subnets, with encryption in transit too.

provider "aws" {
  region = "us-east-1"
}

resource "aws_vpc" "this" {
  cidr_block = "10.30.0.0/16"
}

resource "aws_subnet" "private" {
  count = 2

  vpc_id     = aws_vpc.this.id
  cidr_block = cidrsubnet(aws_vpc.this.cidr_block, 8, count.index)
}

module "dativo_runtime" {
  source = "../.."

  region       = "us-east-1"
  runtime_type = "aws_emr"

  job_metadata = {
    job_name      = "postgres-orders-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
    owner         = "data-team@acme.com"
  }
  default_tags = {
    project = "customer-analytics"
  }

  release_label          = "emr-7.9.0"
  applications           = ["Spark", "Hadoop", "Hive"]
  step_concurrency_level = 5
  configurations = [{
    Classification = "spark-defaults"
    Properties     = { "spark.sql.shuffle.partitions" = "200" }
  }]

  instance_type            = "r5.2xlarge"
  master_instance_type     = "m5.xlarge"
  instance_count           = 8
  min_instances            = 4
  max_instances            = 12
  enable_spot_instances    = true
  on_demand_instance_count = 2
  spot_instance_types      = ["r5a.2xlarge", "r6i.2xlarge"]
  idle_timeout_seconds     = 7200

  create_security_group = true
  vpc_id                = aws_vpc.this.id
  private_subnet_ids    = aws_subnet.private[*].id

  data_lake_bucket        = "acme-data-lake-prod"
  enable_encryption       = true
  kms_key_alias           = "alias/dativo-prod"
  in_transit_certificates = "s3://acme-certificates/emr/certificates.zip"
  log_retention_days      = 90
}

output "emr_cluster_id" {
  description = "The cluster."
  value       = module.dativo_runtime.emr_cluster_id
}

output "emr_master_public_dns" {
  description = "Its master."
  value       = module.dativo_runtime.emr_master_public_dns
}
