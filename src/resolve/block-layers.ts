import type { LoadedFile } from "../kit/loaded-job.ts";
import type { NodePath } from "../kit/document.ts";
import type { Layer, LayerEntry } from "./layers.ts";

/** Keys of a recipe that say something about a job's source, and where they go in the `source` block. */
const sourceKeys: Readonly<Record<string, string>> = {
  connection_template: "connection",
  credentials: "credentials",
  default_engine: "engine",
  incremental: "incremental",
  rate_limits: "rate_limits",
};
const targetKeys: Readonly<Record<string, string>> = {
  connection_template: "connection",
  credentials: "credentials",
  default_engine: "engine",
  catalog: "catalog",
  file_format: "file_format",
  partitioning_default: "partitioning",
  partitioning: "partitioning",
  warehouse: "warehouse",
};

/** What a recipe says about one side of a job: every key weaker than the job's. `*_default` keys stand for the key itself. */
export function recipeLayer(recipe: LoadedFile<unknown>, side: "source" | "target"): Layer {
  const keys = side === "source" ? sourceKeys : targetKeys;
  const raw = (recipe.raw ?? {}) as Readonly<Record<string, unknown>>;
  const entries = Object.entries(keys).flatMap(([from, to]) =>
    raw[from] === undefined || raw[from] === null ? [] : blockEntries([from], [to], raw[from]),
  );
  return { file: recipe, entries: entries.filter(({ to, value }) => !(to[0] === "credentials" && isNone(value))) };
}

/** What the job itself says about one side. */
export function jobLayer(job: LoadedFile<unknown>, side: "source" | "target"): Layer {
  const block = ((job.raw ?? {}) as Readonly<Record<string, unknown>>)[side];
  if (!isMapping(block)) return { file: job, entries: [] };
  return { file: job, entries: Object.entries(block).flatMap(([key, value]) => blockEntries([side, key], [key], value)) };
}

function isNone(value: unknown): boolean {
  return value === "none" || (isMapping(value) && Object.keys(value).length === 1 && value["type"] === "none");
}

function blockEntries(from: NodePath, to: NodePath, value: unknown): LayerEntry[] {
  if (!isMapping(value)) return [{ from, to, value }];
  if (to[0] === "engine") return engineEntries(from, to, value);
  if (to[0] === "incremental" || to[0] === "rate_limits") return defaultEntries(from, to, value);
  return Object.keys(value).length === 0
    ? [{ from, to, value }]
    : Object.entries(value).map(([key, member]) => ({ from: [...from, key], to: [...to, key], value: member }));
}

/** `x_default` stands for `x`, and gives way to it. */
function defaultEntries(from: NodePath, to: NodePath, value: Record<string, unknown>): LayerEntry[] {
  if (Object.keys(value).length === 0) return [{ from, to, value }];
  const weakFirst = Object.entries(value).toSorted(([a], [b]) => Number(b.endsWith("_default")) - Number(a.endsWith("_default")));
  return weakFirst.map(([key, member]) => ({ from: [...from, key], to: [...to, key.replace(/_default$/, "")], value: member }));
}

/** `options.native.x` is an older place of `options.x`, and gives way to it. */
function engineEntries(from: NodePath, to: NodePath, engine: Record<string, unknown>): LayerEntry[] {
  return Object.entries(engine).flatMap(([key, value]): LayerEntry[] => {
    if (key !== "options" || !isMapping(value)) return [{ from: [...from, key], to: [...to, key], value }];
    const { native, ...own } = value;
    const path = (part: string): NodePath => [...from, "options", part];
    const older = isMapping(native)
      ? Object.entries(native).map(([name, member]) => ({ from: [...path("native"), name], to: [...to, "options", name], value: member }))
      : native === undefined
        ? []
        : [{ from: path("native"), to: [...to, "options", "native"], value: native }];
    return [...older, ...Object.entries(own).map(([name, member]) => ({ from: path(name), to: [...to, "options", name], value: member }))];
  });
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
