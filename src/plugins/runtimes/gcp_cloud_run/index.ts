import type { RuntimePlugin } from "../../../kit/runtime.ts";

/** Cloud Run: jobs, and services where the options say so. */
const plugin: RuntimePlugin = {
  name: "gcp_cloud_run",
  summary: "Containers on Google Cloud Run, as a job or a service",
  capabilities: { providers: ["gcp"], module: true },
  async load() {
    const { knowledge } = await import("./knowledge.ts");
    return knowledge;
  },
};
export default plugin;
