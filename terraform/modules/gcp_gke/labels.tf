# The job's tags as labels of Google Cloud and as labels and annotations of Kubernetes.

locals {
  # Weakest first. Each layer is rendered by itself: what ends up equal is settled by the stronger layer.
  layers = [
    { for key, value in var.default_tags : key => value if value != null },
    local.metadata,
    { managed_by = "terraform", dativo_runtime = local.runtime },
  ]

  # Within a layer, a key that is already in the target's style wins; otherwise the last in order.
  google_layers = [
    for layer in local.layers : {
      for key, found in {
        for key, value in layer :
        substr(can(regex("^[a-z]", replace(lower(key), "/[^a-z0-9_-]/", "_"))) ? replace(lower(key), "/[^a-z0-9_-]/", "_") : "l_${replace(lower(key), "/[^a-z0-9_-]/", "_")}", 0, 63) => { key = key, value = value }...
      } : key => concat([for one in found : one.value if one.key == key], [found[length(found) - 1].value])[0]
    }
  ]
  labels = { for key, value in merge(local.google_layers...) : key => substr(replace(lower(value), "/[^a-z0-9_-]/", "_"), 0, 63) }

  label_key = "^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$"
  kubernetes_layers = [
    for layer in local.layers : {
      for key, found in {
        for key, value in layer : (
          can(regex(local.label_key, key)) ? key : "dativo.io/${replace(replace(substr(
            can(regex("^[a-z0-9]+(_[a-z0-9]+)*$", key)) ? replace(key, "_", "-") : replace(key, "/[^A-Za-z0-9._-]/", "-"), 0, 63
          ), "/^[^A-Za-z0-9]+/", ""), "/[^A-Za-z0-9]+$/", "")}"
        ) => { key = key, value = value }...
      } : key => concat([for one in found : one.value if can(regex("^[a-z0-9]+(_[a-z0-9]+)*$", one.key)) || one.key == key], [found[length(found) - 1].value])[0]
      if key != "dativo.io/"
    }
  ]
  kubernetes_tags = merge(local.kubernetes_layers...)
  tag_labels = {
    for key, value in local.kubernetes_tags : key =>
    replace(replace(substr(replace(value, "/[^A-Za-z0-9._-]/", "_"), 0, 63), "/^[^A-Za-z0-9]+/", ""), "/[^A-Za-z0-9]+$/", "")
  }
  kubernetes_labels      = merge(var.labels, local.tag_labels)
  kubernetes_annotations = merge(var.annotations, { for key, value in local.kubernetes_tags : key => value if local.tag_labels[key] != value })
}
