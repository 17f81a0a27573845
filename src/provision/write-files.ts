import path from "node:path";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import { fileNames } from "./generate.ts";

const ours = "Written by dativo infra generate";

/**
 * Writes generated files into a folder, those of the other format and modules that are no longer called away. A file of a
 * person's own is never overwritten: then `conflict` is thrown and nothing is written.
 */
export async function writeGenerated(folder: string, files: Readonly<Record<string, string>>, world: World): Promise<readonly string[]> {
  const roots = [fileNames.json.root, fileNames.hcl.root];
  for (const name of roots) {
    const text = await world.files.readTextIfThere(path.join(folder, name));
    if (text !== undefined && !text.includes(ours)) throw foreign(path.join(folder, name));
  }
  const before = await generatedBefore(folder, world);
  for (const name of before) if (!Object.hasOwn(files, name)) await world.files.remove(path.join(folder, name));
  const written: string[] = [];
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    if ((await world.files.readTextIfThere(file)) !== text) await world.files.replace(file, text);
    written.push(file);
  }
  return written;
}

/** Writes the values of variables alone, into a file that the user names. */
export async function writeValues(file: string, text: string, force: boolean, world: World): Promise<void> {
  const there = await world.files.readTextIfThere(file);
  const known = there === undefined || there.includes(ours) || path.basename(file).startsWith("dativo.");
  if (!known && !force) throw foreign(file);
  await world.files.replace(file, text);
}

async function generatedBefore(folder: string, world: World): Promise<readonly string[]> {
  const own = Object.values(fileNames).flatMap(({ root, values }) => [root, values]);
  const modules = await world.files.glob("terraform/**/*", folder);
  return [...own, ...modules.map((file) => path.relative(folder, file).split(path.sep).join("/"))];
}

function foreign(file: string): DativoError {
  return new DativoError("conflict", `${file} was not written by Dativo; nothing was written`, {
    context: { file },
    hint: "choose another folder or file, or move that one away",
  });
}
