import type { NodePath } from "../../kit/document.ts";
import { suggest } from "../../kit/suggest.ts";
import { columnPlaceholders, queryPlaceholder, tablePlaceholders } from "../../spec/quality-query.ts";
import type { Report } from "./report.ts";

/** Reports what makes a quality query anything but one SELECT over the load; the engine refuses such a query as well. */
export function checkQuery(query: string, path: NodePath, report: Report, onColumn: boolean): void {
  const bare = query.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, " ").trim();
  const withoutText = bare.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, "''");
  if (withoutText === "") return report(path, "sql-rule", "the query is empty");
  if (!/^(?:select|with|from)\b/i.test(withoutText))
    report(path, "sql-rule", "the query must be a SELECT that gives one value", { hint: "quality queries only read" });
  if (/;\s*\S/.test(withoutText)) report(path, "sql-rule", "the query must be one statement");
  for (const match of query.matchAll(queryPlaceholder)) checkPlaceholder(match[1]!, path, report, onColumn);
}

function checkPlaceholder(name: string, path: NodePath, report: Report, onColumn: boolean): void {
  if (tablePlaceholders.includes(name) || (onColumn && columnPlaceholders.includes(name))) return;
  const near = suggest(name, onColumn ? [...tablePlaceholders, ...columnPlaceholders] : tablePlaceholders);
  const usage = columnPlaceholders.includes(name)
    ? "put the rule under a property"
    : `use \${object} for the table${onColumn ? " and ${property} for the column" : ""}`;
  report(path, "malformed-placeholder", `the query has a placeholder \${${name}} that means nothing here`, {
    hint: near === undefined ? usage : `did you mean \${${near}}?`,
  });
}
