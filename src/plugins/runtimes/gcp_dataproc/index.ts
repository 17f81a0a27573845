import type { RuntimePlugin } from "../../../kit/runtime.ts";

/** Spark on Google Cloud Dataproc. */
const plugin: RuntimePlugin = {
  name: "gcp_dataproc",
  summary: "Spark on Google Cloud Dataproc",
  capabilities: { providers: ["gcp"], module: false },
  async load() {
    const { knowledge } = await import("./knowledge.ts");
    return knowledge;
  },
};
export default plugin;
