import type { NodePath } from "../../kit/document.ts";
import { suggest } from "../../kit/suggest.ts";
import type { DataType, StructField } from "../../spec/data-type.ts";
import { parsePhysicalType, physicalDataType, type PhysicalType } from "./physical-type.ts";
import type { RawProperty } from "./raw-contract.ts";
import type { Report } from "./report.ts";

/** How members of a nested type become fields; given by the reader of properties, which calls back for their types. */
export type ReadFields = (properties: readonly RawProperty[], path: NodePath) => readonly StructField[];

/**
 * The type of a property: `logicalType` decides, `physicalType` and `logicalTypeOptions` refine it (docs: Contracts, "Types").
 * Without a logicalType the physicalType decides. Reports what cannot be stored and falls back to text, so that reading goes on.
 */
export function readType(
  raw: RawProperty,
  path: NodePath,
  context: { readonly apiVersion: string; readonly report: Report; readonly readFields: ReadFields },
): DataType {
  const physical = raw.physicalType === undefined ? undefined : parsePhysicalType(raw.physicalType);
  const stored = physical && physicalDataType(physical);
  const type =
    raw.logicalType === undefined ? withoutLogical(raw, stored, path, context) : logical({ ...context, raw, path, physical, stored });
  return checkDecimal(type, path, context.report);
}

interface TypeQuestion {
  readonly raw: RawProperty;
  readonly path: NodePath;
  readonly physical: PhysicalType | undefined;
  readonly stored: DataType | undefined;
  readonly apiVersion: string;
  readonly report: Report;
  readonly readFields: ReadFields;
}

function withoutLogical(
  raw: RawProperty,
  stored: DataType | undefined,
  path: NodePath,
  context: { readonly report: Report; readonly readFields: ReadFields },
): DataType {
  if (raw.properties) return { kind: "struct", fields: context.readFields(raw.properties, [...path, "properties"]) };
  if (stored) return stored;
  const near =
    raw.physicalType === undefined
      ? undefined
      : suggest(raw.physicalType, [
          "varchar",
          "bigint",
          "integer",
          "numeric",
          "timestamp",
          "timestamptz",
          "boolean",
          "double",
          "date",
          "uuid",
          "jsonb",
        ]);
  const message =
    raw.physicalType === undefined
      ? "neither logicalType nor physicalType is given"
      : `Dativo does not know the physicalType '${raw.physicalType}', and no logicalType is given`;
  context.report(raw.physicalType === undefined ? path : [...path, "physicalType"], "unknown-type", message, {
    hint:
      near === undefined
        ? "add a logicalType: string, integer, number, boolean, date, time, timestamp, object or array"
        : `did you mean '${near}'?`,
  });
  return { kind: "string" };
}

function logical(question: TypeQuestion): DataType {
  const reader = readers[question.raw.logicalType!];
  return reader ? reader(question) : { kind: "string" };
}

const readers: Readonly<Record<string, (question: TypeQuestion) => DataType>> = {
  string: ({ stored }) => (stored && ["uuid", "json", "binary"].includes(stored.kind) ? stored : { kind: "string" }),
  boolean: () => ({ kind: "boolean" }),
  date: ({ stored, apiVersion }) => (stored?.kind === "timestamp" && apiVersion.startsWith("v3.0") ? stored : { kind: "date" }),
  time: (question) => readTime(question),
  timestamp: (question) => readTimestamp(question),
  integer: (question) => readInteger(question),
  number: (question) => readNumber(question),
  object: (question) => readObject(question),
  array: (question) => readArray(question),
  map: (question) => readMap(question),
  vector: (question) => readVector(question),
};

function readTime({ raw, path, report }: TypeQuestion): DataType {
  if (raw.logicalTypeOptions?.["timezone"] === true) {
    report([...path, "logicalTypeOptions", "timezone"], "unsupported-value", "Iceberg has no time of day with a zone", {
      hint: "use logicalType: timestamp, or leave timezone out",
    });
  }
  return { kind: "time" };
}

function readTimestamp({ raw, stored }: TypeQuestion): DataType {
  const asked = raw.logicalTypeOptions?.["timezone"];
  return { kind: "timestamp", zoned: typeof asked === "boolean" ? asked : stored?.kind === "timestamp" && stored.zoned };
}

const wholeFormats: Readonly<Record<string, DataType>> = {
  i8: { kind: "int" },
  i16: { kind: "int" },
  i32: { kind: "int" },
  i64: { kind: "long" },
  u8: { kind: "int" },
  u16: { kind: "int" },
  u32: { kind: "long" },
  u64: { kind: "decimal", precision: 20, scale: 0 },
  i128: { kind: "decimal", precision: 38, scale: 0 },
  u128: { kind: "decimal", precision: 38, scale: 0 },
};

