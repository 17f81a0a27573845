import type { NodePath } from "../../kit/document.ts";
import type { DataType } from "../../spec/data-type.ts";
import { checkPattern } from "./check-pattern.ts";
import type { PropertyContext } from "./property-context.ts";
import type { RawProperty } from "./raw-contract.ts";
import { readBound } from "./read-bound.ts";

type Options = Readonly<Record<string, unknown>>;

/** Formats of text that Dativo checks; `password` says something about the reader of the value, not about the value. */
const textFormats: readonly string[] = ["email", "uuid", "uri", "hostname", "ipv4", "ipv6", "date", "password", "byte", "binary"];
const bounds = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"] as const;

/**
 * Checks the options of a column against its type and gives them back ready for rules: bounds as exact text (ISO 8601 for dates
 * and times), everything else as written.
 */
export function checkOptions(raw: RawProperty, type: DataType, path: NodePath, context: PropertyContext): Options {
  const options = raw.logicalTypeOptions;
  if (!options || Object.keys(options).length === 0) return {};
  const at = [...path, "logicalTypeOptions"];
  if (typeof options["pattern"] === "string") checkPattern(options["pattern"], [...at, "pattern"], context.report);
  if (raw.logicalType === "string" && typeof options["format"] === "string") checkTextFormat(options["format"], [...at, "format"], context);
  checkIdle(options, type, at, context);
  checkZone(options, type, at, context);
  checkOrder(options, "minLength", "maxLength", at, context);
  checkOrder(options, "minItems", "maxItems", at, context);
  return readBounds(options, type, at, context);
}

function checkTextFormat(format: string, path: NodePath, { report }: PropertyContext): void {
  if (!textFormats.includes(format))
    report(path, "unchecked-rule", `Dativo does not know the text format '${format}' and does not check it`, {
      severity: "warning",
      hint: `known formats: ${textFormats.join(", ")}; a pattern says it exactly`,
    });
}

/** Numbers of members are no fact about columns; lengths are none about bytes, nor about JSON text that holds a list. */
function checkIdle(options: Options, type: DataType, at: NodePath, { report }: PropertyContext): void {
  const idle = ["minProperties", "maxProperties", ...(idleByKind[type.kind] ?? [])];
  for (const key of idle.filter((one) => options[one] !== undefined)) {
    report([...at, key], "unchecked-rule", `'${key}' is not checked for a column of type ${type.kind}`, {
      severity: "warning",
      part: "key",
      hint: "say it as a quality rule of type sql to have it checked",
    });
  }
}

const idleByKind: Readonly<Partial<Record<DataType["kind"], readonly string[]>>> = {
  binary: ["minLength", "maxLength", "pattern", "format"],
  json: ["minItems", "maxItems", "uniqueItems"],
};

function checkZone(options: Options, type: DataType, at: NodePath, { report }: PropertyContext): void {
  const zone = options["defaultTimezone"];
  if (zone === undefined) return;
  if (!(type.kind === "timestamp" && type.zoned))
    report([...at, "defaultTimezone"], "type-option", "defaultTimezone needs timezone: true", { part: "key" });
  if (!isZone(String(zone)))
    report([...at, "defaultTimezone"], "invalid-value", `unknown time zone '${String(zone)}'`, {
      hint: "use an IANA name, such as Europe/Zurich or Etc/UTC",
    });
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function checkOrder(options: Options, low: string, high: string, at: NodePath, { report }: PropertyContext): void {
  const [from, to] = [options[low], options[high]];
  if (typeof from === "number" && typeof to === "number" && from > to)
    report([...at, low], "bad-bounds", `${low} ${from} is above ${high} ${to}`);
}

function readBounds(options: Options, type: DataType, at: NodePath, context: PropertyContext): Options {
  const result: Record<string, unknown> = { ...options };
  for (const key of [...bounds, "multipleOf"]) {
    const value = options[key];
    if (typeof value === "number") result[key] = context.exactNumber([...at, key]) ?? plainNumber(value);
    if (typeof value === "string") result[key] = readBound(value, type, options["format"], [...at, key], context.report);
  }
  checkRange(result, at, context);
  return result;
}

/** 3.0 says exclusiveMaximum: true beside maximum; 3.1 gives the bound itself. */
function checkRange(options: Readonly<Record<string, unknown>>, at: NodePath, { report }: PropertyContext): void {
  const lows = ["minimum", "exclusiveMinimum"].filter((key) => typeof options[key] === "string");
  const highs = ["maximum", "exclusiveMaximum"].filter((key) => typeof options[key] === "string");
  for (const low of lows) {
    for (const high of highs) {
      const order = compareBounds(String(options[low]), String(options[high]));
      const exclusive = low.startsWith("ex") || high.startsWith("ex");
      if (order > 0 || (order === 0 && exclusive)) report([...at, low], "bad-bounds", `${low} and ${high} leave no value`);
    }
  }
}

function compareBounds(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  const [from, to] = [Date.parse(a), Date.parse(b)];
  if (!Number.isNaN(from) && !Number.isNaN(to)) return from - to;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Without an exponent, so that every engine reads it as an exact number. */
function plainNumber(value: number): string {
  const text = String(value);
  if (!text.includes("e")) return text;
  return Number.isInteger(value)
    ? BigInt(value).toString()
    : value.toFixed(Math.min(100, Number(text.split("e-")[1] ?? 0) + (text.split("e")[0]!.split(".")[1]?.length ?? 0)));
}
