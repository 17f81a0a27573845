import type { AvroSchema } from "./avro-container.ts";
import { decimalBytes, type Primitive } from "./primitive.ts";

/** A partition field as manifests store it. */
export interface PartitionColumn {
  readonly fieldId: number;
  readonly name: string;
  readonly type: Primitive;
}

function field(id: number, name: string, type: AvroSchema): AvroSchema {
  return { name, "field-id": id, type };
}

function optional(id: number, name: string, type: AvroSchema): AvroSchema {
  return { name, "field-id": id, type: ["null", type], default: null };
}

/** Avro has no maps with int keys: Iceberg writes arrays of pairs and says so (specification, Appendix A). */
function intMap(keyId: number, valueId: number, value: AvroSchema): AvroSchema {
  const pair = { type: "record", name: `k${keyId}_v${valueId}`, fields: [field(keyId, "key", "int"), field(valueId, "value", value)] };
  return { type: "array", logicalType: "map", items: pair };
}

function list(elementId: number, items: AvroSchema): AvroSchema {
  return { type: "array", "element-id": elementId, items };
}

/** The Avro schema of manifest entries, version 2, for one partition spec (specification, "Manifests"). */
export function entrySchema(partition: readonly PartitionColumn[]): AvroSchema {
  const file: AvroSchema = {
    type: "record",
    name: "r2",
    fields: [
      field(134, "content", "int"),
      field(100, "file_path", "string"),
      field(101, "file_format", "string"),
      field(102, "partition", {
        type: "record",
        name: "r102",
        fields: partition.map((column) => optional(column.fieldId, avroName(column.name), avroPrimitive(column))),
      }),
      field(103, "record_count", "long"),
      field(104, "file_size_in_bytes", "long"),
      optional(108, "column_sizes", intMap(117, 118, "long")),
      optional(109, "value_counts", intMap(119, 120, "long")),
      optional(110, "null_value_counts", intMap(121, 122, "long")),
      optional(137, "nan_value_counts", intMap(138, 139, "long")),
      optional(125, "lower_bounds", intMap(126, 127, "bytes")),
      optional(128, "upper_bounds", intMap(129, 130, "bytes")),
      optional(131, "key_metadata", "bytes"),
      optional(132, "split_offsets", list(133, "long")),
      optional(135, "equality_ids", list(136, "int")),
      optional(140, "sort_order_id", "int"),
      optional(143, "referenced_data_file", "string"),
    ],
  };
  return {
    type: "record",
    name: "manifest_entry",
    fields: [
      field(0, "status", "int"),
      optional(1, "snapshot_id", "long"),
      optional(3, "sequence_number", "long"),
      optional(4, "file_sequence_number", "long"),
      field(2, "data_file", file),
    ],
  };
}

/** The Avro schema of a manifest list, version 2 (specification, "Manifest Lists"). */
export const manifestListSchema: AvroSchema = {
  type: "record",
  name: "manifest_file",
  fields: [
    field(500, "manifest_path", "string"),
    field(501, "manifest_length", "long"),
    field(502, "partition_spec_id", "int"),
    field(517, "content", "int"),
    field(515, "sequence_number", "long"),
    field(516, "min_sequence_number", "long"),
    field(503, "added_snapshot_id", "long"),
    field(504, "added_files_count", "int"),
    field(505, "existing_files_count", "int"),
    field(506, "deleted_files_count", "int"),
    field(512, "added_rows_count", "long"),
    field(513, "existing_rows_count", "long"),
    field(514, "deleted_rows_count", "long"),
    optional(
      507,
      "partitions",
      list(508, {
        type: "record",
        name: "r508",
        fields: [
          field(509, "contains_null", "boolean"),
          optional(518, "contains_nan", "boolean"),
          optional(510, "lower_bound", "bytes"),
          optional(511, "upper_bound", "bytes"),
        ],
      }),
    ),
    optional(519, "key_metadata", "bytes"),
  ],
};

/** Avro names are letters, digits and `_`; readers go by field id, so any reversible spelling serves. */
function avroName(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9_]/gu, (letter) => `_x${letter.codePointAt(0)!.toString(16).toUpperCase()}`);
  return /^[A-Za-z_]/.test(safe) ? safe : `_${safe}`;
}

function avroPrimitive(column: PartitionColumn): AvroSchema {
  const { type, fieldId } = column;
  switch (type.kind) {
    case "boolean":
    case "int":
    case "long":
    case "float":
    case "double":
    case "string":
      return type.kind;
    case "date":
      return { type: "int", logicalType: "date" };
    case "time":
      return { type: "long", logicalType: "time-micros" };
    case "timestamp":
      return { type: "long", logicalType: "timestamp-micros", "adjust-to-utc": false };
    case "timestamptz":
      return { type: "long", logicalType: "timestamp-micros", "adjust-to-utc": true };
    case "uuid":
      return { type: "fixed", size: 16, name: `uuid_${fieldId}`, logicalType: "uuid" };
    case "decimal":
      return {
        type: "fixed",
        size: decimalBytes(type.precision),
        name: `decimal_${fieldId}`,
        logicalType: "decimal",
        precision: type.precision,
        scale: type.scale,
      };
    case "fixed":
      return { type: "fixed", size: type.length, name: `fixed_${fieldId}` };
    case "binary":
      return "bytes";
  }
}
