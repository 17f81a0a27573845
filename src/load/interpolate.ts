import type { Diagnostic } from "../kit/diagnostic.ts";
import { diagnosticAt, renderPath, type NodePath, type SourceDocument } from "../kit/document.ts";
import type { Placeholder } from "../kit/loaded-job.ts";
import { suggest } from "../kit/suggest.ts";
import { lookUpOutput, type KnownOutputs } from "./look-up-output.ts";
import { mayHoldPlaceholder, parsePlaceholders, type Piece } from "./placeholders.ts";
import { isSecretName, isSecretPlace } from "../kit/secret-names.ts";

/** A document's value with its variables replaced. */
export interface Interpolated {
  /** Values with an open placeholder stay as written. */
  readonly value: unknown;
  readonly diagnostics: readonly Diagnostic[];
  readonly placeholders: readonly Placeholder[];
  /** Values of variables that went where secrets go. For the redactor alone. */
  readonly secrets: readonly string[];
  /** Rendered paths of values that a variable or an output took part in: their text may stand for a number. */
  readonly replaced: ReadonlySet<string>;
}

/** What placeholders may stand for, and where they stay. */
export interface InterpolateOptions {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Paths whose text is left alone (SQL with placeholders of its own). */
  readonly leave?: (path: NodePath) => boolean;
  /** What Terraform placeholders stand for; they stay open when absent. */
  readonly outputs?: KnownOutputs | undefined;
}

interface Gathered {
  readonly document: SourceDocument;
  readonly options: InterpolateOptions;
  readonly diagnostics: Diagnostic[];
  readonly placeholders: Placeholder[];
  readonly secrets: Set<string>;
  readonly replaced: Set<string>;
}

/**
 * Replaces `${NAME}` and `${NAME:-default}` in every string value (never in keys) and finds Terraform placeholders
 * (SPEC section 1). A missing variable, or a malformed placeholder, is an error at the placeholder itself. Pure.
 */
export function interpolate(document: SourceDocument, options: InterpolateOptions): Interpolated {
  const gathered: Gathered = { document, options, diagnostics: [], placeholders: [], secrets: new Set(), replaced: new Set() };
  const value = walk(document.value, [], gathered);
  return { ...gathered, value, secrets: [...gathered.secrets] };
}

/** Shares what did not change with the original. */
function walk(value: unknown, path: (string | number)[], gathered: Gathered): unknown {
  if (typeof value === "string") return mayHoldPlaceholder(value) ? replaceText(value, path, gathered) : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return mapItems(value, path, gathered);
  let copy: Record<string, unknown> | undefined;
  for (const [key, member] of Object.entries(value)) {
    path.push(key);
    const next = walk(member, path, gathered);
    path.pop();
    if (next !== member) (copy ??= { ...value })[key] = next;
  }
  return copy ?? value;
}

function mapItems(items: readonly unknown[], path: (string | number)[], gathered: Gathered): readonly unknown[] {
  let copy: unknown[] | undefined;
  items.forEach((item, index) => {
    path.push(index);
    const next = walk(item, path, gathered);
    path.pop();
    if (next !== item) (copy ??= [...items])[index] = next;
  });
  return copy ?? items;
}

/** A placeholder that stands alone gives a value of its own type; inside text, and for a variable, it gives text. */
function replaceText(text: string, path: NodePath, gathered: Gathered): unknown {
  if (gathered.options.leave?.(path)) return text;
  const pieces = parsePlaceholders(text);
  const [first] = pieces;
  if (first?.kind === "output" && pieces.length === 1 && gathered.options.outputs) {
    const value = replaceOutput(first, path, gathered, gathered.options.outputs);
    return value ?? text;
  }
  const open = gathered.options.outputs ? [] : pieces.filter((piece) => piece.kind === "output");
  const result = pieces.map((piece) => replacePiece(piece, text, path, gathered)).join("");
  if (pieces.some((piece) => piece.kind === "variable" || piece.kind === "output")) gathered.replaced.add(renderPath(path));
  return open.length > 0 ? text : result;
}

function replacePiece(piece: Piece, text: string, path: NodePath, gathered: Gathered): string {
  const { document, diagnostics, placeholders, options } = gathered;
  const range = () => document.rangeWithin([...path], piece.text);
  if (piece.kind === "text") return piece.text;
  if (piece.kind === "malformed") {
    diagnostics.push(diagnosticAt(document.file, range(), "malformed-placeholder", piece.message, { hint: piece.hint }));
    return piece.text;
  }
  if (piece.kind === "output" && options.outputs) return textOf(replaceOutput(piece, path, gathered, options.outputs) ?? piece.text);
  if (piece.kind === "output") {
    placeholders.push({ file: document.file, path: [...path], range: range(), text: piece.text, output: piece.name });
    return piece.text;
  }
  const found = lookUp(piece, options.variables);
  if (found !== undefined) return keepSecret(found, piece.name, text, path, gathered);
  const near = suggest(piece.name, namesOf(options.variables));
  const hint = near === undefined ? `set it, or give a default: \${${piece.name}:-value}` : `did you mean \${${near}}?`;
  diagnostics.push(diagnosticAt(document.file, range(), "missing-variable", `environment variable ${piece.name} is not set`, { hint }));
  return piece.text;
}

/** The value of an output; undefined, with a diagnostic and an open placeholder, where there is none. */
function replaceOutput(
  piece: Piece & { readonly kind: "output" },
  path: NodePath,
  { document, diagnostics, placeholders, secrets }: Gathered,
  known: KnownOutputs,
): unknown {
  const found = lookUpOutput(piece, known);
  if ("value" in found) {
    if (found.sensitive) for (const text of texts(found.value)) secrets.add(text);
    return found.value;
  }
  const range = document.rangeWithin([...path], piece.text);
  diagnostics.push(diagnosticAt(document.file, range, "unresolved-placeholder", found.message, { hint: found.hint }));
  placeholders.push({ file: document.file, path: [...path], range, text: piece.text, output: piece.name });
  return undefined;
}

function textOf(value: unknown): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Every text of a value, however deep. */
function texts(value: unknown): string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(texts);
  return value === null || value === "" ? [] : [String(value)];
}

/** Inherited names too: a job's variables stand before the environment's. */
function namesOf(variables: InterpolateOptions["variables"]): string[] {
  const names: string[] = [];
  for (const name in variables) names.push(name);
  return names;
}

/** As in a shell: `:-` also replaces an empty value. */
function lookUp(
  piece: { readonly name: string; readonly fallback?: string },
  variables: InterpolateOptions["variables"],
): string | undefined {
  const known: unknown = variables[piece.name];
  const value = typeof known === "string" ? known : undefined;
  if (piece.fallback !== undefined && (value === undefined || value === "")) return piece.fallback;
  return value;
}

function keepSecret(value: string, name: string, text: string, path: NodePath, gathered: Gathered): string {
  const inUserInfo = /:\/\/[^/\s]*\$\{[^}]*\}[^/\s]*@/.test(text);
  if (value !== "" && (inUserInfo || isSecretName(name) || isSecretPlace(path))) gathered.secrets.add(value);
  const password = /:\/\/[^/\s:@]*:([^/\s@]+)@/.exec(value)?.[1];
  if (password !== undefined) gathered.secrets.add(password);
  return value;
}
