import type { ZodType } from "zod";
import { checkShape, type CheckedShape, type Locate } from "../kit/check-shape.ts";
import { declaredKeys } from "../kit/shape-walk.ts";
import type { LoadedJob } from "../kit/loaded-job.ts";
import type { TargetPlugin, WriteMode } from "../kit/target.ts";
import type { Incremental } from "../spec/batch.ts";
import type { SchemaObject } from "../spec/contract.ts";
import { targetSchema } from "../spec/job.ts";
import type { PartitionField } from "../spec/partitioning.ts";
import type { ResolvedTarget } from "../spec/resolved-job.ts";
import { jobLayer, recipeLayer } from "./block-layers.ts";
import { checkSortColumns, readPartitioning } from "./columns.ts";
import { mergeLayers, type Layer, type Merged } from "./layers.ts";
import { checkPluginConfig } from "./plugin-config.ts";
import { problemAt, type Report } from "./report.ts";
import { tableIdentifier } from "./table-identifier.ts";

type TargetBlock = typeof targetSchema._output;

/** What the target's resolution stands on. */
export interface TargetContext {
  readonly loaded: LoadedJob;
  readonly connector: { readonly name: string; readonly plugin: TargetPlugin };
  readonly object: SchemaObject | undefined;
  readonly incremental: Incremental | undefined;
  readonly statePath: string | undefined;
  readonly report: Report;
}

/** Keys that mean the same for every connector. A connector whose schema declares one is told of it too. */
const common = ["mode", "overwrite", "file_format", "table", "partitioning", "sort_by", "parquet_target_size_mb", "custom_writer"];

/** Where the job's rows land and how; undefined when something is wrong or waits for an output. */
export function resolveTarget(context: TargetContext): ResolvedTarget | undefined {
  const { loaded, connector, object, report } = context;
  const merged = mergeTarget(loaded, connector.plugin);
  const shape: CheckedShape<TargetBlock> = merged.sole
    ? { value: loaded.job.value?.target ?? {}, diagnostics: [] }
    : checkShape(targetSchema, merged.value, merged.locate, { ...merged, base: ["target"] });
  shape.diagnostics.forEach(report);
  const block = shape.value ?? shape.partial ?? {};
  const fileFormat = resolveFormat(block, merged, context);
  const mode = resolveMode(block, merged, context);
  const partitioning = resolvePartitioning(block, merged, context);
  const overwrite = resolveOverwrite(block, mode, partitioning, merged, report);
  checkSortColumns(block.sort_by ?? [], object, (path) => merged.locate(["sort_by", ...path]), report);
  const table = tableIdentifier(block.table, loaded, object, merged.locate, report);
  const config = pluginConfig(block, fileFormat, merged, context);
  if (!shape.value || config === undefined || table === undefined || fileFormat === undefined) return undefined;
  return {
    connector: connector.name,
    config,
    table,
    mode,
    overwrite,
    file_format: fileFormat,
    partitioning,
    sort_by: block.sort_by ?? [],
    parquet_target_size_mb: block.parquet_target_size_mb ?? 150,
  };
}

function mergeTarget(loaded: LoadedJob, plugin: TargetPlugin): Merged {
  const warehouse = loaded.project?.value?.warehouse;
  const project: Layer[] =
    warehouse !== undefined && declaredKeys(plugin.config as ZodType)?.has("warehouse")
      ? [{ file: loaded.project!, entries: [{ from: ["warehouse"], to: ["warehouse"], value: warehouse }] }]
      : [];
  const recipe = loaded.targetRecipe ? [recipeLayer(loaded.targetRecipe, "target")] : [];
  return mergeLayers([...project, ...recipe, jobLayer(loaded.job, "target")], { document: loaded.job.document, path: ["target"] });
}

function pluginConfig(
  block: TargetBlock,
  fileFormat: ResolvedTarget["file_format"] | undefined,
  merged: Merged,
  context: TargetContext,
): unknown {
  const { connector, statePath, report } = context;
  const schema = connector.plugin.config as ZodType;
  const declared = declaredKeys(schema);
  const own: Record<string, unknown> = Object.fromEntries(Object.entries(merged.value).filter(([key]) => !common.includes(key)));
  for (const key of common) if (declared?.has(key) && block[key] !== undefined) own[key] = block[key];
  if (declared?.has("file_format") && fileFormat !== undefined) own["file_format"] = fileFormat;
  const engine = own["engine"] as { type?: string; options?: object } | undefined;
  if (engine && !declared?.has("engine") && Object.keys(engine.options ?? {}).length === 0) delete own["engine"];
  if (statePath !== undefined) own["state_path"] = statePath;
  const located =
    statePath === undefined
      ? merged
      : {
          ...merged,
          locate: (path: readonly (string | number)[]) =>
            path[0] === "state_path"
              ? { document: context.loaded.job.document, path: ["source", "incremental", "state_path"] }
              : merged.locate(path),
        };
  return checkPluginConfig("target", connector.name, schema, own, located, report);
}

