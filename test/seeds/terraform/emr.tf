# A root module beside the jobs, where `terraform output` and `dativo run` are typed in one place.
module "emr" {
  source           = "./terraform/modules/aws_emr"
  region           = "us-east-1"
  data_lake_bucket = "acme-data-lake-prod"
  job_metadata = {
    job_name      = "postgres-orders-etl"
    team          = "data-engineering"
    pipeline_type = "ingestion"
    environment   = "prod"
    cost_center   = "data-engineering"
  }
}

output "emr_cluster_id" {
  value = module.emr.emr_cluster_id
}

output "emr_cluster_dns" {
  value = module.emr.emr_cluster_dns
}

output "data_lake_bucket" {
  value = module.emr.data_lake_bucket
}
