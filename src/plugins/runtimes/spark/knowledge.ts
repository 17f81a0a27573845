import { formatMebibytes, isGiven, readCores, readMebibytes } from "../../../kit/quantities.ts";
import { countWithinBoundsRule } from "../../../kit/runtimes/cluster-rules.ts";
import { defineRuntime, type Rule } from "../../../kit/runtimes/define-runtime.ts";
import { plainInputs } from "../../../kit/runtimes/inputs.ts";
import { imageRule, mountPathRule, unreadable } from "../../../kit/runtimes/rules.ts";

const cpuHint = "whole cores of an executor: 1, 4";
const memoryHint = "MiB as 2048, or 2g, 512m; an executor does not start with less than 450m";

/** What an executor has: whole cores, and memory beyond what Spark keeps for itself. */
const executorRule: Rule = ({ cpu, memory }) => {
  const [cores, mebibytes] = [readCores(cpu), readMebibytes(memory, "binary")];
  const wholeCores = cores !== undefined && Number.isInteger(cores) && cores >= 1;
  return [
    ...(isGiven(cpu) && cores === undefined ? [unreadable("cpu", cpu, cpuHint)] : []),
    ...(cores !== undefined && !wholeCores
      ? [{ path: ["cpu"], message: `cpu ${cpu} is no number of cores for Spark`, hint: cpuHint }]
      : []),
    ...(isGiven(memory) && mebibytes === undefined ? [unreadable("memory", memory, memoryHint)] : []),
    ...(mebibytes !== undefined && mebibytes < 450
      ? [{ path: ["memory"], message: `memory ${memory} is too little for an executor`, hint: memoryHint }]
      : []),
  ];
};

/** What can be said of its blocks. */
export const knowledge = defineRuntime({
  rules: [imageRule, executorRule, countWithinBoundsRule, mountPathRule],
  inputs: (runtime) => plainInputs(runtime, { cpu: coresOf(runtime.cpu), memory: javaMemory(runtime.memory) }),
});

function coresOf(cpu: string | number | undefined): string | number | undefined {
  return isGiven(cpu) ? (readCores(cpu) ?? cpu) : undefined;
}

/** `2g`, `512m`: Spark knows no `Gi`. */
function javaMemory(memory: string | number | undefined): string | undefined {
  if (!isGiven(memory)) return undefined;
  const mebibytes = readMebibytes(memory, "binary");
  return (mebibytes === undefined ? undefined : formatMebibytes(mebibytes, ["m", "g"])) ?? String(memory);
}
