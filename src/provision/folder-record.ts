import path from "node:path";
import { z } from "zod";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";

/** Name of the file in which Dativo keeps what it knows of a working folder. */
export const folderRecordName = ".dativo-generated.json";

/** A path below the folder: nothing else is ever removed on the word of a file. */
const inside = z.string().regex(/^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$)).+$/);

const schema = z.object({
  version: z.literal(1),
  /** Files that were generated, by their path in the folder, with the SHA-256 of each text that Dativo may have left there. */
  files: z.record(inside, z.array(z.string())),
  /** Variables of the module that the environment gave (TF_VAR_...) to the last plan that was applied. */
  applied_with: z.array(z.string()).default([]),
});

/** What Dativo knows of a working folder. */
export type FolderRecord = z.output<typeof schema>;

/** The record of a folder; undefined where Dativo has generated nothing. Throws `refused` when it is damaged: then nobody knows whose files these are. */
export async function readFolderRecord(folder: string, world: World): Promise<FolderRecord | undefined> {
  const file = path.join(folder, folderRecordName);
  const text = await world.files.readTextIfThere(file);
  if (text === undefined) return undefined;
  const read = schema.safeParse(parse(text));
  if (read.success) return read.data;
  throw new DativoError("refused", `${file} cannot be read: it says which files Dativo has generated`, {
    context: { file },
    hint: "remove it together with the generated files, or choose another folder",
    cause: read.error,
  });
}

/** Writes the record in one step. */
export async function writeFolderRecord(folder: string, record: FolderRecord, world: World): Promise<void> {
  const text = `${JSON.stringify(record, undefined, 2)}\n`;
  const file = path.join(folder, folderRecordName);
  if ((await world.files.readTextIfThere(file)) !== text) await world.files.replace(file, text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
