/**
 * The words of the Iceberg table format, version 2 (specification "Table Metadata", REST specification "TableUpdate",
 * "TableRequirement"), in its own spelling. Snapshot ids use all 64 bits and are therefore `bigint`.
 */

/** A column type: a primitive's name (`long`, `decimal(12, 2)`, `fixed[16]`) or a nested type. */
export type IcebergType = string | IcebergStruct | IcebergList | IcebergMap;

/** Named members in order. */
export interface IcebergStruct {
  readonly type: "struct";
  readonly fields: readonly IcebergField[];
}

/** Elements of one type; the element has a field id of its own. */
export interface IcebergList {
  readonly type: "list";
  readonly "element-id": number;
  readonly element: IcebergType;
  readonly "element-required": boolean;
}

/** Keys, never null, and values; each side has a field id. */
export interface IcebergMap {
  readonly type: "map";
  readonly "key-id": number;
  readonly key: IcebergType;
  readonly "value-id": number;
  readonly value: IcebergType;
  readonly "value-required": boolean;
}

/** A column, or a member of a struct. The id never changes and is never used again. */
export interface IcebergField {
  readonly id: number;
  readonly name: string;
  readonly type: IcebergType;
  readonly required: boolean;
  readonly doc?: string;
}

/** The columns of a table at some time. Old schemas stay: snapshots and manifests refer to them. */
export interface IcebergSchema extends IcebergStruct {
  readonly "schema-id": number;
  readonly "identifier-field-ids"?: readonly number[];
}

/** One value of the partition tuple: a transform of a source column. */
export interface IcebergPartitionField {
  readonly "source-id": number;
  readonly "field-id": number;
  readonly name: string;
  /** `identity`, `day`, `bucket[16]`, ... */
  readonly transform: string;
}

/** How files are partitioned. Files keep the spec they were written under. */
export interface IcebergPartitionSpec {
  readonly "spec-id": number;
  readonly fields: readonly IcebergPartitionField[];
}

/** One column of a sort order. */
export interface IcebergSortField {
  readonly transform: string;
  readonly "source-id": number;
  readonly direction: "asc" | "desc";
  readonly "null-order": "nulls-first" | "nulls-last";
}

/** How rows are sorted within files; order 0 is unsorted. */
export interface IcebergSortOrder {
  readonly "order-id": number;
  readonly fields: readonly IcebergSortField[];
}

/** `append`, `replace` (compaction), `overwrite` or `delete`, and counts as text. */
export type SnapshotSummary = { readonly operation: string } & { readonly [key: string]: string };

/** The state of a table after one commit. */
export interface IcebergSnapshot {
  readonly "snapshot-id": bigint;
  readonly "parent-snapshot-id"?: bigint;
  readonly "sequence-number": number;
  readonly "timestamp-ms": number;
  readonly "manifest-list": string;
  readonly summary?: SnapshotSummary;
  readonly "schema-id"?: number;
}

/** A named snapshot; `main` is the table's current one. */
export interface SnapshotRef {
  readonly "snapshot-id": bigint;
  readonly type: "branch" | "tag";
  readonly "max-ref-age-ms"?: number;
  readonly "max-snapshot-age-ms"?: number;
  readonly "min-snapshots-to-keep"?: number;
}

/** One metadata file. Fields that other writers added are carried along unchanged. */
export interface TableMetadata {
  readonly "format-version": number;
  readonly "table-uuid": string;
  readonly location: string;
  readonly "last-sequence-number": number;
  readonly "last-updated-ms": number;
  readonly "last-column-id": number;
  readonly "current-schema-id": number;
  readonly schemas: readonly IcebergSchema[];
  readonly "default-spec-id": number;
  readonly "partition-specs": readonly IcebergPartitionSpec[];
  readonly "last-partition-id": number;
  readonly "default-sort-order-id": number;
  readonly "sort-orders": readonly IcebergSortOrder[];
  readonly properties: Readonly<Record<string, string>>;
  readonly "current-snapshot-id"?: bigint;
  readonly snapshots: readonly IcebergSnapshot[];
  readonly "snapshot-log": readonly { readonly "snapshot-id": bigint; readonly "timestamp-ms": number }[];
  readonly "metadata-log": readonly { readonly "metadata-file": string; readonly "timestamp-ms": number }[];
  readonly refs: Readonly<Record<string, SnapshotRef>>;
}

/** One change of a table's metadata. `-1` as an id means the one that the same commit added last. */
export type TableUpdate =
  | { readonly action: "assign-uuid"; readonly uuid: string }
  | { readonly action: "upgrade-format-version"; readonly "format-version": number }
  | { readonly action: "add-schema"; readonly schema: IcebergSchema }
  | { readonly action: "set-current-schema"; readonly "schema-id": number }
  | { readonly action: "add-spec"; readonly spec: IcebergPartitionSpec }
  | { readonly action: "set-default-spec"; readonly "spec-id": number }
  | { readonly action: "add-sort-order"; readonly "sort-order": IcebergSortOrder }
  | { readonly action: "set-default-sort-order"; readonly "sort-order-id": number }
  | { readonly action: "add-snapshot"; readonly snapshot: IcebergSnapshot }
  | ({ readonly action: "set-snapshot-ref"; readonly "ref-name": string } & SnapshotRef)
  | { readonly action: "remove-snapshots"; readonly "snapshot-ids": readonly bigint[] }
  | { readonly action: "remove-snapshot-ref"; readonly "ref-name": string }
  | { readonly action: "set-location"; readonly location: string }
  | { readonly action: "set-properties"; readonly updates: Readonly<Record<string, string>> }
  | { readonly action: "remove-properties"; readonly removals: readonly string[] };

/** What must still hold when a commit is taken. */
export type TableRequirement =
  | { readonly type: "assert-create" }
  | { readonly type: "assert-table-uuid"; readonly uuid: string }
  | {
      readonly type: "assert-ref-snapshot-id";
      readonly ref: string;
      /** null: the reference must not exist. */ readonly "snapshot-id": bigint | null;
    }
  | { readonly type: "assert-last-assigned-field-id"; readonly "last-assigned-field-id": number }
  | { readonly type: "assert-current-schema-id"; readonly "current-schema-id": number }
  | { readonly type: "assert-last-assigned-partition-id"; readonly "last-assigned-partition-id": number }
  | { readonly type: "assert-default-spec-id"; readonly "default-spec-id": number }
  | { readonly type: "assert-default-sort-order-id"; readonly "default-sort-order-id": number };
