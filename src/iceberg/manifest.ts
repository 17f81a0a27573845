import type { IcebergPartitionSpec, IcebergSchema } from "../spec/iceberg.ts";
import { DativoError } from "../kit/error.ts";
import { decodeAvro, encodeAvro, type AvroSchema } from "./avro-container.ts";
import { renderExactJson } from "./exact-json.ts";
import { entrySchema, manifestListSchema, type PartitionColumn } from "./manifest-schema.ts";
import { decimalBytes, type Primitive, type Value } from "./primitive.ts";
import { compareValues, encodeValue, fromTwosComplement, lowerBound, twosComplement, upperBound } from "./single-value.ts";

/** What a file of a table holds. */
export type FileContent = "data" | "position-deletes" | "equality-deletes";

/** A data or delete file as manifests describe it. Maps are by field id. */
export interface ContentFile {
  readonly content: FileContent;
  readonly path: string;
  readonly format: string;
  /** One per field of the manifest's partition spec; undefined is NULL. */
  readonly partition: readonly (Value | undefined)[];
  readonly rows: number;
  readonly bytes: number;
  readonly columnSizes?: ReadonlyMap<number, number>;
  readonly valueCounts?: ReadonlyMap<number, number>;
  readonly nullCounts?: ReadonlyMap<number, number>;
  readonly nanCounts?: ReadonlyMap<number, number>;
  readonly lowerBounds?: ReadonlyMap<number, Uint8Array>;
  readonly upperBounds?: ReadonlyMap<number, Uint8Array>;
  readonly keyMetadata?: Uint8Array;
  readonly splitOffsets?: readonly bigint[];
  readonly equalityIds?: readonly number[];
  readonly sortOrderId?: number;
  /** The one data file that a position-delete file concerns, where its writer said so. */
  readonly referencedDataFile?: string;
}

export type EntryStatus = "existing" | "added" | "deleted";

/** A line of a manifest. Sequence numbers are undefined until the snapshot has one (inheritance); readers get them filled in. */
export interface ManifestEntry {
  readonly status: EntryStatus;
  readonly snapshotId: bigint;
  readonly sequenceNumber?: number;
  readonly fileSequenceNumber?: number;
  readonly file: ContentFile;
}

/** A line of a manifest list. */
export interface ManifestFile {
  readonly path: string;
  readonly length: number;
  readonly specId: number;
  readonly content: "data" | "deletes";
  readonly sequenceNumber: number;
  readonly minSequenceNumber: number;
  readonly snapshotId: bigint;
  readonly addedFiles: number;
  readonly existingFiles: number;
  readonly deletedFiles: number;
  readonly addedRows: number;
  readonly existingRows: number;
  readonly deletedRows: number;
  readonly partitions?: readonly PartitionSummary[];
  readonly keyMetadata?: Uint8Array;
}

export interface PartitionSummary {
  readonly containsNull: boolean;
  readonly containsNan?: boolean;
  readonly lower?: Uint8Array;
  readonly upper?: Uint8Array;
}

const statuses: readonly EntryStatus[] = ["existing", "added", "deleted"];
const contents: readonly FileContent[] = ["data", "position-deletes", "equality-deletes"];

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
  const names = fieldNames(partitionSchemaOf(schema));
  return Object.fromEntries(columns.map((column, index) => [names[index]!, avroValue(column.type, values[index])]));
}

function avroValue(type: Primitive, value: Value | undefined): unknown {
  if (value === undefined) return null;
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (type.kind === "decimal") return Buffer.from(twosComplement(BigInt(value as bigint), decimalBytes(type.precision)));
  if (type.kind === "long" || type.kind === "time" || type.kind === "timestamp" || type.kind === "timestamptz")
    return BigInt(value as bigint);
  return typeof value === "bigint" ? Number(value) : value;
}

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

interface AvroField {
  readonly name: string;
  readonly type: AvroSchema;
  readonly "field-id"?: number;
}

function avroFields(schema: AvroSchema): readonly AvroField[] {
  const record = Array.isArray(schema) ? schema.find((part) => typeof part === "object") : schema;
  return (record as { fields?: readonly AvroField[] }).fields ?? [];
}

function fieldNames(schema: AvroSchema): readonly string[] {
  return avroFields(schema).map((column) => column.name);
}

function partitionSchemaOf(schema: AvroSchema): AvroSchema {
  const file = avroFields(schema).find((column) => column["field-id"] === 2 || column.name === "data_file")!.type;
  return avroFields(file).find((column) => column["field-id"] === 102 || column.name === "partition")!.type;
}

function valueOf(column: AvroField, value: unknown): Value | undefined {
  if (value === null || value === undefined) return undefined;
  const type = Array.isArray(column.type) ? (column.type as readonly AvroSchema[]).find((part) => part !== "null") : column.type;
  const isDecimal = typeof type === "object" && (type as { logicalType?: string }).logicalType === "decimal";
  return isDecimal ? fromTwosComplement(value as Uint8Array) : (value as Value);
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
