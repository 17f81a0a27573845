/** docs/reference/diagnostics.md: every code with its sentence, in the order of the alphabet. */
export function renderDiagnosticReference(codes: Readonly<Record<string, string>>): string {
  const rows = Object.entries(codes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, sentence]) => `| \`${code}\` | ${sentence.replaceAll("|", "\\|")} |`);
  return [
    "<!-- Written by `npm run generate` from src/kit/diagnostic-codes.ts. Do not edit. -->",
    "# Diagnostic codes",
    "",
    "What `dativo validate` and its kin print as `file:line:column severity code message`.",
    "",
    "| code | meaning |",
    "|---|---|",
    ...rows,
    "",
  ].join("\n");
}
