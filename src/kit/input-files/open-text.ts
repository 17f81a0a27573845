import type { Compression } from "../../spec/batch.ts";
import type { SourceRequest } from "../source.ts";
import type { World } from "../world.ts";
import { checkCompression, checkedAtOnce, compressionOf, readPrefix } from "./bytes.ts";
import { resolveEncoding } from "./config.ts";
import { lineLengthCheck, refuseLongLines } from "./line-length.ts";
import type { ListedFile } from "./list.ts";
import { refuseKnownBinary, textCheck } from "./text-check.ts";
import { stageAsUtf8 } from "./transcode.ts";

/** What a job says about a text file. */
export interface TextFacts {
  readonly encoding: string | undefined;
  readonly compression: "auto" | Compression | undefined;
  /** For messages: `CSV`. */
  readonly format: string;
  /** Whether a byte order mark disturbs the engine's reader, so that a copy without it has to be made. */
  readonly stageMark: boolean;
  /** Whether records of a file that begins so are lines, so that a line of many megabytes is none. */
  readonly byLine?: (start: string) => boolean;
}

/** A text file of which the beginning was read and found good. */
export interface OpenedText {
  /** The first megabyte of text at most, without a byte order mark. */
  readonly start: string;
  /** Whether `start` is all of the file. */
  readonly complete: boolean;
  readonly compression: Compression;
  /** UTF-8 copy in scratch that the engine reads instead; uncompressed. */
  readonly staged?: { readonly path: string; readonly size: number };
  /** Looks at the rest of a large compressed file. */
  readonly verify?: (signal: AbortSignal) => Promise<void>;
}

/**
 * Opens a text file: settles compression and encoding, refuses binary content, NUL bytes and invalid UTF-8 in its first
 * megabyte (single bad records behind it are the engine's to judge), reads compressed files to their end, large ones in
 * `verify`, and makes a UTF-8 copy of files in other encodings. Undefined for 0 bytes.
 */
export async function openText(file: ListedFile, facts: TextFacts, request: SourceRequest, world: World): Promise<OpenedText | undefined> {
  if (file.size === 0) return undefined;
  const compression = await compressionOf(file, facts.compression ?? "auto", world);
  const encoding = resolveEncoding(facts.encoding ?? "utf-8") ?? "utf-8";
  if (encoding !== "utf-8") return openStaged(file, compression, encoding, facts, request, world);
  const { bytes, complete } = await readPrefix(file, compression, world);
  if (bytes.length === 0) return undefined;
  refuseKnownBinary(file, bytes, facts.format);
  const check = textCheck(file);
  check.feed(bytes);
  if (complete) check.end();
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  if (marked && facts.stageMark) return openStaged(file, compression, encoding, facts, request, world);
  const start = bytes.toString("utf8", marked ? 3 : 0);
  if (complete) return { start, complete, compression };
  if (compression === "none") {
    if (facts.byLine?.(start)) await refuseLongLines(file, file.size, world);
    return { start, complete, compression };
  }
  const checkPiece = facts.byLine?.(start) ? lineLengthCheck(file) : () => undefined;
  if (file.size <= checkedAtOnce) {
    await checkCompression(file, compression, checkPiece, request.signal, world);
    return { start, complete, compression };
  }
  return { start, complete, compression, verify: (signal) => checkCompression(file, compression, checkPiece, signal, world) };
}

async function openStaged(
  file: ListedFile,
  compression: Compression,
  encoding: string,
  facts: TextFacts,
  request: SourceRequest,
  world: World,
): Promise<OpenedText | undefined> {
  const copy = `${request.scratch}/staged-${world.random.hex(8)}.txt`;
  const size = await stageAsUtf8(file, compression, encoding, copy, request.signal, world);
  const { bytes, complete } = await readPrefix({ path: copy, origin: file.origin }, "none", world);
  if (size === 0) {
    await world.files.remove(copy);
    return undefined;
  }
  if (facts.byLine?.(bytes.toString("utf8"))) await refuseLongLines({ path: copy, origin: file.origin }, size, world);
  return { start: bytes.toString("utf8"), complete, compression: "none", staged: { path: copy, size } };
}
