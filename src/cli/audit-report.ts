import type { Coverage, ResourceAudit, TagAudit, TagFinding } from "../provision/audit/tag-audit.ts";

/** What `dativo infra audit` found in all files that it was given. */
export interface AuditReport {
  readonly files: readonly AuditedFile[];
  /** JSON files of a folder that are neither a plan nor a state. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  /** Files that could not be read as what they are. */
  readonly failed: readonly { readonly file: string; readonly message: string; readonly hint?: string }[];
  readonly coverage: Coverage;
  /** Every file could be read and passed. */
  readonly passed: boolean;
  /** Canonical keys. */
  readonly required: readonly string[];
  readonly strict: boolean;
}

/** A file as messages name it, and its audit. */
export interface AuditedFile {
  readonly file: string;
  readonly audit: TagAudit;
}

/** One row of a table for people: a finding, or all resources of a type that stand alike. */
export interface AuditRow {
  readonly status: string;
  readonly resource: string;
  readonly what: string;
}

/** What people have to look at, worst first. */
export function problemRows({ audit }: AuditedFile): readonly AuditRow[] {
  const rank = ["missing", "wrong", "unknown"];
  return audit.resources
    .flatMap(({ address, findings, covered }) =>
      sentences(findings).map(({ problem, text }) => ({
        status: problem,
        resource: address,
        what: problem === "unknown" && covered ? `${text} (counts as covered)` : text,
      })),
    )
    .sort((a, b) => rank.indexOf(a.status) - rank.indexOf(b.status));
}

/** What else there is to know: optional tags, what changed outside of Terraform, and the rest, a row for each type. */
export function otherRows({ audit }: AuditedFile): readonly AuditRow[] {
  const optional = audit.resources.flatMap(({ address, optional: notes }) =>
    sentences(notes).map(({ text }) => ({ status: "optional", resource: address, what: text })),
  );
  const drift = audit.drift.map(({ address, ...one }) => ({ status: "drift", resource: address, what: driftText(one) }));
  const fine = folded(audit.resources.filter(({ status }) => status === "ok"));
  const untaggable = folded(audit.resources.filter(({ status }) => status === "untaggable"));
  return [...optional, ...drift, ...fine, ...untaggable];
}

/** Findings as sentences: those at one place with the same problem together. */
export function sentences(findings: readonly TagFinding[]): readonly { readonly problem: TagFinding["problem"]; readonly text: string }[] {
  const groups = Map.groupBy(findings, ({ slot, problem, detail, valueOnly, styled }) =>
    [slot, problem, detail, valueOnly, problem === "wrong" ? styled : ""].join("\n"),
  );
  return [...groups.values()].map((group) => ({ problem: group[0]!.problem, text: sentence(group) }));
}

function sentence(group: readonly TagFinding[]): string {
  const { slot, problem, styled, expected, found, detail, valueOnly } = group[0]!;
  const keys = group.map((one) => one.styled).join(", ");
  switch (problem) {
    case "missing":
      return `${slot}: ${keys}${detail === undefined ? "" : `: ${detail}`}`;
    case "wrong":
      return `${slot}: ${styled} is ${found === undefined ? "another (not shown)" : `'${found}'`}, expected '${expected ?? ""}'`;
    case "unknown":
      return `${slot}: ${valueOnly ? `value of ${keys}` : keys} known only after apply`;
  }
}

function driftText({ change, slot, key, before, after }: Omit<TagAudit["drift"][number], "address">): string {
  if (change === "gone") return "is gone: somebody deleted it outside of Terraform";
  const values = before === undefined && after === undefined ? "" : ` (${[before, after].map((one) => one ?? "nothing").join(" -> ")})`;
  return `${slot}: ${key} ${change} outside of Terraform${values}`;
}

function folded(resources: readonly ResourceAudit[]): readonly AuditRow[] {
  const groups = Map.groupBy(resources, ({ type, status, reason, decidedBy }) => [type, status, reason, decidedBy].join("\n"));
  return [...groups.values()].map((group) => {
    const { address, type, status, reason, decidedBy } = group[0]!;
    const guessed = status === "ok" && decidedBy === "values" ? "the type is not known here: judged by its values" : "";
    return { status, resource: group.length === 1 ? address : `${group.length} x ${type}`, what: reason ?? guessed };
  });
}

/** `83.3 % (10 of 12 taggable resources), 6 untaggable`. */
export function coverageText({ percent, covered, taggable, untaggable }: Coverage): string {
  return `${percent} % (${covered} of ${taggable} taggable resources), ${untaggable} untaggable`;
}
