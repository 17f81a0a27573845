import type { Locate } from "../kit/check-shape.ts";
import type { NodePath, SourceDocument } from "../kit/document.ts";
import type { LoadedFile } from "../kit/loaded-job.ts";
import { renderPath } from "../kit/document.ts";
import { valueAt } from "../kit/value-path.ts";

/** One file's say in a block that several files make up. */
export interface Layer {
  readonly file: Pick<LoadedFile<unknown>, "document" | "replaced" | "placeholders">;
  readonly entries: readonly LayerEntry[];
}

/** A value and where it goes in the block: `cursor_field_default` of a recipe goes to `cursor_field`. */
export interface LayerEntry {
  readonly to: NodePath;
  readonly from: NodePath;
  readonly value: unknown;
}

/** The block that layers make up, and where each part of it came from. */
export interface Merged {
  readonly value: Readonly<Record<string, unknown>>;
  readonly locate: Locate;
  /** Rendered paths, in the block, of values that variables took part in, and of those that wait for an output. */
  readonly replaced: ReadonlySet<string>;
  readonly open: ReadonlySet<string>;
  /** Whether the job alone makes the block up, so that its own schema has checked it already. */
  readonly sole: boolean;
}

/**
 * Merges layers, weakest first: mappings member by member, anything else whole, the stronger layer's value (null too, which
 * unsets) winning. `home` is the strongest layer's place of the block, for what no layer has.
 */
export function mergeLayers(layers: readonly Layer[], home: { readonly document: SourceDocument; readonly path: NodePath }): Merged {
  const value: Record<string, unknown> = {};
  const replaced = new Set<string>();
  const open = new Set<string>();
  const entries = layers.flatMap(({ file, entries: own }) => own.map((entry) => ({ ...entry, file })));
  for (const entry of entries) {
    const [key, ...deeper] = entry.to as readonly [string];
    value[key] = Object.hasOwn(value, key) ? mergeValues(value[key], nest(deeper, entry.value)) : nest(deeper, entry.value);
    if (replaced.size > 0 || open.size > 0) forget(entry.to, [replaced, open]);
    if (entry.file.replaced.size > 0) carry(entry, entry.file.replaced, replaced);
    if (entry.file.placeholders.length > 0) carry(entry, new Set(entry.file.placeholders.map((one) => renderPath(one.path))), open);
  }
  const locate: Locate = (path) => {
    const owner = entries.findLast(
      (entry) =>
        startsWith(path, entry.to) && (path.length === entry.to.length || valueAt(entry.value, path.slice(entry.to.length)) !== undefined),
    );
    if (owner) return { document: owner.file.document, path: [...owner.from, ...path.slice(owner.to.length)] };
    const near = entries.findLast((entry) => startsWith(path, entry.to));
    return near
      ? { document: near.file.document, path: [...near.from, ...path.slice(near.to.length)] }
      : { document: home.document, path: [...home.path, ...path] };
  };
  return { value, locate, replaced, open, sole: layers.length === 1 };
}

function nest(path: NodePath, value: unknown): unknown {
  return path.reduceRight<unknown>((inner, part) => ({ [part]: inner }), value);
}

function mergeValues(weak: unknown, strong: unknown): unknown {
  if (!isMapping(weak) || !isMapping(strong)) return strong;
  const merged: Record<string, unknown> = { ...weak };
  for (const [key, value] of Object.entries(strong)) merged[key] = key in weak ? mergeValues(weak[key], value) : value;
  return merged;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function startsWith(path: NodePath, start: NodePath): boolean {
  return start.length <= path.length && start.every((part, index) => part === path[index]);
}

/** Marks of leaves that a stronger layer replaces no longer hold. */
function forget(to: NodePath, marks: readonly Set<string>[]): void {
  const name = renderPath(to);
  for (const set of marks) set.delete(name);
}

function carry(entry: LayerEntry, marked: ReadonlySet<string>, into: Set<string>): void {
  const from = renderPath(entry.from);
  const to = renderPath(entry.to);
  for (const name of marked) {
    if (name === from) into.add(to);
    else if (name.startsWith(`${from}.`) || name.startsWith(`${from}[`)) into.add(to + name.slice(from.length));
  }
}
