import { decode, encode, ExtensionCodec } from "@msgpack/msgpack";

/** The type of `unknown`; an interface, so that it is no `Fields` to the compiler. */
export interface Unknown {
  readonly unknown: true;
}

/** A value that terraform does not know yet. Compare by identity, or with `isUnknown`. */
export const unknown: Unknown = Object.freeze({ unknown: true });

/**
 * A value as it travels between terraform and a provider. Lists, sets and tuples are arrays; maps and objects are records.
 * A number that a double cannot hold arrives as a string. A value of dynamic type is the pair of its type (JSON as bytes) and
 * the value, and goes back as that same pair: a type derived anew from the value fails where an unknown is inside.
 */
export type WireValue = null | boolean | number | string | Uint8Array | Unknown | readonly WireValue[] | Fields;

/** An object or a map on the wire. */
export interface Fields {
  readonly [name: string]: WireValue;
}

/** The message field that carries a value. */
export interface DynamicValue {
  readonly msgpack?: Uint8Array;
  readonly json?: Uint8Array;
}

const refinedUnknown = 12;
const extensionCodec = new ExtensionCodec();
extensionCodec.register({ type: 0, encode: (value) => (value === unknown ? Uint8Array.of(0) : null), decode: () => unknown });
extensionCodec.register({ type: refinedUnknown, encode: () => null, decode: () => unknown });

/** Reads a message field; null when it is absent or empty. */
export function decodeValue(value: DynamicValue | null | undefined): WireValue {
  return value?.msgpack && value.msgpack.length > 0 ? (decode(value.msgpack, { extensionCodec }) as WireValue) : null;
}

/** Reads a message field that holds an object; null for none. */
export function decodeFields(value: DynamicValue | null | undefined): Fields | null {
  const decoded = decodeValue(value);
  return isFields(decoded) ? decoded : null;
}

/** Writes a message field. */
export function encodeValue(value: WireValue): DynamicValue {
  return { msgpack: Buffer.from(encode(value, { extensionCodec })) };
}

/** Whether the value itself, not something inside, is unknown. */
export function isUnknown(value: WireValue | undefined): value is Unknown {
  return value === unknown;
}

/** Whether the value is a known object or map. */
export function isFields(value: WireValue | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array) && !isUnknown(value);
}

/** The first block of a list of blocks, or the block itself where there is but one; undefined when there is none yet known. */
export function firstBlock(value: WireValue | undefined): Fields | undefined {
  const first: WireValue | undefined = Array.isArray(value) ? value[0] : value;
  return isFields(first) ? first : undefined;
}

/** Whether nothing in the value, however deep, is unknown. */
export function isWhollyKnown(value: WireValue): boolean {
  if (isUnknown(value)) return false;
  if (Array.isArray(value)) return value.every(isWhollyKnown);
  return !isFields(value) || Object.values(value).every(isWhollyKnown);
}

/** Deep equality; an unknown equals only an unknown. */
export function sameValue(a: WireValue | undefined, b: WireValue | undefined): boolean {
  return canonical(a ?? null) === canonical(b ?? null);
}

/** Text that is equal for equal values, whatever the order of keys. */
export function canonical(value: WireValue): string {
  if (isUnknown(value)) return "?";
  if (value instanceof Uint8Array) return `b${Buffer.from(value).toString("hex")}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isFields(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join(",")}}`;
}
