import type { Diagnostic } from "../kit/diagnostic.ts";
import { diagnosticAt } from "../kit/document.ts";
import type { LoadedJob } from "../kit/loaded-job.ts";
import { requiredTagKeys, type Tag } from "../spec/tags.ts";

/**
 * A block in an older spelling may have its required tags from anywhere: contract, job, policy. Names those that nothing sets; what the
 * canonical spelling lacks is reported where the block is checked. Pure.
 */
export function checkRequiredTags(loaded: LoadedJob, tags: readonly Tag[], severity: Diagnostic["severity"]): readonly Diagnostic[] {
  const { infrastructure } = loaded;
  if (!infrastructure?.older) return [];
  const missing = requiredTagKeys.filter((key) => !tags.some((tag) => tag.key === key && String(tag.value).trim() !== ""));
  if (missing.length === 0) return [];
  const { document } = infrastructure;
  return [
    diagnosticAt(document.file, document.rangeOf([], "key"), "missing-required-tags", `Missing required tags: ${missing.join(", ")}`, {
      severity,
      hint: "set them in infrastructure.tags, or where the job's tags come from: finops, the contract, default_tags of the policy",
    }),
  ];
}