/** ODCS says i32 where nothing else is said. */
function readInteger({ raw, stored, physical }: TypeQuestion): DataType {
  const format = raw.logicalTypeOptions?.["format"];
  const byFormat = typeof format === "string" ? wholeFormats[format] : undefined;
  if (byFormat) return byFormat;
  if (stored?.kind === "long" || stored?.kind === "int") return stored;
  if (stored?.kind === "decimal" && physical!.sizes.length > 0) return { ...stored, scale: 0 };
  return { kind: stored?.kind === "decimal" ? "long" : "int" };
}

/** A step of the value (`multipleOf: 0.01`) asks for exact numbers; without any sign of what is meant a number is a double. */
/** A number without a stored type is a double; where the author wrote a type that is none, that is said: an amount may hang on it. */
function readNumber({ raw, path, stored, report }: TypeQuestion): DataType {
  const { format, multipleOf } = raw.logicalTypeOptions ?? {};
  if (format === "f32") return { kind: "float" };
  if (format === "f64") return { kind: "double" };
  const scale = typeof multipleOf === "number" ? fractionDigits(multipleOf) : undefined;
  if (stored?.kind === "decimal" && raw.physicalType !== undefined && !/\d/.test(raw.physicalType) && scale !== undefined)
    return { ...stored, scale };
  if (stored && ["decimal", "float", "double", "int", "long"].includes(stored.kind)) return stored;
  if (scale !== undefined) return { kind: "decimal", precision: 38, scale };
  if (raw.physicalType !== undefined) {
    const near = suggest(raw.physicalType.replace(/\W.*$/, ""), ["decimal", "numeric", "double", "float", "integer", "bigint"]);
    report([...path, "physicalType"], "unknown-type", `Dativo knows no number '${raw.physicalType}': the column is read as a double`, {
      severity: "warning",
      hint:
        near === undefined ? "write decimal(p,s) for exact numbers, or double" : `did you mean '${near}'? exact numbers are decimal(p,s)`,
    });
  }
  return { kind: "double" };
}

function fractionDigits(step: number): number {
  const [mantissa, exponent] = String(step).split("e");
  return Math.max(0, (mantissa!.split(".")[1]?.length ?? 0) - Number(exponent ?? 0));
}

const objectNames: ReadonlySet<string> = new Set(["object", "struct", "record", "row", "map", "document", "nested", "hash"]);

/** Generators of contracts call every user-defined type of a database an object; what is not stored as one is kept as text. */
function readObject({ raw, path, physical, stored, readFields }: TypeQuestion): DataType {
  if (raw.properties && raw.properties.length > 0) return { kind: "struct", fields: readFields(raw.properties, [...path, "properties"]) };
  const asText = raw.physicalType !== undefined && stored?.kind !== "json" && !objectNames.has(physical?.name ?? "");
  return asText ? { kind: "string" } : { kind: "json" };
}

/** Elements that nobody describes are kept as JSON text, each on its own. */
function readArray(question: TypeQuestion): DataType {
  const { raw, path, stored } = question;
  if (raw.items) return { kind: "list", element: readType(raw.items, [...path, "items"], question) };
  return stored?.kind === "list" || stored?.kind === "json" ? stored : { kind: "list", element: { kind: "json" } };
}

function readMap(question: TypeQuestion): DataType {
  const { raw, path } = question;
  if (!raw.map) return { kind: "json" };
  return {
    kind: "map",
    key: readType(raw.map.key, [...path, "map", "key"], question),
    value: readType(raw.map.value, [...path, "map", "value"], question),
  };
}

function readVector({ raw, path, report }: TypeQuestion): DataType {
  const element = raw.logicalTypeOptions?.["elementType"] ?? "float32";
  if (element === "binary")
    report([...path, "logicalTypeOptions", "elementType"], "unsupported-value", "vectors of single bits cannot be stored in Iceberg", {
      hint: "use elementType: uint8",
    });
  if (element === "int8" || element === "uint8") return { kind: "list", element: { kind: "int" } };
  return { kind: "list", element: { kind: element === "float64" ? "double" : "float" } };
}

function checkDecimal(type: DataType, path: NodePath, report: Report): DataType {
  if (type.kind !== "decimal" || (type.precision >= 1 && type.precision <= 38 && type.scale >= 0 && type.scale <= type.precision))
    return type;
  report(
    [...path, "physicalType"],
    "unsupported-value",
    `decimal(${type.precision},${type.scale}) cannot be stored: the precision is 1 to 38, the scale 0 to the precision`,
  );
  return { kind: "decimal", precision: 38, scale: Math.min(Math.max(type.scale, 0), 38) };
}
