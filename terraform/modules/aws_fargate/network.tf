# The job's own security group: nothing gets in, and out goes what egress_rules lets out.

locals {
  create_security_group = var.create_security_group != null ? var.create_security_group : var.vpc_id != null
  security_group_ids    = concat(aws_security_group.this[*].id, var.security_group_ids)
}

resource "aws_security_group" "this" {
  count = local.create_security_group ? 1 : 0

  name        = local.names.security_group
  description = "Tasks of ${local.names.title}: no ingress"
  vpc_id      = var.vpc_id

  tags = local.tags
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = local.create_security_group ? var.egress_rules : {}

  security_group_id            = aws_security_group.this[0].id
  description                  = each.key
  ip_protocol                  = each.value.protocol
  from_port                    = each.value.protocol == "-1" ? null : each.value.from_port
  to_port                      = each.value.protocol == "-1" ? null : coalesce(each.value.to_port, each.value.from_port)
  cidr_ipv4                    = each.value.cidr_ipv4
  cidr_ipv6                    = each.value.cidr_ipv6
  prefix_list_id               = each.value.prefix_list_id
  referenced_security_group_id = each.value.security_group_id

  tags = local.tags
}
