import type { ColumnStats, DataFile } from "../spec/data-file.ts";
import type { IcebergSchema } from "../spec/iceberg.ts";
import { DativoError } from "../kit/error.ts";
import { schemaNodes, type SchemaNode } from "./column-type.ts";
import type { PartitionColumn } from "./manifest-schema.ts";
import type { ContentFile } from "./manifest.ts";
import { parsePrimitive, type Primitive, type Value } from "./primitive.ts";
import { encodeValue, lowerBound, upperBound } from "./single-value.ts";
import { parseValue, renderValue } from "./value-text.ts";

/** Reserved field ids of position-delete files (specification, "Reserved Field IDs"). */
export const deleteFieldIds = { filePath: 2_147_483_546, pos: 2_147_483_545 } as const;

const deleteNodes: readonly SchemaNode[] = [
  { path: "file_path", id: deleteFieldIds.filePath, type: "string", repeated: false },
  { path: "pos", id: deleteFieldIds.pos, type: "long", repeated: false },
];

/** A data file that an engine wrote, as a manifest describes it: statistics by field id, bounds short and exact. */
export function dataContentFile(file: DataFile, schema: IcebergSchema, partition: readonly PartitionColumn[]): ContentFile {
  return { content: "data", ...common(file, partition), ...metrics(file, schemaNodes(schema), shortBounds) };
}

/** A position-delete file that an engine wrote. Paths keep whole bounds: readers tell by them which files are concerned. */
export function deleteContentFile(file: DataFile, partition: readonly PartitionColumn[]): ContentFile {
  const { min, max } = file.columns["file_path"] ?? {};
  const one = min !== undefined && min === max ? { referencedDataFile: min } : {};
  return { content: "position-deletes", ...common(file, partition), ...metrics(file, deleteNodes, wholeBounds), ...one };
}

function common(
  file: DataFile,
  partition: readonly PartitionColumn[],
): Pick<ContentFile, "path" | "format" | "partition" | "rows" | "bytes"> {
  if (file.partition.length !== partition.length) {
    throw new DativoError(
      "bug",
      `${file.path} has ${file.partition.length} partition values, but the table has ${partition.length} partition fields`,
    );
  }
  return {
    path: file.path,
    format: file.format.toUpperCase(),
    rows: file.rows,
    bytes: file.bytes,
    partition: partition.map((column, index) => partitionValue(column, file.partition[index] ?? null)),
  };
}

function partitionValue(column: PartitionColumn, text: string | null): Value | undefined {
  if (text === null) return undefined;
  const value = parseValue(column.type, text);
  if (value !== undefined) return value;
  throw new DativoError("refused", `the partition column '${column.name}' has the value ${text}, which Iceberg cannot store`);
}

/** A partition value as engines have it: transformed values as plain numbers (days since 1970), others as their type casts. */
export function partitionText(column: PartitionColumn, transform: string, value: Value | undefined): string | null {
  if (value === undefined) return null;
  return transform === "day" ? String(value) : renderValue(column.type, value);
}

type Bounds = (type: Primitive, stats: ColumnStats) => { readonly lower?: Uint8Array; readonly upper?: Uint8Array };

function metrics(file: DataFile, nodes: readonly SchemaNode[], bounds: Bounds): Partial<ContentFile> {
  const sizes = new Map<number, number>();
  const values = new Map<number, number>();
  const nulls = new Map<number, number>();
  const nans = new Map<number, number>();
  const lower = new Map<number, Uint8Array>();
  const upper = new Map<number, Uint8Array>();
  for (const node of nodes) {
    const stats = file.columns[node.path];
    if (stats === undefined || typeof node.type !== "string") continue;
    if (stats.sizeBytes !== undefined) sizes.set(node.id, stats.sizeBytes);
    if (node.repeated) continue;
    values.set(node.id, stats.values);
    nulls.set(node.id, stats.nulls);
    if (stats.hasNan === false) nans.set(node.id, 0);
    const found = bounds(parsePrimitive(node.type), stats);
    if (found.lower !== undefined) lower.set(node.id, found.lower);
    if (found.upper !== undefined) upper.set(node.id, found.upper);
  }
  return { columnSizes: sizes, valueCounts: values, nullCounts: nulls, nanCounts: nans, lowerBounds: lower, upperBounds: upper };
}

/** Where a NaN was seen the engine's bounds are no bounds. */
function shortBounds(type: Primitive, stats: ColumnStats): ReturnType<Bounds> {
  if (stats.hasNan === true) return {};
  const least = stats.min === undefined ? undefined : parseValue(type, stats.min);
  const greatest = stats.max === undefined ? undefined : parseValue(type, stats.max);
  const upper = greatest === undefined ? undefined : upperBound(type, signedZero(greatest, 0));
  return { ...(least === undefined ? {} : { lower: lowerBound(type, signedZero(least, -0)) }), ...(upper === undefined ? {} : { upper }) };
}

/** Zero has two signs and one place in the order: a lower bound takes -0, an upper one +0 (specification, "Manifests"). */
function signedZero(value: Value, zero: number): Value {
  return value === 0 ? zero : value;
}

function wholeBounds(type: Primitive, stats: ColumnStats): ReturnType<Bounds> {
  return {
    ...(stats.min === undefined ? {} : { lower: encodeValue(type, parseValue(type, stats.min)!) }),
    ...(stats.max === undefined ? {} : { upper: encodeValue(type, parseValue(type, stats.max)!) }),
  };
}
