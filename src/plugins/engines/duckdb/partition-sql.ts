import type { LayoutColumn, WriteLayout } from "../../../spec/data-file.ts";
import type { PartitionField, Transform } from "../../../spec/partitioning.ts";
import type { DataType } from "../../../spec/data-type.ts";
import { DativoError } from "../../../kit/error.ts";
import type { Duck } from "./connection.ts";
import { ident, literal } from "./sql-text.ts";

/** One partition field of a layout as SQL over its columns. */
export interface PartitionSql {
  /** The transformed value, as Iceberg defines it (specification, "Partition Transforms"). */
  readonly sql: string;
  /** What a Hive-style folder is called for it: column, or column and transform. */
  readonly name: string;
  /** The value of every row, when the field is an identity of a constant column. */
  readonly constant?: string;
}

/** The partition fields of a layout as SQL. */
export function partitionSql(duck: Duck, layout: WriteLayout): readonly PartitionSql[] {
  return layout.partitioning.map((field) => {
    const column = layout.columns.find((candidate) => candidate.name === field.column);
    if (!column) throw new DativoError("bug", `the layout is partitioned by '${field.column}', a column that it does not have`);
    return fieldSql(duck, field, column, layout.hiveFolders);
  });
}

function fieldSql(duck: Duck, { transform }: PartitionField, column: LayoutColumn, readable: boolean): PartitionSql {
  const name = transform.kind === "identity" ? column.name : `${column.name}_${transform.kind}`;
  const sql = readable ? readableSql(ident(column.name), transform) : undefined;
  const constant = transform.kind === "identity" && column.constant !== undefined ? { constant: column.constant } : {};
  return { sql: sql ?? transformSql(duck, ident(column.name), column.type, transform), name, ...constant };
}

/** What people expect in a folder's name where Iceberg counts from 1970. */
function readableSql(value: string, transform: Transform): string | undefined {
  const formats: Readonly<Record<string, string>> = { year: "%Y", month: "%Y-%m", day: "%Y-%m-%d", hour: "%Y-%m-%d-%H" };
  const format = formats[transform.kind];
  return format === undefined ? undefined : `strftime(${value}, '${format}')`;
}

function transformSql(duck: Duck, value: string, type: DataType, transform: Transform): string {
  switch (transform.kind) {
    case "identity":
      return value;
    case "year":
      return `(year(${value}) - 1970)`;
    case "month":
      return `((year(${value}) - 1970) * 12 + month(${value}) - 1)`;
    case "day":
      return `datediff('day', DATE '1970-01-01', ${value}::DATE)`;
    case "hour":
      return `floor(epoch_us(${value}) / 3600000000)::INTEGER`;
    case "bucket":
      return `${duck.bucket(type, transform.buckets)}(${value}::VARCHAR)`;
    case "truncate":
      return truncateSql(value, type, transform.width);
  }
}

function truncateSql(value: string, type: DataType, width: number): string {
  switch (type.kind) {
    case "int":
    case "long":
      return `(${value} - (((${value} % ${width}) + ${width}) % ${width}))`;
    case "decimal": {
      // The width counts units of the last digit.
      const unit = `CAST(${literal(BigInt(width).toString())} AS DECIMAL(38,0)) * ${literal(type.scale === 0 ? "1" : `0.${"0".repeat(type.scale - 1)}1`)}::DECIMAL(${type.precision},${type.scale})`;
      const step = `(${unit})::DECIMAL(${type.precision},${type.scale})`;
      return `(${value} - (((${value} % ${step}) + ${step}) % ${step}))::DECIMAL(${type.precision},${type.scale})`;
    }
    case "binary":
      return `unhex(left(hex(${value}), ${width * 2}))`;
    default:
      return `left(${value}, ${width})`;
  }
}
