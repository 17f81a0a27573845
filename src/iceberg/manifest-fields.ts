import type { AvroSchema } from "./avro-container.ts";

/** A field of an Avro record; Iceberg goes by its id. */
export interface AvroField {
  readonly name: string;
  readonly type: AvroSchema;
  readonly "field-id"?: number;
}

/** The fields of a record, also of one that may be null. */
export function avroFields(schema: AvroSchema): readonly AvroField[] {
  const record = Array.isArray(schema) ? schema.find((part) => typeof part === "object") : schema;
  return (record as { fields?: readonly AvroField[] }).fields ?? [];
}

/** The record of partition values within the schema of manifest entries. */
export function partitionSchemaOf(schema: AvroSchema): AvroSchema {
  const file = avroFields(schema).find((column) => column["field-id"] === 2 || column.name === "data_file")!.type;
  return avroFields(file).find((column) => column["field-id"] === 102 || column.name === "partition")!.type;
}
