import type { ContractPlan, PlanColumn, RowRule, Severity } from "../../../spec/contract-plan.ts";
import { predicateSql, type Operand } from "./predicate-sql.ts";
import { allOf } from "./sql-text.ts";
import type { TextReading } from "./text-reading.ts";

/** The rows of a batch before they are judged: a relation with one raw column `r0`, `r1`, ... per column of the plan. */
export interface RawRows {
  /** SQL that can stand behind FROM. */
  readonly from: string;
  /** Per column of the plan: how its raw value is read. */
  readonly readings: readonly TextReading[];
}

/** One rule as SQL over `r0..` (raw) and `v0..` (values): true where the row passes. */
export interface Check {
  readonly rule: string;
  readonly column: string;
  readonly message: string;
  readonly severity: Severity;
  readonly ok: string;
}

/** SELECT that gives each row's raw columns, whatever `also` names, and the values `v0..`. */
export function valuesSql(raw: RawRows, also: readonly string[] = []): string {
  const values = raw.readings.flatMap((reading, index) => [`r${index}`, `${reading.value(`r${index}`)} AS v${index}`]);
  return `SELECT ${[...also, ...values].join(", ")} FROM ${raw.from}`;
}

/** One condition that holds for exactly the rows that break no rule of severity `error`; undefined when nothing can break. */
export function passSql(plan: ContractPlan, raw: RawRows): string | undefined {
  const columns = plan.columns.flatMap((column, index) => columnPass(column, index, raw.readings[index]!) ?? []);
  const rules = rowRules(plan).filter((rule) => rule.severity === "error").map((rule) => ruleOk(plan, rule));
  const conditions = [...columns, ...rules];
  return conditions.length === 0 ? undefined : allOf(conditions);
}

/** Rules of severity `warning`, which are counted and pass. */
export function warningChecks(plan: ContractPlan): readonly Check[] {
  return rowRules(plan).filter((rule) => rule.severity === "warning").map((rule) => ({ ...rule, ok: ruleOk(plan, rule) }));
}

/** Every rule of severity `error` by itself, types and `required` first, for the rows that broke one. */
export function errorChecks(plan: ContractPlan, raw: RawRows): readonly Check[] {
  const types = plan.columns.flatMap((column, index) => typeCheck(column, index, raw.readings[index]!));
  const required = plan.columns.flatMap((column, index) => requiredCheck(column, index));
  const rules = rowRules(plan).filter((rule) => rule.severity === "error").map((rule) => ({ ...rule, ok: ruleOk(plan, rule) }));
  return [...types, ...required, ...rules];
}

/** A column of text has no empty value that stands for nothing; every other column has. */
function absent(column: PlanColumn, index: number): string {
  return holdsText(column) ? `r${index} IS NULL` : `(r${index} IS NULL OR r${index} = '')`;
}

function holdsText(column: PlanColumn): boolean {
  return column.type.kind === "string" || column.type.kind === "json";
}

/** CASE and not AND/OR: DuckDB evaluates its branches only for the rows that reach them. */
function columnPass(column: PlanColumn, index: number, reading: TextReading): string[] | undefined {
  const value = `v${index}`;
  if (column.type.kind === "string") return column.required ? [`${value} IS NOT NULL`] : undefined;
  const missing = column.required ? "false" : absent(column, index);
  return [`CASE WHEN ${value} IS NULL THEN ${missing}${reading.exact ? ` ELSE ${lazily(reading.exact(`r${index}`, value))}` : " ELSE true"} END`];
}

function lazily(condition: string): string {
  return `(CASE WHEN ${condition} THEN true ELSE false END)`;
}

function typeCheck(column: PlanColumn, index: number, reading: TextReading): Check[] {
  if (column.type.kind === "string") return [];
  const ok = `CASE WHEN v${index} IS NULL THEN ${absent(column, index)} ELSE ${reading.exact ? lazily(reading.exact(`r${index}`, `v${index}`)) : "true"} END`;
  return [{ rule: `type.${column.name}`, column: column.name, message: `must be ${typeInWords(column)}`, severity: "error", ok }];
}

function requiredCheck(column: PlanColumn, index: number): Check[] {
  if (!column.required) return [];
  return [{ rule: `required.${column.name}`, column: column.name, message: "is required", severity: "error", ok: `NOT ${absent(column, index)}` }];
}

/** A plan may spell `required` as a rule too; the column's own says the same. */
function rowRules(plan: ContractPlan): readonly RowRule[] {
  const required = new Set(plan.columns.filter((column) => column.required).map((column) => `required.${column.name}`));
  return plan.rowRules.filter((rule) => !required.has(rule.id));
}

function ruleOk(plan: ContractPlan, rule: RowRule): string {
  return `(${predicateSql(rule.predicate, (name) => operandOf(plan, name))}) IS NOT FALSE`;
}

/** The value of a plan column in a judged row. */
export function operandOf(plan: ContractPlan, name: string): Operand {
  const index = plan.columns.findIndex((column) => column.name === name);
  return { sql: `v${index}`, type: plan.columns[index]!.type };
}

function typeInWords(column: PlanColumn): string {
  const { type } = column;
  const format = column.format === undefined ? "" : ` in the format ${column.format}`;
  switch (type.kind) {
    case "boolean": return "true or false";
    case "int": return "a whole number between -2147483648 and 2147483647";
    case "long": return "a whole number of at most 64 bits";
    case "float": case "double": return "a number";
    case "decimal": return `a decimal number with at most ${type.precision - type.scale} digits before and ${type.scale} behind the point`;
    case "date": return `a date${format || " like 2026-11-21"}`;
    case "time": return `a time of day${format || " like 23:59:59"}`;
    case "timestamp": return `a timestamp${format || (type.zoned ? " like 2026-11-21T23:59:59+01:00" : " without offset, like 2026-11-21T23:59:59")}`;
    case "uuid": return "a UUID";
    case "binary": return column.format === "hex" ? "hexadecimal" : "base64, or \\x and hexadecimal";
    case "json": return "valid JSON";
    case "string": return "text";
    case "list": return "a JSON array of the promised type";
    case "struct": return "a JSON object of the promised type";
    case "map": return "a JSON object of the promised types";
  }
}
