import type {
  IcebergPartitionSpec,
  IcebergSchema,
  IcebergSnapshot,
  IcebergType,
  SnapshotRef,
  TableMetadata,
  TableRequirement,
  TableUpdate,
} from "../spec/iceberg.ts";
import { DativoError } from "../kit/error.ts";
import { renderExactJson } from "./exact-json.ts";

/** Metadata of a table that has nothing yet: what `applyUpdates` starts from when it creates one. */
export function emptyMetadata(location: string): TableMetadata {
  return {
    "format-version": 2,
    "table-uuid": "",
    location,
    "last-sequence-number": 0,
    "last-updated-ms": 0,
    "last-column-id": 0,
    "current-schema-id": -1,
    schemas: [],
    "default-spec-id": -1,
    "partition-specs": [],
    "last-partition-id": 999,
    "default-sort-order-id": -1,
    "sort-orders": [],
    properties: {},
    snapshots: [],
    "snapshot-log": [],
    "metadata-log": [],
    refs: {},
  };
}

/**
 * The metadata after these updates, in order (REST specification, "TableUpdate"). Pure. A schema, spec or sort order that
 * the table already has is not added again. `now` is milliseconds; time never goes backwards in the result.
 */
export function applyUpdates(base: TableMetadata, updates: readonly TableUpdate[], now: number): TableMetadata {
  const at = Math.max(now, base["last-updated-ms"]);
  let state: Building = { metadata: { ...base, "last-updated-ms": at }, at };
  for (const update of updates) state = apply(state, update);
  return state.metadata;
}

/** Ids written as -1 mean "the last one added here". */
interface Building {
  readonly metadata: TableMetadata;
  readonly at: number;
  readonly lastSchema?: number;
  readonly lastSpec?: number;
  readonly lastOrder?: number;
}

function apply(state: Building, update: TableUpdate): Building {
  const { metadata } = state;
  const withMetadata = (changes: Partial<TableMetadata>): Building => ({ ...state, metadata: { ...metadata, ...changes } });
  switch (update.action) {
    case "assign-uuid":
      return withMetadata({ "table-uuid": update.uuid });
    case "upgrade-format-version":
      return upgrade(state, update["format-version"]);
    case "add-schema":
      return addSchema(state, update.schema);
    case "set-current-schema":
      return withMetadata({ "current-schema-id": orLast(update["schema-id"], state.lastSchema) });
    case "add-spec":
      return addSpec(state, update.spec);
    case "set-default-spec":
      return withMetadata({ "default-spec-id": orLast(update["spec-id"], state.lastSpec) });
    case "add-sort-order":
      return addSortOrder(state, update["sort-order"]);
    case "set-default-sort-order":
      return withMetadata({ "default-sort-order-id": orLast(update["sort-order-id"], state.lastOrder) });
    case "add-snapshot":
      return addSnapshot(state, update.snapshot);
    case "set-snapshot-ref":
      return setRef(state, update["ref-name"], refOf(update));
    case "remove-snapshots":
      return removeSnapshots(state, new Set(update["snapshot-ids"]));
    case "remove-snapshot-ref":
      return removeRef(state, update["ref-name"]);
    case "set-location":
      return withMetadata({ location: update.location });
    case "set-properties":
      return withMetadata({ properties: { ...metadata.properties, ...update.updates } });
    case "remove-properties":
      return withMetadata({
        properties: Object.fromEntries(Object.entries(metadata.properties).filter(([key]) => !update.removals.includes(key))),
      });
  }
}

function orLast(id: number, last: number | undefined): number {
  if (id !== -1) return id;
  if (last !== undefined) return last;
  throw new DativoError("bug", "a table update refers to the last added id, but none was added");
}

function upgrade(state: Building, version: number): Building {
  if (version < state.metadata["format-version"])
    throw new DativoError(
      "refused",
      `an Iceberg table cannot go back from format version ${state.metadata["format-version"]} to ${version}`,
    );
  return { ...state, metadata: { ...state.metadata, "format-version": version } };
}

