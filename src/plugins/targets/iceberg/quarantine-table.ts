import type { DataType } from "../../../spec/data-type.ts";
import type { LayoutColumn } from "../../../spec/data-file.ts";
import type { WantedColumn } from "../../../iceberg/evolve-schema.ts";
import type { QuarantineRequest } from "../../../kit/target.ts";

const string: DataType = { kind: "string" };

/** The columns of every quarantine table. The first is the row's lasting name; `replay` finds rows by it. */
export const quarantineColumns: readonly WantedColumn[] = [
  { name: "quarantine_id", type: string, required: true, doc: "Stable, unique name of the row" },
  { name: "run_id", type: string, required: false, doc: "The run that found it" },
  { name: "job", type: string, required: false, doc: "The job that found it" },
  { name: "rule", type: string, required: false, doc: "The first rule that it breaks" },
  { name: "rules", type: { kind: "list", element: string }, required: false, doc: "All rules that it breaks" },
  { name: "column_name", type: string, required: false, doc: "The column of the first rule" },
  { name: "reason", type: string, required: false, doc: "What is wrong, for people" },
  { name: "source_file", type: string, required: false, doc: "Where it came from" },
  { name: "source_line", type: { kind: "long" }, required: false, doc: "Its line there, or its record number" },
  { name: "raw_record", type: string, required: false, doc: "The record as it was read" },
  { name: "contract_version", type: string, required: false, doc: "Version of the contract that it breaks" },
  { name: "quarantined_at", type: { kind: "timestamp", zoned: true }, required: false, doc: "When the run started" },
];

/** The facts that are the same for every row of one run. */
export function quarantineConstants(request: QuarantineRequest, job: string): Readonly<Record<string, string>> {
  return { run_id: request.runId, job, contract_version: request.contractVersion, quarantined_at: request.at.toISOString() };
}

/** Adds a run's constants to the columns of a layout. */
export function withConstants(columns: readonly LayoutColumn[], constants: Readonly<Record<string, string>>): readonly LayoutColumn[] {
  return columns.map((column) => (constants[column.name] === undefined ? column : { ...column, constant: constants[column.name]! }));
}
