import { DativoError } from "../kit/error.ts";
import type { Primitive, Value } from "./primitive.ts";

const microsPerDay = 86_400_000_000n;

/**
 * Reads a value from text as an engine casts it: ISO dates (also `0044-03-15 (BC)`), timestamps with a blank or `T` and
 * an optional offset, `1`/`0` or words for booleans, hex for uuid (dashes allowed) and binary. Dates may also be days
 * since 1970. Undefined for `infinity`, which Iceberg cannot store; throws `bug` on text that is no such value.
 */
export function parseValue(type: Primitive, text: string): Value | undefined {
  if (/^[-+]?infinity$/i.test(text) && isTemporal(type)) return undefined;
  const value = readers[type.kind](text, type);
  if (value !== undefined && !(typeof value === "number" && Number.isNaN(value) && type.kind !== "float" && type.kind !== "double"))
    return value;
  throw new DativoError("bug", `the engine gave a statistic that is no ${type.kind}`, {
    context: { type: type.kind, length: text.length },
  });
}

function isTemporal(type: Primitive): boolean {
  return type.kind === "date" || type.kind === "timestamp" || type.kind === "timestamptz";
}

const readers: Readonly<Record<Primitive["kind"], (text: string, type: Primitive) => Value | undefined>> = {
  boolean: (text) => (/^(1|true|t)$/i.test(text) ? true : /^(0|false|f)$/i.test(text) ? false : undefined),
  int: (text) => (/^-?\d+$/.test(text) ? Number(text) : undefined),
  long: (text) => (/^-?\d+$/.test(text) ? BigInt(text) : undefined),
  float: readFloat,
  double: readFloat,
  date: (text) => (/^-?\d+$/.test(text) ? Number(text) : readDate(text)),
  time: readTime,
  timestamp: readTimestamp,
  timestamptz: readTimestamp,
  string: (text) => text,
  uuid: (text) => readHex(text.replaceAll("-", ""), 16),
  binary: (text) => readHex(text),
  fixed: (text, type) => readHex(text, type.kind === "fixed" ? type.length : undefined),
  decimal: (text, type) => readDecimal(text, type.kind === "decimal" ? type.scale : 0),
};

function readFloat(text: string): number | undefined {
  const special = /^([-+]?)(inf|infinity|nan)$/i.exec(text);
  if (special) return special[2]!.toLowerCase() === "nan" ? Number.NaN : special[1] === "-" ? -Infinity : Infinity;
  const value = Number(text);
  return text.trim() === "" || Number.isNaN(value) ? undefined : value;
}

function readHex(text: string, length?: number): Uint8Array | undefined {
  const bytes = Buffer.from(text, "hex");
  if (bytes.length * 2 !== text.length || (length !== undefined && bytes.length !== length)) return undefined;
  return bytes;
}

function readDecimal(text: string, scale: number): bigint | undefined {
  const parts = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text);
  if (!parts) return undefined;
  const fraction = parts[3] ?? "";
  if (/[1-9]/.test(fraction.slice(scale))) return undefined;
  const unscaled = BigInt(`${parts[2]}${fraction.slice(0, scale).padEnd(scale, "0")}` || "0");
  return parts[1] === "-" ? -unscaled : unscaled;
}

const datePattern = /^(\d{1,7})-(\d\d)-(\d\d)( \(BC\))?$/;

function readDate(text: string): number | undefined {
  const parts = datePattern.exec(text);
  if (!parts) return undefined;
  const year = parts[4] === undefined ? Number(parts[1]) : 1 - Number(parts[1]);
  return daysFromCivil(year, Number(parts[2]), Number(parts[3]));
}

function readTime(text: string): bigint | undefined {
  const parts = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?$/.exec(text);
  if (!parts) return undefined;
  const seconds = Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3] ?? 0);
  return BigInt(seconds) * 1_000_000n + BigInt((parts[4] ?? "").padEnd(6, "0").slice(0, 6));
}

function readTimestamp(text: string): bigint | undefined {
  const parts = /^(\d{1,7}-\d\d-\d\d(?: \(BC\))?)(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s*(Z|[-+]\d\d(?::?\d\d)?(?::?\d\d)?)?)?$/.exec(
    text,
  );
  const days = parts && readDate(parts[1]!);
  if (!parts || days === undefined || days === null) return undefined;
  const time = parts[2] === undefined ? 0n : readTime(parts[2]);
  if (time === undefined) return undefined;
  return BigInt(days) * microsPerDay + time - offsetMicros(parts[3]);
}

function offsetMicros(offset: string | undefined): bigint {
  if (offset === undefined || offset === "Z") return 0n;
  const digits = offset.replaceAll(/[-+:]/g, "").padEnd(6, "0");
  const seconds = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2, 4)) * 60 + Number(digits.slice(4, 6));
  return BigInt(offset.startsWith("-") ? -seconds : seconds) * 1_000_000n;
}

/** Days since 1970-01-01 of a date in the proleptic Gregorian calendar; year 0 is 1 BC. Any year, unlike `Date`. */
export function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

/** The inverse of `daysFromCivil`: year (0 is 1 BC), month and day. */
export function civilFromDays(days: number): { readonly year: number; readonly month: number; readonly day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1 };
}

/** Writes a value as `parseValue` reads it back: ISO dates and timestamps (`+00` on zoned ones), hex, plain digits. */
export function renderValue(type: Primitive, value: Value): string {
  if (value instanceof Uint8Array) return type.kind === "uuid" ? renderUuid(value) : Buffer.from(value).toString("hex").toUpperCase();
  if (type.kind === "date") return renderDate(Number(value));
  if (type.kind === "time") return renderTime(value as bigint);
  if (type.kind === "timestamp") return renderTimestamp(value as bigint);
  if (type.kind === "timestamptz") return `${renderTimestamp(value as bigint)}+00`;
  if (type.kind === "decimal") return renderDecimal(value as bigint, type.scale);
  return String(value);
}

function renderUuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function renderDate(days: number): string {
  const { year, month, day } = civilFromDays(days);
  const text = `${String(year > 0 ? year : 1 - year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  return year > 0 ? text : `${text} (BC)`;
}

function renderTime(micros: bigint): string {
  const seconds = Number(micros / 1_000_000n);
  const fraction = String(micros % 1_000_000n)
    .padStart(6, "0")
    .replace(/0+$/, "");
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
  return fraction === "" ? clock : `${clock}.${fraction}`;
}

function renderTimestamp(micros: bigint): string {
  const days = floorDivide(micros, microsPerDay);
  return `${renderDate(Number(days))} ${renderTime(micros - days * microsPerDay)}`;
}

function renderDecimal(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  const sign = unscaled < 0n ? "-" : "";
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Division that rounds towards minus infinity; `bigint` alone rounds towards zero. */
export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}
