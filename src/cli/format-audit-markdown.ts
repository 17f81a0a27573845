import { coverageText, otherRows, problemRows, type AuditedFile, type AuditReport, type AuditRow } from "./audit-report.ts";

/** A comment on a pull request holds 65,536 characters: so many rows of each table are shown, and the rest is counted. */
const mostRows = 100;

/** Markdown of an audit for a pull request: the verdict, what to mend, and the rest folded away. */
export function formatAuditMarkdown(report: AuditReport): string {
  const verdict = report.passed ? "✅ Tag audit passed" : "❌ Tag audit failed";
  return [
    `### ${verdict}: ${coverageText(report.coverage)}`,
    "",
    `Required: ${report.required.map(code).join(", ") || "none"}${report.strict ? "; values known only after apply do not count" : ""}.`,
    "",
    ...report.files.flatMap((one) => section(one, report.files.length > 1)),
    ...report.failed.map(({ file, message }) => `- ${code(file)} could not be read: ${plain(message)}\n`),
    ...report.skipped.map(({ file, reason }) => `- ${code(file)} skipped: ${plain(reason)}\n`),
  ].join("\n");
}

function section(one: AuditedFile, isOneOfMany: boolean): readonly string[] {
  const { file, audit } = one;
  const rest = otherRows(one);
  return [
    ...(isOneOfMany ? [`#### ${code(file)}: ${coverageText(audit.coverage)}`, ""] : []),
    ...audit.notes.map((note) => `> ${plain(note)}\n`),
    ...table(problemRows(one)),
    ...(rest.length === 0
      ? []
      : [`<details><summary>The other resources of ${plain(file)}</summary>`, "", ...table(rest), "</details>", ""]),
  ];
}

function table(rows: readonly AuditRow[]): readonly string[] {
  if (rows.length === 0) return [];
  const more = rows.length - mostRows;
  return [
    "| status | resource | what |",
    "|---|---|---|",
    ...rows.slice(0, mostRows).map(({ status, resource, what }) => `| ${status} | ${code(resource)} | ${plain(what)} |`),
    "",
    ...(more > 0 ? [`and ${more} more: see \`--format text\``, ""] : []),
  ];
}

/** Text that says what it says: nothing in it is markup, a mention or a link. */
function plain(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_{}[\]()#+!|~]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("@", "&#64;");
}

/** In a table a bar ends the cell even inside of code. */
function code(text: string): string {
  const fence = "`".repeat(1 + Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)));
  const pad = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${fence}${pad}${oneLine(text).replaceAll("|", "\\|")}${pad}${fence}`;
}

function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, " ");
}
