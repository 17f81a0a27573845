import type { ZodType } from "zod";
import { checkShape } from "../kit/check-shape.ts";
import { declaredKeys, knownKeys, schemaAt } from "../kit/shape-walk.ts";
import type { Merged } from "./layers.ts";
import { problemAt, type Report } from "./report.ts";

/** What documented keys are for, to say why a connector without them refuses one. */
const purposes: Readonly<Record<string, string>> = {
  tables: "is for databases",
  dsn: "is for databases",
  files: "is for connectors that read files",
  objects: "names streams of services",
  sheets: "is for spreadsheets",
  spreadsheets: "is for spreadsheets",
  spreadsheet_id: "is for spreadsheets",
  rate_limits: "is for services with a quota",
  connection: "is for connectors that connect to something",
  credentials: "is for connectors that need credentials",
  branch: "is for catalogs with branches",
  catalog: "is for connectors with a catalog",
  warehouse: "is for connectors with a warehouse",
  markdown_kv_storage: "is for Markdown key-value documents",
  state_path: "is for targets that keep a state file of their own (the built-in ones keep the state with the table)",
  engine: "has options that this connector does not read",
};
const optionReasons: Readonly<Record<string, string>> = {
  batch_size_rows: "rows are streamed, there are no batches to size",
  batch_size: "rows are streamed, there are no batches to size",
  chunk_size: "rows are streamed, there are no chunks to size",
  max_file_size_mb: "write target.parquet_target_size_mb",
  compression: "data files are compressed with zstd",
  library_version: "the library comes with Dativo",
};

/**
 * Checks what is left of a block, once the keys that mean the same everywhere are taken out, against the connector's own
 * schema. Documented keys that this connector does not have are refused with the reason.
 */
export function checkPluginConfig(
  side: "source" | "target",
  connector: string,
  schema: ZodType,
  block: Readonly<Record<string, unknown>>,
  merged: Merged,
  report: Report,
): unknown {
  const declared = declaredKeys(schema);
  const rest: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(block)) {
    if (value === null || declared === undefined || declared.has(key) || purposes[key] === undefined) rest[key] = value;
    else refuse(side, connector, key, value, schema, merged, report);
  }
  const { value, diagnostics } = checkShape(schema, rest, merged.locate, { replaced: merged.replaced, open: merged.open, base: [side] });
  diagnostics.forEach(report);
  return value;
}

function refuse(side: string, connector: string, key: string, value: unknown, schema: ZodType, merged: Merged, report: Report): void {
  const options = key === "engine" ? Object.keys((value as Record<string, object>)["options"] ?? {}) : [];
  for (const option of options) {
    const reason = optionReasons[option] ?? `connector '${connector}' has no such option`;
    report(
      problemAt(merged.locate, ["engine", "options", option], "unsupported-key", `${side}.engine.options.${option}: ${reason}`, {
        part: "key",
        hint: "remove the key",
      }),
    );
  }
  if (key === "engine") return;
  const known = knownKeys(schemaAt(schema, []));
  const hint = known.length === 0 ? "remove the key" : `connector '${connector}' takes ${known.join(", ")}`;
  const named = key === "state_path" ? "source.incremental.state_path" : `${side}.${key}`;
  report(
    problemAt(merged.locate, [key], "unsupported-key", `${named} ${purposes[key]}; connector '${connector}' is none of these`, {
      part: "key",
      hint,
    }),
  );
}
