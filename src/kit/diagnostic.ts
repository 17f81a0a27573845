/** One problem in a user's file. Collected, sorted and printed all at once; never thrown. */
export interface Diagnostic {
  /** As the user would name it: relative to the working folder where that is shorter. */
  readonly file: string;
  /** 1-based; columns count UTF-16 code units, as editors do. */
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly severity: "error" | "warning";
  /** Kebab-case and stable, with an entry in docs/diagnostics.md: `unknown-key`. */
  readonly code: string;
  readonly message: string;
  /** What to do, as one sentence: `did you mean 'tenant_id'?`. */
  readonly hint?: string;
}

/** By file, line, column, then code: the order in which people fix things. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.code, b.code) || compare(a.message, b.message);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
