# Two jobs and a service in one cluster, with one key.

provider "aws" {
  region = "us-east-1"
}

locals {
  metadata = {
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
  }
  network = {
    vpc_id     = "vpc-0a1b2c3d4e5f60718"
    subnet_ids = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"]
  }
}

module "customers" {
  source = "../.."

  region             = "us-east-1"
  job_metadata       = merge(local.metadata, { job_name = "stripe-customers-etl" })
  cluster_name       = "dativo-prod"
  vpc_id             = local.network.vpc_id
  private_subnet_ids = local.network.subnet_ids
  schedule           = "rate(6 hours)"
}

module "orders" {
  source = "../.."

  region             = "us-east-1"
  job_metadata       = merge(local.metadata, { job_name = "postgres-orders-etl" })
  create_cluster     = false
  cluster_name       = module.customers.cluster_name
  enable_encryption  = false
  vpc_id             = local.network.vpc_id
  private_subnet_ids = local.network.subnet_ids
  schedule           = "cron(30 3 ? * MON-FRI *)"
}

module "listener" {
  source = "../.."

  region             = "us-east-1"
  job_metadata       = merge(local.metadata, { job_name = "webhook-listener", pipeline_type = "streaming" })
  create_cluster     = false
  cluster_name       = module.customers.cluster_arn
  create_service     = true
  desired_count      = 2
  vpc_id             = local.network.vpc_id
  private_subnet_ids = local.network.subnet_ids
}

output "customers_service_name" {
  description = "Group of the first job's tasks."
  value       = module.customers.service_name
}

output "listener_service_name" {
  description = "The service."
  value       = module.listener.service_name
}
