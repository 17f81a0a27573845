import path from "node:path";
import type { World } from "../kit/world.ts";
import { createLoadCache } from "../load/load-cache.ts";
import { findProjectRoot } from "../load/project-root.ts";
import type { Invocation } from "./command.ts";
import { findYamlFiles } from "./find-files.ts";

/** The job files that a command means: those that are named, else all below `jobs` of the project that the working folder is in. */
export async function namedJobs({ args }: Invocation, world: World): Promise<readonly string[]> {
  const named = args[0];
  return findYamlFiles(Array.isArray(named) && named.length > 0 ? (named as readonly string[]) : [await jobsFolder(world)], world);
}

async function jobsFolder(world: World): Promise<string> {
  return path.join(await findProjectRoot(path.join(world.cwd, "dativo.yaml"), world, createLoadCache()), "jobs");
}
