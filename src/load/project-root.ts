import path from "node:path";
import type { World } from "../kit/world.ts";
import { remember, type LoadCache } from "./load-cache.ts";

/**
 * The project root of a file: the nearest folder upward that holds `dativo.yaml` or `jobs/`; the file's own folder where
 * there is none (SPEC section 1). `file` is absolute.
 */
export async function findProjectRoot(file: string, world: World, cache: LoadCache): Promise<string> {
  const folder = path.dirname(file);
  return (await rootAbove(folder, world, cache)) ?? folder;
}

function rootAbove(folder: string, world: World, cache: LoadCache): Promise<string | undefined> {
  return remember(cache, `root ${folder}`, async () => {
    if (await isRoot(folder, world)) return folder;
    const parent = path.dirname(folder);
    return parent === folder ? undefined : rootAbove(parent, world, cache);
  });
}

async function isRoot(folder: string, world: World): Promise<boolean> {
  if ((await world.files.stat(path.join(folder, "dativo.yaml"))) !== undefined) return true;
  return (await world.files.stat(path.join(folder, "jobs")))?.isFolder === true;
}

/** Where a path of a user's file leads: relative ones start at the root, `/app/...` falls back to the root when `/app` is not there. */
export async function resolvePath(named: string, root: string, world: World, cache: LoadCache): Promise<string> {
  if (!path.isAbsolute(named)) return path.resolve(root, named);
  if (!named.startsWith("/app/")) return path.normalize(named);
  const container = await remember(cache, "/app", async () => (await world.files.stat("/app"))?.isFolder === true);
  return container ? path.normalize(named) : path.resolve(root, named.slice("/app/".length));
}

/** A path as messages name it: relative to the working folder where that is shorter. */
export function displayPath(file: string, world: World): string {
  const relative = path.relative(world.cwd, file);
  return relative !== "" && relative.length < file.length ? relative : file;
}
