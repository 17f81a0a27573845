import type { Diagnostic } from "../kit/diagnostic.ts";
import type { DiagnosticCode } from "../kit/diagnostic-codes.ts";
import type { InputPath } from "../spec/provision.ts";

/** Something wrong with what a job says, at a path inside `infrastructure`. */
export interface JobProblem {
  readonly path: InputPath;
  readonly part?: "key" | "value";
  readonly severity?: Diagnostic["severity"];
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: string;
}
