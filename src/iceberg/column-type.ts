import type { DataType } from "../spec/data-type.ts";
import type { IcebergField, IcebergSchema, IcebergType } from "../spec/iceberg.ts";
import { parsePrimitive } from "./primitive.ts";

/** Hands out field ids, each once. */
export type NextId = () => number;

/** The Iceberg type of a contract type with fresh ids for its members: those of one level before those below. */
export function icebergType(type: DataType, nextId: NextId): IcebergType {
  switch (type.kind) {
    case "decimal":
      return `decimal(${type.precision}, ${type.scale})`;
    case "timestamp":
      return type.zoned ? "timestamptz" : "timestamp";
    case "json":
      return "string";
    case "list": {
      const id = nextId();
      return { type: "list", "element-id": id, element: icebergType(type.element, nextId), "element-required": false };
    }
    case "map": {
      const [keyId, valueId] = [nextId(), nextId()];
      return {
        type: "map",
        "key-id": keyId,
        key: icebergType(type.key, nextId),
        "value-id": valueId,
        value: icebergType(type.value, nextId),
        "value-required": false,
      };
    }
    case "struct": {
      const ids = type.fields.map(() => nextId());
      const fields = type.fields.map((field, index) => ({
        id: ids[index]!,
        name: field.name,
        required: field.required,
        type: icebergType(field.type, nextId),
        ...(field.doc === undefined ? {} : { doc: field.doc }),
      }));
      return { type: "struct", fields };
    }
    default:
      return type.kind;
  }
}

/** The type that an engine reads a column as; `fixed` reads as binary. Throws `refused` on a type that format version 2 does not have. */
export function dataType(type: IcebergType): DataType {
  if (typeof type !== "string") {
    if (type.type === "list") return { kind: "list", element: dataType(type.element) };
    if (type.type === "map") return { kind: "map", key: dataType(type.key), value: dataType(type.value) };
    return {
      kind: "struct",
      fields: type.fields.map((field) => ({
        name: field.name,
        type: dataType(field.type),
        required: field.required,
        ...(field.doc === undefined ? {} : { doc: field.doc }),
      })),
    };
  }
  const primitive = parsePrimitive(type);
  if (primitive.kind === "timestamp" || primitive.kind === "timestamptz")
    return { kind: "timestamp", zoned: primitive.kind === "timestamptz" };
  if (primitive.kind === "fixed") return { kind: "binary" };
  return primitive.kind === "decimal" ? primitive : { kind: primitive.kind };
}

/** One node of a schema: `path` as engines spell it (`parent.child`, `list.element`, `map.key`, `map.value`). */
export interface SchemaNode {
  readonly path: string;
  readonly id: number;
  readonly type: IcebergType;
  /** Inside a list or a map: Iceberg keeps no bounds there. */
  readonly repeated: boolean;
}

/** Every column and member of a schema, parents first. */
export function schemaNodes(schema: IcebergSchema): readonly SchemaNode[] {
  return schema.fields.flatMap((field) => fieldNodes(field));
}

/** A column and all that is in it, parents first. */
export function fieldNodes(field: IcebergField, prefix = "", repeated = false): readonly SchemaNode[] {
  const path = prefix + field.name;
  return [{ path, id: field.id, type: field.type, repeated }, ...memberNodes(field.type, path, repeated)];
}

function memberNodes(type: IcebergType, path: string, repeated: boolean): readonly SchemaNode[] {
  if (typeof type === "string") return [];
  if (type.type === "struct") return type.fields.flatMap((field) => fieldNodes(field, `${path}.`, repeated));
  if (type.type === "list")
    return fieldNodes(
      { id: type["element-id"], name: "element", type: type.element, required: type["element-required"] },
      `${path}.`,
      true,
    );
  return [
    ...fieldNodes({ id: type["key-id"], name: "key", type: type.key, required: true }, `${path}.`, true),
    ...fieldNodes({ id: type["value-id"], name: "value", type: type.value, required: type["value-required"] }, `${path}.`, true),
  ];
}

/** A type as people write it: `list<struct<a: int>>`. */
export function renderType(type: IcebergType): string {
  if (typeof type === "string") return type;
  if (type.type === "list") return `list<${renderType(type.element)}>`;
  if (type.type === "map") return `map<${renderType(type.key)}, ${renderType(type.value)}>`;
  return `struct<${type.fields.map((field) => `${field.name}: ${renderType(field.type)}`).join(", ")}>`;
}
