import { createHash } from "node:crypto";
import { DativoError } from "../../../kit/error.ts";
import { extractFiles, inputOf } from "../../../kit/input-files/extract.ts";
import type { PreparedFile } from "../../../kit/input-files/extract.ts";
import type { ListedFile } from "../../../kit/input-files/list.ts";
import { checkFiles, discoverFiles } from "../../../kit/input-files/look.ts";
import type { Source } from "../../../kit/source.ts";
import type { World } from "../../../kit/world.ts";
import { schemaBytes } from "./footer.ts";

/** Reads Parquet files; the engine opens them in place. */
export const parquetSource: Source = {
  check: (request, world) => checkFiles(request, world, (file) => prepareParquet(file, world)),
  discover: (request, world) => discoverFiles(request, world, (file) => prepareParquet(file, world)),
  extract: (request, world) => extractFiles(request, world, (file) => prepareParquet(file, world)),
};

const magic = "PAR1";
/** Magic at both ends and the footer's length. */
const smallest = 12;
/** Footers of wide tables with many row groups reach tens of megabytes; beyond this the length itself is damaged. */
const largestFooter = 512 << 20;

/** Checks both magic numbers and the footer, whose schema tells which files are alike. Undefined for 0 bytes. */
async function prepareParquet(file: ListedFile, world: World): Promise<PreparedFile | undefined> {
  if (file.size === 0) return undefined;
  const start = (await readRange(file, 0, 4, world)).toString("latin1");
  if (start === "PARE") throw refused(file, "is encrypted Parquet, which is not read here", "write it without a modular encryption key");
  if (start !== magic)
    throw refused(file, "is not a Parquet file: it does not begin with PAR1", "check the file, or use the connector of its real format");
  const footer = file.size < smallest ? undefined : await readFooter(file, world);
  const schema = footer && schemaBytes(footer);
  if (!schema) throw refused(file, "is cut short or damaged: it has no complete Parquet footer", "copy or write the file again");
  return { input: inputOf(file), format: { kind: "parquet" }, shape: createHash("sha256").update(schema).digest("base64url") };
}

async function readFooter(file: ListedFile, world: World): Promise<Buffer | undefined> {
  const end = await readRange(file, file.size - 8, file.size, world);
  const length = end.length === 8 ? end.readUInt32LE(0) : 0;
  if (end.toString("latin1", 4) !== magic || length === 0 || length > largestFooter || length + smallest > file.size) return undefined;
  return readRange(file, file.size - 8 - length, file.size - 8, world);
}

async function readRange(file: ListedFile, start: number, end: number, world: World): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of world.files.stream(file.path, { start, end })) pieces.push(piece);
  return Buffer.concat(pieces);
}

function refused(file: ListedFile, what: string, hint: string): DativoError {
  return new DativoError("refused", `${file.origin} ${what}`, { hint, context: { path: file.path } });
}
