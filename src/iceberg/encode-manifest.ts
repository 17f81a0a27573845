import type { IcebergPartitionSpec, IcebergSchema } from "../spec/iceberg.ts";
import { encodeAvro, type AvroSchema } from "./avro-container.ts";
import { renderExactJson } from "./exact-json.ts";
import { avroFields, partitionSchemaOf } from "./manifest-fields.ts";
import { entrySchema, manifestListSchema, type PartitionColumn } from "./manifest-schema.ts";
import { contents, statuses, type EntryStatus, type ManifestEntry, type ManifestFile, type PartitionSummary } from "./manifest.ts";
import { decimalBytes, type Primitive, type Value } from "./primitive.ts";
import { compareValues, encodeValue, lowerBound, twosComplement, upperBound } from "./single-value.ts";

/** What a manifest is written for. */
export interface ManifestHead {
  readonly schema: IcebergSchema;
  readonly spec: IcebergPartitionSpec;
  readonly columns: readonly PartitionColumn[];
  readonly content: "data" | "deletes";
}

/** Writes a manifest, version 2. `sync` is 16 random bytes. */
export function encodeManifest(head: ManifestHead, entries: readonly ManifestEntry[], sync: Uint8Array): Uint8Array {
  const metadata = {
    schema: renderExactJson(head.schema),
    "schema-id": String(head.schema["schema-id"]),
    "partition-spec": renderExactJson(head.spec.fields),
    "partition-spec-id": String(head.spec["spec-id"]),
    "format-version": "2",
    content: head.content,
  };
  const schema = entrySchema(head.columns);
  return encodeAvro(
    schema,
    metadata,
    entries.map((entry) => entryRecord(entry, head.columns, schema)),
    sync,
  );
}

function entryRecord(entry: ManifestEntry, columns: readonly PartitionColumn[], schema: AvroSchema): unknown {
  const { file } = entry;
  return {
    status: statuses.indexOf(entry.status),
    snapshot_id: entry.snapshotId,
    sequence_number: entry.sequenceNumber === undefined ? null : BigInt(entry.sequenceNumber),
    file_sequence_number: entry.fileSequenceNumber === undefined ? null : BigInt(entry.fileSequenceNumber),
    data_file: {
      content: contents.indexOf(file.content),
      file_path: file.path,
      file_format: file.format,
      partition: partitionRecord(file.partition, columns, schema),
      record_count: BigInt(file.rows),
      file_size_in_bytes: BigInt(file.bytes),
      column_sizes: countPairs(file.columnSizes),
      value_counts: countPairs(file.valueCounts),
      null_value_counts: countPairs(file.nullCounts),
      nan_value_counts: countPairs(file.nanCounts),
      lower_bounds: pairs(file.lowerBounds, Buffer.from),
      upper_bounds: pairs(file.upperBounds, Buffer.from),
      key_metadata: file.keyMetadata === undefined ? null : Buffer.from(file.keyMetadata),
      split_offsets: file.splitOffsets ?? null,
      equality_ids: file.equalityIds ?? null,
      sort_order_id: file.sortOrderId ?? null,
      referenced_data_file: file.referencedDataFile ?? null,
    },
  };
}

function pairs<T, U>(map: ReadonlyMap<number, T> | undefined, convert: (value: T) => U): { key: number; value: U }[] | null {
  return map === undefined ? null : [...map].sort(([a], [b]) => a - b).map(([key, value]) => ({ key, value: convert(value) }));
}

function countPairs(map: ReadonlyMap<number, number> | undefined): { key: number; value: bigint }[] | null {
  return pairs(map, BigInt);
}

function partitionRecord(
  values: readonly (Value | undefined)[],
  columns: readonly PartitionColumn[],
  schema: AvroSchema,
): Record<string, unknown> {
  const fields = avroFields(partitionSchemaOf(schema));
  return Object.fromEntries(columns.map((column, index) => [fields[index]!.name, avroValue(column.type, values[index])]));
}

