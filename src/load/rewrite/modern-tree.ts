import type { NodePath, SourceDocument } from "../../kit/document.ts";
import { valueAt } from "../../kit/value-path.ts";

/**
 * A rewritten document, as a tree that says where each part came from. The loader turns it into values with the positions of
 * the original text, the migration into YAML with the original's comments: both read an old contract the same way.
 */
export type ModernNode =
  /** The part at `from`, as it is. */
  | { readonly kind: "keep"; readonly from: NodePath }
  /** A new value, written on account of the part at `from`. */
  | { readonly kind: "value"; readonly value: unknown; readonly from: NodePath }
  | { readonly kind: "map"; readonly from: NodePath; readonly entries: readonly ModernEntry[] }
  | { readonly kind: "list"; readonly from: NodePath; readonly items: readonly ModernNode[] };

/** A member of a mapping. */
export interface ModernEntry {
  readonly key: string;
  /** The member whose key (and comments) this one takes over. */
  readonly keyFrom?: NodePath;
  readonly node: ModernNode;
}

/** Part at a path, unchanged. */
export function keep(from: NodePath): ModernNode {
  return { kind: "keep", from };
}

/** A member that keeps its key and value. */
export function keepEntry(parent: NodePath, key: string): ModernEntry {
  return { key, keyFrom: [...parent, key], node: keep([...parent, key]) };
}

/** A member with a new scalar or plain value. */
export function valueEntry(key: string, value: unknown, from: NodePath): ModernEntry {
  return { key, keyFrom: from, node: { kind: "value", value, from } };
}

/** A `customProperties` item. */
export function customProperty(property: string, node: ModernNode): ModernNode {
  return {
    kind: "map",
    from: node.from,
    entries: [
      { key: "property", node: { kind: "value", value: property, from: node.from } },
      { key: "value", node },
    ],
  };
}

/** The values of the tree; `at` gives the original's. */
export function toValue(node: ModernNode, original: unknown): unknown {
  if (node.kind === "keep") return valueAt(original, node.from);
  if (node.kind === "value") return node.value;
  if (node.kind === "list") return node.items.map((item) => toValue(item, original));
  return Object.fromEntries(node.entries.map((entry) => [entry.key, toValue(entry.node, original)]));
}

/** A document with the values of the tree and the positions of the original. */
export function modernDocument(original: SourceDocument, root: ModernNode): SourceDocument {
  return {
    file: original.file,
    value: toValue(root, original.value),
    rangeOf: (path, part) => original.rangeOf(locate(root, path, part ?? "value"), part),
    rangeWithin: (path, text) => original.rangeWithin(locate(root, path, "value"), text),
    isPlain: (path) => original.isPlain(locate(root, path, "value")),
  };
}

/** Where the part at a path of the tree stands in the original. */
export function locate(node: ModernNode, path: NodePath, part: "key" | "value"): NodePath {
  const [first, ...rest] = path;
  if (first === undefined || node.kind === "value") return node.from;
  if (node.kind === "keep") return [...node.from, ...path];
  if (node.kind === "list") return typeof first === "number" && node.items[first] ? locate(node.items[first], rest, part) : node.from;
  const entry = node.entries.find((one) => one.key === first);
  if (!entry) return [...node.from, first];
  return rest.length === 0 && part === "key" ? (entry.keyFrom ?? entry.node.from) : locate(entry.node, rest, part);
}
