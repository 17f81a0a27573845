# What the module of a user's own declares: see the first job that names it.

variable "job_name" {
  type = string
}

variable "infrastructure_provider" {
  type = string
}

variable "infrastructure_compute_type" {
  type = string
}

variable "infrastructure_memory_mb" {
  type = number
}

variable "infrastructure_vcpu" {
  type = number
}

variable "terraform_module" {
  type = string
}

variable "resource_refs" {
  type    = map(string)
  default = {}
}

variable "enable_logging" {
  type    = bool
  default = false
}

variable "log_retention_days" {
  type    = number
  default = 7
}
