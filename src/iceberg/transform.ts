import type { Transform } from "../spec/partitioning.ts";
import { DativoError } from "../kit/error.ts";
import type { Primitive, Value } from "./primitive.ts";
import { encodeValue, twosComplement } from "./single-value.ts";
import { civilFromDays, floorDivide } from "./value-text.ts";

/** A transform as it stands in a partition spec; `void` is what remains of a dropped field, `unknown` somebody's extension. */
export type SpecTransform = Transform | { readonly kind: "void" } | { readonly kind: "unknown"; readonly text: string };

const microsPerDay = 86_400_000_000n;
const microsPerHour = 3_600_000_000n;
const accepts: Readonly<Record<Transform["kind"], readonly Primitive["kind"][]>> = {
  identity: [
    "boolean",
    "int",
    "long",
    "float",
    "double",
    "decimal",
    "date",
    "time",
    "timestamp",
    "timestamptz",
    "string",
    "uuid",
    "fixed",
    "binary",
  ],
  year: ["date", "timestamp", "timestamptz"],
  month: ["date", "timestamp", "timestamptz"],
  day: ["date", "timestamp", "timestamptz"],
  hour: ["timestamp", "timestamptz"],
  bucket: ["int", "long", "decimal", "date", "time", "timestamp", "timestamptz", "string", "uuid", "fixed", "binary"],
  truncate: ["int", "long", "decimal", "string", "binary"],
};

/** Reads `day`, `bucket[16]`, `truncate[4]`, `void`. */
export function parseTransform(text: string): SpecTransform {
  const sized = /^(bucket|truncate)\[(\d+)\]$/.exec(text);
  if (sized) return sized[1] === "bucket" ? { kind: "bucket", buckets: Number(sized[2]) } : { kind: "truncate", width: Number(sized[2]) };
  if (text === "void" || text in accepts) return { kind: text } as SpecTransform;
  return { kind: "unknown", text };
}

/** Whether a column of this type can be transformed so (specification, "Partition Transforms"). */
export function canTransform(transform: Transform, type: Primitive): boolean {
  return accepts[transform.kind].includes(type.kind);
}

/** The type of transformed values. Days count as dates, as other writers of manifests have it. */
export function transformedType(transform: SpecTransform, source: Primitive): Primitive {
  if (transform.kind === "day") return { kind: "date" };
  if (transform.kind === "year" || transform.kind === "month" || transform.kind === "hour" || transform.kind === "bucket")
    return { kind: "int" };
  return source;
}

/** The transformed value of a non-null value; undefined stands for NULL (`void`). */
export function applyTransform(transform: SpecTransform, type: Primitive, value: Value): Value | undefined {
  switch (transform.kind) {
    case "identity":
      return value;
    case "void":
      return undefined;
    case "bucket":
      return (bucketHash(type, value) & 0x7fffffff) % transform.buckets;
    case "truncate":
      return truncateValue(type, value, transform.width);
    case "unknown":
      throw new DativoError(
        "refused",
        `the table is partitioned by '${transform.text}', a transform that Iceberg format version 2 does not have`,
      );
    case "hour":
      return Number(floorDivide(value as bigint, microsPerHour));
    default:
      return datePart(transform.kind, typeof value === "bigint" ? Number(floorDivide(value, microsPerDay)) : Number(value));
  }
}

function datePart(part: "year" | "month" | "day", days: number): number {
  if (part === "day") return days;
  const { year, month } = civilFromDays(days);
  return part === "year" ? year - 1970 : (year - 1970) * 12 + month - 1;
}

function truncateValue(type: Primitive, value: Value, width: number): Value {
  if (typeof value === "number") return value - (((value % width) + width) % width);
  if (typeof value === "bigint") return floorDivide(value, BigInt(width)) * BigInt(width);
  if (value instanceof Uint8Array) return value.subarray(0, width);
  if (typeof value === "string") return [...value].slice(0, width).join("");
  throw new DativoError("bug", `a ${type.kind} cannot be truncated`);
}

/** The 32-bit hash of the bucket transform, signed (specification, Appendix B): murmur3 x86 with seed 0. */
export function bucketHash(type: Primitive, value: Value): number {
  if (type.kind === "int" || type.kind === "date") return murmur3(encodeValue({ kind: "long" }, BigInt(value as number)));
  if (type.kind === "decimal") return murmur3(twosComplement(value as bigint));
  return murmur3(encodeValue(type, value));
}

/** MurmurHash3, x86 32-bit variant, seed 0; signed. */
function murmur3(bytes: Uint8Array): number {
  let hash = 0;
  const blocks = bytes.length & ~3;
  for (let index = 0; index < blocks; index += 4) {
    const word = bytes[index]! | (bytes[index + 1]! << 8) | (bytes[index + 2]! << 16) | (bytes[index + 3]! << 24);
    hash ^= scramble(word);
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  }
  let tail = 0;
  for (let index = bytes.length - 1; index >= blocks; index--) tail = (tail << 8) | bytes[index]!;
  if (bytes.length > blocks) hash ^= scramble(tail);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function scramble(word: number): number {
  const mixed = Math.imul(word, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}
