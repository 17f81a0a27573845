# A root module of one's own. `dativo infra generate --tfvars` gives it what it declares, and nothing else; or, without Dativo writing files:
#   TF_VAR_job_metadata=$(dativo tags render jobs/acme/orders.yaml --target terraform) terraform plan

variable "job_metadata" {
  description = "The job's tags."
  type        = map(string)
}

variable "region" {
  description = "Where the job runs."
  type        = string
}

variable "schedule" {
  description = "When it runs."
  type        = string
}

variable "log_retention_days" {
  description = "How long its logs are kept."
  type        = number
}

output "cluster_name" {
  description = "The cluster that the job runs on."
  value       = "${var.job_metadata["job_name"]}-${var.job_metadata["environment"]}-cluster"
}
