terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

variable "name" {
  type = string
}

variable "tags" {
  type = map(string)
}

variable "name_follows_tag" {
  type    = bool
  default = false
}

variable "dates_tags" {
  type    = bool
  default = false
}

variable "forgets_tags" {
  type    = bool
  default = false
}

resource "aws_sqs_queue" "this" {
  name = var.name_follows_tag ? "${var.name}-${var.tags["Team"]}" : var.name
  tags = var.forgets_tags ? null : merge(var.tags, var.dates_tags ? { At = timestamp() } : {})
}

resource "aws_ssm_parameter" "this" {
  name  = "/${var.name}/url"
  type  = "SecureString"
  value = aws_sqs_queue.this.url
}

output "queue" {
  value = { arn = aws_sqs_queue.this.arn, name = aws_sqs_queue.this.name }
}

output "secret" {
  sensitive = true
  value     = aws_ssm_parameter.this.value
}
