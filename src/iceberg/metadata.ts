import type { IcebergPartitionSpec, IcebergSchema, IcebergSnapshot, IcebergSortOrder, TableMetadata } from "../spec/iceberg.ts";
import { DativoError } from "../kit/error.ts";
import { parseExactJson } from "./exact-json.ts";

/** Reads a metadata file, filling in what older writers leave out. Throws `refused` when it is damaged or of a later format version. */
export function parseMetadata(text: string, origin: string): TableMetadata {
  const raw = parseExactJson(text, origin) as Partial<TableMetadata> | null;
  const version = raw?.["format-version"];
  if (raw === null || typeof raw !== "object" || typeof version !== "number" || typeof raw.location !== "string") {
    throw new DativoError("refused", `${origin} is no Iceberg table metadata: the file is damaged`, { context: { path: origin } });
  }
  if (version > 2) {
    throw new DativoError("refused", `${origin} has Iceberg format version ${version}; Dativo reads and writes versions 1 and 2`, {
      hint: "load into a table of format version 2",
      context: { path: origin, version },
    });
  }
  const current = currentId(raw["current-snapshot-id"]);
  const filled = {
    ...defaults,
    ...legacy(raw),
    ...raw,
    ...(current === undefined ? {} : { "current-snapshot-id": current }),
  } as TableMetadata;
  const refs = { ...(current === undefined ? {} : { main: { "snapshot-id": current, type: "branch" as const } }), ...raw.refs };
  const { "current-snapshot-id": _, ...rest } = filled;
  return {
    ...rest,
    ...(current === undefined ? {} : { "current-snapshot-id": current }),
    refs,
    snapshots: filled.snapshots.map(fillSnapshot),
  };
}

const defaults = {
  "last-sequence-number": 0,
  "last-partition-id": 999,
  "default-sort-order-id": 0,
  "sort-orders": [{ "order-id": 0, fields: [] }],
  properties: {},
  snapshots: [],
  "snapshot-log": [],
  "metadata-log": [],
};

/** Version 1 keeps one schema and one spec where version 2 has lists. */
function legacy(raw: Readonly<Record<string, unknown>>): Partial<TableMetadata> {
  const schema = raw["schema"] as IcebergSchema | undefined;
  const fields = raw["partition-spec"] as IcebergPartitionSpec["fields"] | undefined;
  return {
    ...(schema === undefined
      ? {}
      : { schemas: [{ ...schema, "schema-id": schema["schema-id"] ?? 0 }], "current-schema-id": schema["schema-id"] ?? 0 }),
    ...(fields === undefined ? {} : { "partition-specs": [{ "spec-id": 0, fields }], "default-spec-id": 0 }),
  };
}

function currentId(value: unknown): bigint | undefined {
  return typeof value === "bigint" && value >= 0n ? value : undefined;
}

function fillSnapshot(snapshot: IcebergSnapshot): IcebergSnapshot {
  const { "parent-snapshot-id": parent, ...rest } = snapshot;
  return {
    ...rest,
    "sequence-number": snapshot["sequence-number"] ?? 0,
    ...(currentId(parent) === undefined ? {} : { "parent-snapshot-id": parent! }),
  };
}

/** The schema that writers use now. */
export function currentSchema(metadata: TableMetadata): IcebergSchema {
  return found(
    metadata.schemas.find((schema) => schema["schema-id"] === metadata["current-schema-id"]),
    "current schema",
    metadata,
  );
}

/** The partition spec that writers use now. */
export function defaultSpec(metadata: TableMetadata): IcebergPartitionSpec {
  return specById(metadata, metadata["default-spec-id"]);
}

/** A partition spec by id; manifests keep the one they were written with. */
export function specById(metadata: TableMetadata, id: number): IcebergPartitionSpec {
  return found(
    metadata["partition-specs"].find((spec) => spec["spec-id"] === id),
    `partition spec ${id}`,
    metadata,
  );
}

/** The sort order that writers use now. */
export function defaultSortOrder(metadata: TableMetadata): IcebergSortOrder {
  return found(
    metadata["sort-orders"].find((order) => order["order-id"] === metadata["default-sort-order-id"]),
    "default sort order",
    metadata,
  );
}

function found<T>(value: T | undefined, what: string, metadata: TableMetadata): T {
  if (value !== undefined) return value;
  throw new DativoError("refused", `the metadata of table ${metadata.location} names a ${what} that it does not hold`, {
    context: { location: metadata.location },
  });
}

/** The table's current snapshot; undefined for a table without any. */
export function currentSnapshot(metadata: TableMetadata): IcebergSnapshot | undefined {
  const id = metadata["current-snapshot-id"];
  return id === undefined ? undefined : snapshotById(metadata, id);
}

/** A snapshot that the table still has. Throws `not_found` when it was never there or has expired. */
export function snapshotById(metadata: TableMetadata, id: bigint): IcebergSnapshot {
  const snapshot = metadata.snapshots.find((candidate) => candidate["snapshot-id"] === id);
  if (snapshot) return snapshot;
  const known = metadata.snapshots.slice(-10).map((candidate) => candidate["snapshot-id"]);
  throw new DativoError("not_found", `table ${metadata.location} has no snapshot ${id}`, {
    hint: known.length === 0 ? "the table has no snapshots" : `the latest are ${known.join(", ")}`,
  });
}

/** A snapshot and its ancestors that the table still has, newest first, and the first one that is missing (expired). */
export function lineage(
  metadata: TableMetadata,
  from: bigint | undefined,
): { readonly snapshots: readonly IcebergSnapshot[]; readonly missing?: bigint } {
  const byId = new Map(metadata.snapshots.map((snapshot) => [snapshot["snapshot-id"], snapshot]));
  const snapshots: IcebergSnapshot[] = [];
  let next = from;
  while (next !== undefined) {
    const snapshot = byId.get(next);
    if (snapshot === undefined) return { snapshots, missing: next };
    snapshots.push(snapshot);
    byId.delete(next);
    next = snapshot["parent-snapshot-id"];
  }
  return { snapshots };
}
