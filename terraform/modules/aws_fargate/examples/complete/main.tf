# A job by schedule, in a network, with a bucket, secrets and a key that are made in the same configuration.

provider "aws" {
  region = "us-east-1"
}

resource "aws_vpc" "this" {
  cidr_block = "10.20.0.0/16"
}

resource "aws_subnet" "private" {
  count = 2

  vpc_id     = aws_vpc.this.id
  cidr_block = cidrsubnet(aws_vpc.this.cidr_block, 8, count.index)
}

resource "aws_s3_bucket" "lake" {
  bucket = "acme-data-lake-example"
}

resource "aws_secretsmanager_secret" "stripe" {
  name = "stripe-customers-etl/api-key"
}

module "dativo_runtime" {
  source = "../.."

  region       = "us-east-1"
  runtime_type = "aws_fargate"

  job_metadata = {
    job_name      = "stripe-customers-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
    owner         = "data-team@acme.com"
  }
  default_tags = {
    project = "dativo-platform"
  }

  container_image       = "123456789012.dkr.ecr.us-east-1.amazonaws.com/dativo:1.1.0"
  command               = ["dativo"]
  args                  = ["run", "--config", "jobs/acme/stripe_customers.yaml"]
  cpu                   = "1024"
  memory                = "4Gi"
  cpu_architecture      = "ARM64"
  ephemeral_storage_gib = 50
  environment_variables = { LOG_LEVEL = "info" }
  secrets               = { STRIPE_API_KEY = aws_secretsmanager_secret.stripe.arn }
  writable_paths        = ["/tmp", "/data"]
  timeout_seconds       = 7200

  schedule                  = "cron(0 2 * * ? *)"
  schedule_timezone         = "Europe/Berlin"
  schedule_flexible_minutes = 15
  max_retries               = 5
  capacity_provider         = "FARGATE_SPOT"

  # The network is made here too: that there is one cannot be seen from an id that is not known yet.
  create_security_group = true
  vpc_id                = aws_vpc.this.id
  private_subnet_ids    = aws_subnet.private[*].id
  egress_rules = {
    https    = { from_port = 443, cidr_ipv4 = "0.0.0.0/0" }
    postgres = { from_port = 5432, cidr_ipv4 = "10.0.0.0/8" }
  }

  s3_bucket_arns     = [aws_s3_bucket.lake.arn, "${aws_s3_bucket.lake.arn}/*"]
  kms_key_alias      = "alias/stripe-customers"
  log_retention_days = 90
}

output "run_task_input" {
  description = "Starts the job by hand: aws ecs run-task --cli-input-json \"$(terraform output -json run_task_input)\"."
  value       = module.dativo_runtime.run_task_input
}

output "schedule_arn" {
  description = "The schedule."
  value       = module.dativo_runtime.schedule_arn
}
