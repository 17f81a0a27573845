import path from "node:path";
import { DativoError } from "../error.ts";
import { projectPath } from "../project-path.ts";
import type { World } from "../world.ts";
import type { InputConfig, InputEntry } from "./config.ts";

/** A file to read, as it was when it was listed. */
export interface ListedFile {
  /** Absolute. */
  readonly path: string;
  /** As the user knows it: relative to the project root where it lies inside. */
  readonly origin: string;
  /** By what the incremental state knows it: the entry's `id`, else the origin. */
  readonly key: string;
  readonly object: string | undefined;
  readonly size: number;
  readonly modifiedMs: number;
}

/**
 * Every file that the selected entries match, each once, in the order of the entries and by path within one.
 * A path or glob that matches nothing is `not_found` unless the entry says `allow_empty`; a folder is `refused`.
 */
export async function listFiles(config: InputConfig<unknown>, root: string, world: World): Promise<ListedFile[]> {
  const base = await projectPath(config.base ?? ".", root, root, world);
  const listed = new Map<string, ListedFile>();
  for (const entry of config.files) {
    if (config.objects !== undefined && !(entry.object !== undefined && config.objects.includes(entry.object))) continue;
    const found = await listEntry(entry, base, root, world);
    for (const file of found) if (!listed.has(file.path)) listed.set(file.path, file);
  }
  return [...listed.values()];
}

async function listEntry(entry: InputEntry, base: string, root: string, world: World): Promise<ListedFile[]> {
  const wanted = await projectPath(entry.path, base, root, world);
  const plain = await world.files.stat(wanted);
  if (plain?.isFolder) {
    throw new DativoError("refused", `${nameOf(wanted, root)} is a folder`, {
      hint: `name its files with a glob: ${entry.path.replace(/\/+$/, "")}/*`,
      context: { path: wanted },
    });
  }
  const paths = plain
    ? [wanted]
    : isGlob(entry.path)
      ? (await world.files.glob(wanted, base)).filter((file) => isShown(file, entry.path))
      : [];
  if (paths.length === 0 && !entry.allow_empty) throw nothingThere(entry, wanted);
  if (paths.length > 1 && entry.id !== undefined) {
    throw new DativoError("refused", `files entry '${entry.path}' has the id '${entry.id}' but matches ${paths.length} files`, {
      hint: "an id names one file; remove it or write one entry per file",
    });
  }
  return Promise.all(paths.map((file) => look(file, entry, root, world)));
}

async function look(file: string, entry: InputEntry, root: string, world: World): Promise<ListedFile> {
  const found = await world.files.stat(file);
  const origin = nameOf(file, root);
  if (!found) throw new DativoError("not_found", `${origin} is gone, or a link that leads nowhere`, { context: { path: file } });
  return { path: file, origin, key: entry.id ?? origin, object: entry.object, size: found.size, modifiedMs: found.modifiedMs };
}

function nameOf(file: string, root: string): string {
  const relative = path.relative(root, file);
  return relative.startsWith("..") || path.isAbsolute(relative) ? file : relative;
}

function isGlob(text: string): boolean {
  return /[*?[\]{}]/.test(text);
}

/** Hidden files (editors' and copiers' temporary ones) count only when the pattern asks for them. */
function isShown(file: string, pattern: string): boolean {
  return !path.basename(file).startsWith(".") || path.basename(pattern).startsWith(".");
}

function nothingThere(entry: InputEntry, wanted: string): DativoError {
  const glob = isGlob(entry.path);
  return new DativoError("not_found", glob ? `no file matches '${entry.path}'` : `'${entry.path}' does not exist`, {
    hint: glob
      ? "check the pattern, or set allow_empty: true on the entry where no file is fine"
      : "check the path: relative ones start at the project root",
    context: { path: wanted },
  });
}