function addSchema(state: Building, schema: IcebergSchema): Building {
  const { metadata } = state;
  const same = metadata.schemas.find((candidate) => renderExactJson(shape(candidate)) === renderExactJson(shape(schema)));
  if (same) return { ...state, lastSchema: same["schema-id"] };
  const id = 1 + Math.max(-1, ...metadata.schemas.map((candidate) => candidate["schema-id"]));
  const lastColumn = Math.max(metadata["last-column-id"], greatestId(schema));
  return {
    ...state,
    lastSchema: id,
    metadata: { ...metadata, schemas: [...metadata.schemas, { ...schema, "schema-id": id }], "last-column-id": lastColumn },
  };
}

function shape(schema: IcebergSchema): unknown {
  return [schema.fields, schema["identifier-field-ids"] ?? []];
}

/** The greatest field id in a type, 0 when there is none. */
export function greatestId(type: IcebergType): number {
  if (typeof type === "string") return 0;
  if (type.type === "list") return Math.max(type["element-id"], greatestId(type.element));
  if (type.type === "map") return Math.max(type["key-id"], type["value-id"], greatestId(type.key), greatestId(type.value));
  return Math.max(0, ...type.fields.map((field) => Math.max(field.id, greatestId(field.type))));
}

function addSpec(state: Building, spec: IcebergPartitionSpec): Building {
  const { metadata } = state;
  const same = metadata["partition-specs"].find((candidate) => renderExactJson(candidate.fields) === renderExactJson(spec.fields));
  if (same) return { ...state, lastSpec: same["spec-id"] };
  const id = 1 + Math.max(-1, ...metadata["partition-specs"].map((candidate) => candidate["spec-id"]));
  const lastField = Math.max(metadata["last-partition-id"], ...spec.fields.map((field) => field["field-id"]));
  return {
    ...state,
    lastSpec: id,
    metadata: {
      ...metadata,
      "partition-specs": [...metadata["partition-specs"], { ...spec, "spec-id": id }],
      "last-partition-id": lastField,
    },
  };
}

/** Order 0 is the unsorted one (specification, "Sorting"). */
function addSortOrder(state: Building, order: TableMetadata["sort-orders"][number]): Building {
  const { metadata } = state;
  const same = metadata["sort-orders"].find((candidate) => renderExactJson(candidate.fields) === renderExactJson(order.fields));
  if (same) return { ...state, lastOrder: same["order-id"] };
  const id = order.fields.length === 0 ? 0 : 1 + Math.max(0, ...metadata["sort-orders"].map((candidate) => candidate["order-id"]));
  return { ...state, lastOrder: id, metadata: { ...metadata, "sort-orders": [...metadata["sort-orders"], { ...order, "order-id": id }] } };
}

function addSnapshot(state: Building, snapshot: IcebergSnapshot): Building {
  const { metadata } = state;
  if (metadata.snapshots.some((candidate) => candidate["snapshot-id"] === snapshot["snapshot-id"])) {
    throw new DativoError("conflict", `snapshot ${snapshot["snapshot-id"]} is in table ${metadata.location} already`, { retryable: true });
  }
  if (snapshot["sequence-number"] <= metadata["last-sequence-number"] && metadata["format-version"] > 1) {
    throw new DativoError("conflict", `table ${metadata.location} moved on to sequence number ${metadata["last-sequence-number"]}`, {
      retryable: true,
    });
  }
  const timestamp = Math.max(snapshot["timestamp-ms"], metadata["last-updated-ms"]);
  return {
    ...state,
    metadata: {
      ...metadata,
      snapshots: [...metadata.snapshots, { ...snapshot, "timestamp-ms": timestamp }],
      "last-sequence-number": snapshot["sequence-number"],
      "last-updated-ms": timestamp,
    },
  };
}

function refOf(update: TableUpdate & { action: "set-snapshot-ref" }): SnapshotRef {
  const { action: _action, "ref-name": _name, ...ref } = update;
  return ref;
}

