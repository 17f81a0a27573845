import { DativoError } from "../error.ts";
import type { World } from "../world.ts";
import type { ReadableFile } from "./bytes.ts";

/**
 * Lines of this many bytes or more are refused before an engine sees them: readers work in buffers, and some drop a record
 * that fills one without a word. Far above the longest record that engines are asked to read.
 */
export const longestLine = 16_000_000;

/** A line this long holds at least one whole window, wherever it begins. */
const windowBytes = longestLine / 2;
const sampleBytes = 1 << 16;
const newline = 0x0a;
const carriageReturn = 0x0d;

/** Throws `refused` for a plain file with a line of `longestLine` bytes or more. Reads about a hundredth of the file: only windows without any line break are read whole. */
export async function refuseLongLines(file: ReadableFile, size: number, world: World): Promise<void> {
  for (let start = 0; start + windowBytes <= size; start += windowBytes) {
    const end = start + windowBytes;
    if (await hasBreak(file, { start, end: start + sampleBytes }, world)) continue;
    if (!(await hasBreak(file, { start: start + sampleBytes, end }, world))) throw tooLong(file, start);
  }
}

async function hasBreak(file: ReadableFile, range: { readonly start: number; readonly end: number }, world: World): Promise<boolean> {
  for await (const piece of world.files.stream(file.path, range)) if (lastBreak(piece) >= 0) return true;
  return false;
}

/** Looks at bytes as they pass: throws `refused` once that many have come without a line break. */
export function lineLengthCheck(file: ReadableFile): (piece: Uint8Array) => void {
  let sinceBreak = 0;
  let offset = 0;
  return (piece) => {
    const last = lastBreak(piece);
    sinceBreak = last < 0 ? sinceBreak + piece.length : piece.length - last - 1;
    offset += piece.length;
    if (sinceBreak >= longestLine) throw tooLong(file, offset - sinceBreak);
  };
}

function lastBreak(piece: Uint8Array): number {
  const last = piece.lastIndexOf(newline);
  return last >= 0 ? last : piece.lastIndexOf(carriageReturn);
}

function tooLong(file: ReadableFile, offset: number): DativoError {
  return new DativoError(
    "refused",
    `${file.origin} has a line of more than ${windowBytes / 1_000_000} MB around byte ${offset}: no record is that long`,
    {
      hint: "check that this is the right file and that its lines end; nothing of it was loaded",
      context: { path: file.path, offset },
    },
  );
}
