import type { RuntimePlugin } from "../../../kit/runtime.ts";

/** Container Apps: jobs and services in a managed environment. */
const plugin: RuntimePlugin = {
  name: "azure_container_apps",
  summary: "Containers in an Azure Container Apps environment, as a job or a service",
  capabilities: { providers: ["azure"], module: true },
  async load() {
    const { knowledge } = await import("./knowledge.ts");
    return knowledge;
  },
};
export default plugin;
