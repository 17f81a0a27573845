import type { ZodType } from "zod";
import { checkShape, type CheckedShape } from "../kit/check-shape.ts";
import type { LoadedJob } from "../kit/loaded-job.ts";
import type { SourcePlugin } from "../kit/source.ts";
import { suggest } from "../kit/suggest.ts";
import type { Incremental } from "../spec/batch.ts";
import type { SchemaObject } from "../spec/contract.ts";
import { sourceSchema, type Job } from "../spec/job.ts";
import type { ResolvedJob } from "../spec/resolved-job.ts";
import { jobLayer, recipeLayer } from "./block-layers.ts";
import { resolveIncremental } from "./incremental.ts";
import { mergeLayers, type Merged } from "./layers.ts";
import { checkPluginConfig } from "./plugin-config.ts";
import type { PluginTable } from "./plugin-table.ts";
import { problemAt, type Report } from "./report.ts";

/** What is known of a source, as far as it could be resolved. */
export interface SourceParts {
  /** Absent when something is wrong or waits for an output. */
  readonly source?: { readonly connector: string; readonly config: unknown };
  readonly engine?: ResolvedJob["engine"];
  readonly extraColumns?: "error" | "ignore";
  readonly incremental?: Incremental;
  readonly statePath?: string;
}

const limits = ["memory_limit_mb", "threads"];

/** Merges recipe and job, takes out what means the same for every connector, and checks the rest against the connector's schema. */
export function resolveSource(
  loaded: LoadedJob,
  connector: { readonly name: string; readonly plugin: SourcePlugin },
  object: SchemaObject | undefined,
  plugins: PluginTable,
  report: Report,
): SourceParts {
  const recipe = loaded.sourceRecipe ? [recipeLayer(loaded.sourceRecipe, "source")] : [];
  const merged = mergeLayers([...recipe, jobLayer(loaded.job, "source")], { document: loaded.job.document, path: ["source"] });
  const own = (loaded.job.raw as { source?: { incremental?: unknown } }).source?.incremental;
  const { incremental: _own, ...rest } = merged.value;
  const checked = merged.sole && rest["engine"] === undefined;
  const shape: CheckedShape<NonNullable<Job["source"]>> = checked
    ? { value: loaded.job.value?.source ?? {}, diagnostics: [] }
    : checkShape(sourceSchema, rest, merged.locate, { ...merged, base: ["source"] });
  shape.diagnostics.forEach(report);
  const times = resolveIncremental(own, merged, connector.plugin, object, report);
  const engine = resolveEngine(loaded, (shape.value ?? shape.partial)?.engine, merged, plugins, report);
  const block = withoutCommon(rest);
  const config = checkPluginConfig("source", connector.name, connector.plugin.config as ZodType, block, merged, report);
  return {
    ...times,
    ...(config === undefined || !shape.value ? {} : { source: { connector: connector.name, config } }),
    ...(engine ? { engine } : {}),
    ...(shape.value?.extra_columns === undefined ? {} : { extraColumns: shape.value.extra_columns }),
  };
}

/** The engine's name and limits are ours; its other options are the connector's. */
function withoutCommon(block: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { engine, extra_columns: _columns, custom_reader: _reader, ...own } = block;
  const all = (engine as { options?: Record<string, unknown> } | undefined)?.options ?? {};
  const options = Object.fromEntries(Object.entries(all).filter(([key]) => !limits.includes(key)));
  return Object.keys(options).length === 0 ? own : { ...own, engine: { options } };
}

/** `native` is the first engine there is. */
function resolveEngine(
  loaded: LoadedJob,
  engine: { type?: string | undefined; options?: Record<string, unknown> | undefined } | undefined,
  merged: Merged,
  plugins: PluginTable,
  report: Report,
): ResolvedJob["engine"] | undefined {
  const names = Object.keys(plugins.engines);
  const wanted = engine?.type ?? "native";
  const name = wanted === "native" ? names[0] : names.find((one) => one === wanted);
  if (name === undefined) {
    const near = suggest(wanted, names);
    report(
      problemAt(merged.locate, ["engine", "type"], "unsupported-value", `there is no engine '${wanted}'`, {
        hint: near === undefined ? `there are: native, ${names.join(", ")}` : `did you mean '${near}'?`,
      }),
    );
    return undefined;
  }
  const project = loaded.project?.value?.engine ?? {};
  const pick = (key: "memory_limit_mb" | "threads") => (engine?.options?.[key] as number | undefined) ?? project[key];
  const [memory, threads] = [pick("memory_limit_mb"), pick("threads")];
  return { name, ...(memory === undefined ? {} : { memory_limit_mb: memory }), ...(threads === undefined ? {} : { threads }) };
}
