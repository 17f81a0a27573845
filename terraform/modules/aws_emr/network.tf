# Security groups of the cluster. EMR adds to them what its nodes need among themselves; nothing else gets in.

locals {
  create_security_groups = var.create_cluster && (var.create_security_group != null ? var.create_security_group : var.vpc_id != null)

  # Nodes in a private subnet are reached by EMR through a group of its own.
  security_groups = !local.create_security_groups ? {} : {
    for key, description in {
      master         = "EMR master of ${local.base}"
      core           = "EMR nodes of ${local.base}"
      service_access = "EMR's own access to ${local.base}"
    } : key => description
    if key == "core" || (local.on_ec2 && (key == "master" || var.private_subnets))
  }

  egress_rules = merge([
    for group in ["master", "core"] : {
      for name, rule in var.egress_rules : "${group}-${name}" => merge(rule, { group = group, name = name })
    } if contains(keys(local.security_groups), group)
  ]...)

  service_access = contains(keys(local.security_groups), "service_access")

  master_security_group_id = (
    contains(keys(local.security_groups), "master") ? aws_security_group.this["master"].id
    : local.on_ec2 ? aws_emr_cluster.this[0].ec2_attributes[0].emr_managed_master_security_group
    : null
  )
  core_security_group_id = (
    contains(keys(local.security_groups), "core") ? aws_security_group.this["core"].id
    : local.on_ec2 ? aws_emr_cluster.this[0].ec2_attributes[0].emr_managed_slave_security_group
    : null
  )
}

resource "aws_security_group" "this" {
  for_each = local.security_groups

  name        = local.names[each.key]
  description = each.value
  vpc_id      = var.vpc_id
  # The groups name each other: without, neither could go.
  revoke_rules_on_delete = true

  tags = local.emr_tags
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = local.egress_rules

  security_group_id            = aws_security_group.this[each.value.group].id
  description                  = each.value.name
  ip_protocol                  = each.value.protocol
  from_port                    = each.value.protocol == "-1" ? null : each.value.from_port
  to_port                      = each.value.protocol == "-1" ? null : coalesce(each.value.to_port, each.value.from_port)
  cidr_ipv4                    = each.value.cidr_ipv4
  cidr_ipv6                    = each.value.cidr_ipv6
  prefix_list_id               = each.value.prefix_list_id
  referenced_security_group_id = each.value.security_group_id

  tags = local.emr_tags
}

resource "aws_vpc_security_group_egress_rule" "service_access" {
  for_each = toset(local.service_access ? ["master", "core"] : [])

  security_group_id            = aws_security_group.this["service_access"].id
  description                  = "EMR to its ${each.key} nodes"
  ip_protocol                  = "tcp"
  from_port                    = 8443
  to_port                      = 8443
  referenced_security_group_id = aws_security_group.this[each.key].id

  tags = local.emr_tags
}

resource "aws_vpc_security_group_ingress_rule" "service_access" {
  count = local.service_access ? 1 : 0

  security_group_id            = aws_security_group.this["service_access"].id
  description                  = "The master to EMR"
  ip_protocol                  = "tcp"
  from_port                    = 9443
  to_port                      = 9443
  referenced_security_group_id = aws_security_group.this["master"].id

  tags = local.emr_tags
}
