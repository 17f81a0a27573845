import { Document } from "yaml";
import type { DataType } from "../spec/data-type.ts";

/** One column as it was found. */
export interface FoundColumn {
  readonly name: string;
  /** Its name in the source, where the contract gives it another. */
  readonly physicalName?: string;
  readonly type: DataType;
  readonly required: boolean;
  readonly description?: string;
}

/** What is known about the data that a contract shall describe. */
export interface FoundData {
  /** The object: the table's or the file's name. */
  readonly name: string;
  readonly columns: readonly FoundColumn[];
  /** Where it comes from: the connector's name. */
  readonly source_type?: string;
  readonly id?: string;
  readonly version?: string;
  readonly status?: string;
  readonly description?: string;
  readonly owner?: string;
  readonly tenant?: string;
}

/**
 * The YAML text of an ODCS contract (3.1.0; 3.2.0 where a column is a map, which 3.1 cannot say) for data that was found. It
 * satisfies the official JSON Schema and loads to the same columns, types and required flags. Pure.
 */
export function contractFromColumns(found: FoundData): string {
  const usesMap = found.columns.some((column) => holdsMap(column.type));
  const document = new Document({
    apiVersion: usesMap ? "v3.2.0" : "v3.1.0",
    kind: "DataContract",
    id: found.id ?? [found.source_type, found.name].filter((part) => part !== undefined).join("."),
    name: found.name,
    version: found.version ?? "1.0.0",
    status: found.status ?? "draft",
    ...(found.tenant === undefined ? {} : { tenant: found.tenant }),
    ...(found.description === undefined ? {} : { description: { purpose: found.description } }),
    schema: [{ name: found.name, logicalType: "object", properties: found.columns.map(property) }],
    ...(found.owner === undefined ? {} : { team: { members: [{ username: found.owner, role: "owner" }] } }),
    ...(found.source_type === undefined
      ? {}
      : {
          customProperties: [
            { property: "source_type", value: found.source_type },
            { property: "object", value: found.name },
          ],
        }),
  });
  return document.toString({ lineWidth: 0 });
}

function property(column: FoundColumn): Readonly<Record<string, unknown>> {
  return {
    name: column.name,
    ...(column.physicalName === undefined ? {} : { physicalName: column.physicalName }),
    ...typeKeys(column.type),
    ...(column.required ? { required: true } : {}),
    ...(column.description === undefined ? {} : { description: column.description }),
  };
}

/** The keys that say a type in ODCS; reading them gives the same type again. */
export function typeKeys(type: DataType): Readonly<Record<string, unknown>> {
  switch (type.kind) {
    case "int":
      return { logicalType: "integer", logicalTypeOptions: { format: "i32" } };
    case "long":
      return { logicalType: "integer", logicalTypeOptions: { format: "i64" } };
    case "float":
      return { logicalType: "number", logicalTypeOptions: { format: "f32" } };
    case "double":
      return { logicalType: "number", logicalTypeOptions: { format: "f64" } };
    case "decimal":
      return { logicalType: "number", physicalType: `decimal(${type.precision},${type.scale})` };
    case "timestamp":
      return { logicalType: "timestamp", ...(type.zoned ? { logicalTypeOptions: { timezone: true } } : {}) };
    case "uuid":
    case "binary":
      return { logicalType: "string", physicalType: type.kind };
    case "json":
      return { logicalType: "object", physicalType: "json" };
    case "list":
      return { logicalType: "array", items: typeKeys(type.element) };
    case "map":
      return { logicalType: "map", map: { key: typeKeys(type.key), value: typeKeys(type.value) } };
    case "struct":
      return {
        logicalType: "object",
        properties: type.fields.map((field) =>
          property({
            name: field.name,
            type: field.type,
            required: field.required,
            ...(field.doc === undefined ? {} : { description: field.doc }),
          }),
        ),
      };
    default:
      return { logicalType: type.kind };
  }
}

function holdsMap(type: DataType): boolean {
  if (type.kind === "map") return true;
  if (type.kind === "list") return holdsMap(type.element);
  return type.kind === "struct" && type.fields.some((field) => holdsMap(field.type));
}
