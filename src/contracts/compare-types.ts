import type { DataType } from "../spec/data-type.ts";

/** How a type became another: Iceberg can widen a column in place, everything else breaks readers and writers. */
export type TypeChange = "same" | "widened" | "narrowed" | "replaced";

/** Compares two types; members of structs are compared by the caller, so structs are the same as structs here. */
export function compareTypes(before: DataType, after: DataType): TypeChange {
  if (before.kind === "list" && after.kind === "list") return compareTypes(before.element, after.element);
  if (before.kind === "map" && after.kind === "map")
    return worse(compareTypes(before.key, after.key), compareTypes(before.value, after.value));
  if (before.kind === "struct" && after.kind === "struct") return "same";
  if (before.kind === "decimal" && after.kind === "decimal") return compareDecimals(before, after);
  if (before.kind === "timestamp" && after.kind === "timestamp") return before.zoned === after.zoned ? "same" : "replaced";
  if (before.kind === after.kind) return "same";
  if (widenings.has(`${before.kind}>${after.kind}`)) return "widened";
  return widenings.has(`${after.kind}>${before.kind}`) ? "narrowed" : "replaced";
}

/** Iceberg v2, "Schema Evolution". */
const widenings: ReadonlySet<string> = new Set(["int>long", "float>double"]);

function compareDecimals(before: DataType & { kind: "decimal" }, after: DataType & { kind: "decimal" }): TypeChange {
  if (before.scale !== after.scale) return "replaced";
  if (before.precision === after.precision) return "same";
  return before.precision < after.precision ? "widened" : "narrowed";
}

const order: readonly TypeChange[] = ["same", "widened", "narrowed", "replaced"];

function worse(a: TypeChange, b: TypeChange): TypeChange {
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}

/** A type as a person writes it: `decimal(12,2)`, `list<string>`. */
export function renderType(type: DataType): string {
  if (type.kind === "decimal") return `decimal(${type.precision},${type.scale})`;
  if (type.kind === "timestamp") return type.zoned ? "timestamptz" : "timestamp";
  if (type.kind === "list") return `list<${renderType(type.element)}>`;
  if (type.kind === "map") return `map<${renderType(type.key)}, ${renderType(type.value)}>`;
  if (type.kind === "struct") return `struct<${type.fields.map((field) => `${field.name}: ${renderType(field.type)}`).join(", ")}>`;
  return type.kind;
}
