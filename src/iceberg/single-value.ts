import type { Primitive, Value } from "./primitive.ts";

/** Longest bound that is kept whole: code points of text, bytes of binary (Iceberg's default metrics mode `truncate(16)`). */
const boundLength = 16;

/** Writes one value as bytes (specification, Appendix D "Binary single-value serialization"). */
export function encodeValue(type: Primitive, value: Value): Uint8Array {
  if (value instanceof Uint8Array) return value;
  const buffer = Buffer.alloc(8);
  switch (type.kind) {
    case "boolean":
      return Uint8Array.of(value === true ? 1 : 0);
    case "int":
    case "date":
      return buffer.subarray(0, buffer.writeInt32LE(Number(value)));
    case "long":
    case "time":
    case "timestamp":
    case "timestamptz":
      return buffer.subarray(0, buffer.writeBigInt64LE(BigInt(value)));
    case "float":
      return buffer.subarray(0, buffer.writeFloatLE(Number(value)));
    case "double":
      return buffer.subarray(0, buffer.writeDoubleLE(Number(value)));
    case "decimal":
      return twosComplement(BigInt(value));
    default:
      return Buffer.from(String(value), "utf8");
  }
}

/** Reads what `encodeValue` wrote. A bound written before its column was widened (int to long, float to double) reads as the wider type. */
export function decodeValue(type: Primitive, bytes: Uint8Array): Value {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (type.kind) {
    case "boolean":
      return buffer[0] !== 0;
    case "int":
    case "date":
      return buffer.readInt32LE(0);
    case "long":
    case "time":
    case "timestamp":
    case "timestamptz":
      return buffer.length === 4 ? BigInt(buffer.readInt32LE(0)) : buffer.readBigInt64LE(0);
    case "float":
      return buffer.readFloatLE(0);
    case "double":
      return buffer.length === 4 ? buffer.readFloatLE(0) : buffer.readDoubleLE(0);
    case "decimal":
      return fromTwosComplement(buffer);
    case "string":
      return buffer.toString("utf8");
    default:
      return bytes;
  }
}

/** Big-endian two's complement in as few bytes as hold the number. */
export function twosComplement(value: bigint, length?: number): Uint8Array {
  let size = length ?? 1;
  while (length === undefined && BigInt.asIntN(size * 8, value) !== value) size += 1;
  const hex = BigInt.asUintN(size * 8, value)
    .toString(16)
    .padStart(size * 2, "0");
  return Buffer.from(hex, "hex");
}

/** Reads big-endian two's complement of any length; no bytes are zero. */
export function fromTwosComplement(bytes: Uint8Array): bigint {
  const hex = Buffer.from(bytes).toString("hex");
  return hex === "" ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${hex}`));
}

/** A lower bound that is short: cut text and binary are still not greater than any value. */
export function lowerBound(type: Primitive, value: Value): Uint8Array {
  if (type.kind === "string") return Buffer.from([...String(value)].slice(0, boundLength).join(""), "utf8");
  if (type.kind === "binary") return (value as Uint8Array).subarray(0, boundLength);
  return encodeValue(type, value);
}

/** An upper bound that is short: what was cut off is made up for by the next greater last letter or byte; undefined when there is none. */
export function upperBound(type: Primitive, value: Value): Uint8Array | undefined {
  if (type.kind === "string") {
    const letters = [...String(value)];
    if (letters.length <= boundLength) return encodeValue(type, value);
    const cut = nextText(letters.slice(0, boundLength));
    return cut === undefined ? undefined : Buffer.from(cut, "utf8");
  }
  if (type.kind === "binary" && (value as Uint8Array).length > boundLength)
    return nextBytes((value as Uint8Array).subarray(0, boundLength));
  return encodeValue(type, value);
}

function nextText(letters: readonly string[]): string | undefined {
  for (let index = letters.length - 1; index >= 0; index--) {
    const code = letters[index]!.codePointAt(0)!;
    if (code < 0x10ffff) return letters.slice(0, index).join("") + String.fromCodePoint(code === 0xd7ff ? 0xe000 : code + 1);
  }
  return undefined;
}

function nextBytes(bytes: Uint8Array): Uint8Array | undefined {
  for (let index = bytes.length - 1; index >= 0; index--) {
    if (bytes[index]! < 0xff) return Uint8Array.of(...bytes.subarray(0, index), bytes[index]! + 1);
  }
  return undefined;
}

/** Orders two values of one type as Iceberg does: text by UTF-8 bytes, binary unsigned, NaN above all. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === "string" && typeof b === "string") return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : a > b ? 1 : 0;
}
