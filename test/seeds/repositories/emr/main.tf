variable "job_metadata" {
  type = map(string)
}

variable "instance_type" {
  type = string
}

variable "instance_count" {
  type = number
}
