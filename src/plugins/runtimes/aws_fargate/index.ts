import type { RuntimePlugin } from "../../../kit/runtime.ts";

/** Containers on AWS Fargate: an ECS task without machines of one's own. */
const plugin: RuntimePlugin = {
  name: "aws_fargate",
  summary: "Containers on AWS ECS without machines of your own (Fargate)",
  capabilities: { providers: ["aws"], module: true },
  async load() {
    const { knowledge } = await import("./knowledge.ts");
    return knowledge;
  },
};
export default plugin;
