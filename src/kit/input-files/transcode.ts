import type { Compression } from "../../spec/batch.ts";
import { DativoError } from "../error.ts";
import type { World } from "../world.ts";
import { openBytes } from "./bytes.ts";
import type { ReadableFile } from "./bytes.ts";

/**
 * The file's text, piece by piece, without a byte order mark. `encoding` is a canonical name from `resolveEncoding`.
 * A byte that the encoding does not know is `refused`, with its offset to within one piece.
 */
export async function* decodeFile(file: ReadableFile, compression: Compression, encoding: string, world: World): AsyncGenerator<string> {
  let decoder: Decoder | undefined;
  let offset = 0;
  let first = true;
  for await (const piece of openBytes(file, compression, world)) {
    decoder ??= decoderFor(encoding, piece);
    const text = decode(decoder, piece, file, encoding, offset);
    offset += piece.length;
    const shown = first && text.startsWith("\ufeff") ? text.slice(1) : text;
    first &&= text === "";
    if (shown !== "") yield shown;
  }
  if (decoder) decode(decoder, undefined, file, encoding, offset);
}

/** Writes a UTF-8 copy of a file, uncompressed and without a byte order mark, to `target`; returns its size. Stops when the signal says so. */
export async function stageAsUtf8(
  file: ReadableFile,
  compression: Compression,
  encoding: string,
  target: string,
  signal: AbortSignal,
  world: World,
): Promise<number> {
  return world.files.writeStream(target, whileWanted(decodeFile(file, compression, encoding, world), signal));
}

async function* whileWanted(pieces: AsyncGenerator<string>, signal: AbortSignal): AsyncGenerator<string> {
  for await (const piece of pieces) {
    signal.throwIfAborted();
    yield piece;
  }
}

/** Bytes to text, remembering characters that pieces cut in two; no piece means the end. */
type Decoder = (piece: Uint8Array | undefined) => string;

function decoderFor(encoding: string, start: Uint8Array): Decoder {
  if (encoding === "latin-1")
    return (piece) => (piece ? Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString("latin1") : "");
  const label = encoding === "utf-16" ? (start[0] === 0xfe && start[1] === 0xff ? "utf-16be" : "utf-16le") : encoding;
  const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  return (piece) => (piece ? decoder.decode(piece, { stream: true }) : decoder.decode());
}

function decode(decoder: Decoder, piece: Uint8Array | undefined, file: ReadableFile, encoding: string, offset: number): string {
  try {
    return decoder(piece);
  } catch (error) {
    const place = piece ? `between bytes ${offset} and ${offset + piece.length}` : "at its end";
    throw new DativoError("refused", `${file.origin} is not ${encoding} text: ${place} stands something that the encoding does not know`, {
      hint: "check the source's encoding",
      context: { path: file.path, offset },
      cause: error,
    });
  }
}
