# The job's tags as labels of Google Cloud.

locals {
  # Weakest first. Each layer is rendered by itself: what ends up equal is settled by the stronger layer.
  layers = [
    { for key, value in var.default_tags : key => value if value != null },
    local.metadata,
    { managed_by = "terraform", dativo_runtime = local.runtime },
  ]

  # Legal characters first, then the prefix for keys that do not begin with a letter, then the cut.
  spelled = [
    for layer in local.layers : [
      for key, value in layer : {
        written = key
        key     = substr(replace(replace(lower(key), "/[^a-z0-9_-]/", "_"), "/^([^a-z])/", "l_$1"), 0, 63)
        value   = substr(replace(lower(value), "/[^a-z0-9_-]/", "_"), 0, 63)
      } if trimspace(key) != ""
    ]
  ]
  grouped = [for layer in local.spelled : { for label in layer : label.key => label... }]

  # Within a layer, a key that is already in the target's style wins; otherwise the last in order.
  labels = merge([
    for layer in local.grouped : {
      for key, found in layer :
      key => concat([for label in found : label.value if label.written == key], [found[length(found) - 1].value])[0]
    }
  ]...)
}
