import type { IcebergSchema, TableMetadata, TableRequirement, TableUpdate } from "../spec/iceberg.ts";
import type { PartitionField } from "../spec/partitioning.ts";
import { DativoError } from "../kit/error.ts";
import { applyUpdates, emptyMetadata } from "./apply-updates.ts";
import { createSchema, evolveSchema, type EvolvedSchema, type WantedSchema } from "./evolve-schema.ts";
import { evolveSpec, sortOrder } from "./evolve-partitioning.ts";
import { currentSchema, currentSnapshot, defaultSortOrder, defaultSpec } from "./metadata.ts";
import { nameMapping } from "./name-mapping.ts";
import { renderExactJson } from "./exact-json.ts";

/** The table that a contract and a job ask for. */
export interface WantedTable extends WantedSchema {
  readonly partitioning: readonly PartitionField[];
  readonly sortBy: readonly string[];
  /** Where it goes when it does not exist yet. */
  readonly location: string;
  /** Properties to set, whatever the table has; others stay. */
  readonly properties: Readonly<Record<string, string>>;
  /** Properties that only a new table gets. */
  readonly initialProperties: Readonly<Record<string, string>>;
  /** All rows are replaced: a schema that cannot follow from the old one takes its place, with field ids of its own. */
  readonly startsOver?: boolean;
}

/** How to get from the table as it is to the one that is wanted, without its rows. */
export interface TablePlan {
  /** Metadata with the changes applied: what new files follow. */
  readonly metadata: TableMetadata;
  readonly updates: readonly TableUpdate[];
  readonly requirements: readonly TableRequirement[];
  /** Changes of schema, partitioning and order, one sentence each; empty for a new table. */
  readonly changes: readonly string[];
}

/** Table properties in which Dativo remembers what the next load must know. */
export const knownProperties = { fieldIds: "dativo.field-ids", contractVersion: "dativo.contract-version" } as const;

/** Plans a table's schema, partitioning, order and properties. Pure but for `uuid` and `now`; refuses what `evolveSchema` and `evolveSpec` refuse. */
export function planTable(existing: TableMetadata | undefined, wanted: WantedTable, uuid: string, now: number): TablePlan {
  const evolved = existing === undefined ? createSchema(wanted) : evolve(existing, wanted);
  const base = existing ?? emptyMetadata(wanted.location);
  const creation: readonly TableUpdate[] =
    existing === undefined
      ? [
          { action: "assign-uuid", uuid },
          { action: "upgrade-format-version", "format-version": 2 },
          { action: "set-location", location: wanted.location },
        ]
      : existing["format-version"] < 2
        ? [{ action: "upgrade-format-version", "format-version": 2 }]
        : [];
  const schema = schemaUpdates(existing, evolved);
  const layout = layoutUpdates(existing, wanted, evolved.schema);
  const properties = propertyUpdates(existing, wanted, evolved);
  const updates = [...creation, ...schema, ...layout.updates, ...properties];
  return {
    metadata: updates.length === 0 ? base : applyUpdates(base, updates, now),
    updates,
    requirements: existing === undefined ? [{ type: "assert-create" }] : unchanged(existing),
    changes: existing === undefined ? [] : [...evolved.changes, ...layout.changes],
  };
}

/** Follows from the old schema where that can be; a table that starts over takes a new one where it cannot. */
function evolve(existing: TableMetadata, wanted: WantedTable): EvolvedSchema {
  const before = describe(existing);
  try {
    return evolveSchema(before, wanted);
  } catch (error) {
    if (!wanted.startsOver || !(error instanceof DativoError && error.kind === "refused")) throw error;
    const nothing: IcebergSchema = { type: "struct", "schema-id": before.schema["schema-id"], fields: [] };
    const fresh = evolveSchema({ ...before, schema: nothing, propertyIds: {}, empty: true }, wanted);
    return { ...fresh, changes: [`start over with a new schema, because ${error.message}`] };
  }
}

function describe(metadata: TableMetadata): Parameters<typeof evolveSchema>[0] {
  const snapshot = currentSnapshot(metadata);
  return {
    schema: currentSchema(metadata),
    lastColumnId: metadata["last-column-id"],
    propertyIds: readFieldIds(metadata),
    contractVersion: metadata.properties[knownProperties.contractVersion],
    empty: snapshot === undefined || snapshot.summary?.["total-records"] === "0",
  };
}

