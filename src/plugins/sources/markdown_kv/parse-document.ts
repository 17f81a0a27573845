import { isCollection, isMap, isScalar, LineCounter, parseDocument as parseYaml } from "yaml";
import type { Node } from "yaml";
import { DativoError } from "../../../kit/error.ts";

/** One key with its value. */
export interface KeyValue {
  readonly section: string;
  readonly key: string;
  /** Null for a key without a value. Lines of a long value are joined by line feeds. */
  readonly value: string | null;
  /** The value again where it is JSON text (also a bare number), else null. */
  readonly value_json: string | null;
  /** Position in the document, from 0. */
  readonly ord: number;
  /** 1-based line of the key. */
  readonly line: number;
}

/** A part of a document: what stands below one heading. */
export interface Section {
  readonly section: string;
  /** 1 to 6 as the heading has it; 0 for `_front_matter` and `_default`. */
  readonly level: number;
  readonly kv: readonly KeyValue[];
}

/** A Markdown key-value document in parts. */
export interface KeyValueDocument {
  /** `title` of the front matter, else the first heading of level 1, else null. */
  readonly title: string | null;
  readonly sections: readonly Section[];
}

interface OpenSection {
  readonly section: string;
  readonly level: number;
  readonly kv: KeyValue[];
}

const heading = /^(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/;
/** A key or heading is no longer than this; bounds the work of the patterns on hostile lines. */
const longestMark = 500;
const fence = /^ {0,3}(`{3,}|~{3,})/;
/** An optional bullet and emphasis around the key; `::` counts only before a blank or the line's end, so that `std::map` is prose. */
const pair = /^(?:[-*+][ \t]+)?(?<mark>\*\*|__|`|)(?<key>[^\s:>|#](?:(?!::).)*?)[ \t]*(?:\k<mark>)::(?:[ \t]+(?<value>.*))?$/;

/**
 * Reads `key:: value` lines, indented lines that continue a value, headings that start sections, and YAML front matter.
 * Prose and fenced code are no keys. Throws `refused` naming file and line when the front matter is not a YAML mapping.
 */
export function parseDocument(text: string, origin: string): KeyValueDocument {
  const lines = text.split(/\r\n|\n|\r/);
  const front = frontMatter(lines, origin);
  const sections: OpenSection[] = front ? [{ section: "_front_matter", level: 0, kv: front.kv }] : [];
  let ord = front?.kv.length ?? 0;
  let closing: string | undefined;
  for (let at = front?.end ?? 0; at < lines.length; at++) {
    const line = lines[at]!;
    const mark = fence.exec(line)?.[1];
    if (closing !== undefined || mark !== undefined) {
      closing = closing === undefined ? mark : mark?.startsWith(closing) ? undefined : closing;
      continue;
    }
    const title = line.length <= longestMark ? heading.exec(line) : null;
    if (title) sections.push({ section: title[2]!, level: title[1]!.length, kv: [] });
    const separator = line.indexOf("::");
    const found = title || separator < 0 || separator > longestMark ? undefined : pair.exec(line)?.groups;
    if (!found) continue;
    const { value, end } = readValue(lines, at, found["value"] ?? "");
    const current = currentSection(sections);
    current.kv.push({ section: current.section, key: found["key"]!, ...asValue(value), ord: ord++, line: at + 1 });
    at = end;
  }
  return { title: titleOf(sections), sections };
}

/** Keys before any heading belong to `_default`. */
function currentSection(sections: OpenSection[]): OpenSection {
  const last = sections.at(-1);
  if (last && last.section !== "_front_matter") return last;
  const added: OpenSection = { section: "_default", level: 0, kv: [] };
  sections.push(added);
  return added;
}

/** The rest of a value: indented lines, with the blank lines between them; the first one's indent is taken off each. */
function readValue(lines: readonly string[], at: number, first: string): { value: string; end: number } {
  const rest: string[] = [];
  let end = at;
  for (let next = at + 1; next < lines.length; next++) {
    const line = lines[next]!;
    if (line.trim() === "") continue;
    if (!/^[ \t]/.test(line)) break;
    while (end < next - 1) {
      rest.push("");
      end++;
    }
    rest.push(line);
    end = next;
  }
  const indent = /^[ \t]*/.exec(rest.find((line) => line !== "") ?? "")![0].length;
  const continued = rest.map((line) => line.replace(new RegExp(`^[ \\t]{0,${indent}}`), "").trimEnd());
  const start = first.trim();
  return { value: (start === "" ? continued : [start, ...continued]).join("\n"), end };
}

function asValue(text: string): { value: string | null; value_json: string | null } {
  return text === "" ? { value: null, value_json: null } : { value: text, value_json: isJson(text) ? text : null };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function frontMatter(lines: readonly string[], origin: string): { kv: KeyValue[]; end: number } | undefined {
  if (lines[0]?.trimEnd() !== "---") return undefined;
  const close = lines.findIndex((line, index) => index > 0 && /^(?:---|\.\.\.)[ \t]*$/.test(line));
  if (close < 0) return undefined;
  const text = lines.slice(1, close).join("\n");
  const counter = new LineCounter();
  const document = parseYaml(text, { lineCounter: counter, prettyErrors: false });
  const [error] = document.errors;
  if (error) throw badFrontMatter(origin, counter.linePos(error.pos[0]).line + 1, error.message);
  const root = document.contents;
  if (root === null) return { kv: [], end: close + 1 };
  if (!isMap<Node, Node | null>(root)) throw badFrontMatter(origin, 2, "it is not a mapping of keys to values");
  const kv = root.items.map((item, ord): KeyValue => {
    const key = isScalar(item.key) ? String(item.key.value) : JSON.stringify(item.key.toJS(document));
    const value = isCollection(item.value) ? JSON.stringify(item.value.toJS(document, { maxAliasCount: 100 })) : scalarText(item.value);
    return { section: "_front_matter", key, ...asValue(value), ord, line: counter.linePos(item.key.range?.[0] ?? 0).line + 1 };
  });
  return { kv, end: close + 1 };
}

/** The text as written, so that no digit of a number is lost; null and nothing are empty. */
function scalarText(node: Node | null): string {
  if (!isScalar(node) || node.value === null || node.value === undefined) return "";
  return typeof node.value === "string" ? node.value : (node.source ?? String(node.value));
}

function badFrontMatter(origin: string, line: number, message: string): DativoError {
  return new DativoError("refused", `${origin}:${line} the front matter cannot be read: ${message}`, {
    hint: "mend the YAML between the two --- lines",
    context: { file: origin, line },
  });
}

function titleOf(sections: readonly OpenSection[]): string | null {
  const front = sections.find(({ section }) => section === "_front_matter")?.kv.find(({ key }) => key.toLowerCase() === "title");
  return front?.value ?? sections.find(({ level }) => level === 1)?.section ?? null;
}
