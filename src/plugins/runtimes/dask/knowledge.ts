import { formatMebibytes, isGiven, readCores, readMebibytes } from "../../../kit/quantities.ts";
import { countWithinBoundsRule, workerSizeRule } from "../../../kit/runtimes/cluster-rules.ts";
import { defineRuntime } from "../../../kit/runtimes/define-runtime.ts";
import { plainInputs } from "../../../kit/runtimes/inputs.ts";
import { imageRule, mountPathRule } from "../../../kit/runtimes/rules.ts";

/** What can be said of its blocks. */
export const knowledge = defineRuntime({
  rules: [imageRule, workerSizeRule, countWithinBoundsRule, mountPathRule],
  inputs: (runtime) =>
    plainInputs(runtime, {
      cpu: isGiven(runtime.cpu) ? (readCores(runtime.cpu) ?? runtime.cpu) : undefined,
      memory: memoryLimit(runtime.memory),
    }),
});

/** A text with a unit is Dask's own spelling; a number gets its unit. */
function memoryLimit(memory: string | number | undefined): string | undefined {
  if (!isGiven(memory)) return undefined;
  const mebibytes = readMebibytes(memory, "decimal");
  if (mebibytes === undefined || /[A-Za-z]\s*$/.test(String(memory))) return String(memory);
  return formatMebibytes(mebibytes, ["MiB", "GiB"]) ?? `${Math.round(mebibytes * 2 ** 20)}B`;
}
