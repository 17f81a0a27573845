import { DativoError } from "../../../kit/error.ts";
import type { ContractPlan, PlanColumn, RowRule, Severity } from "../../../spec/contract-plan.ts";
import { predicateSql, type Operand } from "./predicate-sql.ts";
import { allOf } from "./sql-text.ts";
import type { Reading } from "./reading.ts";

/** The rows of a batch before they are judged: a relation with one raw column `r0`, `r1`, ... per column of the plan. */
export interface RawRows {
  /** SQL that can stand behind FROM; gives `file` beside the raw columns. */
  readonly from: string;
  /** Per column of the plan: how its raw value is read. */
  readonly readings: readonly Reading[];
  /** Rows for which this holds are none: blank lines. */
  readonly blank?: string;
  /** What must hold before there is a row to judge at all. */
  readonly wellFormed?: RecordCheck;
  /** What must hold of a record as a whole. */
  readonly known?: RecordCheck;
  /** Further columns that the conditions above need. */
  readonly also?: readonly string[];
}

/** A condition on a record as a whole. */
export interface RecordCheck {
  readonly rule: string;
  readonly message: string;
  readonly ok: string;
}

/** One rule as SQL over `r0..` (raw) and `v0..` (values): true where the row passes. */
export interface Check {
  readonly rule: string;
  /** Absent for rules on the record as a whole. */
  readonly column?: string;
  readonly message: string;
  readonly severity: Severity;
  readonly ok: string;
  /** The record could not be read: no other rule says anything about it. */
  readonly fatal?: boolean;
}

/** SELECT that gives each row's raw columns, whatever `also` names, and the values `v0..`. */
export function valuesSql(raw: RawRows, also: readonly string[] = []): string {
  const values = raw.readings.flatMap((reading, index) => [`r${index}`, `${reading.value(`r${index}`)} AS v${index}`]);
  return `SELECT ${[...also, ...(raw.also ?? []), ...(raw.wellFormed ? [raw.wellFormed.ok] : []), ...values].join(", ")} FROM ${raw.from}`;
}

/** One condition that holds for exactly the rows that break no rule of severity `error`; undefined when nothing can break. */
export function passSql(plan: ContractPlan, raw: RawRows, cursor?: string): string | undefined {
  const columns = plan.columns.flatMap((column, index) => columnPass(column, index, raw.readings[index]!) ?? []);
  const rules = rowRules(plan)
    .filter((rule) => rule.severity === "error")
    .map((rule) => ruleOk(plan, rule));
  const record = [raw.wellFormed, raw.known].flatMap((check) => (check ? [check.ok] : []));
  const cursorSet = cursor === undefined ? [] : [`${operandOf(plan, cursor).sql} IS NOT NULL`];
  const rest = [...cursorSet, ...rules];
  const conditions = [...record, ...columns, ...rest];
  if (conditions.length === 0) return undefined;
  const plain = plan.columns.flatMap((column, index) => columnPlain(column, index, raw.readings[index]!) ?? []);
  // Few and simple tests pass nearly all rows; the long way is for the others. CASE never gives NULL.
  return `CASE WHEN ${allOf([...record, ...plain, ...rest])} THEN true WHEN ${allOf(conditions)} THEN true ELSE false END`;
}

/** Rules of severity `warning`, which are counted and pass. */
export function warningChecks(plan: ContractPlan): readonly Check[] {
  return rowRules(plan)
    .filter((rule) => rule.severity === "warning")
    .map((rule) => ruleCheck(plan, rule));
}

/** Every rule of severity `error` by itself, types and `required` first, for the rows that broke one. */
export function errorChecks(plan: ContractPlan, raw: RawRows, cursor?: string): readonly Check[] {
  const record = [raw.wellFormed, raw.known].flatMap((check, index): Check[] =>
    check ? [{ ...check, severity: "error", fatal: index === 0 }] : [],
  );
  const types = plan.columns.flatMap((column, index) => typeCheck(column, index, raw.readings[index]!));
  const required = plan.columns.flatMap((column, index) => requiredCheck(column, index, raw.readings[index]!));
  const rules = rowRules(plan)
    .filter((rule) => rule.severity === "error")
    .map((rule) => ruleCheck(plan, rule));
  return [...record, ...types, ...required, ...cursorCheck(plan, raw, cursor), ...rules];
}

