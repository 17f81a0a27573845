import path from "node:path";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";

/**
 * YAML files named on the command line: files as they are, folders with every YAML file below, globs expanded. Absolute,
 * sorted, each once. Throws `not_found` for a file that is not there and for names that lead to nothing.
 */
export async function findYamlFiles(named: readonly string[], world: World): Promise<readonly string[]> {
  const found = (await Promise.all(named.map((one) => expand(one, world)))).flat();
  if (found.length === 0)
    throw new DativoError("not_found", `there are no YAML files in ${named.join(", ")}`, { hint: "name files, folders or globs" });
  return [...new Set(found)].sort();
}

async function expand(named: string, world: World): Promise<readonly string[]> {
  const absolute = path.resolve(world.cwd, named);
  const stat = await world.files.stat(absolute);
  if (stat?.isFolder) return world.files.glob("**/*.{yaml,yml}", absolute);
  if (stat) return [absolute];
  const found = /[*?[{]/.test(named) ? await world.files.glob(named, world.cwd) : [];
  if (found.length === 0) throw new DativoError("not_found", `there is no ${named}`, { hint: "name files, folders or globs" });
  return found;
}
