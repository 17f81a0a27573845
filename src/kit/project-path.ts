import path from "node:path";
import type { World } from "./world.ts";

/**
 * The absolute path of what a user wrote: a path relative to `base`, an absolute one, or a file:// URL. `/app/...` is where
 * containers have the project: where no such folder exists it means the project root (SPEC section 1).
 */
export async function projectPath(written: string, base: string, root: string, world: World): Promise<string> {
  const plain = written.startsWith("file://") ? decodeURIComponent(new URL(written).pathname) : written;
  if ((plain === "/app" || plain.startsWith("/app/")) && !(await world.files.stat("/app"))) return path.resolve(root, plain.slice(5));
  return path.resolve(base, plain);
}
