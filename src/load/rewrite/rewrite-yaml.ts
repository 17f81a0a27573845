import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  Pair,
  Scalar,
  YAMLMap,
  YAMLSeq,
  type Document,
  type Node,
  type ToStringOptions,
} from "yaml";
import type { NodePath } from "../../kit/document.ts";
import type { ModernEntry, ModernNode } from "./modern-tree.ts";

/** Puts the rewritten tree into the document. Parts that stay keep their nodes, and with them comments, quotes and layout. */
export function rewriteYaml(document: Document, root: ModernNode): void {
  const source = document.contents;
  const rewriting: Rewriting = { document, twins: new Map() };
  const contents = build(rewriting, root, true);
  rescueComments(rewriting, source);
  document.contents = contents;
}

/** How a text is laid out, for writing it again: no folding, brackets and lists as they were. */
export function yamlStyle(text: string): ToStringOptions {
  return {
    lineWidth: 0,
    flowCollectionPadding: !/(?<![${])[[{][^\s\]{}]/.test(text),
    indentSeq: !/^([ ]*)[\w-]+:[^\n]*\n\1- /m.test(text),
  };
}

interface Rewriting {
  readonly document: Document;
  /** Nodes of the source, by the node that stands for them now. A node is stood for once, so that no comment appears twice. */
  readonly twins: Map<Node, Node>;
}

function build(rewriting: Rewriting, node: ModernNode, named: boolean): Node {
  if (node.kind === "keep") return keepNode(rewriting, nodeAt(rewriting, node.from) as Node);
  if (node.kind === "value") return newValue(rewriting, node.value, node.from, named);
  return node.kind === "list" ? buildList(rewriting, node) : buildMap(rewriting, node);
}

function keepNode({ twins }: Rewriting, node: Node): Node {
  twins.set(node, node);
  return node;
}

/** Members first: of a list that became a part of another, the inner one takes the comments. */
function buildMap(rewriting: Rewriting, node: ModernNode & { kind: "map" }): YAMLMap {
  const map = new YAMLMap();
  for (const entry of node.entries) map.items.push(buildPair(rewriting, entry));
  const before = nodeAt(rewriting, node.from);
  if (isMap(before)) copyLook(rewriting, before, map);
  return map;
}

function buildList(rewriting: Rewriting, node: ModernNode & { kind: "list" }): YAMLSeq {
  const list = new YAMLSeq();
  for (const item of node.items) {
    const built = build(rewriting, item, false);
    liftComment(rewriting, item, built);
    list.items.push(built);
  }
  const before = nodeAt(rewriting, node.from);
  if (isSeq(before)) copyLook(rewriting, before, list);
  return list;
}

/** A comment above the key of a member that became a list item goes above the item. */
function liftComment(rewriting: Rewriting, item: ModernNode, built: Node): void {
  const key = item.kind === "map" ? keyNode(rewriting, item.from) : undefined;
  if (!key || rewriting.twins.has(key)) return;
  rewriting.twins.set(key, built);
  const comment = joinComments(key.commentBefore, key.comment);
  if (comment !== "") built.commentBefore = joinComments(comment, built.commentBefore);
}

function buildPair(rewriting: Rewriting, entry: ModernEntry): Pair<Node, Node> {
  const key = new Scalar(entry.key);
  const before = entry.keyFrom && keyNode(rewriting, entry.keyFrom);
  if (before && !rewriting.twins.has(before)) copyLook(rewriting, before, key);
  return new Pair<Node, Node>(key, build(rewriting, entry.node, entry.keyFrom !== undefined));
}

/** Takes over the comment behind the old value only where it stands under the old key. */
function newValue(rewriting: Rewriting, value: unknown, from: NodePath, named: boolean): Node {
  const node = rewriting.document.createNode(value) as Node;
  const before = nodeAt(rewriting, from);
  if (named && isScalar(node) && isScalar(before) && !rewriting.twins.has(before)) copyLook(rewriting, before, node);
  return node;
}

/** Comments of keys that are gone (`asset:`) go above the next thing that is still there, or to the end. */
function rescueComments({ document, twins }: Rewriting, source: unknown): void {
  let homeless = "";
  const settle = (node: Node): void => {
    const twin = twins.get(node);
    if (twin === undefined) {
      homeless = joinComments(homeless, joinComments(node.commentBefore, node.comment));
    } else if (homeless !== "" && !isScalar(node)) {
      twin.commentBefore = joinComments(homeless, twin.commentBefore);
      homeless = "";
    }
  };
  const walk = (node: unknown): void => {
    if (!isNode(node)) return;
    settle(node);
    if (twins.get(node) === node || !isCollection(node)) return;
    for (const item of node.items) {
      if (!isPair(item)) walk(item);
      else {
        if (isNode(item.key)) settleKey(item.key);
        walk(item.value);
      }
    }
  };
  const settleKey = (key: Node): void => {
    const twin = twins.get(key);
    if (twin && homeless !== "") [twin.commentBefore, homeless] = [joinComments(homeless, twin.commentBefore), ""];
    else settle(key);
  };
  walk(source);
  if (homeless !== "") document.comment = joinComments(homeless, document.comment);
}

/** By the text of keys: a key may be written as a number, a truth value or null. */
function nodeAt({ document }: Rewriting, path: NodePath): unknown {
  return path.reduce<unknown>((node, part) => {
    const found = isAlias(node) ? node.resolve(document) : node;
    if (isMap(found)) return found.items.find(({ key }) => keyText(key) === String(part))?.value;
    return isSeq(found) ? found.items[Number(part)] : undefined;
  }, document.contents);
}

function keyText(key: unknown): string | undefined {
  return isScalar(key) ? String(key.value) : undefined;
}

/** The node of a member's key. */
function keyNode(rewriting: Rewriting, path: NodePath): Scalar | undefined {
  if (path.length === 0) return undefined;
  const parent = nodeAt(rewriting, path.slice(0, -1));
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find((item) => keyText(item.key) === String(path.at(-1)));
  return pair && isScalar(pair.key) ? pair.key : undefined;
}

function copyLook({ twins }: Rewriting, from: Node, to: Node): void {
  if (twins.has(from)) return;
  twins.set(from, to);
  if (from.commentBefore) to.commentBefore = from.commentBefore;
  if (from.comment) to.comment = from.comment;
  if (from.spaceBefore) to.spaceBefore = true;
  if (isCollection(from) && isCollection(to) && from.flow) to.flow = true;
}

function joinComments(first: string | null | undefined, second: string | null | undefined): string {
  return [first, second].filter((one) => one !== undefined && one !== null && one !== "").join("\n");
}