function setRef(state: Building, name: string, ref: SnapshotRef): Building {
  const { metadata } = state;
  const refs = { ...metadata.refs, [name]: ref };
  if (name !== "main") return { ...state, metadata: { ...metadata, refs } };
  const snapshot = metadata.snapshots.find((candidate) => candidate["snapshot-id"] === ref["snapshot-id"]);
  if (!snapshot) throw new DativoError("refused", `table ${metadata.location} has no snapshot ${ref["snapshot-id"]} to make current`);
  const entry = { "snapshot-id": ref["snapshot-id"], "timestamp-ms": metadata["last-updated-ms"] };
  const unchanged = metadata["current-snapshot-id"] === ref["snapshot-id"];
  return {
    ...state,
    metadata: {
      ...metadata,
      refs,
      "current-snapshot-id": ref["snapshot-id"],
      "snapshot-log": unchanged ? metadata["snapshot-log"] : [...metadata["snapshot-log"], entry],
    },
  };
}

function removeRef(state: Building, name: string): Building {
  const { [name]: _removed, ...refs } = state.metadata.refs;
  const { "current-snapshot-id": _current, ...withoutCurrent } = state.metadata;
  return { ...state, metadata: name === "main" ? { ...withoutCurrent, refs } : { ...state.metadata, refs } };
}

function removeSnapshots(state: Building, ids: ReadonlySet<bigint>): Building {
  const { metadata } = state;
  const kept = metadata.snapshots.filter((snapshot) => !ids.has(snapshot["snapshot-id"]));
  const lastGone = metadata["snapshot-log"].findLastIndex((entry) => ids.has(entry["snapshot-id"]));
  const refs = Object.fromEntries(Object.entries(metadata.refs).filter(([, ref]) => !ids.has(ref["snapshot-id"])));
  return { ...state, metadata: { ...metadata, snapshots: kept, refs, "snapshot-log": metadata["snapshot-log"].slice(lastGone + 1) } };
}

/** Throws `conflict` (retryable) naming the first requirement that does not hold; `base` is undefined where there is no table. */
export function checkRequirements(base: TableMetadata | undefined, requirements: readonly TableRequirement[], table: string): void {
  for (const requirement of requirements) {
    const problem = violated(base, requirement);
    if (problem !== undefined)
      throw new DativoError("conflict", `table ${table}: ${problem}`, {
        retryable: true,
        context: { table, requirement: requirement.type },
      });
  }
}

function violated(base: TableMetadata | undefined, requirement: TableRequirement): string | undefined {
  if (requirement.type === "assert-create") return base === undefined ? undefined : "it was created meanwhile";
  if (base === undefined) return "it does not exist any more";
  const differs = (what: string, is: number, wanted: number): string | undefined =>
    is === wanted ? undefined : `its ${what} is ${is} now, not ${wanted}`;
  switch (requirement.type) {
    case "assert-table-uuid":
      return base["table-uuid"] === requirement.uuid ? undefined : "it was dropped and made anew meanwhile";
    case "assert-ref-snapshot-id": {
      const is = base.refs[requirement.ref]?.["snapshot-id"] ?? null;
      return is === requirement["snapshot-id"] ? undefined : `somebody else committed snapshot ${is ?? "(none)"} to ${requirement.ref}`;
    }
    case "assert-last-assigned-field-id":
      return differs("last field id", base["last-column-id"], requirement["last-assigned-field-id"]);
    case "assert-current-schema-id":
      return differs("schema", base["current-schema-id"], requirement["current-schema-id"]);
    case "assert-last-assigned-partition-id":
      return differs("last partition field id", base["last-partition-id"], requirement["last-assigned-partition-id"]);
    case "assert-default-spec-id":
      return differs("partition spec", base["default-spec-id"], requirement["default-spec-id"]);
    case "assert-default-sort-order-id":
      return differs("sort order", base["default-sort-order-id"], requirement["default-sort-order-id"]);
  }
}
