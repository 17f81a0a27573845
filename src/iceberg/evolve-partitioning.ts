import type { IcebergPartitionField, IcebergPartitionSpec, IcebergSchema, IcebergSortOrder, TableMetadata } from "../spec/iceberg.ts";
import { renderTransform, type PartitionField } from "../spec/partitioning.ts";
import { DativoError } from "../kit/error.ts";
import type { PartitionColumn } from "./manifest-schema.ts";
import { parsePrimitive } from "./primitive.ts";
import { canTransform, parseTransform, transformedType } from "./transform.ts";

const suffixes = { year: "year", month: "month", day: "day", hour: "hour", bucket: "bucket", truncate: "trunc" } as const;

/**
 * The spec that partitions a schema as wanted. Fields that any earlier spec of the table had keep their ids and names; so
 * the result may equal an earlier spec (specification, "Partition Evolution"). Throws `refused` when a column is missing
 * or its type cannot be transformed so. Pure; `spec-id` is for the metadata to give.
 */
export function evolveSpec(
  wanted: readonly PartitionField[],
  schema: IcebergSchema,
  metadata: TableMetadata | undefined,
): IcebergPartitionSpec {
  const earlier = (metadata?.["partition-specs"] ?? []).flatMap((spec) => spec.fields);
  let lastId = metadata?.["last-partition-id"] ?? 999;
  const taken = new Set<string>();
  const fields = wanted.map((field): IcebergPartitionField => {
    const sourceId = sourceOf(field, schema);
    const transform = renderTransform(field.transform);
    const known = earlier.find((candidate) => candidate["source-id"] === sourceId && candidate.transform === transform);
    const name = known?.name ?? freshName(field, schema, taken);
    taken.add(name);
    return known ?? { "source-id": sourceId, "field-id": (lastId += 1), name, transform };
  });
  return { "spec-id": -1, fields };
}

function sourceOf(field: PartitionField, schema: IcebergSchema): number {
  const column = schema.fields.find((candidate) => candidate.name === field.column);
  const known = schema.fields.map((candidate) => candidate.name).join(", ");
  if (!column)
    throw new DativoError("refused", `the table is to be partitioned by '${field.column}', which is no column of it`, {
      hint: `columns: ${known}`,
    });
  const fits = typeof column.type === "string" && canTransform(field.transform, parsePrimitive(column.type));
  if (fits) return column.id;
  throw new DativoError(
    "refused",
    `column '${field.column}' cannot be partitioned by ${field.transform.kind}: Iceberg does not define that for its type`,
    {
      hint:
        field.transform.kind === "hour"
          ? "hour takes timestamps; day, month and year take dates too"
          : "see the Iceberg specification, Partition Transforms",
      context: { column: field.column, type: typeof column.type === "string" ? column.type : column.type.type },
    },
  );
}

/** An identity field has its column's name; another must not take the name of any column. */
function freshName(field: PartitionField, schema: IcebergSchema, taken: ReadonlySet<string>): string {
  if (field.transform.kind === "identity") return field.column;
  const base = `${field.column}_${suffixes[field.transform.kind]}`;
  const free = (name: string): boolean => !taken.has(name) && !schema.fields.some((column) => column.name === name);
  if (free(base)) return base;
  let number = 2;
  while (!free(`${base}_${number}`)) number += 1;
  return `${base}_${number}`;
}

/** An ascending sort order of columns by name, NULLs last as engines sort them. */
export function sortOrder(columns: readonly string[], schema: IcebergSchema): IcebergSortOrder {
  const fields = columns.map((name) => {
    const column = schema.fields.find((candidate) => candidate.name === name);
    if (!column)
      throw new DativoError("refused", `the table is to be sorted by '${name}', which is no column of it`, {
        hint: `columns: ${schema.fields.map((candidate) => candidate.name).join(", ")}`,
      });
    return { transform: "identity", "source-id": column.id, direction: "asc" as const, "null-order": "nulls-last" as const };
  });
  return { "order-id": fields.length === 0 ? 0 : -1, fields };
}

/** The columns of a spec's partition tuples. A source column that the schema no longer has counts as text that is always NULL. */
export function partitionColumns(spec: IcebergPartitionSpec, schemas: readonly IcebergSchema[]): readonly PartitionColumn[] {
  return spec.fields.map((field) => {
    const source = schemas
      .toReversed()
      .flatMap((schema) => schema.fields)
      .find((candidate) => candidate.id === field["source-id"]);
    const type =
      typeof source?.type === "string"
        ? transformedType(parseTransform(field.transform), parsePrimitive(source.type))
        : ({ kind: "string" } as const);
    return { fieldId: field["field-id"], name: field.name, type };
  });
}
