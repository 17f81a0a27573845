import type { NodePath } from "../../kit/document.ts";
import type { Property } from "../../spec/contract.ts";
import type { DataType, StructField } from "../../spec/data-type.ts";
import { checkNested } from "./check-nested.ts";
import { checkOptions } from "./check-options.ts";
import type { PropertyContext } from "./property-context.ts";
import type { RawProperty } from "./raw-contract.ts";
import { readQuality } from "./read-quality.ts";
import { readType, type ReadFields } from "./read-type.ts";
import type { Report } from "./report.ts";

/** Reads the columns of an object, in file order, with their positions in the keys. */
export function readProperties(raws: readonly RawProperty[], path: NodePath, context: PropertyContext): readonly Property[] {
  checkNames(raws, path, context.report);
  const keys = positions(raws, "primaryKey", "primaryKeyPosition");
  const partitions = positions(raws, "partitioned", "partitionKeyPosition");
  return raws.map((raw, index) => readProperty(raw, [...path, index], context, keys.get(raw) ?? 0, partitions.get(raw) ?? 0));
}

function readProperty(raw: RawProperty, path: NodePath, context: PropertyContext, primaryKey: number, partitionKey: number): Property {
  const type = requireMembers(readType(raw, path, { ...context, readFields: fieldsReader(context) }), raw, path, context.report);
  checkNested(raw, path, context.report);
  if (primaryKey > 0) checkKey(raw, type.kind, path, context.report);
  const options = checkOptions(raw, type, path, context);
  return {
    ...pick(raw, "id"),
    name: raw.name!,
    ...pick(raw, "physicalName"),
    ...pick(raw, "description"),
    ...pick(raw, "classification"),
    ...(raw.classification === undefined && nestedClass(raw) !== undefined ? { classification: nestedClass(raw)! } : {}),
    type,
    options,
    primaryKey,
    partitionKey,
    required: raw.required === true || primaryKey > 0,
    unique: raw.unique === true,
    ...(raw.enum === undefined ? {} : { enum: raw.enum.map((one) => one.value).filter((value) => value !== null) }),
    quality: readQuality(raw.quality, [...path, "quality"], context.report, raw.name),
  };
}

function fieldsReader(context: PropertyContext): ReadFields {
  const readFields: ReadFields = (raws, path) => {
    checkNames(raws, path, context.report);
    return raws.map((raw, index) => readField(raw, [...path, index], context, readFields));
  };
  return readFields;
}

function readField(raw: RawProperty, path: NodePath, context: PropertyContext, readFields: ReadFields): StructField {
  const type = requireMembers(readType(raw, path, { ...context, readFields }), raw, path, context.report);
  return {
    name: raw.name!,
    type,
    required: raw.required === true,
    ...(raw.description === undefined ? {} : { doc: raw.description }),
    ...(raw.id === undefined ? {} : { id: raw.id }),
  };
}

/** `logicalTypeOptions.required` of an object names members; each may say `required` itself as well. */
function requireMembers(type: DataType, raw: RawProperty, path: NodePath, report: Report): DataType {
  const required = raw.logicalTypeOptions?.["required"];
  if (!Array.isArray(required)) return type;
  const at = [...path, "logicalTypeOptions", "required"];
  if (type.kind !== "struct") {
    report(at, "unchecked-rule", "required members are not checked where the members are not described", {
      severity: "warning",
      part: "key",
      hint: "list them under properties",
    });
    return type;
  }
  required.forEach((name, index) => {
    if (!type.fields.some((field) => field.name === name))
      report([...at, index], "unknown-column", `the object has no member '${String(name)}'`);
  });
  return { ...type, fields: type.fields.map((field) => (required.includes(field.name) ? { ...field, required: true } : field)) };
}

function checkNames(raws: readonly RawProperty[], path: NodePath, report: Report): void {
  const seen = new Map<string, string>();
  raws.forEach((raw, index) => {
    const name = raw.name ?? "";
    const before = seen.get(name.toLowerCase());
    if (name.trim() === "") report([...path, index, "name"], "invalid-value", "the name is empty");
    else if (before === name) report([...path, index, "name"], "duplicate-column", `column '${name}' is there twice`);
    else if (before !== undefined)
      report(
        [...path, index, "name"],
        "duplicate-column",
        `columns '${before}' and '${name}' differ only in case, which most readers of the table do not tell apart`,
      );
    seen.set(name.toLowerCase(), name);
  });
}

/** 1-based places in a key: those with a position first, by position, then the others in file order. */
function positions(
  raws: readonly RawProperty[],
  flag: "primaryKey" | "partitioned",
  position: "primaryKeyPosition" | "partitionKeyPosition",
): ReadonlyMap<RawProperty, number> {
  const given = (raw: RawProperty): number => ((raw[position] ?? -1) > 0 ? raw[position]! : Number.POSITIVE_INFINITY);
  const members = raws.filter((raw) => raw[flag] === true).map((raw, index) => ({ raw, index }));
  members.sort((a, b) => (given(a.raw) === given(b.raw) ? a.index - b.index : given(a.raw) - given(b.raw)));
  return new Map(members.map(({ raw }, index) => [raw, index + 1]));
}

const unkeyable: readonly string[] = ["list", "struct", "map", "json", "float", "double"];

function checkKey(raw: RawProperty, kind: string, path: NodePath, report: Report): void {
  if (unkeyable.includes(kind))
    report([...path, "primaryKey"], "primary-key", `a column of type ${kind} cannot be part of the primary key`, {
      hint: "Iceberg allows exact, single values only: text, whole numbers, decimals, dates, times, uuid",
    });
  if (raw.required === false)
    report([...path, "required"], "primary-key", "a column of the primary key is required, whatever `required: false` says", {
      severity: "warning",
      hint: "write required: true",
    });
}

/** A column is as sensitive as what it holds. */
function nestedClass(raw: RawProperty): string | undefined {
  const inner = [...(raw.properties ?? []), ...(raw.items ? [raw.items] : []), ...(raw.map ? [raw.map.key, raw.map.value] : [])];
  const classes = inner.map((one) => one.classification ?? nestedClass(one)).filter((one) => one !== undefined);
  return classes.find((one) => one.toLowerCase() !== "public") ?? classes[0];
}

function pick<K extends "id" | "physicalName" | "description" | "classification">(
  raw: RawProperty,
  key: K,
): { readonly [P in K]?: string } {
  return raw[key] === undefined ? {} : ({ [key]: raw[key] } as { readonly [P in K]?: string });
}
