import type { IcebergField, IcebergType } from "../spec/iceberg.ts";
import { DativoError } from "../kit/error.ts";

interface MappedField {
  readonly "field-id"?: number;
  readonly names: readonly string[];
  readonly fields?: readonly MappedField[];
}

/**
 * The value of `schema.name-mapping.default`: by which names files without field ids hold each column (specification,
 * "Name Mapping Serialization"). Names that `earlier` gave a field stay, so that a rename keeps old files readable.
 */
export function nameMapping(fields: readonly IcebergField[], earlier: string | undefined): string {
  const known = new Map<number, readonly string[]>();
  collect(parseMapping(earlier), known);
  return JSON.stringify(fields.map((field) => mapped(field, known)));
}

function mapped(field: IcebergField, known: ReadonlyMap<number, readonly string[]>): MappedField {
  const names = [...new Set([...(known.get(field.id) ?? []), field.name])];
  const members = membersOf(field.type);
  return { "field-id": field.id, names, ...(members.length === 0 ? {} : { fields: members.map((member) => mapped(member, known)) }) };
}

function membersOf(type: IcebergType): readonly IcebergField[] {
  if (typeof type === "string") return [];
  if (type.type === "struct") return type.fields;
  if (type.type === "list") return [{ id: type["element-id"], name: "element", type: type.element, required: type["element-required"] }];
  return [
    { id: type["key-id"], name: "key", type: type.key, required: true },
    { id: type["value-id"], name: "value", type: type.value, required: type["value-required"] },
  ];
}

function parseMapping(text: string | undefined): readonly MappedField[] {
  if (text === undefined) return [];
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value as MappedField[];
  } catch (error) {
    throw new DativoError("refused", "the table property schema.name-mapping.default is not valid JSON", {
      hint: "correct or remove the property",
      cause: error,
    });
  }
  throw new DativoError("refused", "the table property schema.name-mapping.default is no list", { hint: "correct or remove the property" });
}

function collect(fields: readonly MappedField[], into: Map<number, readonly string[]>): void {
  for (const field of fields) {
    if (field["field-id"] !== undefined) into.set(field["field-id"], field.names);
    collect(field.fields ?? [], into);
  }
}
