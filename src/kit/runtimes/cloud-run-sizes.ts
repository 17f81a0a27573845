import type { Runtime } from "../../spec/infrastructure.ts";
import { formatMebibytes, isGiven, readCores, readMebibytes } from "../quantities.ts";
import type { RuntimeProblem } from "../runtime.ts";
import { listed, unreadable } from "./rules.ts";

/** What runs: a job has whole cores and at least 512 MiB, what answers requests may be smaller. */
export type CloudRunKind = "job" | "service";

const cores = [1, 2, 4, 6, 8];
const leastFraction = 0.08;
const mostMebibytes = 32_768;

/** Limits of a container in Cloud Run, which Cloud Functions shares. `memoryOf` reads the memory in the spellings of the runtime. */
export function checkCloudRunSize(
  runtime: Runtime,
  kind: CloudRunKind,
  memoryOf: (value: unknown) => number | undefined = (value) => readMebibytes(value, "kubernetes"),
): readonly RuntimeProblem[] {
  const { cpu, memory } = runtime;
  const problems: RuntimeProblem[] = [];
  const count = isGiven(cpu) ? readCores(cpu) : undefined;
  if (isGiven(cpu) && count === undefined) problems.push(unreadable("cpu", cpu, cpuHint(kind)));
  else if (count !== undefined && !isCloudRunCpu(count, kind)) problems.push(wrongCpu(count, kind));
  if (!isGiven(memory)) return problems;
  const mebibytes = memoryOf(memory);
  const least = kind === "job" ? 512 : 128;
  if (mebibytes === undefined) problems.push(unreadable("memory", memory, "a number of MiB, or a quantity such as 512Mi or 2Gi"));
  else if (mebibytes < least || mebibytes > mostMebibytes)
    problems.push({ path: ["memory"], message: `memory ${memory} is out of range`, hint: `${least}Mi to 32Gi` });
  else if (count !== undefined && isCloudRunCpu(count, kind)) problems.push(...wrongPair(count, mebibytes, memory));
  return problems;
}

function isCloudRunCpu(count: number, kind: CloudRunKind): boolean {
  return cores.includes(count) || (kind === "service" && count >= leastFraction && count < 1);
}

function wrongCpu(count: number, kind: CloudRunKind): RuntimeProblem {
  const less = kind === "job" && count >= leastFraction && count < 1;
  const hint = less ? "a job has at least 1; a service may have less: options.create_service: true" : cpuHint(kind);
  return { path: ["cpu"], message: `cpu ${count} is none that a ${kind} can have`, hint };
}

function cpuHint(kind: CloudRunKind): string {
  return kind === "job" ? listed(cores) : `${listed(cores)}, or a fraction from ${leastFraction} to 1`;
}

/** Memory that goes with so many cores, in MiB. */
function memoryRange(count: number): readonly [least: number, most: number] {
  if (count < 0.5) return [128, 512];
  if (count < 1) return [128, 1024];
  return [count <= 2 ? 128 : count === 4 ? 2048 : 4096, 4096 * count];
}

function wrongPair(count: number, mebibytes: number, memory: unknown): readonly RuntimeProblem[] {
  if (goesWith(count, mebibytes)) return [];
  const range = memoryRange(count)
    .map((one) => formatMebibytes(one))
    .join(" to ");
  return [
    {
      path: ["memory"],
      message: `memory ${String(memory)} does not go with cpu ${count}, which takes ${range}`,
      hint: `${range}, or cpu ${listed(cores.filter((one) => goesWith(one, mebibytes)))}`,
    },
  ];
}

function goesWith(count: number, mebibytes: number): boolean {
  const [least, most] = memoryRange(count);
  return mebibytes >= least && mebibytes <= most;
}
