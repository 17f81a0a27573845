/**
 * The part of a Parquet footer that describes columns, as raw bytes: equal bytes, equal schemas. Undefined when the bytes
 * are no FileMetaData. Thrift compact protocol, https://parquet.apache.org/docs/file-format/metadata/: a struct whose
 * field 2 is the list of schema elements; nothing else of it is needed, so values are stepped over, not built.
 */
export function schemaBytes(footer: Uint8Array): Uint8Array | undefined {
  const at: Cursor = { bytes: footer, position: 0 };
  try {
    let field = 0;
    for (;;) {
      const header = readField(at, field);
      if (!header) return undefined;
      field = header.id;
      const start = at.position;
      skip(at, header.type, 0);
      if (field === 2 && header.type === compact.list) return footer.subarray(start, at.position);
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

interface Cursor {
  readonly bytes: Uint8Array;
  position: number;
}

const compact = { true: 1, false: 2, byte: 3, i16: 4, i32: 5, i64: 6, double: 7, binary: 8, list: 9, set: 10, map: 11, struct: 12 };
const deepest = 32;

function readField(at: Cursor, before: number): { id: number; type: number } | undefined {
  const header = readByte(at);
  if (header === 0) return undefined;
  const delta = header >> 4;
  if (delta > 0) return { id: before + delta, type: header & 15 };
  const zigzag = readVarint(at);
  return { id: (zigzag >>> 1) ^ -(zigzag & 1), type: header & 15 };
}

function skip(at: Cursor, type: number, depth: number): void {
  if (depth > deepest) throw new RangeError("nested too deeply");
  if (type === compact.true || type === compact.false) return;
  if (type === compact.byte) return advance(at, 1);
  if (type === compact.i16 || type === compact.i32 || type === compact.i64) return void readVarint(at);
  if (type === compact.double) return advance(at, 8);
  if (type === compact.binary) return advance(at, readVarint(at));
  if (type === compact.list || type === compact.set) return skipList(at, depth);
  if (type === compact.map) return skipMap(at, depth);
  if (type === compact.struct) return skipStruct(at, depth);
  throw new RangeError(`no such type: ${type}`);
}

function skipList(at: Cursor, depth: number): void {
  const header = readByte(at);
  const size = header >> 4 === 15 ? readVarint(at) : header >> 4;
  for (let index = 0; index < size; index++) skipElement(at, header & 15, depth);
}

function skipMap(at: Cursor, depth: number): void {
  const size = readVarint(at);
  if (size === 0) return;
  const types = readByte(at);
  for (let index = 0; index < size; index++) {
    skipElement(at, types >> 4, depth);
    skipElement(at, types & 15, depth);
  }
}

/** Inside lists and maps a truth value takes a byte of its own. */
function skipElement(at: Cursor, type: number, depth: number): void {
  if (type === compact.true || type === compact.false) advance(at, 1);
  else skip(at, type, depth + 1);
}

function skipStruct(at: Cursor, depth: number): void {
  let field = 0;
  for (;;) {
    const header = readField(at, field);
    if (!header) return;
    field = header.id;
    skip(at, header.type, depth + 1);
  }
}

function readByte(at: Cursor): number {
  const byte = at.bytes[at.position++];
  if (byte === undefined) throw new RangeError("the footer ends too early");
  return byte;
}

function advance(at: Cursor, length: number): void {
  at.position += length;
  if (at.position > at.bytes.length) throw new RangeError("the footer ends too early");
}

/** Values beyond 2^53 lose digits, which does not matter to one who steps over them; lengths are far below. */
function readVarint(at: Cursor): number {
  let value = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = readByte(at);
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return value;
  }
  throw new RangeError("a number is too long");
}
