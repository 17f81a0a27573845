import type { SourcePlugin } from "../kit/source.ts";
import type { Incremental } from "../spec/batch.ts";
import type { SchemaObject } from "../spec/contract.ts";
import { checkShape } from "../kit/check-shape.ts";
import { incrementalSchema, type Job } from "../spec/job.ts";
import { cursorColumn } from "./cursor-column.ts";
import type { Merged } from "./layers.ts";
import { problemAt, type Report } from "./report.ts";

type Settings = NonNullable<NonNullable<Job["source"]>["incremental"]>;

type Offering = Pick<SourcePlugin, "name" | "capabilities">;

/** Strategies that are a cursor under the name of its column in some system. */
const cursorStrategies = new Set(["cursor", "incremental", "updated_at", "created", "updated_after"]);
/**
 * How the job tells new from old; undefined for a full refresh. It is off unless the job itself sets a mapping that is not
 * empty; then the recipe's defaults count under the job's keys.
 */
export function resolveIncremental(
  own: unknown,
  merged: Merged,
  plugin: Offering,
  object: SchemaObject | undefined,
  report: Report,
): { readonly incremental?: Incremental; readonly statePath?: string } {
  if (typeof own !== "object" || own === null || Object.keys(own).length === 0) return {};
  const locate: Merged["locate"] = (path) => merged.locate(["incremental", ...path]);
  const settings = checkShape(incrementalSchema, merged.value["incremental"], locate, {
    ...below(merged),
    base: ["source", "incremental"],
  });
  settings.diagnostics.forEach(report);
  if (!settings.value) return {};
  const { strategy = settings.value.cursor_field === undefined ? undefined : "cursor", lookback_days = 0, state_path } = settings.value;
  if (strategy === "full_refresh" || !isOffered(strategy, plugin, merged, report)) return {};
  const statePath = state_path === undefined ? {} : { statePath: state_path };
  if (!cursorStrategies.has(strategy)) return { ...fileTimes(settings.value, lookback_days, merged, report), ...statePath };
  const cursorField = cursorColumn(strategy, settings.value.cursor_field, object, merged, report);
  return cursorField === undefined ? {} : { incremental: { strategy: "cursor", cursorField, lookback: lookback_days }, ...statePath };
}

function isOffered(strategy: string | undefined, plugin: Offering, merged: Merged, report: Report): strategy is string {
  if (strategy === undefined) {
    const hint = `one of ${offered(plugin)}`;
    report(problemAt(merged.locate, ["incremental"], "missing-key", "source.incremental does not say its strategy", { part: "key", hint }));
    return false;
  }
  const kind = cursorStrategies.has(strategy) ? "cursor" : strategy;
  if (plugin.capabilities.incremental.some((one) => one === kind)) return true;
  const message = `connector '${plugin.name}' cannot tell new from old by ${strategy}`;
  report(problemAt(merged.locate, ["incremental", "strategy"], "unsupported-value", message, { hint: `it offers ${offered(plugin)}` }));
  return false;
}

function below(merged: Merged): { replaced: ReadonlySet<string>; open: ReadonlySet<string> } {
  const cut = (marks: ReadonlySet<string>) =>
    new Set([...marks].filter((name) => name.startsWith("incremental.")).map((name) => name.slice("incremental.".length)));
  return { replaced: cut(merged.replaced), open: cut(merged.open) };
}

function offered(plugin: Offering): string {
  const names = plugin.capabilities.incremental.flatMap((one) =>
    one === "cursor" ? ["updated_at", "created", "updated_after", "incremental (with cursor_field)"] : [one],
  );
  return [...names, "full_refresh"].join(", ");
}

/** A recipe's cursor column is no mistake here: it is the default of another strategy. A job's own is. */
function fileTimes(settings: Settings, lookback: number, merged: Merged, report: Report): { incremental: Incremental } {
  const at = merged.locate(["incremental", "cursor_field"]);
  if (settings.cursor_field !== undefined && at.path[0] === "source") {
    report(
      problemAt(
        merged.locate,
        ["incremental", "cursor_field"],
        "unsupported-key",
        "source.incremental.cursor_field is for cursor strategies; file_modified_time goes by the files",
        { part: "key", hint: "remove the key, or set strategy: incremental" },
      ),
    );
  }
  return { incremental: { strategy: "file_modified_time", lookback } };
}
