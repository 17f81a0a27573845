import { constructFromEvents, EVENT_ID, getScalarValue, parseEvents, YAMLException, type Event } from "js-yaml";
import type { Diagnostic } from "../kit/diagnostic.ts";
import type { DiagnosticCode } from "../kit/diagnostic-codes.ts";
import { diagnosticAt, type SourceDocument } from "../kit/document.ts";
import { findExplosion } from "./yaml-aliases.ts";
import { findNode, lineIndex, nodeTree, type YamlNode } from "./yaml-positions.ts";

/** Larger than any job, contract or recipe that people write: 4 Mi UTF-16 units. */
const maxLength = 4 * 1024 * 1024;

/** A parsed file, or the reasons why it is none. */
export interface ParsedYaml {
  /** Its `value` is undefined when the text could not be read. */
  readonly document: SourceDocument;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads one YAML 1.2 document (core schema: `yes` and dates are text) whose root is a mapping. Reports duplicate, merge and
 * unsafe keys all at once; a syntax error hides what follows it, so it comes alone. `file` is the name for messages.
 */
export function parseYaml(text: string, file: string): ParsedYaml {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const refusal = refuseText(source);
  if (refusal) return failed(source, file, refusal);
  try {
    return readEvents(source, file, parseEvents(source, {}));
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return failed(source, file, {
      code: "yaml-syntax",
      message: error.reason,
      hint: syntaxHint(error.reason),
      offset: error.mark?.position ?? 0,
    });
  }
}

interface Refusal {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly offset?: number;
}

function refuseText(source: string): Refusal | undefined {
  if (source.length > maxLength)
    return {
      code: "file-too-large",
      message: `the file has ${source.length} characters; at most ${maxLength} are read`,
      hint: "is this a data file?",
    };
  if (source.includes("\u0000"))
    return { code: "file-encoding", message: "the file holds NUL characters: it is binary, or UTF-16", hint: "save it as UTF-8 text" };
  const bad = source.indexOf("\ufffd");
  return bad < 0
    ? undefined
    : { code: "file-encoding", message: "the file is not valid UTF-8", hint: "save it as UTF-8 text", offset: bad };
}

function readEvents(source: string, file: string, events: Event[]): ParsedYaml {
  const refusal = refuseShape(source, events);
  if (refusal) return failed(source, file, refusal);
  try {
    const document = lazyDocument(source, file, events, constructFromEvents(events, { source })[0]);
    const suspicious = source.includes("<<") || source.includes("__proto__");
    return { document, diagnostics: suspicious ? keyProblems(source, file, events) : [] };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    if (error.reason.includes("complex keys")) return failed(source, file, complexKey(source, events, error.reason));
    if (!error.reason.startsWith("duplicated")) throw error;
    const document = lazyDocument(source, file, events, constructFromEvents(events, { source, json: true })[0]);
    return { document, diagnostics: keyProblems(source, file, events) };
  }
}

function refuseShape(source: string, events: readonly Event[]): Refusal | undefined {
  const root = events[1];
  const blank = !root || root.type === EVENT_ID.POP || (root.type === EVENT_ID.SCALAR && root.valueStart < 0);
  if (blank && events.length <= 3) return { code: "file-empty", message: "the file is empty", hint: "write at least the required keys" };
  const documents = events.reduce((count, event) => count + (event.type === EVENT_ID.DOCUMENT ? 1 : 0), 0);
  if (documents > 1)
    return {
      code: "yaml-multiple-documents",
      message: `the file holds ${documents} documents`,
      hint: "split it: one file, one document",
      offset: secondDocument(source),
    };
  if (root?.type !== EVENT_ID.MAPPING)
    return { code: "yaml-root", message: "the file must hold a mapping of keys to values", hint: "write `key: value` lines" };
  const explosion = findExplosion(source, events);
  return explosion === undefined
    ? undefined
    : {
        code: "yaml-aliases",
        message: "with its aliases written out, the document has no end or is huge",
        hint: "write the values out",
        offset: explosion,
      };
}

function secondDocument(source: string): number {
  const marks = [...source.matchAll(/^---/gm)].map((match) => match.index);
  const content = source.search(/^[^\s#%]/m);
  return marks.find((offset) => offset > content) ?? 0;
}

/** The value at once; positions when somebody asks. */
function lazyDocument(source: string, file: string, events: readonly Event[], value: unknown): SourceDocument {
  let lines: ReturnType<typeof lineIndex> | undefined;
  let tree: YamlNode | undefined;
  const root = () => (tree ??= nodeTree(events, (event) => keyName(source, event))!);
  const range = (start: number, end: number) => (lines ??= lineIndex(source))(start, end);
  return {
    file,
    value,
    rangeOf(path, part = "value") {
      const { node, key, found } = findNode(root(), path);
      const shown = key && (part === "key" || !found || node.pairs || node.items || node.start === node.end) ? key : node;
      if (!found && !key) return range(node.start, node.start);
      return range(shown.start, shown.pairs || shown.items ? shown.start : shown.end);
    },
    rangeWithin(path, text) {
      const { node, found } = findNode(root(), path);
      const at = found ? source.slice(node.start, node.end).indexOf(text) : -1;
      return at < 0 ? this.rangeOf(path) : range(node.start + at, node.start + at + text.length);
    },
    isPlain: (path) => findNode(root(), path).node.plain,
  };
}

function keyName(source: string, event: Event): string | undefined {
  return event.type === EVENT_ID.SCALAR ? getScalarValue(source, event) : undefined;
}

function failed(source: string, file: string, { code, message, hint, offset = 0 }: Refusal): ParsedYaml {
  const start = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  const at = offset === 0 ? start : lineIndex(source)(offset, offset);
  const document: SourceDocument = { file, value: undefined, rangeOf: () => start, rangeWithin: () => start, isPlain: () => false };
  return { document, diagnostics: [diagnosticAt(file, at, code, message, { hint })] };
}

function keyProblems(source: string, file: string, events: readonly Event[]): Diagnostic[] {
  const range = lineIndex(source);
  const found: Diagnostic[] = [];
  const visit = (node: YamlNode): void => {
    const seen = new Set<string>();
    for (const { key, value, name } of node.pairs ?? []) {
      const refusal = refuseKey(name ?? "", key.plain, seen);
      if (refusal) found.push(diagnosticAt(file, range(key.start, key.end), refusal.code, refusal.message, { hint: refusal.hint }));
      seen.add(name ?? "");
      visit(value);
    }
    node.items?.forEach(visit);
  };
  visit(nodeTree(events, (event) => keyName(source, event))!);
  return found;
}

function refuseKey(name: string, plain: boolean, seen: ReadonlySet<string>): Refusal | undefined {
  if (seen.has(name)) return { code: "yaml-duplicate-key", message: `key '${name}' is there twice`, hint: "keep one of the two" };
  if (name === "<<" && plain)
    return { code: "yaml-merge-key", message: "merge keys (`<<`) are not part of YAML 1.2", hint: "write the keys out" };
  if (name === "__proto__") return { code: "yaml-unsafe-key", message: "key '__proto__' is not accepted", hint: "choose another name" };
  return undefined;
}

/** js-yaml says that there is such a key, not where. */
function complexKey(source: string, events: readonly Event[], message: string): Refusal {
  const starts: number[] = [];
  const visit = (node: YamlNode): void => {
    for (const { key, value } of node.pairs ?? []) {
      if (key.pairs || key.items) starts.push(key.start);
      visit(key);
      visit(value);
    }
    node.items?.forEach(visit);
  };
  visit(nodeTree(events, (event) => keyName(source, event))!);
  return { code: "yaml-syntax", message, hint: syntaxHint(message), offset: Math.min(...starts) };
}

function syntaxHint(reason: string): string | undefined {
  if (/\btabs?\b/.test(reason)) return "indent with blanks";
  if (/complex keys/.test(reason)) return 'a value that begins with `{` or `[` needs quotes: "{{terraform_outputs.name}}"';
  if (/unknown .*tag/.test(reason)) return "write the value without a `!tag`";
  if (/alias/.test(reason)) return "text that begins with `*` or `&` needs quotes";
  return undefined;
}
