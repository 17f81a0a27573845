# An application of EMR Serverless: nothing runs, and nothing costs, between two runs.

provider "aws" {
  region = "us-east-1"
}

module "dativo_runtime" {
  source = "../.."

  region     = "us-east-1"
  deployment = "serverless"

  job_metadata = {
    job_name      = "postgres-orders-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
  }

  vpc_id             = "vpc-0a1b2c3d4e5f60718"
  private_subnet_ids = ["subnet-0a1b2c3d4e5f60718"]
  data_lake_bucket   = "acme-data-lake-prod"
  maximum_capacity   = { cpu = "64 vCPU", memory = "256 GB" }

  schedule                = "cron(0 2 * * ? *)"
  schedule_timezone       = "Europe/Berlin"
  entry_point             = "s3://acme-code/orders.py"
  spark_submit_parameters = ["--conf", "spark.executor.memory=4g"]
}

output "application_id" {
  description = "The application."
  value       = module.dativo_runtime.application_id
}

output "job_role_arn" {
  description = "The role to start runs with."
  value       = module.dativo_runtime.job_role_arn
}
