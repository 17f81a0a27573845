import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import { displayPath } from "../load/project-root.ts";
import type { KnownOutputs } from "../load/look-up-output.ts";
import { acceptJob } from "./accept.ts";

/**
 * `dativo run --mode cloud --validate-only`: whether the job's files would do where it is deployed. The infrastructure block must be
 * there, and every output that the job waits for known. No data is read. Returns the exit code.
 */
export async function validateForCloud(
  files: readonly string[],
  outputsOf: (file: string) => Promise<KnownOutputs | undefined>,
  world: World,
): Promise<number> {
  const codes: boolean[] = [];
  for (const file of files) {
    const outputs = await outputsOf(file);
    const job = await acceptJob(file, world, { needsInfrastructure: true, ...(outputs ? { outputs } : {}) });
    if (job) world.terminal.out(`${displayPath(file, world)} may be deployed\n`);
    codes.push(job !== undefined);
  }
  return codes.every(Boolean) ? 0 : 2;
}

/** Starting jobs elsewhere is not offered: mode `cloud` is for checking. */
export function refuseCloudRun(): never {
  throw new DativoError("refused", "--mode cloud goes with --validate-only", {
    hint: "this version checks jobs for the cloud and makes their infrastructure; what starts them there is the runtime's own scheduler",
  });
}
