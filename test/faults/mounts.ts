import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";

/** Why a disk cannot be mounted here; undefined where it can. */
export const noMounts =
  process.getuid?.() === 0 && process.platform === "linux" && hasTool("mount") ? probe() : "mounting a small disk takes root on Linux";

/** Runs the rest of a command line as the owner of the files, without the right of root to pass by their modes. */
export const withoutOverride =
  process.getuid?.() === 0 ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"] : [];

/** Why file modes hold nobody back here; undefined where they do. */
export const noModes =
  withoutOverride.length > 0 && !hasTool("setpriv") ? "root passes by file modes, and there is no setpriv to give that up" : undefined;

/** A small disk of its own at a folder. */
export interface SmallDisk {
  makeReadOnly(): void;
  unmount(): void;
}

/** Mounts a new, empty disk of so many kilobytes. */
export function mountSmallDisk(folder: string, kilobytes: number): SmallDisk {
  mkdirSync(folder, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", folder]);
  return {
    makeReadOnly: () => void execFileSync("mount", ["-o", "remount,ro", folder]),
    unmount: () => void execFileSync("umount", [folder]),
  };
}

function hasTool(name: string): boolean {
  return spawnSync(name, ["--version"]).status === 0;
}

/** Containers may have root without the right to mount. */
function probe(): string | undefined {
  return spawnSync("unshare", ["--mount", "true"]).status === 0 ? undefined : "this container must not mount";
}
