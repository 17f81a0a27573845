variable "tenant_id" {
  type = string
}

variable "environment" {
  type = string
}

variable "metadata_tags" {
  type    = map(string)
  default = {}
}

variable "variables" {
  type    = map(any)
  default = {}
}

output "emr_cluster_id" {
  value = "j-2AXXXXXXGAPLF"
}

output "emr_cluster_dns" {
  value = "ec2-203-0-113-1.compute-1.amazonaws.com"
}
