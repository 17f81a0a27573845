import type { DataType } from "../spec/data-type.ts";
import type { IcebergField, IcebergSchema, IcebergType } from "../spec/iceberg.ts";
import { DativoError } from "../kit/error.ts";
import { icebergType, renderType, type NextId } from "./column-type.ts";
import { parsePrimitive } from "./primitive.ts";

/** A column that a table shall have. `id` is the contract's stable id of the property. */
export interface WantedColumn {
  readonly name: string;
  readonly type: DataType;
  readonly required: boolean;
  readonly doc?: string;
  readonly id?: string;
}

/** What is wanted of a table's schema. */
export interface WantedSchema {
  readonly columns: readonly WantedColumn[];
  readonly primaryKey: readonly string[];
  /** Version of the contract that wants it, for messages. */
  readonly contractVersion: string;
}

/** A table's schema as it is. */
export interface ExistingSchema {
  readonly schema: IcebergSchema;
  readonly lastColumnId: number;
  /** Contract property id -> field id, from the last load. */
  readonly propertyIds: Readonly<Record<string, number>>;
  /** Version of the contract that made it so, as far as the table says. */
  readonly contractVersion: string | undefined;
  /** A table without rows takes new required columns. */
  readonly empty: boolean;
}

/** A schema that fits the contract, and how it came about. */
export interface EvolvedSchema {
  readonly schema: IcebergSchema;
  readonly lastColumnId: number;
  readonly propertyIds: Readonly<Record<string, number>>;
  /** One sentence per change, for people; empty when nothing changes. */
  readonly changes: readonly string[];
}

/** The schema of a table that does not exist yet: ids from 1, columns before their members. */
export function createSchema(wanted: WantedSchema): EvolvedSchema {
  const none: IcebergSchema = { type: "struct", "schema-id": 0, fields: [] };
  const evolved = evolveSchema({ schema: none, lastColumnId: 0, propertyIds: {}, contractVersion: undefined, empty: true }, wanted);
  return { ...evolved, changes: [] };
}

/**
 * Fits a table's schema to a contract by field id (specification, "Schema Evolution"). Columns are found by the contract's
 * property id, else by name. Allowed: add, widen, rename (same property id), reorder, relax, change docs. A column that
 * left the contract stays, optional. Anything else throws `refused` naming both versions, the column and the change. Pure.
 */
export function evolveSchema(existing: ExistingSchema, wanted: WantedSchema): EvolvedSchema {
  const run = new Evolution(existing, wanted);
  const key = identifierColumns(wanted);
  const columns = wanted.columns.map((column) => ({ ...column, required: column.required || key.has(column.name) }));
  const fields = run.fields(existing.schema.fields, columns, { path: "", scope: "" });
  const identifiers = wanted.primaryKey.filter((name) => key.has(name)).map((name) => fields.find((field) => field.name === name)!.id);
  run.noteIdentifiers(existing.schema["identifier-field-ids"] ?? [], identifiers, wanted.primaryKey);
  const schema: IcebergSchema = {
    type: "struct",
    "schema-id": existing.schema["schema-id"],
    fields,
    ...(identifiers.length === 0 ? {} : { "identifier-field-ids": identifiers }),
  };
  return { schema, lastColumnId: run.lastId, propertyIds: run.propertyIds, changes: run.changes };
}

/** Iceberg takes no floating numbers and no nested columns as identifiers: a key with one of these is not declared. */
function identifierColumns(wanted: WantedSchema): ReadonlySet<string> {
  const columns = wanted.primaryKey.map((name) => wanted.columns.find((column) => column.name === name));
  const unfit: readonly string[] = ["float", "double", "list", "map", "struct"];
  return columns.some((column) => column === undefined || unfit.includes(column.type.kind)) ? new Set() : new Set(wanted.primaryKey);
}

/** A level of the schema: its path for people, and the id of its parent, by which property ids are kept apart. */
interface Level {
  readonly path: string;
  readonly scope: string;
}

