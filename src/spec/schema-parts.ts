import { z } from "zod";

/** A documented key that cannot have an effect here: refused with the reason, never ignored. */
export function refusedKey(reason: string): z.ZodOptional<z.ZodNever> {
  return z.never({ error: reason }).optional().describe(`Refused: ${reason}.`);
}

/** Diagnostic facts that a refinement hands over with its issue (read by kit/check-shape). */
export function issue(
  diagnostic: string,
  message: string,
  options: { readonly path?: (string | number)[]; readonly hint?: string; readonly part?: "key" | "value" } = {},
) {
  const { path, ...rest } = options;
  return { code: "custom" as const, message, params: { diagnostic, ...rest }, ...(path ? { path } : {}) };
}

/** Placeholders that are still to be filled in, and what was written to look like one: without `/` in them they lead nowhere. */
const placeholder = /\$\{[\w.:-]*\}|\{\{[\s\w.[\]-]*\}\}/g;

/** A name that becomes a folder or a namespace: letters, digits, `_` and `-`, beginning with a letter or digit. */
export const safeName = z
  .string()
  .min(1)
  .max(128)
  .superRefine((name, context) => {
    if (/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name.replace(placeholder, "x"))) return;
    context.addIssue(
      issue("unsafe-name", `'${name.slice(0, 40)}' cannot be part of a path`, {
        hint: "use letters, digits, _ and -, beginning with a letter or digit",
      }),
    );
  })
  .meta({ pattern: "^[A-Za-z0-9][A-Za-z0-9_-]*$" });

/** Text that is not empty. */
export const text = z.string().min(1);

/** Who pays: `finops` of jobs. */
export const finopsSchema = z.strictObject({
  cost_center: text.optional().describe("Who pays for the job."),
  business_tags: z.array(text).optional().describe("Labels of the business, merged with the contract's."),
  project: text.optional(),
  environment: text.optional(),
});

/** How much is written to the log. */
export const loggingSchema = z.strictObject({
  level: z.enum(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]).optional().describe("INFO when absent; CRITICAL is read as ERROR."),
  redaction: z.boolean().optional().describe("Whether secrets are cut out of logs and messages; true when absent."),
});

/** Limits of the engine that converts rows. */
export const engineLimits = {
  memory_limit_mb: z.int().min(64).optional().describe("Megabytes that the engine may hold in memory; it spills to disk beyond."),
  threads: z.int().min(1).max(256).optional().describe("Threads of the engine; the machine's or container's processors when absent."),
};
