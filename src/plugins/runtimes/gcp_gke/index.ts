import type { RuntimePlugin } from "../../../kit/runtime.ts";

/** Kubernetes jobs on a GKE cluster that is made, or that is there. */
const plugin: RuntimePlugin = {
  name: "gcp_gke",
  summary: "Kubernetes jobs on a Google Kubernetes Engine cluster",
  capabilities: { providers: ["gcp"], module: true },
  async load() {
    const { knowledge } = await import("./knowledge.ts");
    return knowledge;
  },
};
export default plugin;
