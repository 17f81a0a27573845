import type { Expectation, Predicate, RowRule, SetRule } from "../spec/contract-plan.ts";
import type { Property, Quality, SchemaObject } from "../spec/contract.ts";
import { fillQuery } from "../spec/quality-query.ts";
import { scalar } from "./compile-options.ts";

/** What quality rules become. */
export interface CompiledQuality {
  readonly rowRules: readonly RowRule[];
  readonly setRules: readonly SetRule[];
}

/** Rules that hang on a column. Those that tolerate no bad row become row rules, so that `warn` can tell good rows from bad. */
export function compileColumnQuality(property: Property, object: SchemaObject): CompiledQuality {
  return join(property.quality.map((quality) => compileRule(quality, object, property)));
}

/** Rules that hang on the object. */
export function compileObjectQuality(object: SchemaObject): CompiledQuality {
  return join(object.quality.map((quality) => compileRule(quality, object, undefined)));
}

function compileRule(quality: Quality, object: SchemaObject, property: Property | undefined): CompiledQuality {
  if (quality.operator === undefined) return nothing;
  const head = { id: ruleId(quality, property), severity: quality.severity };
  if (quality.type === "sql" && quality.query !== undefined)
    return { rowRules: [], setRules: [sqlRule(quality, quality.query, object, property, head)] };
  if (quality.type !== "library" || quality.metric === undefined) return nothing;
  const columns = columnsOf(quality, property);
  if (quality.metric === "rowCount") return { rowRules: [], setRules: [metricRule(quality, [], undefined, head)] };
  if (quality.metric === "duplicateValues")
    return {
      rowRules: [],
      setRules: [toleratesNone(quality) ? uniqueRule(columns, quality, head) : metricRule(quality, columns, undefined, head)],
    };
  const about = columns.flatMap((name) => object.properties.find((one) => one.name === name) ?? []);
  return join(
    about.map((one) =>
      toleratesNone(quality) ? strictRules(quality, one, head) : { rowRules: [], setRules: [metricRule(quality, [one.name], one, head)] },
    ),
  );
}

interface Head {
  readonly id: string;
  readonly severity: Quality["severity"];
}

/** Counts of bad rows that must be zero say the same as a rule on each row. */
function strictRules(quality: Quality, property: Property, head: Head): CompiledQuality {
  const column = property.name;
  const rule = (predicate: Predicate, message: string): RowRule => ({
    ...head,
    column,
    predicate,
    message: quality.description ?? message,
  });
  if (quality.metric === "nullValues") return rows(rule({ op: "not_null", column }, "must not be empty"));
  if (quality.metric === "invalidValues")
    return rows(...validPredicates(quality, property).map((predicate) => rule(predicate, describeValid(predicate))));
  const missing = missingValues(quality, property).filter((value) => value !== null);
  const absent: RowRule[] =
    missing.length === 0
      ? []
      : [rule({ op: "not", of: { op: "in", column, values: missing } }, "must not be one of the values that mean missing")];
  return rows(rule({ op: "not_null", column }, "must not be missing"), ...absent);
}

function metricRule(quality: Quality, columns: readonly string[], property: Property | undefined, head: Head): SetRule {
  const metric = quality.metric as "rowCount" | "nullValues" | "missingValues" | "invalidValues" | "duplicateValues";
  const unit = quality.unit ?? "rows";
  return {
    ...head,
    kind: "metric",
    metric,
    columns,
    unit,
    expect: expectation(quality),
    message:
      quality.description ??
      `${metricNames[metric]}${columns.length > 0 ? ` of ${columns.join(", ")}` : ""} must be ${describeExpectation(quality)}${unit === "percent" ? " percent" : ""}`,
    ...(metric === "missingValues" && property ? { missing: missingValues(quality, property) } : {}),
    ...(metric === "invalidValues" && property ? { valid: validPredicates(quality, property) } : {}),
  };
}

const metricNames = {
  rowCount: "the number of rows",
  nullValues: "empty values",
  missingValues: "missing values",
  invalidValues: "invalid values",
  duplicateValues: "repeated values",
} as const;

function uniqueRule(columns: readonly string[], quality: Quality, head: Head): SetRule {
  return { ...head, kind: "unique", columns, message: quality.description ?? `(${columns.join(", ")}) must not repeat` };
}

