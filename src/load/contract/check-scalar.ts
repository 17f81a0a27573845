import { fullFormats, type FormatName } from "ajv-formats/dist/formats.js";
import type { NodePath } from "../../kit/document.ts";
import { suggest } from "../../kit/suggest.ts";
import type { JsonSchema, Outcome } from "./json-schema.ts";
import type { Problem } from "./report.ts";
import { problem } from "./schema-problem.ts";

const nothing: ReadonlySet<string> = new Set();

/** Judges the keywords that look at one scalar: enum, const, pattern, format and bounds. */
export function checkScalar(schema: JsonSchema, value: unknown, path: NodePath): Outcome {
  const problems: Problem[] = [];
  const key = path.findLast((part) => typeof part === "string") ?? "value";
  if (schema.enum && !schema.enum.some((allowed) => same(allowed, value))) {
    const near =
      typeof value === "string"
        ? suggest(
            value,
            schema.enum.filter((one) => typeof one === "string"),
          )
        : undefined;
    problems.push(
      problem(
        path,
        "invalid-value",
        `'${key}' must be one of ${schema.enum.map(String).join(", ")}`,
        near === undefined ? undefined : `did you mean '${near}'?`,
      ),
    );
  }
  if ("const" in schema && !same(schema.const, value))
    problems.push(problem(path, "invalid-value", `'${key}' must be ${String(schema.const)}`));
  if (typeof value === "string") problems.push(...checkText(schema, value, key, path));
  if (typeof value === "number") problems.push(...checkNumber(schema, value, key, path));
  return { problems, evaluated: nothing };
}

function checkText(schema: JsonSchema, value: string, key: string, path: NodePath): Problem[] {
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, "u").test(value)) {
    return [
      problem(
        path,
        "invalid-value",
        `'${key}' must match ${schema.pattern}`,
        key === "id" ? "use letters, digits, '_' and '-'" : undefined,
      ),
    ];
  }
  if (schema.format !== undefined && !checkFormat(schema.format, value)) {
    return [problem(path, "invalid-value", `'${key}' must be a ${schema.format}`, samples[schema.format])];
  }
  return [];
}

const samples: Readonly<Record<string, string>> = {
  date: "write it as 2026-11-21",
  "date-time": "write it as 2026-11-21T09:30:00Z",
  uri: "write it as https://example.com/path",
};

function checkNumber(schema: JsonSchema, value: number, key: string, path: NodePath): Problem[] {
  if (schema.minimum !== undefined && value < schema.minimum)
    return [problem(path, "invalid-value", `'${key}' must be at least ${schema.minimum}`)];
  if (schema.exclusiveMinimum !== undefined && value <= schema.exclusiveMinimum)
    return [problem(path, "invalid-value", `'${key}' must be greater than ${schema.exclusiveMinimum}`)];
  return [];
}

/** The formats that the ODCS schemas name, as ajv judges them; any text has a format of another name. */
function checkFormat(format: string, value: string): boolean {
  const known: unknown = Object.hasOwn(fullFormats, format) ? fullFormats[format as FormatName] : undefined;
  if (typeof known === "function") return Boolean((known as (text: string) => unknown)(value));
  if (known instanceof RegExp) return known.test(value);
  const validate = typeof known === "object" && known !== null ? (known as { validate?: unknown }).validate : undefined;
  return typeof validate !== "function" || Boolean((validate as (text: string) => unknown)(value));
}

/** True when the value is of the JSON type, or of one of them. */
export function hasType(type: string | readonly string[], value: unknown): boolean {
  if (typeof type !== "string") return type.some((one) => hasType(one, value));
  if (type === "integer") return typeof value === "number" && Number.isInteger(value);
  return type === jsonType(value);
}

function jsonType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "bigint" ? "number" : typeof value;
}

const words: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  null: "empty",
};

/** A JSON type, or several, in words. */
export function describeType(type: string | readonly string[]): string {
  return typeof type === "string" ? (words[type] ?? type) : type.map(describeType).join(" or ");
}

/** The type of a value in words; never the value itself. */
export function describeValue(value: unknown): string {
  return describeType(jsonType(value));
}

function same(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === "object" && JSON.stringify(a) === JSON.stringify(b));
}
