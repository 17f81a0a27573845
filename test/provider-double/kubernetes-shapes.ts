import type { Shapes } from "./fallback-shapes.ts";

const clusterWide = { id: "{name}" };

/** Types whose objects lie in no namespace; all others are `namespace/name`. */
export const kubernetesShapes: Shapes = {
  kubernetes_cluster_role_binding_v1: clusterWide,
  kubernetes_cluster_role_v1: clusterWide,
  kubernetes_namespace_v1: clusterWide,
  kubernetes_priority_class_v1: clusterWide,
};
