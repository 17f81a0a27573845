/**
 * The type of one value, as the contract promises it. The set is exactly what Iceberg v2 can store, plus `json`
 * (JSON text, stored as an Iceberg string).
 */
export type DataType =
  | { readonly kind: "boolean" }
  | { readonly kind: "int" }
  | { readonly kind: "long" }
  | { readonly kind: "float" }
  | { readonly kind: "double" }
  | { readonly kind: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly kind: "date" }
  | { readonly kind: "time" }
  /** Microseconds; `zoned` values are instants stored in UTC (Iceberg timestamptz), others are wall-clock times. */
  | { readonly kind: "timestamp"; readonly zoned: boolean }
  | { readonly kind: "string" }
  | { readonly kind: "uuid" }
  | { readonly kind: "binary" }
  | { readonly kind: "json" }
  | { readonly kind: "list"; readonly element: DataType }
  | { readonly kind: "struct"; readonly fields: readonly StructField[] }
  | { readonly kind: "map"; readonly key: DataType; readonly value: DataType };

/** A named member of a struct; nested members are nullable unless `required`. */
export interface StructField {
  readonly name: string;
  readonly type: DataType;
  readonly required: boolean;
  readonly doc?: string;
  /** The contract's stable id of the property, by which a rename is told from a drop and an add. */
  readonly id?: string;
}
