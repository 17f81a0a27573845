import type { Diagnostic } from "../kit/diagnostic.ts";
import { diagnosticCodes } from "../kit/diagnostic-codes.ts";
import { sarifFile, sarifText, type ToolFacts } from "./sarif.ts";

/** Ways to print diagnostics: for people, programs, GitHub's annotations, and code-scanning services. */
export const diagnosticFormats = ["text", "json", "github", "sarif"] as const;
/** One of them. */
export type DiagnosticFormat = (typeof diagnosticFormats)[number];

/** Renders diagnostics, in the order given; ends with a line break unless it is empty. `json` is a whole document also for none. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], format: Exclude<DiagnosticFormat, "sarif">): string {
  switch (format) {
    case "text":
      return diagnostics.map(renderText).join("");
    case "github":
      return diagnostics.map(renderGithub).join("");
    case "json":
      return `${JSON.stringify(diagnostics, null, 2)}\n`;
  }
}

/** Renders diagnostics as a SARIF log, also for none. */
export function formatSarif(diagnostics: readonly Diagnostic[], tool: ToolFacts): string {
  const codes = [...new Set(diagnostics.map((one) => one.code))].toSorted();
  const rules = codes.map((id) => ({
    id,
    shortDescription: { text: (diagnosticCodes as Readonly<Record<string, string>>)[id] ?? id },
    help: { text: `See docs/diagnostics.md, '${id}'.` },
  }));
  return sarifText(
    rules,
    diagnostics.map((one) => sarifResult(one, codes.indexOf(one.code))),
    tool,
  );
}

function renderText({ file, line, column, severity, code, message, hint }: Diagnostic): string {
  const first = `${file}:${line}:${column} ${severity} ${code} ${message}`;
  return `${printable(first)}\n${hint === undefined ? "" : `    ${printable(hint)}\n`}`;
}

/** Text from files must not steer a terminal, nor break the one line of a problem. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) =>
    character === "\n" || character === "\t" ? " " : `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`,
  );
}

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions, "Setting an error message". */
function renderGithub({ file, line, column, endLine, endColumn, severity, code, message, hint }: Diagnostic): string {
  const property = (text: string) => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
  const places = [
    `file=${property(file)}`,
    `line=${line}`,
    `col=${column}`,
    ...(endLine === undefined ? [] : [`endLine=${endLine}`]),
    ...(endColumn === undefined ? [] : [`endColumn=${endColumn}`]),
    `title=${property(code)}`,
  ];
  return `::${severity} ${places.join(",")}::${data(hint === undefined ? message : `${message}\n${hint}`)}\n`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function sarifResult({ file, line, column, endLine, endColumn, severity, code, message, hint }: Diagnostic, ruleIndex: number): object {
  const region = {
    startLine: line,
    startColumn: column,
    ...(endLine === undefined ? {} : { endLine }),
    ...(endColumn === undefined ? {} : { endColumn }),
  };
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text: hint === undefined ? message : `${message} (${hint})` },
    locations: [{ physicalLocation: { artifactLocation: sarifFile(file), region } }],
  };
}
