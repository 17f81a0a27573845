# The job's tags as labels of Google Cloud and as labels and annotations of Kubernetes.

locals {
  # Weakest first. Each layer is rendered by itself: what ends up equal is settled by the stronger layer.
  layers = [
    { for key, value in var.default_tags : key => value if value != null && trimspace(key) != "" },
    { for key, value in local.metadata : key => value if trimspace(key) != "" },
    { managed_by = "terraform", dativo_runtime = local.runtime },
  ]

  # Legal characters first, then the prefix for keys that do not begin with a letter, then the cut.
  google_spelled = [
    for layer in local.layers : [
      for key, value in layer : {
        written = key
        key     = substr(replace(replace(lower(key), "/[^a-z0-9_-]/", "_"), "/^([^a-z])/", "l_$1"), 0, 63)
        value   = substr(replace(lower(value), "/[^a-z0-9_-]/", "_"), 0, 63)
      }
    ]
  ]
  google_grouped = [for layer in local.google_spelled : { for label in layer : label.key => label... }]

  # Within a layer, a key that is already in the target's style wins; otherwise the last in order.
  labels = merge([
    for layer in local.google_grouped : {
      for key, found in layer :
      key => concat([for label in found : label.value if label.written == key], [found[length(found) - 1].value])[0]
    }
  ]...)

  # The same for Kubernetes, where what a value loses is kept as an annotation.
  label_key = "^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$"
  kubernetes_spelled = [
    for layer in local.layers : [
      for key, value in layer : {
        snake = can(regex("^[a-z0-9]+(_[a-z0-9]+)*$", key))
        kept  = can(regex(local.label_key, key))
        key = can(regex(local.label_key, key)) ? key : "dativo.io/${replace(replace(substr(
          can(regex("^[a-z0-9]+(_[a-z0-9]+)*$", key)) ? replace(key, "_", "-") : replace(key, "/[^A-Za-z0-9._-]/", "-"), 0, 63
        ), "/^[^A-Za-z0-9]+/", ""), "/[^A-Za-z0-9]+$/", "")}"
        value = value
      }
    ]
  ]
  kubernetes_grouped = [for layer in local.kubernetes_spelled : { for label in layer : label.key => label... if label.key != "dativo.io/" }]
  kubernetes_tags = merge([
    for layer in local.kubernetes_grouped : {
      for key, found in layer :
      key => concat([for label in found : label.value if label.snake || label.kept], [found[length(found) - 1].value])[0]
    }
  ]...)
  tag_labels = {
    for key, value in local.kubernetes_tags : key =>
    replace(replace(substr(replace(value, "/[^A-Za-z0-9._-]/", "_"), 0, 63), "/^[^A-Za-z0-9]+/", ""), "/[^A-Za-z0-9]+$/", "")
  }
  kubernetes_labels      = merge(var.labels, local.tag_labels)
  kubernetes_annotations = merge(var.annotations, { for key, value in local.kubernetes_tags : key => value if local.tag_labels[key] != value })
}
