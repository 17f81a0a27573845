import { isScalar, parseDocument, Scalar, visit, type Document } from "yaml";
import type { Diagnostic } from "../kit/diagnostic.ts";
import { diagnosticAt, type NodePath } from "../kit/document.ts";
import type { JsonValue } from "../spec/infrastructure.ts";
import { lookUpOutput, type KnownOutputs } from "./look-up-output.ts";
import { mayHoldPlaceholder, parsePlaceholders, type Piece } from "./placeholders.ts";
import { parseYaml } from "./yaml.ts";

/** A file whose Terraform placeholders are filled in, or the reasons why it cannot be. */
export interface RenderedFile {
  /** Absent when a diagnostic is an error. */
  readonly text?: string;
  /** Whether a sensitive output is in the text. */
  readonly isSensitive: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** A stretch of the text and what goes in its place. */
interface Patch {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Puts the values of outputs in the place of `{{terraform_outputs.NAME}}` and `${terraform_output.NAME}`, in values alone. Everything
 * else, comments, order, quotes, variables and escapes, stays as it is, byte for byte. A placeholder that stands alone gives a value of
 * its own type. All unknown outputs are reported at once. Pure. `file` is the name for messages.
 */
export function renderOutputs(source: string, file: string, known: KnownOutputs): RenderedFile {
  const bare = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  const { document, diagnostics } = parseYaml(bare, file);
  if (diagnostics.some((one) => one.severity === "error")) return { isSensitive: false, diagnostics };
  const found: Diagnostic[] = [];
  let isSensitive = false;
  const patches = scalarsOf(parseDocument(bare, { version: "1.2" })).flatMap(({ node, path }): Patch[] => {
    if (typeof node.value !== "string" || !node.range || !mayHoldPlaceholder(node.value)) return [];
    const pieces = parsePlaceholders(node.value);
    for (const piece of pieces) {
      isSensitive ||= piece.kind === "output" && known.outputs[piece.name]?.sensitive === true;
      const problem = piece.kind === "output" ? problemOf(piece, known) : piece.kind === "malformed" ? piece : undefined;
      if (!problem) continue;
      const code = piece.kind === "output" ? "unresolved-placeholder" : "malformed-placeholder";
      found.push(diagnosticAt(file, document.rangeWithin(path, piece.text), code, problem.message, { hint: problem.hint }));
    }
    return pieces.some((piece) => piece.kind === "output") && found.length === 0 ? [patchOf(node, pieces, bare, known)] : [];
  });
  if (found.length > 0) return { isSensitive: false, diagnostics: [...diagnostics, ...found] };
  return { text: source.slice(0, source.length - bare.length) + apply(bare, patches), isSensitive, diagnostics };
}

function problemOf(piece: Piece & { readonly kind: "output" }, known: KnownOutputs): { message: string; hint: string } | undefined {
  const found = lookUpOutput(piece, known);
  return "message" in found ? found : undefined;
}

/** Values, not keys; an anchor's value once. */
function scalarsOf(document: Document): { readonly node: Scalar; readonly path: NodePath }[] {
  const found: { node: Scalar; path: NodePath }[] = [];
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === "key") return;
      found.push({ node, path: pathOf(ancestors, node) });
    },
  });
  return found;
}

function pathOf(ancestors: readonly unknown[], node: unknown): NodePath {
  const path: (string | number)[] = [];
  const chain = [...ancestors, node];
  chain.forEach((one, index) => {
    const next = chain[index + 1];
    const { key, items } = one as { key?: unknown; items?: readonly unknown[] };
    if (isScalar(key) && next !== key) path.push(String(key.value));
    else if (Array.isArray(items) && next !== undefined && !(typeof next === "object" && next !== null && "key" in next))
      path.push(items.indexOf(next));
  });
  return path;
}

function patchOf(node: Scalar, pieces: readonly Piece[], source: string, known: KnownOutputs): Patch {
  const [start, end] = node.range!;
  const [only] = pieces;
  if (pieces.length === 1 && only?.kind === "output") {
    const value = valueOf(only, known);
    if (typeof value !== "string") return { start, end, text: withTail(node, source.slice(start, end), JSON.stringify(escaped(value))) };
  }
  const inPlace = blockInPlace(node, pieces, source.slice(start, end), known);
  if (inPlace !== undefined) return { start, end, text: inPlace };
  const text = writtenAgain(pieces, known);
  return { start, end, text: withTail(node, source.slice(start, end), scalarText(text, node.type)) };
}

/** The text with outputs in it, escaped as a whole: what two neighbours make together must not look like a placeholder either. */
function writtenAgain(pieces: readonly Piece[], known: KnownOutputs): string {
  let [text, literal] = ["", ""];
  for (const piece of pieces) {
    if (piece.kind === "text") literal += piece.text;
    else if (piece.kind === "output") literal += textOf(valueOf(piece, known));
    else [text, literal] = [text + escapeText(literal) + piece.text, ""];
  }
  return text + escapeText(literal);
}

function valueOf(piece: Piece & { readonly kind: "output" }, known: KnownOutputs): JsonValue {
  const found = lookUpOutput(piece, known);
  return "value" in found ? found.value : piece.text;
}

/** A value must not look like a placeholder when the file is read again. */
function escaped(value: JsonValue): JsonValue {
  if (typeof value === "string") return escapeText(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(escaped);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, escaped(member)]));
}

function escapeText(text: string): string {
  return text.replaceAll(/\$\{|\{\{/g, (opener) => (opener === "${" ? "$${" : "{{{{"));
}

function textOf(value: JsonValue): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The text in the style it was written in, where that style can hold it; quoted where it cannot. */
function scalarText(text: string, style: Scalar["type"]): string {
  const quoted = JSON.stringify(text).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  const simple = !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/.test(text);
  if (style === Scalar.QUOTE_SINGLE && simple) return `'${text.replaceAll("'", "''")}'`;
  if (style !== Scalar.PLAIN) return quoted;
  return /^[A-Za-z/][\w./:@+=-]*$/.test(text) && !text.endsWith(":") && !isOtherWord(text) ? text : quoted;
}

/** Words that mean something else when they stand without quotes. */
function isOtherWord(text: string): boolean {
  return typeof parseDocument(text).toJS() !== "string";
}

/** The range of a block scalar takes in the end of its last line. */
function withTail(node: Scalar, before: string, text: string): string {
  return isBlock(node) ? text + (/\r?\n$/.exec(before)?.[0] ?? "") : text;
}

/** A block of lines keeps its layout where each value is a word or some, which cannot be taken for layout. Undefined where one is more than that. */
function blockInPlace(node: Scalar, pieces: readonly Piece[], source: string, known: KnownOutputs): string | undefined {
  if (!isBlock(node)) return undefined;
  let text = source;
  for (const piece of pieces) {
    if (piece.kind !== "output") continue;
    const value = textOf(valueOf(piece, known));
    if (!/^[^\s\p{C}{}$#]([^\p{C}\u2028\u2029{}$]*[^\s\p{C}{}$])?$/u.test(value) || !text.includes(piece.text)) return undefined;
    text = text.replace(piece.text, () => value);
  }
  return text;
}

function isBlock(node: Scalar): boolean {
  return node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL;
}

function apply(source: string, patches: readonly Patch[]): string {
  return patches
    .toSorted((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: next }) => text.slice(0, start) + next + text.slice(end), source);
}
