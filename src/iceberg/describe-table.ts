import type { IcebergPartitionField, IcebergSchema, TableMetadata } from "../spec/iceberg.ts";
import { DativoError } from "../kit/error.ts";
import type { Store } from "../kit/store.ts";
import type { SnapshotView, TableView } from "../kit/target.ts";
import { renderType } from "./column-type.ts";
import { currentSchema, currentSnapshot, snapshotById, specById } from "./metadata.ts";
import { readManifestList } from "./read-manifests.ts";
import { scanTable } from "./scan-table.ts";
import { parseTransform } from "./transform.ts";

/** A table as people look at it: as it stands, or at one of its snapshots with that one's schema. */
export async function viewTable(store: Store, metadata: TableMetadata, snapshotId?: string): Promise<TableView> {
  const snapshot = snapshotId === undefined ? currentSnapshot(metadata) : snapshotById(metadata, parseSnapshotId(snapshotId));
  const { scan } = await scanTable(store, metadata, snapshotId === undefined ? undefined : snapshot?.["snapshot-id"]);
  const then =
    snapshotId === undefined ? undefined : metadata.schemas.find((candidate) => candidate["schema-id"] === snapshot?.["schema-id"]);
  const schema = then ?? currentSchema(metadata);
  const specs = (await readManifestList(store, snapshot)).map((manifest) => manifest.specId);
  const spec = specById(metadata, snapshotId === undefined ? metadata["default-spec-id"] : Math.max(...specs, 0));
  return {
    scan,
    ...(snapshot === undefined ? {} : { snapshotId: String(snapshot["snapshot-id"]) }),
    columns: schema.fields.map((field) => ({
      id: field.id,
      name: field.name,
      type: renderType(field.type),
      required: field.required,
      ...(field.doc === undefined ? {} : { doc: field.doc }),
    })),
    partitioning: spec.fields.map((field) => renderPartitionField(field, schema, metadata)),
    identifiers: (schema["identifier-field-ids"] ?? []).map((id) => columnName(id, schema, metadata)),
    properties: metadata.properties,
  };
}

function parseSnapshotId(text: string): bigint {
  if (/^\d{1,19}$/.test(text)) return BigInt(text);
  throw new DativoError("not_found", `'${text}' is no snapshot id`, {
    hint: "snapshot ids are whole numbers; `dativo table history` lists them",
  });
}

function columnName(id: number, schema: IcebergSchema, metadata: TableMetadata): string {
  const fields = [schema, ...metadata.schemas.toReversed()].flatMap((candidate) => candidate.fields);
  return fields.find((field) => field.id === id)?.name ?? `field ${id}`;
}

/** As jobs write it: `year(flight_date)`, `bucket(16, id)`, or the column alone. */
function renderPartitionField(field: IcebergPartitionField, schema: IcebergSchema, metadata: TableMetadata): string {
  const column = columnName(field["source-id"], schema, metadata);
  const transform = parseTransform(field.transform);
  switch (transform.kind) {
    case "identity":
      return column;
    case "bucket":
      return `bucket(${transform.buckets}, ${column})`;
    case "truncate":
      return `truncate(${transform.width}, ${column})`;
    case "unknown":
      return `${transform.text}(${column})`;
    default:
      return `${transform.kind}(${column})`;
  }
}

/** A table's snapshots, the oldest first. */
export function listSnapshots(metadata: TableMetadata): readonly SnapshotView[] {
  const current = metadata["current-snapshot-id"];
  const ordered = metadata.snapshots.toSorted(
    (a, b) => a["sequence-number"] - b["sequence-number"] || a["timestamp-ms"] - b["timestamp-ms"],
  );
  return ordered.map((snapshot) => {
    const { operation = "unknown", ...summary } = (snapshot.summary ?? {}) as Record<string, string>;
    return {
      id: String(snapshot["snapshot-id"]),
      at: new Date(snapshot["timestamp-ms"]),
      operation,
      summary,
      current: snapshot["snapshot-id"] === current,
    };
  });
}
