import { Readable, pipeline } from "node:stream";
import type { Transform } from "node:stream";
import zlib from "node:zlib";
import type { Compression } from "../../spec/batch.ts";
import { DativoError } from "../error.ts";
import type { World } from "../world.ts";

/** A file whose bytes are wanted. */
export interface ReadableFile {
  readonly path: string;
  readonly origin: string;
}

/** Compressed files up to this size are read to their end before a batch is handed on, larger ones while it is read. */
export const checkedAtOnce = 16 << 20;

/** How many decompressed bytes of each file are looked at before a batch is handed on. */
export const prefixBytes = 1 << 20;

/** The compression that the first bytes of a file show. */
export function sniffCompression(start: Uint8Array): Compression {
  if (start[0] === 0x1f && start[1] === 0x8b) return "gzip";
  if (start[0] === 0x28 && start[1] === 0xb5 && start[2] === 0x2f && start[3] === 0xfd) return "zstd";
  return "none";
}

/** Settles `auto` by looking, and refuses a file whose bytes contradict what the job says. */
export async function compressionOf(file: ReadableFile, declared: "auto" | Compression, world: World): Promise<Compression> {
  const found = sniffCompression(await startOf(file.path, 4, world));
  if (declared === "auto" || declared === found) return found;
  const said = declared === "none" ? "compression: none" : `compression: ${declared}`;
  throw new DativoError(
    "refused",
    `${file.origin} is ${found === "none" ? "not compressed" : `compressed with ${found}`}, but the job says ${said}`,
    { hint: "set compression: auto", context: { path: file.path } },
  );
}

/** At most `length` bytes from the start of a file as it lies on disk. */
export async function startOf(path: string, length: number, world: World): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of world.files.stream(path, { end: length })) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The decompressed bytes of a file, in pieces. Truncated or damaged compression is `refused`, naming the file. */
export async function* openBytes(file: ReadableFile, compression: Compression, world: World): AsyncGenerator<Uint8Array> {
  const raw = world.files.stream(file.path);
  if (compression === "none") return yield* raw;
  const expanded = expander(compression);
  pipeline(Readable.from(raw), expanded, ignoreHere);
  try {
    yield* expanded as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (error instanceof DativoError) throw error;
    throw new DativoError("refused", `${file.origin} is damaged or cut short: its ${compression} data ends or breaks in the middle`, {
      hint: "copy or write the file again",
      context: { path: file.path },
      cause: error,
    });
  }
}

/** The stream's reader meets the same error; `pipeline` only wants somebody to take it. */
function ignoreHere(): void {}

function expander(compression: "gzip" | "zstd"): Transform {
  if (compression === "gzip") return zlib.createGunzip({ chunkSize: 1 << 18 });
  if (typeof zlib.createZstdDecompress === "function") return zlib.createZstdDecompress({ chunkSize: 1 << 18 });
  throw new DativoError("refused", "this version of Node cannot read zstd", { hint: "use Node 22.15 or newer" });
}

/** The first decompressed bytes of a file, and whether they are all of it. */
export async function readPrefix(
  file: ReadableFile,
  compression: Compression,
  world: World,
): Promise<{ readonly bytes: Buffer; readonly complete: boolean }> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of openBytes(file, compression, world)) {
    pieces.push(piece);
    size += piece.length;
    if (size > prefixBytes) return { bytes: Buffer.concat(pieces).subarray(0, prefixBytes), complete: false };
  }
  return { bytes: Buffer.concat(pieces), complete: true };
}

/**
 * Decompresses a whole file to the end and keeps nothing: engines take a truncated gzip or zstd file for a shorter one,
 * and would silently load half of its rows. `check` sees every piece and may throw. Gives up quietly when the signal says so.
 */
export async function checkCompression(
  file: ReadableFile,
  compression: Compression,
  check: (piece: Uint8Array) => void,
  signal: AbortSignal,
  world: World,
): Promise<void> {
  const pieces = openBytes(file, compression, world);
  let next = await pieces.next();
  for (; !next.done && !signal.aborted; next = await pieces.next()) check(next.value);
  await pieces.return(undefined);
}
