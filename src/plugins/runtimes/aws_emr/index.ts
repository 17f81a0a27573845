import type { RuntimePlugin } from "../../../kit/runtime.ts";

/** Spark on AWS EMR: a cluster that stays, or EMR Serverless. */
const plugin: RuntimePlugin = {
  name: "aws_emr",
  summary: "Spark on AWS EMR: a cluster of EC2 machines, or EMR Serverless",
  capabilities: { providers: ["aws"], module: true },
  async load() {
    const { knowledge } = await import("./knowledge.ts");
    return knowledge;
  },
};
export default plugin;
