import { isGiven, readCores, readMebibytes } from "../quantities.ts";
import type { Rule } from "./define-runtime.ts";
import { unreadable } from "./rules.ts";

/** A cluster that scales begins within its bounds. */
export const countWithinBoundsRule: Rule = ({ compute }) => {
  const { enabled = true, min_instances = 1, max_instances = Infinity } = compute?.auto_scaling ?? {};
  const count = compute?.instance_count;
  if (!enabled || count === undefined || min_instances > max_instances || (count >= min_instances && count <= max_instances)) return [];
  return [
    {
      path: ["compute", "instance_count"],
      message: `instance_count ${count} is outside of auto_scaling`,
      hint: max_instances === Infinity ? `at least ${min_instances}` : `${min_instances} to ${max_instances}`,
    },
  ];
};

/** Amounts as Python's libraries read them: any cores, memory with any unit. Only what is no amount, or nothing, is refused. */
export const workerSizeRule: Rule = ({ cpu, memory }) => {
  const cpuHint = "cores of a worker: 4, 0.5";
  const memoryHint = "memory of a worker: MiB as 2048, or 2GiB (1024 each), 2GB (1000 each)";
  return [
    ...(isGiven(cpu) && readCores(cpu) === undefined ? [unreadable("cpu", cpu, cpuHint)] : []),
    ...(readCores(cpu) === 0 ? [{ path: ["cpu"], message: "cpu is 0", hint: cpuHint }] : []),
    ...(isGiven(memory) && readMebibytes(memory, "decimal") === undefined ? [unreadable("memory", memory, memoryHint)] : []),
    ...(readMebibytes(memory, "decimal") === 0 ? [{ path: ["memory"], message: "memory is 0", hint: memoryHint }] : []),
  ];
};
