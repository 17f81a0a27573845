# The job's tags as tags of Azure.

locals {
  # Weakest first. Each layer is rendered by itself: what ends up equal is settled by the stronger layer.
  layers = [
    { for key, value in var.default_tags : key => value if value != null },
    local.metadata,
    { managed_by = "terraform", dativo_runtime = local.runtime },
  ]

  # Azure keeps names that begin with its own for itself.
  spelled = [
    for layer in local.layers : [
      for key, value in layer : {
        written = key
        key     = substr(replace(can(regex("^[a-z0-9]+(_[a-z0-9]+)*$", key)) ? replace(key, "_", "-") : key, "/[<>%&\\\\?/]/", "-"), 0, 512)
        value   = substr(value, 0, 256)
      } if trimspace(key) != "" && !can(regex("^(?i:azure|microsoft|windows)", key))
    ]
  ]
  # Azure takes names that differ in case alone for one.
  grouped = [for layer in local.spelled : { for tag in layer : lower(tag.key) => tag... }]

  # Within a layer, a snake_case key or one that is already in the target's style wins; otherwise the last in order.
  folded = merge([
    for layer in local.grouped : {
      for name, found in layer :
      name => concat(
        [for tag in found : tag if can(regex("^[a-z0-9]+(_[a-z0-9]+)*$", tag.written))],
        [for tag in found : tag if tag.written == name],
        [found[length(found) - 1]],
      )[0]
    }
  ]...)
  azure_tags = { for tag in values(local.folded) : tag.key => tag.value }
}
