import type { RuntimePlugin } from "../../../kit/runtime.ts";

/** Jobs on any Kubernetes cluster. */
const plugin: RuntimePlugin = {
  name: "kubernetes",
  summary: "Jobs on any Kubernetes cluster",
  capabilities: { providers: ["kubernetes", "aws", "azure", "gcp"], module: false },
  async load() {
    const { knowledge } = await import("./knowledge.ts");
    return knowledge;
  },
};
export default plugin;
