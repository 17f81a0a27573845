import { parsePhysicalType, physicalDataType } from "./physical-type.ts";

const logicalTypes: ReadonlySet<string> = new Set([
  "string",
  "date",
  "timestamp",
  "time",
  "number",
  "integer",
  "object",
  "array",
  "boolean",
  "map",
  "vector",
]);

const logicalOf: Readonly<Record<string, string>> = {
  boolean: "boolean",
  int: "integer",
  long: "integer",
  float: "number",
  double: "number",
  decimal: "number",
  date: "date",
  time: "time",
  timestamp: "timestamp",
  string: "string",
  uuid: "string",
  binary: "string",
  json: "object",
  list: "array",
};

/** True for the logical types of ODCS, of any version. */
export function isLogicalType(type: string): boolean {
  return logicalTypes.has(type);
}

/** How ODCS says a type of the older spelling: `bigint` is an integer, physically a bigint. Unknown types stay physical. */
export function odcsType(type: string): { readonly logicalType?: string; readonly physicalType?: string } {
  if (logicalTypes.has(type)) return { logicalType: type };
  const physical = parsePhysicalType(type);
  const stored = physical && physicalDataType(physical);
  const logicalType = stored && logicalOf[stored.kind];
  return { ...(logicalType === undefined ? {} : { logicalType }), physicalType: type };
}
