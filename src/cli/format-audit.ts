import { coverageText, otherRows, problemRows, type AuditedFile, type AuditReport, type AuditRow } from "./audit-report.ts";
import { formatAuditJunit } from "./format-audit-junit.ts";
import { formatAuditMarkdown } from "./format-audit-markdown.ts";
import { formatAuditSarif } from "./format-audit-sarif.ts";
import { printable } from "./format-diagnostics.ts";
import type { ToolFacts } from "./sarif.ts";
import { textTable } from "./text-table.ts";

/** Ways to print an audit: for people, programs, code scanning, test reports and pull requests. */
export const auditFormats = ["text", "json", "sarif", "junit", "markdown"] as const;
/** One of them. */
export type AuditFormat = (typeof auditFormats)[number];

/** Renders an audit; ends with a line break. */
export function formatAudit(report: AuditReport, format: AuditFormat, tool: ToolFacts): string {
  switch (format) {
    case "text":
      return formatText(report);
    case "json":
      return `${JSON.stringify(report, undefined, 2)}\n`;
    case "sarif":
      return formatAuditSarif(report, tool);
    case "junit":
      return formatAuditJunit(report);
    case "markdown":
      return formatAuditMarkdown(report);
  }
}

function formatText(report: AuditReport): string {
  const total = report.files.length > 1 ? `all files: ${coverageText(report.coverage)}\n` : "";
  return `${report.files.map(formatFile).join("\n")}${total}`;
}

function formatFile(one: AuditedFile): string {
  const { file, audit } = one;
  const writer = audit.terraformVersion === undefined ? "" : ` by Terraform ${audit.terraformVersion}`;
  const head = `${file}: ${audit.kind}${writer}, ${audit.resources.length} resources`;
  const rows = [...problemRows(one), ...otherRows(one)].map(({ status, resource, what }: AuditRow) =>
    [status, resource, what].map(printable),
  );
  const table = rows.length === 0 ? "" : textTable(["status", "resource", "what"], rows, widest);
  const notes = audit.notes.map((note) => `note: ${note}\n`).join("");
  return `${printable(head)}\n${table}${notes}coverage ${coverageText(audit.coverage)}\n`;
}

/** Addresses and sentences are worth more than straight columns. */
const widest = 400;