function readFieldIds(metadata: TableMetadata): Readonly<Record<string, number>> {
  const text = metadata.properties[knownProperties.fieldIds];
  if (text === undefined) return {};
  try {
    return JSON.parse(text) as Record<string, number>;
  } catch (error) {
    throw new DativoError("refused", `the property ${knownProperties.fieldIds} of table ${metadata.location} is damaged`, {
      hint: "remove the property: columns are then found by name",
      cause: error,
    });
  }
}

function schemaUpdates(existing: TableMetadata | undefined, evolved: EvolvedSchema): readonly TableUpdate[] {
  const shape = (schema: IcebergSchema): string => renderExactJson([schema.fields, schema["identifier-field-ids"] ?? []]);
  if (existing !== undefined && shape(currentSchema(existing)) === shape(evolved.schema)) return [];
  return [
    { action: "add-schema", schema: evolved.schema },
    { action: "set-current-schema", "schema-id": -1 },
  ];
}

function layoutUpdates(
  existing: TableMetadata | undefined,
  wanted: WantedTable,
  schema: IcebergSchema,
): { updates: readonly TableUpdate[]; changes: readonly string[] } {
  const spec = evolveSpec(wanted.partitioning, schema, existing);
  const order = sortOrder(wanted.sortBy, schema);
  const sameSpec = existing !== undefined && renderExactJson(defaultSpec(existing).fields) === renderExactJson(spec.fields);
  const sameOrder = existing !== undefined && renderExactJson(defaultSortOrder(existing).fields) === renderExactJson(order.fields);
  return {
    updates: [
      ...(sameSpec ? [] : [{ action: "add-spec", spec } as const, { action: "set-default-spec", "spec-id": -1 } as const]),
      ...(sameOrder
        ? []
        : [{ action: "add-sort-order", "sort-order": order } as const, { action: "set-default-sort-order", "sort-order-id": -1 } as const]),
    ],
    changes: [
      ...(sameSpec ? [] : [`partition new files by ${spec.fields.map((field) => field.name).join(", ") || "nothing"}`]),
      ...(sameOrder ? [] : [`sort new files by ${wanted.sortBy.join(", ") || "nothing"}`]),
    ],
  };
}

function propertyUpdates(existing: TableMetadata | undefined, wanted: WantedTable, evolved: EvolvedSchema): readonly TableUpdate[] {
  const has = existing?.properties ?? {};
  const mapping = nameMapping(evolved.schema.fields, has["schema.name-mapping.default"]);
  const updates: Record<string, string> = {
    ...(existing === undefined ? wanted.initialProperties : {}),
    ...wanted.properties,
    [knownProperties.contractVersion]: wanted.contractVersion,
    "schema.name-mapping.default": mapping,
    ...(Object.keys(evolved.propertyIds).length === 0 ? {} : { [knownProperties.fieldIds]: JSON.stringify(evolved.propertyIds) }),
  };
  const changed = Object.fromEntries(Object.entries(updates).filter(([key, value]) => has[key] !== value));
  return Object.keys(changed).length === 0 ? [] : [{ action: "set-properties", updates: changed }];
}

/** Everything that the plan was made from must still be so. */
function unchanged(metadata: TableMetadata): readonly TableRequirement[] {
  return [
    { type: "assert-table-uuid", uuid: metadata["table-uuid"] },
    { type: "assert-ref-snapshot-id", ref: "main", "snapshot-id": metadata.refs["main"]?.["snapshot-id"] ?? null },
    { type: "assert-last-assigned-field-id", "last-assigned-field-id": metadata["last-column-id"] },
    { type: "assert-current-schema-id", "current-schema-id": metadata["current-schema-id"] },
    { type: "assert-last-assigned-partition-id", "last-assigned-partition-id": metadata["last-partition-id"] },
    { type: "assert-default-spec-id", "default-spec-id": metadata["default-spec-id"] },
    { type: "assert-default-sort-order-id", "default-sort-order-id": metadata["default-sort-order-id"] },
  ];
}
