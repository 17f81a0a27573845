import type { TagFinding, TagProblem } from "../provision/audit/tag-audit.ts";
import { sentences, type AuditReport } from "./audit-report.ts";
import { sarifFile, sarifText, type SarifRule, type ToolFacts } from "./sarif.ts";

const problems: readonly TagProblem[] = ["missing", "wrong", "unknown"];

const descriptions: Readonly<Record<TagProblem, string>> = {
  missing: "A resource lacks a required tag",
  wrong: "A tag of a resource has another value than expected",
  unknown: "A tag of a resource is known only after apply",
};

/** A SARIF log of an audit: a rule for each kind of problem, a result for each tag. Optional tags are notes. */
export function formatAuditSarif(report: AuditReport, tool: ToolFacts): string {
  const rules = problems.map((problem): SarifRule => ({
    id: ruleOf(problem),
    shortDescription: { text: descriptions[problem] },
    help: { text: `See docs/audit.md, '${problem}'.` },
  }));
  const results = report.files.flatMap(({ file, audit }) =>
    audit.resources.flatMap((resource) => [
      ...resource.findings.map((one) => result(file, resource.address, one, resource.covered ? "warning" : "error")),
      ...resource.optional.map((one) => result(file, resource.address, one, "note")),
    ]),
  );
  return sarifText(rules, results, tool);
}

function ruleOf(problem: TagProblem): string {
  return `tag-${problem}`;
}

/** Plans are written by programs, on a line: what identifies a finding is the resource and the tag. */
function result(file: string, address: string, finding: TagFinding, level: "error" | "warning" | "note"): object {
  const { problem, slot, key } = finding;
  return {
    ruleId: ruleOf(problem),
    ruleIndex: problems.indexOf(problem),
    level,
    message: { text: `${address} ${problem} ${sentences([finding])[0]!.text}` },
    locations: [
      {
        physicalLocation: { artifactLocation: sarifFile(file), region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: address, kind: "resource" }],
      },
    ],
    partialFingerprints: { "resourceTag/v1": `${address}/${slot}/${key}` },
  };
}
