import type { DiagnosticCode } from "../../kit/diagnostic-codes.ts";
import type { Diagnostic } from "../../kit/diagnostic.ts";
import { diagnosticAt, type NodePath, type SourceDocument } from "../../kit/document.ts";

/** One problem at a node of a contract, before it is given a line. */
export interface Problem {
  readonly path: NodePath;
  /** Whether the key or the value is at fault. */
  readonly part: "key" | "value";
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: string;
  readonly severity: Diagnostic["severity"];
}

/** Takes note of a problem; an error at a value unless the options say otherwise. */
export type Report = (
  path: NodePath,
  code: DiagnosticCode,
  message: string,
  options?: { readonly hint?: string | undefined; readonly severity?: Diagnostic["severity"]; readonly part?: "key" | "value" },
) => void;

/** A Report that appends to `problems`. */
export function reportTo(problems: Problem[]): Report {
  return (path, code, message, { hint, severity = "error", part = "value" } = {}) => {
    problems.push({ path, part, code, message, severity, ...(hint === undefined ? {} : { hint }) });
  };
}

/** Gives a problem its place in the file. */
export function placeProblem(document: SourceDocument, problem: Problem): Diagnostic {
  return diagnosticAt(document.file, document.rangeOf(problem.path, problem.part), problem.code, problem.message, problem);
}