function avroValue(type: Primitive, value: Value | undefined): unknown {
  if (value === undefined) return null;
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (type.kind === "decimal") return Buffer.from(twosComplement(BigInt(value), decimalBytes(type.precision)));
  if (type.kind === "long" || type.kind === "time" || type.kind === "timestamp" || type.kind === "timestamptz") return BigInt(value);
  return typeof value === "bigint" ? Number(value) : value;
}

/** Writes a manifest list, version 2. `sync` is 16 random bytes. */
export function encodeManifestList(
  snapshot: { readonly id: bigint; readonly parent?: bigint; readonly sequenceNumber: number },
  manifests: readonly ManifestFile[],
  sync: Uint8Array,
): Uint8Array {
  const metadata = {
    "snapshot-id": String(snapshot.id),
    "parent-snapshot-id": snapshot.parent === undefined ? "null" : String(snapshot.parent),
    "sequence-number": String(snapshot.sequenceNumber),
    "format-version": "2",
  };
  return encodeAvro(manifestListSchema, metadata, manifests.map(manifestRecord), sync);
}

function manifestRecord(manifest: ManifestFile): unknown {
  return {
    manifest_path: manifest.path,
    manifest_length: BigInt(manifest.length),
    partition_spec_id: manifest.specId,
    content: manifest.content === "data" ? 0 : 1,
    sequence_number: BigInt(manifest.sequenceNumber),
    min_sequence_number: BigInt(manifest.minSequenceNumber),
    added_snapshot_id: manifest.snapshotId,
    added_files_count: manifest.addedFiles,
    existing_files_count: manifest.existingFiles,
    deleted_files_count: manifest.deletedFiles,
    added_rows_count: BigInt(manifest.addedRows),
    existing_rows_count: BigInt(manifest.existingRows),
    deleted_rows_count: BigInt(manifest.deletedRows),
    partitions:
      manifest.partitions?.map((part) => ({
        contains_null: part.containsNull,
        contains_nan: part.containsNan ?? null,
        lower_bound: part.lower === undefined ? null : Buffer.from(part.lower),
        upper_bound: part.upper === undefined ? null : Buffer.from(part.upper),
      })) ?? null,
    key_metadata: manifest.keyMetadata === undefined ? null : Buffer.from(manifest.keyMetadata),
  };
}

/** The line of the manifest list for entries just written; an entry without a sequence number takes the snapshot's. */
export function describeManifest(
  place: { readonly path: string; readonly length: number; readonly snapshotId: bigint; readonly sequenceNumber: number },
  head: ManifestHead,
  entries: readonly ManifestEntry[],
): ManifestFile {
  const of = (status: EntryStatus): readonly ManifestEntry[] => entries.filter((entry) => entry.status === status);
  const rows = (status: EntryStatus): number => of(status).reduce((sum, entry) => sum + entry.file.rows, 0);
  const live = entries.filter((entry) => entry.status !== "deleted");
  return {
    ...place,
    specId: head.spec["spec-id"],
    content: head.content,
    minSequenceNumber: Math.min(place.sequenceNumber, ...live.map((entry) => entry.sequenceNumber ?? place.sequenceNumber)),
    addedFiles: of("added").length,
    existingFiles: of("existing").length,
    deletedFiles: of("deleted").length,
    addedRows: rows("added"),
    existingRows: rows("existing"),
    deletedRows: rows("deleted"),
    partitions: head.columns.map((column, index) =>
      summarize(
        column.type,
        entries.map((entry) => entry.file.partition[index]),
      ),
    ),
  };
}

function summarize(type: Primitive, values: readonly (Value | undefined)[]): PartitionSummary {
  const known = values.filter((value): value is Value => value !== undefined && !Number.isNaN(value));
  const sorted = known.sort(compareValues);
  const upper = sorted.length === 0 ? undefined : upperBound(type, sorted.at(-1)!);
  return {
    containsNull: values.includes(undefined),
    ...(type.kind === "float" || type.kind === "double" ? { containsNan: values.some(Number.isNaN) } : {}),
    ...(sorted.length === 0 ? {} : { lower: type.kind === "string" ? lowerBound(type, sorted[0]!) : encodeValue(type, sorted[0]!) }),
    ...(upper === undefined ? {} : { upper }),
  };
}
