import { createGunzip, createZstdDecompress } from "node:zlib";
import { Readable } from "node:stream";
import { DativoError } from "../../../kit/error.ts";
import type { World } from "../../../kit/world.ts";
import type { Batch, InputFile } from "../../../spec/batch.ts";

const newline = 0x0a;

/** Where the records of one file stand. `line` is 1-based and physical. */
export interface RecordLines {
  /** Line of a row that was read, by its ordinal among those of the file, from 0. Ask in ascending order. */
  ofRow(ordinal: number): number;
  /** Line of a record that was no row, by DuckDB's count of records, from 1. Ask in ascending order. */
  ofRecord(record: number): number;
}

/** Counts that tell whether every record of a file is one line. */
export interface RecordCounts {
  /** Rows of the file that the reader gave. */
  readonly rows: number;
  /** Records it did not give, by DuckDB's count (header and blank lines included), ascending, each once. */
  readonly dropped: readonly number[];
}

/**
 * Finds the lines of a CSV file's records. Where records and newlines are equal in number no record spans lines, and
 * counting is enough; else the file is walked once, minding quotes and blank lines as DuckDB does.
 */
export async function csvRecordLines(world: World, file: InputFile, batch: Batch, counts: RecordCounts): Promise<RecordLines> {
  const header = batch.format.kind === "csv" && batch.format.header ? 1 : 0;
  const records = header + counts.rows + counts.dropped.length;
  const { newlines, endsOpen } = await countNewlines(pieces(world, file, batch));
  if (newlines + (endsOpen ? 1 : 0) === records || newlines === 0) return lineByLine(counts.dropped, header);
  return walked(await walkCsv(world, file, batch, counts), counts);
}

/** The lines of a file of which every line is one record. */
export function lineByLine(dropped: readonly number[], header = 0): RecordLines {
  let passed = 0;
  return {
    ofRow: (ordinal) => {
      while (passed < dropped.length && dropped[passed]! <= ordinal + header + passed + 1) passed += 1;
      return ordinal + header + passed + 1;
    },
    ofRecord: (record) => record,
  };
}

function walked(found: { readonly rows: Uint32Array; readonly dropped: ReadonlyMap<number, number> }, counts: RecordCounts): RecordLines {
  return {
    ofRow: (ordinal) => found.rows[Math.min(ordinal, counts.rows - 1)] ?? 0,
    ofRecord: (record) => found.dropped.get(record) ?? record,
  };
}

async function countNewlines(bytes: AsyncIterable<Uint8Array>): Promise<{ newlines: number; endsOpen: boolean }> {
  let newlines = 0;
  let endsOpen = false;
  for await (const piece of bytes) {
    for (let at = piece.indexOf(newline); at !== -1; at = piece.indexOf(newline, at + 1)) newlines += 1;
    if (piece.length > 0) endsOpen = piece[piece.length - 1] !== newline;
  }
  return { newlines, endsOpen };
}

/** One pass over the bytes: a quote opens a field only at the field's first character. */
async function walkCsv(
  world: World,
  file: InputFile,
  batch: Batch,
  counts: RecordCounts,
): Promise<{ rows: Uint32Array; dropped: Map<number, number> }> {
  const rows = new Uint32Array(counts.rows);
  const dropped = new Map<number, number>();
  const left = new Set(counts.dropped);
  const blanksAreRows = (batch.columns?.length ?? 1) <= 1;
  let row = 0;
  let record = 0;
  const header = batch.format.kind === "csv" && batch.format.header;
  for await (const { line, blank, swallowed } of csvRecords(pieces(world, file, batch), batch)) {
    record += 1;
    if (swallowed > 0) throw unclosedQuote(file, line, swallowed);
    if (left.has(record)) dropped.set(record, line);
    else if (!(header && record === 1) && !(blank && !blanksAreRows) && row < rows.length) rows[row++] = line;
  }
  return { rows, dropped };
}

/** DuckDB gives this much of a record that it cannot read; a quarantine that held less than the record would lose rows. */
const mostRaw = 10_000;

function unclosedQuote(file: InputFile, line: number, lines: number): DativoError {
  return new DativoError(
    "refused",
    `${file.origin}:${line} opens a quote that is never closed: it takes the ${lines} lines to the end of the file`,
    {
      hint: "close the quote; what follows it cannot be told into records, so nothing was loaded",
      context: { path: file.path, line },
    },
  );
}

/** `swallowed`: how many lines a record takes that a quote keeps open to the end of the file, when they are more than a raw record can hold; else 0. */
async function* csvRecords(
  bytes: AsyncIterable<Uint8Array>,
  batch: Batch,
): AsyncGenerator<{ line: number; blank: boolean; swallowed: number }> {
  const format = batch.format as Extract<Batch["format"], { kind: "csv" }>;
  const [quote, escape, delimiter] = [format.quote, format.escape, format.delimiter].map((text) =>
    text === "" ? -1 : text.charCodeAt(text.length - 1),
  );
  let line = 1;
  let start = 1;
  let size = 0;
  let quoted = false;
  let fieldStart = true;
  let skip = false;
  for await (const piece of bytes) {
    for (const byte of piece) {
      if (skip) skip = false;
      else if (quoted && byte === escape && escape !== quote) skip = true;
      else if (byte === quote && (quoted || fieldStart)) quoted = !quoted;
      else if (byte === newline && !quoted) {
        yield { line: start, blank: size === 0, swallowed: 0 };
        line += 1;
        start = line;
        size = 0;
        fieldStart = true;
        continue;
      }
      if (byte === newline) line += 1;
      // After a closing quote a second one reopens the field: it stood for itself.
      fieldStart = byte === delimiter || (byte === quote && !quoted);
      if (byte !== 0x0d) size += 1;
    }
  }
  if (size > 0) yield { line: start, blank: false, swallowed: quoted && size > mostRaw ? line - start + 1 : 0 };
}

/** Lines on which the objects of a JSON document begin, in order: objects at the top, or in one array at the top. */
export async function jsonObjectLines(world: World, file: InputFile, batch: Batch, rows: number): Promise<RecordLines> {
  const lines = new Uint32Array(rows);
  let [row, line, depth, arrays] = [0, 1, 0, 0];
  let text = false;
  let skip = false;
  for await (const piece of pieces(world, file, batch)) {
    for (const byte of piece) {
      if (byte === newline) line += 1;
      if (text) {
        if (skip) skip = false;
        else if (byte === 0x5c) skip = true;
        else if (byte === 0x22) text = false;
      } else if (byte === 0x22) text = true;
      else if (byte === 0x5b && depth === 0) arrays += 1;
      else if (byte === 0x7b || byte === 0x5b) {
        if (depth === 0 && row < rows) lines[row++] = line;
        depth += 1;
      } else if (byte === 0x7d || (byte === 0x5d && depth > 0)) depth -= 1;
      else if (byte === 0x5d) arrays -= 1;
    }
  }
  return { ofRow: (ordinal) => lines[ordinal] ?? 0, ofRecord: (record) => record };
}

function pieces(world: World, file: InputFile, batch: Batch): AsyncIterable<Uint8Array> {
  const compression = "compression" in batch.format ? batch.format.compression : "none";
  const bytes = world.files.stream(file.path);
  if (compression === "none") return bytes;
  return Readable.from(bytes).pipe(compression === "gzip" ? createGunzip() : createZstdDecompress()) as AsyncIterable<Uint8Array>;
}
