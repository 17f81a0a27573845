import type { RuntimePlugin } from "../../../kit/runtime.ts";

/** Containers on an ECS cluster of EC2 machines. */
const plugin: RuntimePlugin = {
  name: "aws_ecs_ec2",
  summary: "Containers on an AWS ECS cluster of EC2 machines",
  capabilities: { providers: ["aws"], module: false },
  async load() {
    const { knowledge } = await import("./knowledge.ts");
    return knowledge;
  },
};
export default plugin;
