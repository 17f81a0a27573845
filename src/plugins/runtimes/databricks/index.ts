import type { RuntimePlugin } from "../../../kit/runtime.ts";

/** Spark on a Databricks cluster, made for the job or there already. */
const plugin: RuntimePlugin = {
  name: "databricks",
  summary: "Spark on a Databricks cluster",
  capabilities: { providers: ["databricks", "aws", "azure", "gcp"], module: false },
  async load() {
    const { knowledge } = await import("./knowledge.ts");
    return knowledge;
  },
};
export default plugin;
