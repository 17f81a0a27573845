import type { Predicate, Scalar } from "../../../spec/contract-plan.ts";
import type { DataType } from "../../../spec/data-type.ts";
import { allOf, literal } from "./sql-text.ts";
import { sqlType } from "./sql-type.ts";
import { textFormatPattern } from "./text-format.ts";

/** A column as predicates see it: the SQL of its value, and its type. */
export interface Operand {
  readonly sql: string;
  readonly type: DataType;
}

/**
 * A predicate as SQL that is true or NULL where its operand is NULL (but `not_null`). Callers read NULL as passed.
 */
export function predicateSql(predicate: Predicate, operand: (column: string) => Operand): string {
  if (predicate.op === "not") return `(${operand(subject(predicate.of)).sql} IS NULL OR NOT (${predicateSql(predicate.of, operand)}))`;
  const { sql, type } = operand(predicate.column);
  switch (predicate.op) {
    case "not_null":
      return `${sql} IS NOT NULL`;
    case "in":
      return oneOf(sql, type, predicate.values);
    case "matches":
      return `regexp_matches(${textOf(sql, type)}, ${literal(predicate.pattern)})`;
    case "compare":
      return `${comparable(sql, type)} ${predicate.cmp} ${scalarSql(predicate.value, type)}`;
    case "multiple_of":
      return `${exactNumber(sql, type)} % ${decimalLiteral(predicate.value)} = 0`;
    case "text_length":
      return bounds(`length(${textOf(sql, type)})`, predicate.min, predicate.max);
    case "items":
      return itemsSql(sql, type, predicate);
    case "member_not_null":
      return memberSql(sql, predicate.path, 0);
    case "text_format":
      return textFormatSql(textOf(sql, type), predicate.format);
  }
}

/** The column that a predicate is about. */
function subject(predicate: Predicate): string {
  return predicate.op === "not" ? subject(predicate.of) : predicate.column;
}

/** A member that must be there wherever what holds it is; `[]` steps into every element. */
function memberSql(holder: string, path: readonly string[], depth: number): string {
  const [step, ...rest] = path;
  if (step === undefined) return `${holder} IS NOT NULL`;
  if (step === "[]") {
    const item = `m${depth}`;
    const inside = rest.length === 0 ? `${item} IS NOT NULL` : memberSql(item, rest, depth + 1);
    return `(${holder} IS NULL OR len(list_filter(${holder}, lambda ${item}: NOT (${inside}))) = 0)`;
  }
  const member = `struct_extract(${holder}, ${literal(step)})`;
  return `(${holder} IS NULL OR ${rest.length === 0 ? `${member} IS NOT NULL` : memberSql(member, rest, depth + 1)})`;
}

/** Not `IN`: DuckDB makes a join of it, which loses the order of rows and costs more than the look-up of an ENUM. */
function oneOf(sql: string, type: DataType, values: readonly Scalar[]): string {
  if (values.length === 0) return `${sql} IS NULL`;
  if (type.kind === "string")
    return `(TRY_CAST(${sql} AS ENUM(${[...new Set(values.map(String))].map(literal).join(", ")})) IS NULL) = (${sql} IS NULL)`;
  return `list_contains([${values.map((value) => scalarSql(value, type)).join(", ")}], ${sql})`;
}

/** A literal of a rule in a column's type, with every digit it was written with. */
export function scalarSql(value: Scalar, type: DataType): string {
  if (typeof value === "boolean") return type.kind === "boolean" ? String(value) : literal(String(value));
  if (isNumeric(type)) return isExact(type) ? decimalLiteral(value) : `${literal(String(value))}::DOUBLE`;
  if (type.kind === "string" || type.kind === "json") return literal(String(value));
  return `${literal(String(value))}::${sqlType(type)}`;
}

/** Bare digits are an exact literal in DuckDB (INTEGER, BIGINT, DECIMAL); other spellings are cast to the widest decimal. */
function decimalLiteral(value: Scalar): string {
  const text = String(value);
  return /^-?\d+(\.\d+)?$/.test(text) && text.replaceAll(/[-.]/g, "").length <= 38 ? `(${text})` : `${literal(text)}::DOUBLE`;
}

function isNumeric(type: DataType): boolean {
  return isExact(type) || type.kind === "float" || type.kind === "double";
}

function isExact(type: DataType): boolean {
  return type.kind === "int" || type.kind === "long" || type.kind === "decimal";
}

/** The modulus of doubles leaves dust (0.3 % 0.1); their decimal spelling does not. */
function exactNumber(sql: string, type: DataType): string {
  return isExact(type) ? sql : `TRY_CAST(${sql}::VARCHAR AS DECIMAL(38,12))`;
}

function comparable(sql: string, type: DataType): string {
  return type.kind === "list" ? `len(${sql})` : sql;
}

function textOf(sql: string, type: DataType): string {
  return type.kind === "string" || type.kind === "json" ? sql : `${sql}::VARCHAR`;
}

function bounds(measure: string, min: number | undefined, max: number | undefined): string {
  return allOf([...(min === undefined ? [] : [`${measure} >= ${min}`]), ...(max === undefined ? [] : [`${measure} <= ${max}`])]);
}

function itemsSql(sql: string, type: DataType, rule: Extract<Predicate, { op: "items" }>): string {
  const measure = type.kind === "map" ? `cardinality(${sql})` : `len(${sql})`;
  const unique = rule.unique === true ? [`len(list_distinct(${sql})) = len(list_filter(${sql}, lambda item: item IS NOT NULL))`] : [];
  return allOf([bounds(measure, rule.min, rule.max), ...unique]);
}

function textFormatSql(text: string, format: string): string {
  if (format === "date") return `(TRY_CAST(${text} AS DATE) IS NOT NULL AND strlen(${text}) = 10)`;
  if (format === "byte") return `(TRY(from_base64(${text})) IS NOT NULL)`;
  const pattern = textFormatPattern(format);
  return pattern === undefined ? "true" : `regexp_full_match(${text}, ${literal(pattern)})`;
}
