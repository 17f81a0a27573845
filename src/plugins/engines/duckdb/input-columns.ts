import type { StageRequest } from "../../../kit/engine.ts";
import { DativoError } from "../../../kit/error.ts";
import type { ContractPlan } from "../../../spec/contract-plan.ts";
import type { RawRows } from "./judge-sql.ts";

/** A batch as rows that can be read twice: once to land them, once more, in order, to find the broken ones. */
export interface InputRows {
  readonly landing: RawRows;
  readonly again: RawRows;
  /** Table in which the landing pass leaves records that are no rows at all; DuckDB's `reject_errors`. */
  readonly unreadable?: string;
  /** How a row's ordinal in its file becomes a line: records may span lines, lines are counted, or rows have no lines. */
  readonly numbering: "record" | "line" | "object" | "row";
}

/** Where the columns of the plan stand among the file's; undefined where the file has no such column. */
export function columnPositions(
  plan: ContractPlan,
  columns: readonly string[],
  extraColumns: "error" | "ignore",
  origin: string,
): readonly (number | undefined)[] {
  const twice = columns.find((name, index) => columns.indexOf(name) !== index && plan.columns.some((column) => column.sourceName === name));
  if (twice !== undefined)
    throw new DativoError("refused", `${origin}: the column '${twice}' stands twice in the header`, {
      hint: "give each column its own name",
    });
  const missing = plan.columns
    .filter((column) => column.required && !columns.includes(column.sourceName))
    .map((column) => column.sourceName);
  if (missing.length > 0) {
    throw new DativoError("refused", `${origin}: ${plural("required column", missing)} missing`, {
      hint: `the file has: ${columns.join(", ")}`,
    });
  }
  const known = new Set(plan.columns.map((column) => column.sourceName));
  const extra = columns.filter((name) => !known.has(name));
  if (extra.length > 0 && extraColumns === "error") {
    throw new DativoError("refused", `${origin}: the contract does not know the ${plural("column", extra)}`, {
      hint: "add them to the contract, or set source.extra_columns: ignore",
    });
  }
  return plan.columns.map((column) => {
    const position = columns.indexOf(column.sourceName);
    return position === -1 ? undefined : position;
  });
}

function plural(noun: string, names: readonly string[]): string {
  return `${noun}${names.length > 1 ? "s" : ""} ${names.join(", ")}`;
}

/** What the user knows the batch by: its first file. */
export function originOf(batch: StageRequest["batch"]): string {
  return batch.files[0]?.origin ?? "the batch";
}
