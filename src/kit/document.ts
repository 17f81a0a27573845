import type { Diagnostic } from "./diagnostic.ts";
import type { DiagnosticCode } from "./diagnostic-codes.ts";

/** Keys and indices from the root to a node. */
export type NodePath = readonly (string | number)[];

/** A stretch of a file. 1-based; columns count UTF-16 code units; the end is exclusive. */
export interface Range {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A user's file as values, and where each of them stands. */
export interface SourceDocument {
  /** The file as messages name it. */
  readonly file: string;
  /** Plain JSON-like data; undefined when the text could not be read. */
  readonly value: unknown;
  /**
   * Where a node stands: its key (for members of a mapping) or its value. A path that leads nowhere gives the nearest node
   * above it that exists, so that a missing key points at the mapping which lacks it. Computed when first asked for.
   */
  rangeOf(path: NodePath, part?: "key" | "value"): Range;
  /** Where `text` stands within the scalar at `path`; the scalar's own range where escapes or folding hide it. */
  rangeWithin(path: NodePath, text: string): Range;
  /** True where the scalar was written without quotes. */
  isPlain(path: NodePath): boolean;
}

/** One problem at a range of a file. */
export function diagnosticAt(
  file: string,
  range: Range,
  code: DiagnosticCode,
  message: string,
  options: { readonly hint?: string | undefined; readonly severity?: Diagnostic["severity"] } = {},
): Diagnostic {
  return {
    file,
    ...range,
    severity: options.severity ?? "error",
    code,
    message,
    ...(options.hint === undefined ? {} : { hint: options.hint }),
  };
}

/** A path as people write it: `source.files[0].path`. */
export function renderPath(path: NodePath): string {
  return path.map((part, index) => (typeof part === "number" ? `[${part}]` : index === 0 ? part : `.${part}`)).join("");
}
