import path from "node:path";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import { readFolderRecord, writeFolderRecord, type FolderRecord } from "./folder-record.ts";
import { planFiles, sha256 } from "./plan-record.ts";

const ours = "Written by dativo infra generate";

/** A folder that files are generated into. */
export interface GeneratedPlace {
  readonly folder: string;
  /** What git shall not see of it; written once, so that it can be changed. */
  readonly ignore: { readonly file: string; readonly text: string };
}

/**
 * Writes generated files into a folder and removes those of its own that are generated no longer. Which files are its own is
 * written down in the folder, each with its hash: what a person wrote or changed is neither overwritten nor removed. Then `conflict` is
 * thrown, and nothing is written.
 */
export async function writeGenerated(
  { folder, ignore }: GeneratedPlace,
  files: Readonly<Record<string, string>>,
  world: World,
): Promise<readonly string[]> {
  const before = await readFolderRecord(folder, world);
  if (!before) await checkUnused(folder, world);
  const known = before?.files ?? {};
  await checkOwn(folder, files, known, world);
  const hashes = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, [sha256(text)]]));
  const applied_with = before?.applied_with ?? [];
  // Both what is there and what is about to be: whoever comes after a crash in between knows either.
  await writeFolderRecord(folder, { version: 1, files: union(known, hashes), applied_with }, world);
  for (const name of Object.keys(known)) if (!Object.hasOwn(files, name)) await removeOwn(folder, name, world);
  const written: string[] = [];
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    if ((await world.files.readTextIfThere(file)) !== text) await world.files.replace(file, text);
    written.push(file);
  }
  await writeFolderRecord(folder, { version: 1, files: hashes, applied_with }, world);
  await world.files.create(ignore.file, ignore.text);
  return written;
}

/** Writes the values of variables alone, into a file that the user names. */
export async function writeValues(file: string, text: string, force: boolean, world: World): Promise<void> {
  const there = await world.files.readTextIfThere(file);
  const known = there === undefined || there.includes(ours) || path.basename(file).startsWith("dativo.");
  if (!known && !force) throw foreign(file);
  await world.files.replace(file, text);
}

/** In a folder that Dativo has not used, what goes by the names of its plans and outputs is somebody else's. */
async function checkUnused(folder: string, world: World): Promise<void> {
  for (const name of Object.values(planFiles))
    if ((await world.files.stat(path.join(folder, name))) !== undefined) throw foreign(path.join(folder, name));
}

/** Every file that is about to be written or removed must be one that Dativo left there. */
async function checkOwn(
  folder: string,
  files: Readonly<Record<string, string>>,
  known: FolderRecord["files"],
  world: World,
): Promise<void> {
  for (const name of new Set([...Object.keys(files), ...Object.keys(known)])) {
    const file = path.join(folder, name);
    const text = await world.files.readTextIfThere(file);
    if (text === undefined || text === files[name]) continue;
    const left = Object.hasOwn(known, name) ? known[name]! : undefined;
    if (left === undefined) throw foreign(file);
    if (!left.includes(sha256(text))) throw changed(file);
  }
}

async function removeOwn(folder: string, name: string, world: World): Promise<void> {
  await world.files.remove(path.join(folder, name));
  let above = path.dirname(name);
  while (above !== "." && (await world.files.removeEmptyFolder(path.join(folder, above)))) above = path.dirname(above);
}

function union(a: FolderRecord["files"], b: FolderRecord["files"]): FolderRecord["files"] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(names.map((name) => [name, [...new Set([...(a[name] ?? []), ...(b[name] ?? [])])]]));
}

function foreign(file: string): DativoError {
  return new DativoError("conflict", `${file} was not written by Dativo; nothing was written`, {
    context: { file },
    hint: "choose another folder or file, or move that one away",
  });
}

function changed(file: string): DativoError {
  return new DativoError("conflict", `${file} was changed since Dativo wrote it; nothing was written`, {
    context: { file },
    hint: "change the job instead, or have it name a module of your own in infrastructure.terraform.module_source; then remove that file",
  });
}
