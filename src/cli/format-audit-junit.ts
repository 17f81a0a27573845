import type { ResourceAudit } from "../provision/audit/tag-audit.ts";
import { sentences, type AuditedFile, type AuditReport } from "./audit-report.ts";

/** JUnit XML of an audit: a suite for each file, a test for each resource. Untaggable resources count as skipped, with the reason. */
export function formatAuditJunit(report: AuditReport): string {
  const all = report.files.flatMap(({ audit }) => audit.resources);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="dativo infra audit" ${counts(all, report.failed.length)}>`,
    ...report.files.map(suite),
    ...report.failed.map(({ file, message }) =>
      [
        `  <testsuite name=${quoted(file)} tests="1" failures="0" errors="1" skipped="0">`,
        `    <testcase classname="file" name=${quoted(file)}>`,
        `      <error message=${quoted(message)}/>`,
        "    </testcase>",
        "  </testsuite>",
      ].join("\n"),
    ),
    "</testsuites>",
    "",
  ].join("\n");
}

function suite({ file, audit }: AuditedFile): string {
  const cases = audit.resources.map(testCase);
  return [`  <testsuite name=${quoted(file)} ${counts(audit.resources, 0)}>`, ...cases, "  </testsuite>"].join("\n");
}

function counts(resources: readonly ResourceAudit[], errors: number): string {
  const skipped = resources.filter(({ status }) => status === "untaggable").length;
  const failures = resources.filter(fails).length;
  return `tests="${resources.length + errors}" failures="${failures}" errors="${errors}" skipped="${skipped}"`;
}

function fails({ status, covered }: ResourceAudit): boolean {
  return status !== "untaggable" && !covered;
}

function testCase(resource: ResourceAudit): string {
  const { type, address, status, reason = "", findings } = resource;
  const open = `    <testcase classname=${quoted(type)} name=${quoted(address)}`;
  if (status === "untaggable") return `${open}>\n      <skipped message=${quoted(reason)}/>\n    </testcase>`;
  if (!fails(resource)) return `${open}/>`;
  const lines = sentences(findings).map(({ problem, text }) => `${problem} ${text}`);
  return `${open}>\n      <failure type=${quoted(status)} message=${quoted(lines[0]!)}>${escaped(lines.join("\n"))}</failure>\n    </testcase>`;
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', "&quot;").replaceAll("\n", "&#10;")}"`;
}

/** XML 1.0 has no way to write most control characters, nor half a surrogate pair. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\u{fffd}")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
