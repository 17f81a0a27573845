import { z } from "zod";
import { refusedKey, text } from "./schema-parts.ts";

const tagValue = z.union([z.string(), z.number(), z.boolean()]);

const rule = z.strictObject({
  field: text.optional().describe("A column."),
  columns: z.array(text).min(1).optional().describe("Columns."),
  classification: text.describe("Their class, where neither contract nor job gives one."),
});

/** configs/policy.yaml: what holds for every job of a project. Weaker than contract and job. */
const policyKeys = {
  default_tags: z.record(z.string(), tagValue).optional().describe("Tags that every job has unless something else sets them."),
  tag_policy: z
    .strictObject({
      required: z.array(text).optional().describe("Canonical tag keys that every job must have."),
      allowed_values: z.record(z.string(), z.array(tagValue).min(1)).optional().describe("Tag key -> values it may have."),
    })
    .optional(),
  classification_rules: z.array(rule).optional().describe("Classes of columns named here; never guessed."),
  pii_fields: z.array(text).optional().describe("Columns of class PII: short for a classification rule."),
  retention_days: z.int().min(0).optional().describe("How long data is kept, where neither contract nor job says."),
  contract_enforcement: z.enum(["strict", "warn"]).optional().describe("schema_validation_mode of jobs that do not set it."),
  budgets: refusedKey("costs are not measured in this version, so a budget could not be kept"),
};

/** configs/policy.yaml; the keys may also stand below `policy:` as in older files. */
export const policySchema = z.strictObject({
  $schema: z.string().optional().describe("Where editors find the schema of this file."),
  ...policyKeys,
  policy: z.strictObject(policyKeys).optional().describe("Older place of the same keys."),
});

/** The policy with the older place folded in. */
export type Policy = Omit<z.output<typeof policySchema>, "policy" | "$schema">;
