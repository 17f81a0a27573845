import type { Diagnostic } from "../kit/diagnostic.ts";
import type { DiagnosticCode } from "../kit/diagnostic-codes.ts";
import type { Locate } from "../kit/check-shape.ts";
import { diagnosticAt, type NodePath } from "../kit/document.ts";

/** Collects the problems of one job. */
export type Report = (diagnostic: Diagnostic) => void;

/** Says one problem at the place that a path of a merged block came from. */
export function problemAt(
  locate: Locate,
  path: NodePath,
  code: DiagnosticCode,
  message: string,
  options: { readonly hint?: string | undefined; readonly part?: "key" | "value"; readonly severity?: "warning" } = {},
): Diagnostic {
  const at = locate(path);
  return diagnosticAt(at.document.file, at.document.rangeOf(at.path, options.part), code, message, options);
}
