import type { DataType } from "./data-type.ts";

/** What a contract demands of rows, as data: every engine renders the same plan in its own words. */
export interface ContractPlan {
  /** Contract id, version and name, for messages, snapshot summaries and run records. */
  readonly contract: { readonly id: string; readonly version: string; readonly name: string };
  /** In the order in which the table shows them. */
  readonly columns: readonly PlanColumn[];
  /** Column names of the primary key, in key order; empty where there is none. */
  readonly primaryKey: readonly string[];
  /** Judged on one row alone. Types and `required` are rules too (ids `type.COLUMN`, `required.COLUMN`). */
  readonly rowRules: readonly RowRule[];
  /** Judged on the whole load. */
  readonly setRules: readonly SetRule[];
}

/** One column of the plan. */
export interface PlanColumn {
  readonly name: string;
  /** The name in the source, when it differs (ODCS `physicalName`). */
  readonly sourceName: string;
  readonly type: DataType;
  readonly required: boolean;
  readonly doc?: string;
  /** The contract's stable id of the property. */
  readonly id?: string;
  /** True where the contract classifies the column: its values never appear in logs or messages. */
  readonly sensitive: boolean;
  /** How text becomes a date, time or timestamp (`yyyy-MM-dd` style, ODCS `logicalTypeOptions.format`); ISO 8601 when absent. */
  readonly format?: string;
  /** Zone of zoned timestamps that carry no offset (IANA name); UTC when absent. */
  readonly timezone?: string;
}

/** Whether a broken rule stops or quarantines (`error`), or is only counted (`warning`). */
export type Severity = "error" | "warning";

/** A predicate over one row; a NULL operand makes it true, except for `not_null`. */
export type Predicate =
  | { readonly op: "not_null"; readonly column: string }
  | { readonly op: "in"; readonly column: string; readonly values: readonly Scalar[] }
  /** A part of the text matches (as in ECMA-262 and JSON Schema: anchors say otherwise); RE2 syntax, without lookaround and back-references. */
  | { readonly op: "matches"; readonly column: string; readonly pattern: string }
  | { readonly op: "compare"; readonly column: string; readonly cmp: "<" | "<=" | ">" | ">=" | "="; readonly value: Scalar }
  | { readonly op: "multiple_of"; readonly column: string; readonly value: Scalar }
  | { readonly op: "text_length"; readonly column: string; readonly min?: number; readonly max?: number }
  /** `uniqueItems` of a list, and its length. */
  | { readonly op: "items"; readonly column: string; readonly min?: number; readonly max?: number; readonly unique?: boolean }
  /** ODCS text formats: email, uuid, uri, hostname, ipv4, ipv6, date, password, byte, binary. */
  | { readonly op: "text_format"; readonly column: string; readonly format: string }
  /** The member at `path` inside the column is there wherever what holds it is; `[]` steps into every element of a list. */
  | { readonly op: "member_not_null"; readonly column: string; readonly path: readonly string[] }
  | { readonly op: "not"; readonly of: Predicate };

/** A literal in a rule. Exact numbers are text, so that no digit is lost on the way to the engine. */
export type Scalar = string | number | boolean;

/** A rule on single rows. */
export interface RowRule {
  /** Stable and readable: `required.id`, `enum.status`, `pattern.sku`, or the quality rule's own id or name. */
  readonly id: string;
  readonly column: string;
  readonly predicate: Predicate;
  /** What a person reads: `must be one of new, paid, shipped`. Never holds a value of a row. */
  readonly message: string;
  /** `warning` rules are counted and reported; they neither stop a run nor send a row to quarantine. */
  readonly severity: Severity;
}

/** ODCS operators on a measured number; `between` is inclusive. */
export type Expectation =
  | { readonly is: "=" | "!=" | "<" | "<=" | ">" | ">="; readonly value: string | number | boolean }
  | { readonly is: "between" | "not_between"; readonly min: number; readonly max: number };

/** A rule on the whole load. */
export type SetRule = {
  readonly id: string;
  readonly message: string;
  readonly severity: Severity;
} & (
  | { readonly kind: "unique"; readonly columns: readonly string[] }
  | {
      readonly kind: "metric";
      readonly metric: "rowCount" | "nullValues" | "missingValues" | "invalidValues" | "duplicateValues";
      readonly columns: readonly string[];
      readonly unit: "rows" | "percent";
      readonly expect: Expectation;
      /** `missingValues`: what counts as missing beside NULL. */
      readonly missing?: readonly (Scalar | null)[];
      /** `invalidValues`: a value is valid when all of these hold. */
      readonly valid?: readonly Predicate[];
    }
  /** One read-only SELECT over the load, which it names `${object}` or the object's own name; its single value is judged. */
  | { readonly kind: "sql"; readonly query: string; readonly object: string; readonly expect: Expectation }
);
