import path from "node:path";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";

/** Which files of a folder are meant when the folder is named, and what messages call them. */
export interface FileKind {
  readonly pattern: string;
  readonly noun: string;
}

/**
 * YAML files named on the command line: files as they are, folders with every YAML file below, globs expanded. Absolute,
 * sorted, each once. Throws `not_found` for a file that is not there and for names that lead to nothing.
 */
export function findYamlFiles(named: readonly string[], world: World): Promise<readonly string[]> {
  return findFiles(named, { pattern: "**/*.{yaml,yml}", noun: "YAML files" }, world);
}

/** As `findYamlFiles`, for files of another kind. */
export async function findFiles(named: readonly string[], kind: FileKind, world: World): Promise<readonly string[]> {
  const found = (await Promise.all(named.map((one) => expand(one, kind, world)))).flat();
  if (found.length === 0)
    throw new DativoError("not_found", `there are no ${kind.noun} in ${named.join(", ")}`, { hint: "name files, folders or globs" });
  return [...new Set(found)].sort();
}

async function expand(named: string, kind: FileKind, world: World): Promise<readonly string[]> {
  const absolute = path.resolve(world.cwd, named);
  const stat = await world.files.stat(absolute);
  if (stat?.isFolder) return world.files.glob(kind.pattern, absolute);
  if (stat) return [absolute];
  const found = /[*?[{]/.test(named) ? await world.files.glob(named, world.cwd) : [];
  if (found.length === 0) throw new DativoError("not_found", `there is no ${named}`, { hint: "name files, folders or globs" });
  return found;
}
