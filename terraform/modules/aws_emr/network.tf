# Security groups of the cluster. EMR adds to them what its nodes need among themselves; nothing else gets in.

locals {
  create_security_groups = var.create_cluster && (var.create_security_group != null ? var.create_security_group : var.vpc_id != null)

  # Nodes in a private subnet are reached by EMR through a group of its own. EMR Serverless has one kind of nodes.
  groups = [
    for group in ["master", "core", "service_access"] : group
    if local.create_security_groups && (group == "core" || (local.on_ec2 && (group == "master" || var.private_subnets)))
  ]
  master_group         = one(aws_security_group.master[*].id)
  core_group           = one(aws_security_group.core[*].id)
  service_access_group = one(aws_security_group.service_access[*].id)

  egress_rules = merge([
    for group in ["master", "core"] : {
      for name, rule in var.egress_rules : "${group}-${name}" => merge(rule, { group = group, name = name })
    } if contains(local.groups, group)
  ]...)

  master_security_group_id = (
    contains(local.groups, "master") ? local.master_group
    : local.on_ec2 ? aws_emr_cluster.this[0].ec2_attributes[0].emr_managed_master_security_group
    : null
  )
  core_security_group_id = (
    contains(local.groups, "core") ? local.core_group
    : local.on_ec2 ? aws_emr_cluster.this[0].ec2_attributes[0].emr_managed_slave_security_group
    : null
  )
}

# EMR lets the groups name each other, so that none could go before the others: each takes with it, one after the other, what names it.
resource "aws_security_group" "master" {
  count = contains(local.groups, "master") ? 1 : 0

  name                   = local.names.master
  description            = "EMR master of ${local.names.title}"
  vpc_id                 = var.vpc_id
  revoke_rules_on_delete = true

  tags = local.emr_tags
}

resource "aws_security_group" "core" {
  count = contains(local.groups, "core") ? 1 : 0

  name                   = local.names.core
  description            = "EMR nodes of ${local.names.title}"
  vpc_id                 = var.vpc_id
  revoke_rules_on_delete = true

  tags = local.emr_tags

  depends_on = [aws_security_group.master]
}

resource "aws_security_group" "service_access" {
  count = contains(local.groups, "service_access") ? 1 : 0

  name                   = local.names.service_access
  description            = "EMR access to ${local.names.title}"
  vpc_id                 = var.vpc_id
  revoke_rules_on_delete = true

  tags = local.emr_tags

  depends_on = [aws_security_group.core]
}

resource "aws_vpc_security_group_egress_rule" "this" {
  for_each = local.egress_rules

  security_group_id            = each.value.group == "master" ? local.master_group : local.core_group
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
  for_each = toset(contains(local.groups, "service_access") ? ["master", "core"] : [])

  security_group_id            = local.service_access_group
  description                  = "EMR to its ${each.key} nodes"
  ip_protocol                  = "tcp"
  from_port                    = 8443
  to_port                      = 8443
  referenced_security_group_id = each.key == "master" ? local.master_group : local.core_group

  tags = local.emr_tags
}

resource "aws_vpc_security_group_ingress_rule" "service_access" {
  count = contains(local.groups, "service_access") ? 1 : 0

  security_group_id            = local.service_access_group
  description                  = "The master to EMR"
  ip_protocol                  = "tcp"
  from_port                    = 9443
  to_port                      = 9443
  referenced_security_group_id = local.master_group

  tags = local.emr_tags
}
