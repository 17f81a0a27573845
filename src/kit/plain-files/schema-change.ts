import type { ContractPlan } from "../../spec/contract-plan.ts";
import type { DataType } from "../../spec/data-type.ts";
import { DativoError } from "../error.ts";
import type { TableRecord } from "./table-record.ts";

type Column = TableRecord["columns"][number];

/**
 * Throws `refused`, naming both contract versions and every reason, when rows under `next` could not stand beside those the
 * table holds. Columns may be added when optional, reordered, relaxed and widened. Pure.
 */
export function assertCompatible(before: TableRecord, contract: ContractPlan["contract"], next: readonly Column[]): void {
  if (before.files.length === 0) return;
  const reasons = [
    ...before.columns.flatMap((column) => changesOf(column, next)),
    ...next.flatMap((column) => additionOf(column, before.columns)),
  ];
  if (reasons.length === 0) return;
  throw new DativoError(
    "refused",
    `contract ${contract.name} ${contract.version} breaks the table that ${before.contract.name} ${before.contract.version} made: ${reasons.join("; ")}`,
    {
      hint: "plain files know columns by name alone; keep the change compatible, load into another table (target.table), or start over with --full-refresh",
      context: { before: before.contract.version, after: contract.version },
    },
  );
}

function changesOf(column: Column, next: readonly Column[]): string[] {
  const now = next.find((candidate) => candidate.name === column.name);
  if (!now) return [`column '${column.name}' was removed or renamed`];
  const reasons: string[] = [];
  if (!canWiden(column.type, now.type))
    reasons.push(`column '${column.name}' went from ${renderType(column.type)} to ${renderType(now.type)}`);
  if (now.required && !column.required) reasons.push(`column '${column.name}' became required`);
  return reasons;
}

function additionOf(column: Column, before: readonly Column[]): string[] {
  const isNew = !before.some((candidate) => candidate.name === column.name);
  return isNew && column.required ? [`column '${column.name}' was added as required`] : [];
}

/** Whether every value of `before` is a value of `after` that readers of both files agree on (the promotions of Iceberg). */
export function canWiden(before: DataType, after: DataType): boolean {
  if (before.kind === "int" && after.kind === "long") return true;
  if (before.kind === "float" && after.kind === "double") return true;
  if (before.kind === "decimal" && after.kind === "decimal") return before.scale === after.scale && before.precision <= after.precision;
  if (before.kind === "timestamp" && after.kind === "timestamp") return before.zoned === after.zoned;
  if (before.kind === "list" && after.kind === "list") return canWiden(before.element, after.element);
  if (before.kind === "map" && after.kind === "map") return canWiden(before.key, after.key) && canWiden(before.value, after.value);
  if (before.kind === "struct" && after.kind === "struct") return canWidenStruct(before, after);
  return before.kind === after.kind;
}

type Struct = Extract<DataType, { kind: "struct" }>;

function canWidenStruct(before: Struct, after: Struct): boolean {
  const kept = before.fields.every((field) => {
    const now = after.fields.find((candidate) => candidate.name === field.name);
    return now !== undefined && canWiden(field.type, now.type) && (!now.required || field.required);
  });
  return kept && after.fields.every((field) => !field.required || before.fields.some((candidate) => candidate.name === field.name));
}

/** A type as people write it: `decimal(12,2)`, `list<string>`. */
export function renderType(type: DataType): string {
  if (type.kind === "decimal") return `decimal(${type.precision},${type.scale})`;
  if (type.kind === "timestamp") return type.zoned ? "timestamptz" : "timestamp";
  if (type.kind === "list") return `list<${renderType(type.element)}>`;
  if (type.kind === "map") return `map<${renderType(type.key)}, ${renderType(type.value)}>`;
  if (type.kind === "struct") return `struct<${type.fields.map((field) => `${field.name}: ${renderType(field.type)}`).join(", ")}>`;
  return type.kind;
}
