import type { RuntimePlugin } from "../../../kit/runtime.ts";

/** AWS Lambda functions: memory decides the rest. */
const plugin: RuntimePlugin = {
  name: "aws_lambda",
  summary: "AWS Lambda functions, for loads that end within 15 minutes",
  capabilities: { providers: ["aws"], module: false },
  async load() {
    const { knowledge } = await import("./knowledge.ts");
    return knowledge;
  },
};
export default plugin;
