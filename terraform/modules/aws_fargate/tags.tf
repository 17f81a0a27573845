# The job's tags in the style of AWS: the same rule as the program's own renderer.

locals {
  # Weakest first. Each layer is rendered by itself: what ends up equal is settled by the stronger layer.
  tag_layers = [
    var.default_tags,
    var.tags,
    var.job_metadata,
    { managed_by = "terraform", dativo_runtime = local.runtime },
  ]

  # snake_case becomes PascalCase, with PII, PHI and PCI in capitals; other keys stay. Within a layer, a key that was written in the final style wins; otherwise the last in order.
  rendered_layers = [
    for layer in local.tag_layers : {
      for key, found in {
        for key, value in layer :
        substr(
          can(regex("^[a-z0-9]+(_[a-z0-9]+)*$", key))
          ? join("", [for word in split("_", key) : contains(["pii", "phi", "pci"], word) ? upper(word) : title(word)])
          : replace(key, "/[^\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@]/", "_"),
        0, 128) => { key = key, value = value }...
        if value != null && trimspace(key) != "" && !startswith(lower(key), "aws:")
      } : key => concat([for one in found : one.value if one.key == key], [found[length(found) - 1].value])[0]
    }
  ]

  tags = {
    for key, value in merge(local.rendered_layers...) :
    key => substr(replace(value, "/[^\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@]/", "_"), 0, 256)
  }
}