/** One comparison at work: hands out ids and gathers changes. */
class Evolution {
  readonly changes: string[] = [];
  readonly propertyIds: Record<string, number>;
  lastId: number;
  private readonly existing: ExistingSchema;
  private readonly wanted: WantedSchema;

  constructor(existing: ExistingSchema, wanted: WantedSchema) {
    this.existing = existing;
    this.wanted = wanted;
    this.lastId = existing.lastColumnId;
    this.propertyIds = { ...existing.propertyIds };
  }

  private readonly nextId: NextId = () => (this.lastId += 1);

  /** Members of one level: first the ids of new ones, then what is inside, so that a level's ids lie together. */
  fields(before: readonly IcebergField[], columns: readonly WantedColumn[], level: Level): readonly IcebergField[] {
    const matches = columns.map((column) => this.match(before, column, columns, level));
    const ids = matches.map((match) => match?.id ?? this.nextId());
    const now = columns.map((column, index) => this.field(matches[index], ids[index]!, column, level));
    const left = before.filter((field) => !matches.includes(field));
    for (const field of left) {
      if (now.some((other) => other.name === field.name)) {
        throw this.refuse(
          level.path + field.name,
          "is another property than the one that was loaded under this name",
          "give the new property another name, or the old property's id",
        );
      }
    }
    this.noteOrder(before, now, level);
    return [...now, ...left.map((field) => this.leave(field, level))];
  }

  private match(
    before: readonly IcebergField[],
    column: WantedColumn,
    columns: readonly WantedColumn[],
    level: Level,
  ): IcebergField | undefined {
    const key = (id: string): string => level.scope + id;
    const known = column.id === undefined ? undefined : before.find((field) => field.id === this.existing.propertyIds[key(column.id!)]);
    if (known) return known;
    const named = before.find((field) => field.name === column.name);
    const owners = Object.keys(this.existing.propertyIds).filter((property) => this.existing.propertyIds[property] === named?.id);
    const isAnothers = owners.length > 0 && column.id !== undefined && !owners.includes(key(column.id));
    const wentElsewhere = columns.some((other) => other !== column && other.id !== undefined && owners.includes(key(other.id)));
    return isAnothers || wentElsewhere ? undefined : named;
  }

  private field(before: IcebergField | undefined, id: number, column: WantedColumn, level: Level): IcebergField {
    if (column.id !== undefined) this.propertyIds[level.scope + column.id] = id;
    const doc = column.doc ?? before?.doc;
    const head = { id, name: column.name, ...(doc === undefined ? {} : { doc }) };
    if (before === undefined) return this.add(head, column, level);
    if (before.name !== column.name) this.changes.push(`rename column '${level.path}${before.name}' to '${column.name}'`);
    if (before.doc !== doc) this.changes.push(`describe column '${level.path}${column.name}' anew`);
    const type = this.type(before.type, column.type, level.path + column.name, id);
    return { ...head, required: this.required(before, column, level), type };
  }

  private add(head: { id: number; name: string; doc?: string }, column: WantedColumn, level: Level): IcebergField {
    if (column.required && !this.existing.empty)
      throw this.refuse(
        level.path + column.name,
        "is new and required, but the rows that are there have no value for it",
        "make the new column optional, load into another table (target.table), or start over with --full-refresh",
      );
    this.changes.push(`add column '${level.path}${column.name}'`);
    const type = icebergType(column.type, this.nextId);
    this.remember(type, column.type, head.id);
    return { ...head, required: column.required, type };
  }

  /** Members of a new column are known by their property ids from the start. */
  private remember(type: IcebergType, wanted: DataType, id: number): void {
    if (typeof type === "string") return;
    if (type.type === "list" && wanted.kind === "list") this.remember(type.element, wanted.element, type["element-id"]);
    if (type.type === "map" && wanted.kind === "map") this.remember(type.value, wanted.value, type["value-id"]);
    if (type.type !== "struct" || wanted.kind !== "struct") return;
    for (const [index, member] of wanted.fields.entries()) {
      const field = type.fields[index]!;
      if (member.id !== undefined) this.propertyIds[`${id}.${member.id}`] = field.id;
      this.remember(field.type, member.type, field.id);
    }
  }

