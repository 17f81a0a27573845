import type { NodePath } from "../../kit/document.ts";
import { keep, keepEntry, type ModernEntry, type ModernNode } from "../rewrite/modern-tree.ts";

type Mapping = Readonly<Record<string, unknown>>;

/** What `data_quality.expectations` turns into. */
export interface ModernExpectations {
  /** ODCS quality rules for the object. */
  readonly rules: readonly ModernNode[];
  /** ODCS quality rules for single columns, by name. */
  readonly columnRules: ReadonlyMap<string, readonly ModernNode[]>;
  /** The data_quality fact without the expectations that became rules; undefined when nothing is left of it. */
  readonly rest: ModernNode | undefined;
}

/**
 * Turns expectations that have a defined meaning (the names of Great Expectations) into quality rules. The others stay where
 * they are, as documentation. `columns` are the columns that the object has.
 */
export function modernExpectations(value: unknown, path: NodePath, columns: readonly string[]): ModernExpectations {
  const list = isMapping(value) ? value["expectations"] : undefined;
  const unchanged: ModernExpectations = { rules: [], columnRules: new Map(), rest: keep(path) };
  if (!isMapping(value) || !Array.isArray(list)) return unchanged;
  const rules = list.map((one) => (isMapping(one) ? ruleOf(one, columns) : undefined));
  if (rules.every((rule) => rule === undefined)) return unchanged;
  const at = [...path, "expectations"];
  const left = rules.flatMap((rule, index) => (rule === undefined ? [keep([...at, index])] : []));
  const entries = Object.keys(value).flatMap((key): ModernEntry[] => {
    if (key !== "expectations") return [keepEntry(path, key)];
    return left.length === 0 ? [] : [{ key, keyFrom: at, node: { kind: "list", from: at, items: left } }];
  });
  return {
    ...spread(rules.map((rule, index) => ({ rule, from: [...at, index] }))),
    rest: entries.length === 0 ? undefined : { kind: "map", from: path, entries },
  };
}

interface ExpectedRule {
  /** Absent for rules on the whole object. */
  readonly column?: string;
  readonly rule: Mapping;
}

function spread(
  rules: readonly { readonly rule: ExpectedRule | undefined; readonly from: NodePath }[],
): Pick<ModernExpectations, "rules" | "columnRules"> {
  const columnRules = new Map<string, ModernNode[]>();
  const whole: ModernNode[] = [];
  for (const { rule, from } of rules) {
    if (!rule) continue;
    const target = rule.column === undefined ? whole : (columnRules.get(rule.column) ?? []);
    target.push({ kind: "value", value: rule.rule, from });
    if (rule.column !== undefined) columnRules.set(rule.column, target);
  }
  return { rules: whole, columnRules };
}

/** The rule that an expectation stands for; undefined when its name, its column or its arguments mean nothing definite. */
function ruleOf(expectation: Mapping, columns: readonly string[]): ExpectedRule | undefined {
  const name = expectation["expectation_type"] ?? expectation["type"] ?? expectation["expectation"];
  if (typeof name !== "string" || !Object.hasOwn(readers, name)) return undefined;
  const given = { ...expectation, ...(isMapping(expectation["kwargs"]) ? expectation["kwargs"] : {}) };
  const rule = readers[name]!(given);
  const column = given["column"];
  if (!rule || (typeof column === "string" && !columns.includes(column))) return undefined;
  return { ...(typeof column === "string" ? { column } : {}), rule: { name, ...rule } };
}

type Reader = (given: Mapping) => Mapping | undefined;

const readers: Readonly<Record<string, Reader>> = {
  expect_column_values_to_not_be_null: (given) => metric("nullValues", given),
  expect_column_values_to_be_unique: (given) => metric("duplicateValues", given),
  expect_compound_columns_to_be_unique: (given) =>
    isTexts(given["column_list"]) ? library("duplicateValues", { properties: given["column_list"] }, { mustBe: 0 }) : undefined,
  expect_column_values_to_be_in_set: (given) =>
    Array.isArray(given["value_set"]) ? metric("invalidValues", given, { validValues: given["value_set"] }) : undefined,
  expect_column_values_to_match_regex: (given) =>
    typeof given["regex"] === "string" ? metric("invalidValues", given, { pattern: given["regex"] }) : undefined,
  expect_column_value_lengths_to_be_between: (given) => lengths(given),
  expect_column_values_to_be_between: (given) => between(given),
  expect_table_row_count_to_equal: (given) =>
    typeof given["value"] === "number" ? library("rowCount", undefined, { mustBe: given["value"] }) : undefined,
  expect_table_row_count_to_be_between: (given) => rowCount(given),
};

function metric(name: string, given: Mapping, extra: Mapping = {}): Mapping | undefined {
  const extras = Object.keys(extra).length > 0 ? extra : undefined;
  return typeof given["column"] === "string" ? library(name, extras, tolerance(given["mostly"])) : undefined;
}

function library(name: string, given: Mapping | undefined, operator: Mapping): Mapping {
  return { type: "library", metric: name, ...(given ? { arguments: given } : {}), ...operator };
}

/** `mostly: 0.95` lets five of a hundred be wrong. */
function tolerance(mostly: unknown): Mapping {
  if (typeof mostly !== "number" || mostly >= 1) return { mustBe: 0 };
  return { mustBeLessOrEqualTo: Number(((1 - mostly) * 100).toFixed(6)), unit: "percent" };
}

function lengths(given: Mapping): Mapping | undefined {
  const { min_value: min, max_value: max } = given;
  if (typeof min !== "number" && typeof max !== "number") return undefined;
  return metric("invalidValues", given, {
    ...(typeof min === "number" ? { minLength: min } : {}),
    ...(typeof max === "number" ? { maxLength: max } : {}),
  });
}

function between(given: Mapping): Mapping | undefined {
  const { column, min_value: min, max_value: max } = given;
  if (typeof column !== "string" || given["mostly"] !== undefined || (!isBound(min) && !isBound(max))) return undefined;
  const outside = [
    ...(isBound(min) ? [`\${property} < ${sqlText(min)}`] : []),
    ...(isBound(max) ? [`\${property} > ${sqlText(max)}`] : []),
  ];
  return { type: "sql", query: `SELECT COUNT(*) FROM \${object} WHERE ${outside.join(" OR ")}`, mustBe: 0 };
}

function rowCount(given: Mapping): Mapping | undefined {
  const { min_value: min, max_value: max } = given;
  if (typeof min === "number" && typeof max === "number")
    return library("rowCount", undefined, min === max ? { mustBe: min } : { mustBeBetween: [min, max] });
  if (typeof min === "number") return library("rowCount", undefined, { mustBeGreaterOrEqualTo: min });
  return typeof max === "number" ? library("rowCount", undefined, { mustBeLessOrEqualTo: max }) : undefined;
}

function isBound(value: unknown): value is string | number {
  return typeof value === "number" || typeof value === "string";
}

function sqlText(value: string | number): string {
  return typeof value === "number" ? String(value) : `'${value.replaceAll("'", "''")}'`;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
