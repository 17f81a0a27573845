variable "labels" {
  type    = map(string)
  default = {}
}

variable "annotations" {
  type    = map(string)
  default = {}
}

variable "namespace" {
  type = string
}

variable "service_account" {
  type = string
}

variable "resource_requests_cpu" {
  type = string
}

variable "resource_requests_memory" {
  type = string
}

variable "resource_limits_cpu" {
  type = string
}

variable "resource_limits_memory" {
  type = string
}
