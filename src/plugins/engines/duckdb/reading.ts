import type { PlanColumn } from "../../../spec/contract-plan.ts";

/** How a column's raw value becomes its value without ever changing it: DuckDB's own casts round and drop in silence. */
export interface Reading {
  /** The value of a raw value, NULL where it has none. */
  value(raw: string): string;
  /** Whether value stands for exactly what raw says; asked of non-NULL values only. Undefined: always. */
  readonly exact?: (raw: string, value: string) => string;
  /** A cheap condition that holds for most rows without fault, NULLs included; the others are looked at more closely. Undefined: there is none. */
  readonly plain?: (raw: string, value: string) => string;
  /** Whether raw stands for nothing at all. */
  absent(raw: string): string;
}

/** What of a plan column decides how it is read. */
export type ReadColumn = Pick<PlanColumn, "name" | "type" | "format" | "timezone">;
