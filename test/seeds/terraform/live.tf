# The call of the document, with the repository's module in the place of a git source; around it what the call takes and gives.
variable "region" {
  type = string
}

variable "job_metadata" {
  type = map(string)
}

variable "platform_defaults" {
  type    = map(string)
  default = { owner = "platform" }
}

module "dativo_runtime" {
  source       = "../../modules/aws_fargate"
  region       = var.region
  runtime_type = "aws_fargate"
  tags         = var.job_metadata      # forwarded from job YAML
  default_tags = var.platform_defaults # standard FinOps/ownership tags
}

output "cluster_name" {
  value = module.dativo_runtime.cluster_name
}

output "service_name" {
  value = module.dativo_runtime.service_name
}

output "service_endpoint" {
  value = module.dativo_runtime.service_endpoint
}
