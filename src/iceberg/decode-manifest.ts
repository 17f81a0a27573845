import type { IcebergPartitionSpec } from "../spec/iceberg.ts";
import { DativoError } from "../kit/error.ts";
import { decodeAvro, type AvroSchema } from "./avro-container.ts";
import { avroFields, partitionSchemaOf, type AvroField } from "./manifest-fields.ts";
import { contents, statuses, type ContentFile, type ManifestEntry, type ManifestFile, type PartitionSummary } from "./manifest.ts";
import type { Value } from "./primitive.ts";
import { fromTwosComplement } from "./single-value.ts";

/** Reads a manifest of any writer and version; sequence numbers and snapshot ids that entries leave out come from `manifest`. */
export function decodeManifest(bytes: Uint8Array, manifest: ManifestFile, spec: IcebergPartitionSpec): readonly ManifestEntry[] {
  const { schema, records } = decodeAvro(bytes, manifest.path);
  const partitionFields = avroFields(partitionSchemaOf(schema));
  const order = spec.fields.map((wanted) => partitionFields.find((candidate) => candidate["field-id"] === wanted["field-id"]));
  return records.map((record) => decodeEntry(record, manifest, order));
}

function decodeEntry(
  record: Readonly<Record<string, unknown>>,
  manifest: ManifestFile,
  order: readonly (AvroField | undefined)[],
): ManifestEntry {
  const status = statuses[record["status"] as number];
  if (status === undefined)
    throw new DativoError("refused", `${manifest.path} holds an entry of unknown status ${String(record["status"])}`);
  const inherits = status === "added" || manifest.sequenceNumber === 0;
  const own = (key: string): number | undefined =>
    record[key] === null || record[key] === undefined ? (inherits ? manifest.sequenceNumber : undefined) : Number(record[key]);
  const sequenceNumber = own("sequence_number");
  const fileSequenceNumber = own("file_sequence_number");
  return {
    status,
    snapshotId: (record["snapshot_id"] as bigint | null | undefined) ?? manifest.snapshotId,
    ...(sequenceNumber === undefined ? {} : { sequenceNumber }),
    ...(fileSequenceNumber === undefined ? {} : { fileSequenceNumber }),
    file: decodeFile(record["data_file"] as Readonly<Record<string, unknown>>, order),
  };
}

function decodeFile(record: Readonly<Record<string, unknown>>, order: readonly (AvroField | undefined)[]): ContentFile {
  const partition = record["partition"] as Readonly<Record<string, unknown>>;
  const optional = <K extends string, T>(key: K, name: string, convert: (value: never) => T): { [P in K]?: T } =>
    record[name] === null || record[name] === undefined ? {} : ({ [key]: convert(record[name] as never) } as { [P in K]: T });
  return {
    content: contents[(record["content"] as number | undefined) ?? 0]!,
    path: record["file_path"] as string,
    format: String(record["file_format"]).toUpperCase(),
    partition: order.map((column) => (column === undefined ? undefined : valueOf(column, partition[column.name]))),
    rows: Number(record["record_count"]),
    bytes: Number(record["file_size_in_bytes"]),
    ...optional("columnSizes", "column_sizes", countMap),
    ...optional("valueCounts", "value_counts", countMap),
    ...optional("nullCounts", "null_value_counts", countMap),
    ...optional("nanCounts", "nan_value_counts", countMap),
    ...optional("lowerBounds", "lower_bounds", bytesMap),
    ...optional("upperBounds", "upper_bounds", bytesMap),
    ...optional("keyMetadata", "key_metadata", (value: Uint8Array) => value),
    ...optional("splitOffsets", "split_offsets", (value: bigint[]) => value),
    ...optional("equalityIds", "equality_ids", (value: (number | bigint)[]) => value.map(Number)),
    ...optional("sortOrderId", "sort_order_id", (value: number) => value),
    ...optional("referencedDataFile", "referenced_data_file", (value: string) => value),
  };
}

function countMap(list: readonly { key: number; value: bigint }[]): Map<number, number> {
  return new Map(list.map(({ key, value }) => [key, Number(value)]));
}

function bytesMap(list: readonly { key: number; value: Uint8Array }[]): Map<number, Uint8Array> {
  return new Map(list.map(({ key, value }) => [key, value]));
}

function valueOf(column: AvroField, value: unknown): Value | undefined {
  if (value === null || value === undefined) return undefined;
  const type = Array.isArray(column.type) ? (column.type as readonly AvroSchema[]).find((part) => part !== "null") : column.type;
  const isDecimal = typeof type === "object" && (type as { logicalType?: string }).logicalType === "decimal";
  return isDecimal ? fromTwosComplement(value as Uint8Array) : (value as Value);
}

/** Reads a manifest list of any writer and version; fields are found by id, because writers name the counts differently. */
export function decodeManifestList(bytes: Uint8Array, origin: string): readonly ManifestFile[] {
  const { schema, records } = decodeAvro(bytes, origin);
  const names = new Map(avroFields(schema).map((column) => [column["field-id"], column.name]));
  return records.map((record) => {
    const get = (id: number): unknown => record[names.get(id) ?? ""];
    const count = (id: number): number => Number(get(id) ?? 0);
    const partitions = get(507) as readonly Record<string, unknown>[] | null | undefined;
    return {
      path: get(500) as string,
      length: count(501),
      specId: count(502),
      content: count(517) === 1 ? "deletes" : "data",
      sequenceNumber: count(515),
      minSequenceNumber: count(516),
      snapshotId: (get(503) as bigint | null | undefined) ?? 0n,
      addedFiles: count(504),
      existingFiles: unknownCount(get(505)),
      deletedFiles: count(506),
      addedRows: count(512),
      existingRows: count(513),
      deletedRows: count(514),
      ...(partitions ? { partitions: partitions.map(decodeSummary) } : {}),
      ...(get(519) ? { keyMetadata: get(519) as Uint8Array } : {}),
    };
  });
}

/** Version 1 may leave counts out: such a manifest must be taken to hold files. */
function unknownCount(value: unknown): number {
  return value === null || value === undefined ? 1 : Number(value);
}

function decodeSummary(record: Readonly<Record<string, unknown>>): PartitionSummary {
  const { contains_null: containsNull, contains_nan: containsNan, lower_bound: lower, upper_bound: upper } = record;
  return {
    containsNull: containsNull === true,
    ...(typeof containsNan === "boolean" ? { containsNan } : {}),
    ...(lower instanceof Uint8Array ? { lower } : {}),
    ...(upper instanceof Uint8Array ? { upper } : {}),
  };
}
