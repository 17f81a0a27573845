import type { Locate } from "../kit/check-shape.ts";
import { suggest } from "../kit/suggest.ts";
import type { SchemaObject } from "../spec/contract.ts";
import { parsePartitionField, type PartitionField } from "../spec/partitioning.ts";
import { problemAt, type Report } from "./report.ts";

/** The run's date: a partition column that the run adds. */
const runColumns = ["ingest_date"];

/** Reads partition fields, reporting malformed ones and columns that the contract does not have. `at` finds the list's entries. */
export function readPartitioning(
  texts: readonly string[],
  object: SchemaObject | undefined,
  at: Locate,
  report: Report,
): readonly PartitionField[] {
  return texts.flatMap((text, index) => {
    const field = parsePartitionField(text);
    if (!field) {
      report(
        problemAt(at, [index], "invalid-value", `'${text}' is no partition field`, {
          hint: "write a column, or day(at), bucket(16, id), truncate(4, code)",
        }),
      );
      return [];
    }
    checkColumn(field.column, runColumns, object, at, index, report);
    return [field];
  });
}

/** Reports sort columns that the contract does not have. */
export function checkSortColumns(names: readonly string[], object: SchemaObject | undefined, at: Locate, report: Report): void {
  names.forEach((name, index) => checkColumn(name, [], object, at, index, report));
}

function checkColumn(
  name: string,
  also: readonly string[],
  object: SchemaObject | undefined,
  at: Locate,
  index: number,
  report: Report,
): void {
  if (!object) return;
  const known = [...object.properties.map((property) => property.name), ...also];
  if (known.includes(name)) return;
  const near = suggest(name, known);
  report(
    problemAt(at, [index], "unknown-column", `'${name}' is no column of '${object.name}'`, {
      hint: near === undefined ? `columns: ${known.slice(0, 12).join(", ")}` : `did you mean '${near}'?`,
    }),
  );
}
