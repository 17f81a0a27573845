import type { Predicate, RowRule, Scalar } from "../spec/contract-plan.ts";
import type { Property } from "../spec/contract.ts";
import type { DataType } from "../spec/data-type.ts";

/** The row rules behind `logicalTypeOptions`, `enum`, the ranges of small integers and the required members of nested columns. */
export function compileOptions(property: Property): readonly RowRule[] {
  const { name: column, options } = property;
  const rule = (kind: string, predicate: Predicate, message: string): RowRule => ({
    id: `${kind}.${column}`,
    column,
    predicate,
    message,
    severity: "error",
  });
  return [
    ...(property.enum
      ? [
          rule(
            "enum",
            { op: "in", column, values: property.enum.map((value) => scalar(value, property.type)) },
            `must be one of ${property.enum.map(String).join(", ")}`,
          ),
        ]
      : []),
    ...textRules(property, rule),
    ...boundRules(property, rule),
    ...wholeRange(property, rule),
    ...(typeof options["multipleOf"] === "string"
      ? [rule("multiple_of", { op: "multiple_of", column, value: options["multipleOf"] }, `must be a multiple of ${options["multipleOf"]}`)]
      : []),
    ...itemRules(property, rule),
    ...memberRules(property.type, column, [], rule),
  ];
}

type MakeRule = (kind: string, predicate: Predicate, message: string) => RowRule;

function textRules({ name: column, type, options }: Property, rule: MakeRule): RowRule[] {
  if (type.kind !== "string" && type.kind !== "json" && type.kind !== "uuid") return [];
  const { minLength, maxLength, pattern, format } = options;
  const length = range(minLength, maxLength);
  return [
    ...(length ? [rule("length", { op: "text_length", column, ...length }, `must have ${describe(length)} characters`)] : []),
    ...(typeof pattern === "string" ? [rule("pattern", { op: "matches", column, pattern }, `must match ${pattern}`)] : []),
    ...(typeof format === "string" && checkedFormats.has(format)
      ? [rule("format", { op: "text_format", column, format }, `must be a valid ${format}`)]
      : []),
  ];
}

const checkedFormats: ReadonlySet<string> = new Set(["email", "uuid", "uri", "hostname", "ipv4", "ipv6", "date", "byte", "binary"]);

/** `exclusiveMaximum: true` (ODCS 3.0) sharpens `maximum`; a value (3.1) is a bound of its own. */
function boundRules({ name: column, options }: Property, rule: MakeRule): RowRule[] {
  const bound = (kind: string, cmp: "<" | "<=" | ">" | ">=", value: unknown): RowRule[] =>
    typeof value === "string" ? [rule(kind, { op: "compare", column, cmp, value }, `must be ${words[cmp]} ${value}`)] : [];
  return [
    ...bound("minimum", options["exclusiveMinimum"] === true ? ">" : ">=", options["minimum"]),
    ...bound("exclusive_minimum", ">", options["exclusiveMinimum"]),
    ...bound("maximum", options["exclusiveMaximum"] === true ? "<" : "<=", options["maximum"]),
    ...bound("exclusive_maximum", "<", options["exclusiveMaximum"]),
  ];
}

const words = { "<": "less than", "<=": "at most", ">": "greater than", ">=": "at least" } as const;

/** Ranges that the stored type does not imply; i32 and i64 are the types themselves, u128 and i128 end at 38 digits. */
const wholeRanges: Readonly<Record<string, readonly [string | undefined, string | undefined]>> = {
  i8: ["-128", "127"],
  i16: ["-32768", "32767"],
  u8: ["0", "255"],
  u16: ["0", "65535"],
  u32: ["0", "4294967295"],
  u64: ["0", "18446744073709551615"],
  u128: ["0", undefined],
};

function wholeRange({ name: column, options }: Property, rule: MakeRule): RowRule[] {
  const format = String(options["format"]);
  const [low, high] = wholeRanges[format] ?? [];
  return [
    ...(low === undefined
      ? []
      : [rule(`${format}_minimum`, { op: "compare", column, cmp: ">=", value: low }, `must be at least ${low} (${format})`)]),
    ...(high === undefined
      ? []
      : [rule(`${format}_maximum`, { op: "compare", column, cmp: "<=", value: high }, `must be at most ${high} (${format})`)]),
  ];
}

function itemRules({ name: column, type, options }: Property, rule: MakeRule): RowRule[] {
  if (type.kind !== "list") return [];
  const dimensions = options["dimensions"];
  const count = typeof dimensions === "number" ? { min: dimensions, max: dimensions } : range(options["minItems"], options["maxItems"]);
  return [
    ...(count ? [rule("items", { op: "items", column, ...count }, `must have ${describe(count)} items`)] : []),
    ...(options["uniqueItems"] === true ? [rule("unique_items", { op: "items", column, unique: true }, "must not repeat an item")] : []),
  ];
}

/** Required members, wherever they are nested; a list is entered through `[]`. */
function memberRules(type: DataType, column: string, path: readonly string[], rule: MakeRule): RowRule[] {
  if (type.kind === "list") return memberRules(type.element, column, [...path, "[]"], rule);
  if (type.kind !== "struct") return [];
  return type.fields.flatMap((field) => {
    const inner = [...path, field.name];
    const own = field.required
      ? [
          rule(
            "required",
            { op: "member_not_null", column, path: inner },
            `member ${inner.join(".").replaceAll(".[]", "[]")} must not be empty`,
          ),
        ]
      : [];
    return [
      ...own.map((one) => ({ ...one, id: `required.${[column, ...inner].join(".").replaceAll(".[]", "[]")}` })),
      ...memberRules(field.type, column, inner, rule),
    ];
  });
}

/** A literal of a rule as the plan wants it: exact numbers as text, text columns compared with text. */
export function scalar(value: string | number | boolean, type: DataType): Scalar {
  return typeof value === "boolean" && type.kind === "boolean" ? value : String(value);
}

function range(min: unknown, max: unknown): { readonly min?: number; readonly max?: number } | undefined {
  if (typeof min !== "number" && typeof max !== "number") return undefined;
  return { ...(typeof min === "number" ? { min } : {}), ...(typeof max === "number" ? { max } : {}) };
}

function describe({ min, max }: { readonly min?: number; readonly max?: number }): string {
  if (min === max) return `exactly ${min}`;
  if (max === undefined) return `at least ${min}`;
  return min === undefined ? `at most ${max}` : `${min} to ${max}`;
}
