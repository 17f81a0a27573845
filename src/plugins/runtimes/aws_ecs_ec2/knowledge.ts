import { isGiven, readCpuUnits, readMebibytes } from "../../../kit/quantities.ts";
import { awsNetworkRules, awsRoleRule, ec2TypeRule, s3BucketRule } from "../../../kit/runtimes/aws-rules.ts";
import { defineRuntime, type Rule } from "../../../kit/runtimes/define-runtime.ts";
import { inUnits, plainInputs } from "../../../kit/runtimes/inputs.ts";
import { imageRule, mountPathRule, unreadable } from "../../../kit/runtimes/rules.ts";

const cpuHint = "128 to 196608 CPU units, or .125 to 192 vCPU";

/** What ECS lets a task on machines of one's own ask for. */
const sizeRule: Rule = ({ cpu, memory }) => {
  const [units, mebibytes] = [readCpuUnits(cpu), readMebibytes(memory, "binary")];
  const outOfRange = units !== undefined && (units < 128 || units > 196_608);
  const tooSmall = mebibytes !== undefined && mebibytes < 6;
  return [
    ...(isGiven(cpu) && units === undefined ? [unreadable("cpu", cpu, cpuHint)] : []),
    ...(isGiven(cpu) && outOfRange ? [{ path: ["cpu"], message: `cpu ${units} is out of range`, hint: cpuHint }] : []),
    ...(isGiven(memory) && mebibytes === undefined ? [unreadable("memory", memory, "MiB as 2048, or 2 GB, 2Gi")] : []),
    ...(isGiven(memory) && tooSmall
      ? [{ path: ["memory"], message: `memory ${mebibytes} MiB is too little`, hint: "at least 6 MiB" }]
      : []),
  ];
};

/** What can be said of its blocks. */
export const knowledge = defineRuntime({
  rules: [imageRule, sizeRule, ec2TypeRule, mountPathRule, s3BucketRule, awsRoleRule, ...awsNetworkRules],
  inputs: (runtime) =>
    plainInputs(runtime, {
      cpu: inUnits(runtime.cpu, readCpuUnits),
      memory: inUnits(runtime.memory, (value) => readMebibytes(value, "binary")),
    }),
});
