import type { LayoutColumn, WriteLayout } from "../../../spec/data-file.ts";
import type { TableMetadata } from "../../../spec/iceberg.ts";
import type { PrepareRequest } from "../../../kit/target.ts";
import { fieldNodes } from "../../../iceberg/column-type.ts";
import type { WantedColumn } from "../../../iceberg/evolve-schema.ts";
import { currentSchema } from "../../../iceberg/metadata.ts";
import { dataFolder } from "../../../iceberg/next-metadata.ts";
import type { WantedTable } from "../../../iceberg/plan-table.ts";
import { quarantineColumns } from "./quarantine-table.ts";

/** The column that a run adds when a job partitions by it and the contract has none of this name. */
const ingestDate = "ingest_date";

/** Tables start with these; whoever changes them later keeps the change. */
function initialProperties(targetFileBytes: number): Readonly<Record<string, string>> {
  return {
    "write.format.default": "parquet",
    "write.parquet.compression-codec": "zstd",
    "write.target-file-size-bytes": String(targetFileBytes),
  };
}

/** The table that a contract and a job ask for. */
export function wantedTable(request: PrepareRequest, location: string, properties: Readonly<Record<string, string>>): WantedTable {
  const { plan } = request;
  const columns: WantedColumn[] = plan.columns.map((column) => ({
    name: column.name,
    type: column.type,
    required: column.required,
    ...(column.doc === undefined ? {} : { doc: column.doc }),
    ...(column.id === undefined ? {} : { id: column.id }),
  }));
  const added: WantedColumn[] = addsIngestDate(request)
    ? [{ name: ingestDate, type: { kind: "date" }, required: false, doc: "Date of the run that loaded the row" }]
    : [];
  return {
    columns: [...columns, ...added],
    primaryKey: plan.primaryKey,
    contractVersion: plan.contract.version,
    partitioning: request.partitioning,
    sortBy: request.sortBy,
    location,
    properties,
    initialProperties: initialProperties(request.targetFileBytes),
    startsOver: request.startsOver,
  };
}

function addsIngestDate(request: PrepareRequest): boolean {
  return (
    request.partitioning.some((field) => field.column === ingestDate) && !request.plan.columns.some((column) => column.name === ingestDate)
  );
}

/** The quarantine table beside a target. */
export function wantedQuarantine(contractVersion: string, location: string, properties: Readonly<Record<string, string>>): WantedTable {
  return {
    columns: quarantineColumns,
    primaryKey: [],
    contractVersion,
    partitioning: [],
    sortBy: [],
    location,
    properties,
    initialProperties: initialProperties(134_217_728),
  };
}

/** Where an engine writes the files of a planned table, and with which field ids. */
export function layoutOf(
  wanted: WantedTable,
  metadata: TableMetadata,
  folder: string | undefined,
  request: { readonly runId: string; readonly targetFileBytes: number; readonly ingestDate?: string },
): WriteLayout {
  return {
    format: "parquet",
    folder: folder ?? dataFolder(metadata),
    filePrefix: `${request.runId}-`,
    columns: layoutColumns(wanted, metadata, request.ingestDate),
    partitioning: wanted.partitioning,
    hiveFolders: false,
    sortBy: wanted.sortBy,
    targetFileBytes: request.targetFileBytes,
  };
}

function layoutColumns(wanted: WantedTable, metadata: TableMetadata, date: string | undefined): readonly LayoutColumn[] {
  const fields = new Map(currentSchema(metadata).fields.map((field) => [field.name, field]));
  return wanted.columns.map((column) => {
    const field = fields.get(column.name)!;
    const nested = fieldNodes(field)
      .slice(1)
      .map((node) => [node.path, node.id] as const);
    return {
      name: column.name,
      type: column.type,
      fieldId: field.id,
      ...(nested.length === 0 ? {} : { nestedIds: Object.fromEntries(nested) }),
      ...(column.name === ingestDate && date !== undefined ? { constant: date } : {}),
    };
  });
}