function sqlRule(quality: Quality, query: string, object: SchemaObject, property: Property | undefined, head: Head): SetRule {
  const names = { object: object.name, physicalName: object.physicalName, column: property?.name };
  return {
    ...head,
    kind: "sql",
    query: fillQuery(query, names),
    object: object.name,
    expect: expectation(quality),
    message: quality.description ?? `the query must give ${describeExpectation(quality)}`,
  };
}

function validPredicates(quality: Quality, property: Property): readonly Predicate[] {
  const { validValues, pattern, minLength, maxLength } = quality.arguments ?? {};
  const column = property.name;
  const length = {
    ...(typeof minLength === "number" ? { min: minLength } : {}),
    ...(typeof maxLength === "number" ? { max: maxLength } : {}),
  };
  const values = Array.isArray(validValues)
    ? (validValues as (string | number | boolean | null)[]).filter((value) => value !== null)
    : undefined;
  return [
    ...(values ? [{ op: "in" as const, column, values: values.map((value) => scalar(value, property.type)) }] : []),
    ...(typeof pattern === "string" ? [{ op: "matches" as const, column, pattern }] : []),
    ...(Object.keys(length).length > 0 ? [{ op: "text_length" as const, column, ...length }] : []),
  ];
}

function describeValid(predicate: Predicate): string {
  if (predicate.op === "in") return `must be one of ${predicate.values.map(String).join(", ")}`;
  return predicate.op === "matches" ? `must match ${predicate.pattern}` : "must have a valid length";
}

/** NULL always counts as missing. */
function missingValues(quality: Quality, property: Property): readonly (string | number | boolean | null)[] {
  const given = quality.arguments?.["missingValues"];
  const values = Array.isArray(given) ? (given as (string | number | boolean | null)[]) : [];
  return values.map((value) => (value === null ? null : scalar(value, property.type)));
}

function columnsOf(quality: Quality, property: Property | undefined): readonly string[] {
  const named = quality.arguments?.["properties"];
  const columns = Array.isArray(named) ? named.map(String) : [];
  return property && !columns.includes(property.name) ? [property.name, ...columns] : columns;
}

function toleratesNone({ operator }: Quality): boolean {
  const { name, value } = operator!;
  return (value === 0 && (name === "mustBe" || name === "mustBeLessOrEqualTo")) || (name === "mustBeLessThan" && value === 1);
}

const comparisons = {
  mustBe: "=",
  mustNotBe: "!=",
  mustBeGreaterThan: ">",
  mustBeGreaterOrEqualTo: ">=",
  mustBeLessThan: "<",
  mustBeLessOrEqualTo: "<=",
} as const;

function expectation({ operator }: Quality): Expectation {
  const { name, value } = operator!;
  if (name === "mustBeBetween" || name === "mustNotBeBetween") {
    const [min, max] = value as [number, number];
    return { is: name === "mustBeBetween" ? "between" : "not_between", min, max };
  }
  return { is: comparisons[name as keyof typeof comparisons], value: value as string | number | boolean };
}

function describeExpectation(quality: Quality): string {
  const expect = expectation(quality);
  if (!("value" in expect)) return `${expect.is === "between" ? "between" : "outside"} ${expect.min} and ${expect.max}`;
  return expect.is === "=" ? String(expect.value) : `${expect.is} ${String(expect.value)}`;
}

/** The author's id or name; else what the rule is about. */
function ruleId(quality: Quality, property: Property | undefined): string {
  if (quality.id !== undefined || quality.name !== undefined) return (quality.id ?? quality.name)!;
  const kind =
    quality.type === "sql"
      ? "sql"
      : quality.metric === "invalidValues" && Array.isArray(quality.arguments?.["validValues"]) && toleratesNone(quality)
        ? "enum"
        : ruleNames[quality.metric ?? ""]!;
  return property ? `${kind}.${property.name}` : kind;
}

const ruleNames: Readonly<Record<string, string>> = {
  rowCount: "row_count",
  nullValues: "null_values",
  missingValues: "missing_values",
  invalidValues: "invalid_values",
  duplicateValues: "duplicate_values",
};

const nothing: CompiledQuality = { rowRules: [], setRules: [] };

function rows(...rowRules: readonly RowRule[]): CompiledQuality {
  return { rowRules, setRules: [] };
}

function join(parts: readonly CompiledQuality[]): CompiledQuality {
  return { rowRules: parts.flatMap((part) => part.rowRules), setRules: parts.flatMap((part) => part.setRules) };
}
