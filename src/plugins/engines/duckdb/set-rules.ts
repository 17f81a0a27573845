import type { Expectation, SetRule } from "../../../spec/contract-plan.ts";
import type { ScanColumn } from "../../../spec/data-file.ts";
import type { SetVerdict } from "../../../spec/outcome.ts";
import type { Duck } from "./connection.ts";
import { predicateSql } from "./predicate-sql.ts";
import { allOf, ident, literal } from "./sql-text.ts";

/** A rule that measures one number of the load. */
export type MetricRule = Extract<SetRule, { kind: "metric" }>;

/** Measures the metrics of the load, all in one pass. `from` is the load as a FROM item. */
export async function measureMetrics(
  duck: Duck,
  rules: readonly MetricRule[],
  from: string,
  columns: readonly ScanColumn[],
): Promise<readonly SetVerdict[]> {
  if (rules.length === 0) return [];
  const numbers = rules.map((rule, index) => `${metricSql(rule, columns)} AS m${index}`);
  const [row] = await duck.rows(`SELECT count(*) AS n, ${numbers.join(", ")} FROM ${from}`, { action: "measure the load" });
  const total = Number(row!["n"]);
  return rules.map((rule, index) => {
    const counted = Number(row![`m${index}`]);
    const measured = rule.unit === "percent" && rule.metric !== "rowCount" ? (total === 0 ? 0 : (counted / total) * 100) : counted;
    return verdict(rule, measured, rule.unit === "percent" ? `${measured} %` : String(measured));
  });
}

function metricSql(rule: MetricRule, columns: readonly ScanColumn[]): string {
  const names = rule.columns.map(ident);
  switch (rule.metric) {
    case "rowCount":
      return "count(*)";
    case "nullValues":
      return `count(*) FILTER (WHERE ${anyOf(names.map((name) => `${name} IS NULL`))})`;
    case "missingValues":
      return `count(*) FILTER (WHERE ${anyOf(names.map((name) => missingSql(name, rule.missing ?? [])))})`;
    case "invalidValues":
      return `count(*) FILTER (WHERE NOT coalesce(${allOf((rule.valid ?? []).map((predicate) => predicateSql(predicate, operandOf(columns))))}, true))`;
    case "duplicateValues":
      return duplicatesSql(names);
  }
}

function anyOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? "false" : conditions.join(" OR ");
}

function missingSql(name: string, missing: readonly (string | number | boolean | null)[]): string {
  const texts = missing.filter((value) => value !== null).map((value) => literal(String(value)));
  return texts.length === 0 ? `${name} IS NULL` : `(${name} IS NULL OR ${name}::VARCHAR IN (${texts.join(", ")}))`;
}

/** How many rows repeat the values of an earlier one; rows with a NULL among them repeat nothing. */
function duplicatesSql(names: readonly string[]): string {
  const whole = names.map((name) => `${name} IS NOT NULL`).join(" AND ");
  return `(count(*) FILTER (WHERE ${whole}) - count(DISTINCT (${names.join(", ")})) FILTER (WHERE ${whole}))`;
}

/** The columns of the load as predicates see them. */
export function operandOf(columns: readonly ScanColumn[]): (column: string) => { sql: string; type: ScanColumn["type"] } {
  return (name) => ({ sql: ident(name), type: columns.find((column) => column.name === name)!.type });
}

/** Judges a measured value; text that is a number is compared as one. */
export function verdict(
  rule: SetRule & { readonly expect: Expectation },
  found: string | number | boolean | null,
  measured: string,
): SetVerdict {
  return { rule: rule.id, passed: found !== null && holds(rule.expect, found), severity: rule.severity, message: rule.message, measured };
}

function holds(expect: Expectation, found: string | number | boolean): boolean {
  if (expect.is === "between" || expect.is === "not_between") {
    const inside = Number(found) >= expect.min && Number(found) <= expect.max;
    return expect.is === "between" ? inside : !inside;
  }
  const { is, value } = expect as Extract<Expectation, { value: unknown }>;
  const [a, b] = comparable(found, value);
  switch (is) {
    case "=":
      return a === b;
    case "!=":
      return a !== b;
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
  }
}

function comparable(found: string | number | boolean, wanted: string | number | boolean): readonly [string | number, string | number] {
  const numbers = [Number(found), Number(wanted)] as const;
  const bothNumbers = typeof found !== "boolean" && typeof wanted !== "boolean" && !numbers.some(Number.isNaN);
  return bothNumbers ? numbers : [String(found), String(wanted)];
}
