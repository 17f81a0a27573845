import type { LayoutColumn, OutputFormat, WriteLayout } from "../../spec/data-file.ts";
import type { DataType } from "../../spec/data-type.ts";
import { renderTransform } from "../../spec/partitioning.ts";
import type { PartitionField } from "../../spec/partitioning.ts";
import { DativoError } from "../error.ts";
import type { PrepareRequest, QuarantineRequest } from "../target.ts";
import type { TableRecord } from "./table-record.ts";

/** The column that a run adds when the table is partitioned by it. */
const ingestDate = "ingest_date";

/** The columns of a load's files: the plan's, and the run's date where the partitioning asks for it. */
export function layoutColumns(request: PrepareRequest): LayoutColumn[] {
  const columns: LayoutColumn[] = request.plan.columns.map(({ name, type }) => ({ name, type }));
  const wanted = request.partitioning.some(({ column }) => column === ingestDate) && !columns.some(({ name }) => name === ingestDate);
  return wanted ? [...columns, { name: ingestDate, type: { kind: "date" }, constant: request.ingestDate }] : columns;
}

/** The same columns as the table's record keeps them. */
export function recordColumns(request: PrepareRequest): TableRecord["columns"] {
  const planned = new Map(request.plan.columns.map((column) => [column.name, column]));
  return layoutColumns(request).map(({ name, type }) => {
    const column = planned.get(name);
    return { name, type, required: column?.required ?? true, ...(column?.doc === undefined ? {} : { doc: column.doc }) };
  });
}

/** Partition fields as the table's record keeps them: `day(at)`, `region`. */
export function recordPartitioning(partitioning: readonly PartitionField[]): string[] {
  return partitioning.map(({ column, transform }) => (transform.kind === "identity" ? column : `${renderTransform(transform)}(${column})`));
}

/** Where a run's files go before they are committed. */
export function stagingLayout(format: OutputFormat, folder: string, request: PrepareRequest): WriteLayout {
  const columns = layoutColumns(request);
  const unknown = request.partitioning.find(({ column }) => !columns.some(({ name }) => name === column));
  if (unknown) {
    throw new DativoError(
      "refused",
      `the partition column '${unknown.column}' is not in contract ${request.plan.contract.name} ${request.plan.contract.version}`,
      { hint: `columns: ${columns.map(({ name }) => name).join(", ")}` },
    );
  }
  return {
    format,
    folder,
    filePrefix: `${request.runId}-`,
    columns,
    partitioning: request.partitioning,
    hiveFolders: true,
    sortBy: request.sortBy,
    targetFileBytes: request.targetFileBytes,
  };
}

const text: DataType = { kind: "string" };

/** Columns of a quarantine table, the same beside every target; the engine fills those that have no constant. */
export const quarantineColumns: readonly { readonly name: string; readonly type: DataType }[] = [
  { name: "quarantine_id", type: text },
  { name: "run_id", type: text },
  { name: "job", type: text },
  { name: "rule", type: text },
  { name: "rules", type: { kind: "list", element: text } },
  { name: "column_name", type: text },
  { name: "reason", type: text },
  { name: "source_file", type: text },
  { name: "source_line", type: { kind: "long" } },
  { name: "raw_record", type: text },
  { name: "contract_version", type: text },
  { name: "quarantined_at", type: { kind: "timestamp", zoned: true } },
];

/** Quarantined rows hold lists, which CSV cannot: beside CSV tables they are NDJSON. */
export function quarantineFormat(format: OutputFormat): OutputFormat {
  return format === "parquet" ? "parquet" : "json";
}

/** Where a run's quarantined rows go before they are committed. */
export function quarantineLayout(format: OutputFormat, folder: string, job: string, request: QuarantineRequest): WriteLayout {
  const constants: Readonly<Record<string, string>> = {
    run_id: request.runId,
    job,
    contract_version: request.contractVersion,
    quarantined_at: request.at.toISOString(),
  };
  const columns = quarantineColumns.map(({ name, type }) => ({
    name,
    type,
    ...(constants[name] === undefined ? {} : { constant: constants[name] }),
  }));
  return {
    format: quarantineFormat(format),
    folder,
    filePrefix: `${request.runId}-`,
    columns,
    partitioning: [],
    hiveFolders: false,
    sortBy: [],
    targetFileBytes: 128_000_000,
  };
}
