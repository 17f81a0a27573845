import type { ScanColumn, ScanFile, TableScan } from "../spec/data-file.ts";
import type { IcebergSchema, TableMetadata } from "../spec/iceberg.ts";
import { DativoError } from "../kit/error.ts";
import type { Store } from "../kit/store.ts";
import { dataType } from "./column-type.ts";
import { deleteFieldIds, partitionText } from "./content-file.ts";
import { partitionColumns } from "./evolve-partitioning.ts";
import { currentSchema, currentSnapshot, snapshotById, specById } from "./metadata.ts";
import { partitionKey } from "./partition-key.ts";
import { readLiveFiles, type LiveFile } from "./read-manifests.ts";

/** A table at one snapshot, ready for an engine to read. */
export interface ScannedTable {
  readonly scan: TableScan;
  /** The snapshot id as text; `none` for a table without snapshots. */
  readonly version: string;
  readonly live: readonly LiveFile[];
}

/**
 * The files of a snapshot (the current one when absent) with the position deletes that apply to each by sequence number,
 * partition and path (specification, "Scan Planning"). Columns are those of that snapshot's schema. Throws `refused` on
 * equality deletes, which engines here do not apply.
 */
export async function scanTable(store: Store, metadata: TableMetadata, snapshotId?: bigint): Promise<ScannedTable> {
  const snapshot = snapshotId === undefined ? currentSnapshot(metadata) : snapshotById(metadata, snapshotId);
  const live = await readLiveFiles(store, metadata, snapshot);
  const data = live.filter((file) => file.file.content === "data");
  const deletes = live.filter((file) => file.file.content === "position-deletes");
  if (data.length + deletes.length < live.length) {
    throw new DativoError("refused", `table ${metadata.location} holds equality deletes, which Dativo does not apply`, {
      hint: "have the engine that wrote them compact the table first",
    });
  }
  const index = indexDeletes(deletes);
  const files = data.map((file): ScanFile => ({
    path: file.file.path,
    format: formatOf(file),
    rows: file.file.rows,
    deletes: deletesFor(file, index),
  }));
  return {
    scan: { files, columns: scanColumns(schemaAt(metadata, snapshotId === undefined ? undefined : snapshot?.["schema-id"])) },
    version: snapshot === undefined ? "none" : String(snapshot["snapshot-id"]),
    live,
  };
}

function schemaAt(metadata: TableMetadata, schemaId: number | undefined): IcebergSchema {
  return metadata.schemas.find((candidate) => candidate["schema-id"] === schemaId) ?? currentSchema(metadata);
}

/** The columns of a schema as engines read them, by field id. */
export function scanColumns(schema: IcebergSchema): readonly ScanColumn[] {
  return schema.fields.map((field) => ({ name: field.name, type: dataType(field.type), fieldId: field.id }));
}

function formatOf(file: LiveFile): "parquet" {
  if (file.file.format === "PARQUET") return "parquet";
  throw new DativoError("refused", `the table holds a file in ${file.file.format}, and Dativo reads Parquet alone: ${file.file.path}`, {
    context: { path: file.file.path },
  });
}

/** Deletes by partition; those of an unpartitioned spec concern every file. */
type DeleteIndex = ReadonlyMap<string, readonly LiveFile[]>;
const everywhere = "everywhere";

function groupOf(file: LiveFile): string {
  return `${file.specId} ${partitionKey(file.file.partition)}`;
}

function indexDeletes(deletes: readonly LiveFile[]): DeleteIndex {
  return Map.groupBy(deletes, (file) => (file.file.partition.length === 0 ? everywhere : groupOf(file)));
}

function deletesFor(data: LiveFile, index: DeleteIndex): readonly string[] {
  const candidates = [...(index.get(groupOf(data)) ?? []), ...(index.get(everywhere) ?? [])];
  return candidates
    .filter((file) => (file.sequenceNumber ?? 0) >= (data.sequenceNumber ?? 0) && mayName(file, data.file.path))
    .map((file) => file.file.path);
}

/** A delete file that names its one data file, or whose bounds leave the path out, does not concern others. */
function mayName({ file }: LiveFile, path: string): boolean {
  if (file.referencedDataFile !== undefined) return file.referencedDataFile === path;
  const bytes = Buffer.from(path);
  const lower = file.lowerBounds?.get(deleteFieldIds.filePath);
  const upper = file.upperBounds?.get(deleteFieldIds.filePath);
  const aboveLower = lower === undefined || Buffer.compare(Buffer.from(lower), bytes) <= 0;
  return (
    aboveLower &&
    (upper === undefined || Buffer.compare(bytes, Buffer.from(upper)) <= 0 || bytes.subarray(0, upper.length).equals(Buffer.from(upper)))
  );
}

/** Looks up the partition tuple of a live data file, as engines have it: in the order of its spec's fields. */
export function partitionLookup(metadata: TableMetadata, live: readonly LiveFile[]): (path: string) => readonly (string | null)[] {
  const byPath = new Map(live.map((file) => [file.file.path, file]));
  return (path) => {
    const found = byPath.get(path);
    if (!found) throw new DativoError("bug", `${path} is no file of table ${metadata.location}`);
    const spec = specById(metadata, found.specId);
    return partitionColumns(spec, metadata.schemas).map((column, index) =>
      partitionText(column, spec.fields[index]!.transform, found.file.partition[index]),
    );
  };
}
