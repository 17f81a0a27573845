import { isGiven, readCores, readMebibytes } from "../quantities.ts";
import type { RuntimeProblem } from "../runtime.ts";
import type { Rule } from "./define-runtime.ts";
import { unreadable } from "./rules.ts";

const cpuHint = "cores or millicores: 2, 0.5 or 500m";
const memoryHint = "MiB as 2048, or a quantity: 512Mi, 2Gi (1024 each), 2G (1000 each)";

/** Quantities of Kubernetes; how much a node has nobody here knows. */
export const kubernetesSizeRule: Rule = ({ cpu, memory }) => [
  ...(isGiven(cpu) ? wrongCpu(cpu) : []),
  ...(isGiven(memory) ? wrongMemory(memory) : []),
];

function wrongCpu(cpu: unknown): readonly RuntimeProblem[] {
  const cores = readCores(cpu);
  if (cores === undefined) return [unreadable("cpu", cpu, cpuHint)];
  if (cores === 0) return [{ path: ["cpu"], message: "cpu is 0", hint: cpuHint }];
  const millicores = cores * 1000;
  if (Math.abs(millicores - Math.round(millicores)) < 1e-9 * millicores) return [];
  return [{ path: ["cpu"], message: `cpu ${String(cpu)} is finer than a millicore`, hint: cpuHint }];
}

function wrongMemory(memory: unknown): readonly RuntimeProblem[] {
  const mebibytes = readMebibytes(memory, "kubernetes");
  if (mebibytes === undefined) return [unreadable("memory", memory, memoryHint)];
  if (mebibytes >= 1) return [];
  const milli = /^\s*([\d.]+)\s*m\s*$/.exec(String(memory))?.[1];
  const message = `memory ${String(memory)} is less than 1 MiB`;
  return [{ path: ["memory"], message, hint: milli === undefined ? memoryHint : `'m' is a thousandth of a byte; write ${milli}Mi` }];
}
