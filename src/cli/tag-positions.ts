import type { NodePath, SourceDocument } from "../kit/document.ts";
import type { LoadedJob } from "../kit/loaded-job.ts";
import { valueAt } from "../kit/value-path.ts";
import type { TagLayer } from "../spec/tags.ts";
import type { TagPosition } from "../tags/tag-settings.ts";

/** Where a file says what a tag says: `jobs/acme/orders.yaml:12`. `contract` is the document of the job's contract. */
export function tagPosition(loaded: LoadedJob, contract: SourceDocument | undefined): TagPosition {
  const documents: Partial<Record<TagLayer, SourceDocument>> = {
    job: loaded.job.document,
    ...(contract ? { asset: contract } : {}),
    ...(loaded.policy ? { default: loaded.policy.document } : {}),
    ...(loaded.infrastructure ? { infrastructure: loaded.infrastructure.document } : {}),
  };
  return (layer, fact) => {
    const document = documents[layer];
    if (!document) return undefined;
    const found = pathIn(layer, document.value, fact);
    return found && `${document.file}:${document.rangeOf(found, "key").line}`;
  };
}

/** The node of the layer's file that says a fact; undefined where it was filled in. */
function pathIn(layer: TagLayer, value: unknown, fact: readonly string[]): NodePath | undefined {
  if (layer === "asset") return assetPath(value, fact);
  if (layer === "job") return jobPath(value, fact);
  return layer === "default" || valueAt(value, fact) !== undefined ? fact : undefined;
}

/** The job's name is its file's; what a recipe or a default said has no place in the job. */
function jobPath(value: unknown, fact: readonly string[]): NodePath | undefined {
  const [key = ""] = fact;
  return hasKey(value, key) ? fact : undefined;
}

/** ODCS keeps Dativo's own facts in customProperties, the owner in the team, classes on the properties. */
function assetPath(value: unknown, fact: readonly string[]): NodePath | undefined {
  const [first = "", second = ""] = fact;
  if (first === "owner") return hasKey(value, "team") ? ["team"] : undefined;
  if (first === "columns") return columnPath(value, second);
  if (hasKey(value, first)) return fact;
  const custom = (value as { customProperties?: unknown }).customProperties;
  const index = Array.isArray(custom) ? custom.findIndex((one: { property?: unknown }) => one.property === first) : -1;
  return index < 0 ? undefined : ["customProperties", index, "value", ...fact.slice(1)];
}

function columnPath(value: unknown, column: string): NodePath | undefined {
  const schema = (value as { schema?: unknown }).schema;
  if (!Array.isArray(schema)) return undefined;
  for (const [object, { properties }] of (schema as { properties?: unknown }[]).entries()) {
    const index = Array.isArray(properties) ? properties.findIndex((one: { name?: unknown }) => one.name === column) : -1;
    if (index >= 0) return ["schema", object, "properties", index, "classification"];
  }
  return undefined;
}

function hasKey(value: unknown, key: string): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key);
}
