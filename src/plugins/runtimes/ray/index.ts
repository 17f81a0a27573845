import type { RuntimePlugin } from "../../../kit/runtime.ts";

/** A Ray cluster of one's own. */
const plugin: RuntimePlugin = {
  name: "ray",
  summary: "A Ray cluster of your own",
  capabilities: { providers: ["none", "kubernetes", "aws", "azure", "gcp", "databricks"], module: false },
  async load() {
    const { knowledge } = await import("./knowledge.ts");
    return knowledge;
  },
};
export default plugin;
