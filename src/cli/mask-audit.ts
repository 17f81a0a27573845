import { redact } from "../observe/redact.ts";
import type { TagAudit, TagFinding } from "../provision/audit/tag-audit.ts";

/** A value that looks like a secret is none the less one for having been put into a tag. */
export function withoutSecrets(audit: TagAudit): TagAudit {
  const safe = (findings: readonly TagFinding[]): readonly TagFinding[] =>
    findings.map((one) => (one.found === undefined ? one : { ...one, found: redact(one.found) }));
  return {
    ...audit,
    resources: audit.resources.map((one) => ({ ...one, findings: safe(one.findings), optional: safe(one.optional) })),
    drift: audit.drift.map(({ before, after, ...one }) => ({
      ...one,
      ...(before === undefined ? {} : { before: redact(before) }),
      ...(after === undefined ? {} : { after: redact(after) }),
    })),
  };
}
