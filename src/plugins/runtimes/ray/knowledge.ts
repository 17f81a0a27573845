import { isGiven, readCores, readMebibytes } from "../../../kit/quantities.ts";
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
      memory: bytesOf(runtime.memory),
    }),
});

/** Ray counts memory in bytes. */
function bytesOf(memory: string | number | undefined): string | number | undefined {
  if (!isGiven(memory)) return undefined;
  const mebibytes = readMebibytes(memory, "decimal");
  return mebibytes === undefined ? memory : Math.round(mebibytes * 2 ** 20);
}
