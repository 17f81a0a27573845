import { DativoError } from "../kit/error.ts";
import { auditTags } from "../provision/audit/audit-tags.ts";
import { readPlanOrState } from "../provision/audit/read-plan-or-state.ts";
import type { TagAudit } from "../provision/audit/tag-audit.ts";
import { expectTags } from "../provision/audit/tag-expectation.ts";
import { requiredTagKeys } from "../spec/tags.ts";
import { coverageText, problemRows } from "./audit-report.ts";
import type { InfraJob } from "./infra-job.ts";
import { withoutSecrets } from "./mask-audit.ts";
import { textTable } from "./text-table.ts";

/** Holds a plan or state of a job against the required tags, with the values that the job itself gives them. */
export function auditJob(document: unknown, { opened }: InfraJob): TagAudit {
  const read = readPlanOrState(document);
  if (!read) throw new DativoError("bug", "Terraform showed neither a plan nor a state");
  const values = new Map(Object.entries(opened.metadata).filter(([key]) => requiredTagKeys.some((required) => required === key)));
  return withoutSecrets(auditTags(read, expectTags([...requiredTagKeys], [], values, false)));
}

/** The audit for people: what has to be looked at, and the coverage. */
export function describeAudit(audit: TagAudit): string {
  const rows = problemRows({ file: "", audit }).map(({ status, resource, what }) => [status, resource, what]);
  const table = rows.length === 0 ? "" : textTable(["tags", "resource", "what"], rows, 400);
  const notes = audit.notes.map((note) => `note: ${note}\n`).join("");
  return `${table}${notes}tags: coverage ${coverageText(audit.coverage)}\n`;
}
