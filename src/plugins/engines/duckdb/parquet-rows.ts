import type { StageRequest } from "../../../kit/engine.ts";
import type { PlanColumn } from "../../../spec/contract-plan.ts";
import type { Duck } from "./connection.ts";
import { columnPositions, originOf, type InputRows } from "./input-columns.ts";
import { ident, literalList } from "./sql-text.ts";
import { sqlType } from "./sql-type.ts";
import type { Reading } from "./reading.ts";
import { textReading } from "./text-reading.ts";

/** The rows of a Parquet batch, found by column name; values of another type are taken over only where nothing is lost. */
export async function parquetRows(
  duck: Duck,
  { batch, plan, extraColumns }: Pick<StageRequest, "batch" | "plan" | "extraColumns">,
): Promise<InputRows> {
  const files = literalList(batch.files.map((file) => file.path));
  const read = `read_parquet(${files}, filename = true, union_by_name = true, hive_partitioning = false)`;
  const described = (await duck.rows(`DESCRIBE SELECT * EXCLUDE (filename) FROM ${read}`, { action: `read ${originOf(batch)}` })).map(
    (row) => ({ name: String(row["column_name"]), type: String(row["column_type"]) }),
  );
  const positions = columnPositions(
    plan,
    described.map((column) => column.name),
    extraColumns,
    originOf(batch),
  );
  const raw = positions.map(
    (position, index) => `${position === undefined ? "NULL::VARCHAR" : ident(described[position]!.name)} AS r${index}`,
  );
  const readings = plan.columns.map((column, index) =>
    positions[index] === undefined ? textReading(column) : typedReading(column, described[positions[index]]!.type),
  );
  const rows = { from: `(SELECT ${["filename AS file", ...raw].join(", ")} FROM ${read})`, readings };
  return { landing: rows, again: rows, numbering: "row" };
}

/** The reading of a column that has a type already. */
export function typedReading(column: PlanColumn, found: string): Reading {
  const wanted = sqlType(column.type);
  const absent = (raw: string): string => `${raw} IS NULL`;
  if (found === "VARCHAR" && column.type.kind !== "string") return textReading(column);
  if (found === wanted) return { value: (raw) => raw, absent };
  if (column.type.kind === "json" || (column.type.kind === "string" && /^STRUCT|^MAP|\[\d*\]$/.test(found)))
    return { value: (raw) => `to_json(${raw})::VARCHAR`, absent };
  const value = (raw: string): string => `TRY_CAST(${raw} AS ${wanted})`;
  // Nanoseconds are cut, as they are when text is read.
  if (found === "TIMESTAMP_NS" || found === "TIME_NS") return { value, absent };
  return { value, exact: (raw, got) => `${got}::${found} IS NOT DISTINCT FROM ${raw}`, absent };
}