/** The job's format, the contract's, the recipe's, else the connector's first. */
function resolveFormat(
  block: TargetBlock,
  merged: Merged,
  { loaded, connector, report }: TargetContext,
): ResolvedTarget["file_format"] | undefined {
  const served = connector.plugin.capabilities.fileFormats;
  const ofJob = merged.locate(["file_format"]).path[0] === "target" && block.file_format !== undefined;
  const wanted = ofJob ? block.file_format : (loaded.contract?.facts.target?.file_format ?? block.file_format ?? served[0]);
  if (wanted !== undefined && served.includes(wanted)) return wanted as ResolvedTarget["file_format"];
  if (wanted === "parquet" && served.includes("iceberg") && !ofJob) return "iceberg";
  report(
    problemAt(merged.locate, ["file_format"], "unsupported-value", `target connector '${connector.name}' does not write ${wanted}`, {
      hint: `it writes ${served.join(", ")}`,
    }),
  );
  return undefined;
}

/** SPEC section 5: left out, the mode is what makes a second run harmless. */
function resolveMode(block: TargetBlock, merged: Merged, { loaded, connector, object, incremental, report }: TargetContext): WriteMode {
  const modes = connector.plugin.capabilities.modes;
  const hasKey = object?.properties.some((property) => property.primaryKey > 0) ?? false;
  const safe: WriteMode = !incremental ? "overwrite" : hasKey && modes.includes("merge") ? "merge" : "append";
  const ofContract = (["append", "overwrite", "merge"] as const).find((mode) => mode === loaded.contract?.facts.target?.mode);
  const mode = block.mode ?? ofContract ?? safe;
  if (!modes.includes(mode)) {
    report(
      problemAt(merged.locate, ["mode"], "unsupported-value", `target connector '${connector.name}' cannot ${mode}`, {
        hint: `its modes are ${modes.join(", ")}`,
      }),
    );
  } else if (mode === "merge" && object && !hasKey) {
    report(
      problemAt(merged.locate, ["mode"], "missing-primary-key", `mode merge needs a primary key, and '${object.name}' has none`, {
        hint: "mark the key's columns with primaryKey in the contract, or choose append or overwrite",
      }),
    );
  }
  return mode;
}

function resolveOverwrite(
  block: TargetBlock,
  mode: WriteMode,
  partitioning: readonly PartitionField[],
  merged: Merged,
  report: Report,
): "table" | "partitions" {
  const chosen = block.overwrite ?? "table";
  if (block.overwrite !== undefined && mode !== "overwrite") {
    report(
      problemAt(merged.locate, ["overwrite"], "unsupported-key", `target.overwrite is for mode overwrite; this job's mode is ${mode}`, {
        part: "key",
        hint: "set mode: overwrite, or remove the key",
      }),
    );
  } else if (chosen === "partitions" && partitioning.length === 0) {
    report(
      problemAt(merged.locate, ["overwrite"], "unsupported-value", "target.overwrite: partitions needs a partitioned table", {
        hint: "set target.partitioning",
      }),
    );
  }
  return chosen;
}

/** The job's partitioning, the contract's, the recipe's default, else none. */
function resolvePartitioning(block: TargetBlock, merged: Merged, { loaded, object, report }: TargetContext): readonly PartitionField[] {
  const ofJob = merged.locate(["partitioning"]).path[0] === "target";
  const ofContract = loaded.contract?.facts.target?.partitioning ?? keyColumns(object);
  const at: Locate = (path) => merged.locate(["partitioning", ...path]);
  if (block.partitioning !== undefined && (ofJob || ofContract.length === 0))
    return readPartitioning(block.partitioning, object, at, report);
  const inContract: Locate = () => ({
    document: loaded.job.document,
    path: [loaded.job.value?.asset_path === undefined ? "asset" : "asset_path"],
  });
  return readPartitioning(ofContract, object, inContract, report);
}

function keyColumns(object: SchemaObject | undefined): readonly string[] {
  const keys = (object?.properties ?? []).filter((property) => property.partitionKey > 0);
  return keys.toSorted((a, b) => a.partitionKey - b.partitionKey).map((property) => property.name);
}
