import { isGiven, readCpuUnits, readMebibytes } from "../../../kit/quantities.ts";
import type { RuntimeProblem } from "../../../kit/runtime.ts";
import type { Rule } from "../../../kit/runtimes/define-runtime.ts";
import { listed, unreadable } from "../../../kit/runtimes/rules.ts";

interface Size {
  readonly units: number;
  /** MiB that the units may have. */
  readonly memory: readonly number[];
}

/** Every pair that Fargate offers. */
const sizes: readonly Size[] = [
  { units: 256, memory: [512, 1024, 2048] },
  { units: 512, memory: steps(1024, 4096, 1024) },
  { units: 1024, memory: steps(2048, 8192, 1024) },
  { units: 2048, memory: steps(4096, 16_384, 1024) },
  { units: 4096, memory: steps(8192, 30_720, 1024) },
  { units: 8192, memory: steps(16_384, 61_440, 4096) },
  { units: 16_384, memory: steps(32_768, 122_880, 8192) },
];
const cpuHint = `${listed(sizes.map((size) => size.units))} CPU units, or .25 to 16 vCPU`;

/** Fargate sells CPU and memory in fixed pairs. */
export const sizeRule: Rule = ({ cpu, memory }) => {
  const units = isGiven(cpu) ? readCpuUnits(cpu) : undefined;
  const size = sizes.find((one) => one.units === units);
  const problems: RuntimeProblem[] = [];
  if (isGiven(cpu) && units === undefined) problems.push(unreadable("cpu", cpu, cpuHint));
  else if (units !== undefined && !size) problems.push({ path: ["cpu"], message: `cpu ${units} is no size of Fargate`, hint: cpuHint });
  if (!isGiven(memory)) return problems;
  const mebibytes = readMebibytes(memory, "binary");
  if (mebibytes === undefined) return [...problems, unreadable("memory", memory, "MiB as 2048, or 2 GB, 2Gi")];
  return [...problems, ...wrongMemory(mebibytes, size)];
};

function wrongMemory(mebibytes: number, size: Size | undefined): readonly RuntimeProblem[] {
  const fitting = sizes.filter((one) => one.memory.includes(mebibytes));
  if (size ? fitting.includes(size) : fitting.length > 0) return [];
  const problem = size
    ? `memory ${mebibytes} MiB does not go with cpu ${size.units}, which takes ${range(size.memory)} MiB`
    : `memory ${mebibytes} MiB is no size of Fargate`;
  const hint =
    fitting.length > 0
      ? `memory ${mebibytes} goes with cpu ${listed(fitting.map((one) => one.units))}`
      : sizes.map((one) => `cpu ${one.units}: ${range(one.memory)}`).join("; ");
  return [{ path: ["memory"], message: problem, hint }];
}

function steps(first: number, last: number, step: number): readonly number[] {
  return Array.from({ length: (last - first) / step + 1 }, (_, index) => first + index * step);
}

/** Few values one by one, many as a range. */
function range(values: readonly number[]): string {
  if (values.length <= 8) return listed(values);
  return `${values[0]} to ${values.at(-1)} in steps of ${values[1]! - values[0]!}`;
}
