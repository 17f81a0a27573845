module "stripe_customers_runtime" {
  source = "../modules/aws_fargate"

  region = "us-east-1"

  # Tags from job config
  job_metadata = {
    job_name      = "stripe-customers-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-platform"
  }

  container_image    = "123456789012.dkr.ecr.us-east-1.amazonaws.com/dativo:1.1.0"
  cpu                = "1024"
  memory             = "2048"
  vpc_id             = var.vpc_id
  private_subnet_ids = var.private_subnet_ids
  s3_bucket_arns     = ["arn:aws:s3:::acme-data-lake", "arn:aws:s3:::acme-data-lake/*"]
}

output "stripe_customers_cluster_name" {
  value = module.stripe_customers_runtime.cluster_name
}
