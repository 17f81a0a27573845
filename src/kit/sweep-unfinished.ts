import path from "node:path";
import type { World } from "./world.ts";

/**
 * Removes temporary files (`NAME.PID.HEX.tmp`) that dead processes left in a folder. Where several hosts share the folder, one
 * of a living process elsewhere may go too: `files.replace` and `files.create` then write theirs anew.
 */
export async function sweepUnfinished(folder: string, world: World): Promise<void> {
  for (const name of await world.files.names(folder)) {
    const pid = /\.(\d+)\.[0-9a-f]{8}\.tmp$/.exec(name)?.[1];
    if (pid !== undefined && !world.machine.isAlive(Number(pid))) await world.files.remove(path.join(folder, name));
  }
}
