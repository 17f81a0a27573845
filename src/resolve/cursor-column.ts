import { suggest } from "../kit/suggest.ts";
import type { SchemaObject } from "../spec/contract.ts";
import type { Merged } from "./layers.ts";
import { problemAt, type Report } from "./report.ts";

/** Kinds of columns whose values have an order that a cursor can follow. */
const ordered = new Set(["int", "long", "decimal", "float", "double", "date", "timestamp", "string"]);

/** The column that a cursor follows: the one named, else the one called like the strategy. Reports one that cannot be followed. */
export function cursorColumn(
  strategy: string,
  named: string | undefined,
  object: SchemaObject | undefined,
  merged: Merged,
  report: Report,
): string | undefined {
  const names = object?.properties.map((property) => property.name) ?? [];
  const column = named ?? (names.includes(strategy) ? strategy : undefined);
  if (!object) return column;
  if (column === undefined) {
    const hint = "name the column whose values only grow";
    report(
      problemAt(merged.locate, ["incremental"], "missing-cursor-field", `strategy ${strategy} needs a cursor_field`, { part: "key", hint }),
    );
    return undefined;
  }
  const at = ["incremental", "cursor_field"];
  const kind = object.properties.find((property) => property.name === column)?.type.kind;
  if (kind === undefined) {
    const near = suggest(column, names);
    const hint = near === undefined ? `columns: ${names.slice(0, 12).join(", ")}` : `did you mean '${near}'?`;
    report(problemAt(merged.locate, at, "unknown-column", `cursor_field '${column}' is no column of '${object.name}'`, { hint }));
  } else if (!ordered.has(kind)) {
    const hint = "choose a number, date or timestamp";
    report(
      problemAt(merged.locate, at, "invalid-value", `cursor_field '${column}' is of type ${kind}, which has no order to follow`, { hint }),
    );
  }
  return column;
}
