import { EVENT_ID, SCALAR_STYLE, type Event } from "js-yaml";
import type { NodePath, Range } from "../kit/document.ts";

/** Where one node of a YAML text stands, with its members. Offsets count UTF-16 units from 0; the end is exclusive. */
export interface YamlNode {
  readonly start: number;
  end: number;
  readonly plain: boolean;
  /** Members of a mapping, in order, duplicates included. */
  readonly pairs?: readonly YamlPair[];
  readonly items?: readonly YamlNode[];
}

/** One member of a mapping. `name` is the key's text as the loader sees it; undefined for keys that are no scalars. */
export interface YamlPair {
  readonly key: YamlNode;
  readonly value: YamlNode;
  readonly name: string | undefined;
}

/**
 * Builds the tree of positions from the events of js-yaml's parser, so that positions and values come from one reading of
 * the text. `keyText` gives the text of a scalar event.
 */
export function nodeTree(events: readonly Event[], keyText: KeyText): YamlNode | undefined {
  const state = { next: events.findIndex((event) => event.type !== EVENT_ID.DOCUMENT), last: 0 };
  return state.next < 0 ? undefined : readNode(events, state, keyText);
}

type KeyText = (event: Event) => string | undefined;

interface ReadState {
  next: number;
  /** End of the last text seen: where nodes without text (an absent value) stand. */
  last: number;
}

/** A node reached through an alias ends at the alias: that is where the file's reader has to look. */
function readNode(events: readonly Event[], state: ReadState, keyText: KeyText): YamlNode {
  const event = events[state.next++]!;
  if (event.type === EVENT_ID.MAPPING) {
    const pairs: YamlPair[] = [];
    const start = event.start;
    while (events[state.next]!.type !== EVENT_ID.POP) {
      const name = keyText(events[state.next]!);
      const key = readNode(events, state, keyText);
      pairs.push({ key, name, value: readNode(events, state, keyText) });
    }
    state.next += 1;
    return { start, end: state.last, plain: false, pairs };
  }
  if (event.type === EVENT_ID.SEQUENCE) {
    const items: YamlNode[] = [];
    while (events[state.next]!.type !== EVENT_ID.POP) items.push(readNode(events, state, keyText));
    state.next += 1;
    return { start: event.start, end: state.last, plain: false, items };
  }
  return readLeaf(event, state);
}

function readLeaf(event: Event, state: ReadState): YamlNode {
  if (event.type === EVENT_ID.ALIAS) {
    state.last = event.anchorEnd;
    return { start: event.anchorStart - 1, end: event.anchorEnd, plain: false };
  }
  if (event.type !== EVENT_ID.SCALAR || event.valueStart < 0) return { start: state.last, end: state.last, plain: true };
  const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED ? 1 : 0;
  state.last = event.valueEnd + quoted;
  return { start: event.valueStart - quoted, end: state.last, plain: event.style === SCALAR_STYLE.PLAIN };
}

/** The node at a path, with its key when it is a member of a mapping; the nearest one above when the path leads nowhere. */
export function findNode(root: YamlNode, path: NodePath): { readonly node: YamlNode; readonly key?: YamlNode; readonly found: boolean } {
  let node = root;
  let key: YamlNode | undefined;
  for (const part of path) {
    const pair = node.pairs?.findLast((candidate) => candidate.name === String(part));
    const item = typeof part === "number" ? node.items?.[part] : undefined;
    const next = pair?.value ?? item;
    if (!next) return { node, found: false, ...(key ? { key } : {}) };
    [node, key] = [next, pair?.key];
  }
  return { node, found: true, ...(key ? { key } : {}) };
}

/** Turns offsets into lines and columns. Line breaks are LF, CRLF and CR, as in YAML. */
export function lineIndex(text: string): (start: number, end: number) => Range {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  const locate = (offset: number) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  };
  return (start, end) => {
    const [from, to] = [locate(start), locate(end)];
    return { ...from, endLine: to.line, endColumn: to.column };
  };
}
