# What the document's root module takes from elsewhere.
variable "vpc_id" {
  type    = string
  default = "vpc-0a1b2c3d"
}

variable "private_subnet_ids" {
  type    = list(string)
  default = ["subnet-abc123"]
}
