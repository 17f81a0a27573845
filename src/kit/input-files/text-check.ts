import { isUtf8 } from "node:buffer";
import { DativoError } from "../error.ts";
import type { ReadableFile } from "./bytes.ts";

/** Looks at bytes as they pass: throws `refused`, with the byte offset, at the first that cannot be UTF-8 text. */
export interface TextCheck {
  feed(piece: Uint8Array): void;
  /** Call at the true end of the file: a character may have been cut in two. */
  end(): void;
}

/** Starts a check of one file's decompressed bytes. Runs at memory speed: it never makes text of them. */
export function textCheck(file: ReadableFile): TextCheck {
  let offset = 0;
  let tail: Uint8Array = new Uint8Array(0);
  return {
    feed(piece) {
      const zero = piece.indexOf(0);
      if (zero >= 0) throw nulByte(file, offset + tail.length + zero);
      const bytes = tail.length === 0 ? piece : Buffer.concat([tail, piece]);
      const whole = bytes.length - incompleteTail(bytes);
      if (!isUtf8(bytes.subarray(0, whole))) throw notUtf8(file, offset + firstInvalid(bytes));
      tail = bytes.slice(whole);
      offset += whole;
    },
    end() {
      if (tail.length > 0) throw notUtf8(file, offset);
    },
  };
}

/** How many bytes at the end begin a UTF-8 sequence without finishing it: 0 to 3. */
function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return sequenceLength(byte) > back ? back : 0;
  }
  return 0;
}

function sequenceLength(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}

/** Offset of the first byte that is not part of valid UTF-8, by bisection over prefixes. */
function firstInvalid(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (validPrefix(bytes, middle)) good = middle;
    else bad = middle;
  }
  return good - incompleteTail(bytes.subarray(0, good));
}

function validPrefix(bytes: Uint8Array, length: number): boolean {
  const prefix = bytes.subarray(0, length);
  return isUtf8(prefix.subarray(0, length - incompleteTail(prefix)));
}

function notUtf8(file: ReadableFile, offset: number): DativoError {
  return new DativoError("refused", `${file.origin} is not UTF-8 text: byte ${offset} begins no valid character`, {
    hint: "name the file's own encoding in the source, for example encoding: windows-1252",
    context: { path: file.path, offset },
  });
}

function nulByte(file: ReadableFile, offset: number): DativoError {
  return new DativoError(
    "refused",
    `${file.origin} holds a NUL byte at offset ${offset}: it is a binary file, or text in another encoding`,
    {
      hint: "check that this is the right file; for UTF-16 text set encoding: utf-16",
      context: { path: file.path, offset },
    },
  );
}

const signatures: readonly (readonly [name: string, start: string, hint: string])[] = [
  ["a Parquet file", "PAR1", "use source_connector: parquet"],
  ["a ZIP archive (or an Excel workbook)", "PK\u0003\u0004", "unpack it, or export the sheet as CSV"],
  ["a PDF document", "%PDF-", "name the data file itself"],
  ["a bzip2 archive", "BZh", "unpack it, or compress with gzip or zstd"],
  ["an xz archive", "\u00fd7zXZ", "unpack it, or compress with gzip or zstd"],
  ["an SQLite database", "SQLite format 3", "export the table as CSV first"],
  ["an Avro file", "Obj\u0001", "convert it to Parquet first"],
  ["an ORC file", "ORC", "convert it to Parquet first"],
  ["UTF-16 text", "\u00ff\u00fe", "set encoding: utf-16"],
  ["UTF-16 text", "\u00fe\u00ff", "set encoding: utf-16"],
];

/** Refuses, by their first bytes, files that are well known to be something else than text. */
export function refuseKnownBinary(file: ReadableFile, start: Uint8Array, wanted: string): void {
  const text = Buffer.from(start.subarray(0, 16)).toString("latin1");
  const known = signatures.find(
    ([, signature]) =>
      text.startsWith(signature) &&
      (signature !== "ORC" || !/^ORC[\x20-\x7e]{3}/.test(text)) &&
      (signature !== "BZh" || /^BZh[1-9]1AY/.test(text)),
  );
  if (known)
    throw new DativoError("refused", `${file.origin} is ${known[0]}, not ${wanted}`, { hint: known[2], context: { path: file.path } });
}