  private required(before: IcebergField, column: WantedColumn, level: Level): boolean {
    if (before.required === column.required) return column.required;
    const name = level.path + column.name;
    if (column.required && !this.existing.empty)
      throw this.refuse(
        name,
        "was optional and is required now",
        "keep it optional in the contract, load into another table (target.table), or start over with --full-refresh",
      );
    this.changes.push(column.required ? `require column '${name}'` : `allow NULL in column '${name}'`);
    return column.required;
  }

  private type(before: IcebergType, wanted: DataType, path: string, id: number): IcebergType {
    if (typeof before !== "string") return this.nestedType(before, wanted, path, id);
    const now = icebergType(wanted, () => 0);
    if (typeof now === "string" && now.replaceAll(" ", "") === before.replaceAll(" ", "")) return before;
    if (typeof now === "string" && widens(before, now)) {
      this.changes.push(`widen column '${path}' from ${before} to ${now}`);
      return now;
    }
    throw this.refuse(
      path,
      `was ${before} and is ${renderType(now)} now`,
      "only widening is allowed: int to long, float to double, a decimal to more digits of the same scale; else load into another table (target.table), or start over with --full-refresh",
    );
  }

  private nestedType(before: Exclude<IcebergType, string>, wanted: DataType, path: string, id: number): IcebergType {
    if (before.type === "struct" && wanted.kind === "struct")
      return { type: "struct", fields: this.fields(before.fields, wanted.fields, { path: `${path}.`, scope: `${id}.` }) };
    if (before.type === "list" && wanted.kind === "list")
      return { ...before, element: this.type(before.element, wanted.element, `${path}.element`, before["element-id"]) };
    if (before.type === "map" && wanted.kind === "map") {
      const key = this.type(before.key, wanted.key, `${path}.key`, before["key-id"]);
      return { ...before, key, value: this.type(before.value, wanted.value, `${path}.value`, before["value-id"]) };
    }
    throw this.refuse(
      path,
      `was ${renderType(before)} and is ${renderType(icebergType(wanted, () => 0))} now`,
      "load into another table (target.table), or start over with --full-refresh",
    );
  }

  private leave(field: IcebergField, level: Level): IcebergField {
    this.changes.push(...(field.required ? [`allow NULL in column '${level.path}${field.name}', which left the contract`] : []));
    return { ...field, required: false };
  }

  private noteOrder(before: readonly IcebergField[], now: readonly IcebergField[], level: Level): void {
    const kept = now.filter((field) => before.some((old) => old.id === field.id)).map((field) => field.id);
    const was = before.filter((field) => kept.includes(field.id)).map((field) => field.id);
    if (kept.join() !== was.join())
      this.changes.push(level.path === "" ? "reorder columns" : `reorder members of '${level.path.slice(0, -1)}'`);
  }

  noteIdentifiers(before: readonly number[], now: readonly number[], names: readonly string[]): void {
    if (before.join() === now.join()) return;
    this.changes.push(now.length === 0 ? "no identifier columns any more" : `identify rows by ${names.join(", ")}`);
  }

  private refuse(column: string, what: string, hint: string): DativoError {
    const made = this.existing.contractVersion;
    return new DativoError(
      "refused",
      `contract version ${this.wanted.contractVersion} breaks the table, which ${made === undefined ? "no contract made" : `version ${made} made`}: column '${column}' ${what}`,
      {
        hint,
        context: { column, from: made ?? "", to: this.wanted.contractVersion },
      },
    );
  }
}

/** Type promotions of format version 2 (specification, "Schema Evolution"). */
function widens(before: string, now: string): boolean {
  const [from, to] = [parsePrimitive(before), parsePrimitive(now)];
  if (from.kind === "int") return to.kind === "long";
  if (from.kind === "float") return to.kind === "double";
  return from.kind === "decimal" && to.kind === "decimal" && to.scale === from.scale && to.precision > from.precision;
}
