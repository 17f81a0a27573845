import type { RuntimePlugin } from "../../../kit/runtime.ts";

/** Google Cloud Functions of the second generation, which run on Cloud Run and share its limits. */
const plugin: RuntimePlugin = {
  name: "gcp_cloud_functions",
  summary: "Google Cloud Functions (second generation)",
  capabilities: { providers: ["gcp"], module: false },
  async load() {
    const { knowledge } = await import("./knowledge.ts");
    return knowledge;
  },
};
export default plugin;
