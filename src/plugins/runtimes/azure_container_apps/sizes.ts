import type { JsonValue } from "../../../spec/infrastructure.ts";
import { isGiven, readCores, readMebibytes } from "../../../kit/quantities.ts";
import type { RuntimeProblem } from "../../../kit/runtime.ts";
import type { Rule } from "../../../kit/runtimes/define-runtime.ts";
import { unreadable } from "../../../kit/runtimes/rules.ts";

const cpuHint = "0.25 to 4 in steps of 0.25";
const memoryHint = "0.5Gi to 8Gi in steps of 0.5Gi, twice the cpu: cpu 1 with 2Gi";

/** The consumption plan: 2 GiB to a core. In a workload profile of one's own the profile's machine is the limit. */
export const sizeRule: Rule = ({ cpu, memory, options }) => {
  const cores = isGiven(cpu) ? readCores(cpu) : undefined;
  const mebibytes = isGiven(memory) ? readMebibytes(memory, "kubernetes") : undefined;
  const problems: RuntimeProblem[] = [
    ...(isGiven(cpu) && cores === undefined ? [unreadable("cpu", cpu, cpuHint)] : []),
    ...(isGiven(memory) && mebibytes === undefined ? [unreadable("memory", memory, memoryHint)] : []),
  ];
  return isConsumption(options?.["workload_profile_name"]) ? [...problems, ...wrongSize(cores, mebibytes, memory)] : problems;
};

function isConsumption(profile: JsonValue | undefined): boolean {
  return profile === undefined || profile === null || String(profile).toLowerCase() === "consumption";
}

function wrongSize(cores: number | undefined, mebibytes: number | undefined, memory: unknown): readonly RuntimeProblem[] {
  const goodCpu = cores === undefined || isStep(cores);
  const goodMemory = mebibytes === undefined || isStep(mebibytes / 2048);
  const problems: RuntimeProblem[] = [
    ...(goodCpu ? [] : [{ path: ["cpu"], message: `cpu ${cores} is no size of the consumption plan`, hint: cpuHint }]),
    ...(goodMemory ? [] : [{ path: ["memory"], message: `memory ${String(memory)} is no size of the consumption plan`, hint: memoryHint }]),
  ];
  if (problems.length > 0 || cores === undefined || mebibytes === undefined || mebibytes === cores * 2048) return problems;
  const message = `memory ${String(memory)} does not go with cpu ${cores}, which takes ${cores * 2}Gi`;
  return [{ path: ["memory"], message, hint: `memory ${cores * 2}Gi, or cpu ${mebibytes / 2048}` }];
}

function isStep(cores: number): boolean {
  return cores >= 0.25 && cores <= 4 && Number.isInteger(cores * 4);
}