function ruleCheck(plan: ContractPlan, rule: RowRule): Check {
  return { rule: rule.id, column: rule.column, message: rule.message, severity: rule.severity, ok: ruleOk(plan, rule) };
}

/** AND and OR as a condition are evaluated only for the rows that still need them, so the cheap tests come first. */
function columnPass(column: PlanColumn, index: number, reading: Reading): string[] | undefined {
  const [raw, value] = [`r${index}`, `v${index}`];
  if (column.type.kind === "string" && !reading.exact) return column.required ? [`${value} IS NOT NULL`] : undefined;
  const read = allOf([`${value} IS NOT NULL`, ...(reading.exact ? [reading.exact(raw, value)] : [])]);
  return [column.required ? read : `${raw} IS NULL OR (${read}) OR ${reading.absent(raw)}`];
}

/** The shortest condition under which a column surely passes. */
function columnPlain(column: PlanColumn, index: number, reading: Reading): string[] | undefined {
  if (!reading.plain) return columnPass(column, index, reading);
  const plain = reading.plain(`r${index}`, `v${index}`);
  return column.required ? [`v${index} IS NOT NULL`, plain] : [plain];
}

function lazily(condition: string): string {
  return `(CASE WHEN ${condition} THEN true ELSE false END)`;
}

function typeCheck(column: PlanColumn, index: number, reading: Reading): Check[] {
  if (column.type.kind === "string" && !reading.exact) return [];
  const ok = `CASE WHEN v${index} IS NULL THEN ${reading.absent(`r${index}`)} ELSE ${reading.exact ? lazily(reading.exact(`r${index}`, `v${index}`)) : "true"} END`;
  return [{ rule: `type.${column.name}`, column: column.name, message: `must be ${typeInWords(column)}`, severity: "error", ok }];
}

function requiredCheck(column: PlanColumn, index: number, reading: Reading): Check[] {
  if (!column.required) return [];
  return [
    {
      rule: `required.${column.name}`,
      column: column.name,
      message: "is required",
      severity: "error",
      ok: `NOT (${reading.absent(`r${index}`)})`,
    },
  ];
}

/** A row without cursor would never be loaded by any later run, so it is not let through unseen. */
function cursorCheck(plan: ContractPlan, raw: RawRows, cursor: string | undefined): Check[] {
  if (cursor === undefined) return [];
  const index = plan.columns.findIndex((column) => column.name === cursor);
  if (plan.columns[index]!.required) return [];
  return [
    {
      rule: `cursor.${cursor}`,
      column: cursor,
      message: "is the cursor and must not be empty",
      severity: "error",
      ok: `NOT (${raw.readings[index]!.absent(`r${index}`)})`,
    },
  ];
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
  if (index === -1) throw new DativoError("bug", `the plan names a column '${name}' that it does not have`);
  return { sql: `v${index}`, type: plan.columns[index]!.type };
}

function typeInWords(column: PlanColumn): string {
  const { type } = column;
  const format = column.format === undefined ? "" : ` in the format ${column.format}`;
  switch (type.kind) {
    case "boolean":
      return "true or false";
    case "int":
      return "a whole number between -2147483648 and 2147483647";
    case "long":
      return "a whole number of at most 64 bits";
    case "float":
    case "double":
      return "a number";
    case "decimal":
      return `a decimal number with at most ${type.precision - type.scale} digits before and ${type.scale} behind the point`;
    case "date":
      return `a date${format || " like 2026-11-21"}`;
    case "time":
      return `a time of day${format || " like 23:59:59"}`;
    case "timestamp":
      return `a timestamp${format || (type.zoned ? " like 2026-11-21T23:59:59+01:00" : " without offset, like 2026-11-21T23:59:59")}`;
    case "uuid":
      return "a UUID";
    case "binary":
      return column.format === "hex" ? "hexadecimal" : "base64, or \\x and hexadecimal";
    case "json":
      return "valid JSON";
    case "string":
      return "text";
    case "list":
      return "a JSON array of the promised type";
    case "struct":
      return "a JSON object of the promised type";
    case "map":
      return "a JSON object of the promised types";
  }
}
