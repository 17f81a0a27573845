import type { RuntimePlugin } from "../../../kit/runtime.ts";

/** The machine that the job is started on. */
const plugin: RuntimePlugin = {
  name: "local",
  summary: "The machine that `dativo run` is started on",
  capabilities: { providers: ["none"], module: false },
  async load() {
    const { knowledge } = await import("./knowledge.ts");
    return knowledge;
  },
};
export default plugin;
