import type { DataType } from "../../../spec/data-type.ts";
import { ident } from "./sql-text.ts";

/** The DuckDB type that holds a data type exactly. JSON text is a VARCHAR, so that Parquet and Iceberg see a plain string. */
export function sqlType(type: DataType): string {
  switch (type.kind) {
    case "boolean":
      return "BOOLEAN";
    case "int":
      return "INTEGER";
    case "long":
      return "BIGINT";
    case "float":
      return "FLOAT";
    case "double":
      return "DOUBLE";
    case "decimal":
      return `DECIMAL(${type.precision},${type.scale})`;
    case "date":
      return "DATE";
    case "time":
      return "TIME";
    case "timestamp":
      return type.zoned ? "TIMESTAMPTZ" : "TIMESTAMP";
    case "string":
    case "json":
      return "VARCHAR";
    case "uuid":
      return "UUID";
    case "binary":
      return "BLOB";
    case "list":
      return `${sqlType(type.element)}[]`;
    case "struct":
      return `STRUCT(${type.fields.map((field) => `${ident(field.name)} ${sqlType(field.type)}`).join(", ")})`;
    case "map":
      return `MAP(${sqlType(type.key)}, ${sqlType(type.value)})`;
  }
}
