/** What changed between two versions of a contract. */
export type ChangeKind =
  | "object_added"
  | "object_removed"
  | "column_added"
  | "column_removed"
  | "column_renamed"
  | "columns_reordered"
  | "type_widened"
  | "type_narrowed"
  | "type_replaced"
  | "required_added"
  | "required_removed"
  | "primary_key_changed"
  | "rule_added"
  | "rule_removed"
  | "rule_tightened"
  | "rule_relaxed"
  | "rule_changed"
  | "classification_changed"
  | "partitioning_changed"
  | "source_name_changed"
  | "reading_changed"
  | "documentation_changed"
  | "fact_changed"
  | "identity_changed";

/** One change. `breaking` means: data or readers that were right by the old contract may be wrong by the new one. */
export interface ContractChange {
  readonly kind: ChangeKind;
  /** Object, column and member, as people write it: `customers.address.zip`; empty for the contract itself. */
  readonly path: string;
  readonly breaking: boolean;
  readonly message: string;
}

const breakingKinds: ReadonlySet<ChangeKind> = new Set([
  "object_removed",
  "column_removed",
  "type_narrowed",
  "type_replaced",
  "required_added",
  "primary_key_changed",
  "rule_added",
  "rule_tightened",
  "rule_changed",
  "identity_changed",
]);

/** A change whose kind says whether it breaks. */
export function change(kind: ChangeKind, path: string, message: string): ContractChange {
  return { kind, path, breaking: breakingKinds.has(kind), message };
}
