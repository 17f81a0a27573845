import { z } from "zod";

const count = z.number().int().nonnegative();
const stages = z.record(z.string(), z.number().nonnegative());

/**
 * What is kept of one run, as it stands in `<state dir>/runs/<run id>.json`. Times are ISO 8601 with zone, seconds may have
 * fractions, snapshot ids are text. Strict on what it must hold, open to keys of later versions.
 */
export const runRecordSchema = z.object({
  version: z.literal(1),
  run_id: z.string().min(1),
  tenant_id: z.string(),
  job: z.string(),
  environment: z.string(),
  /** The job file, relative to the project root where it lies inside. */
  job_file: z.string().optional(),
  /** `run`, `validate_only`, `full_refresh` or `replay`. */
  kind: z.enum(["run", "validate_only", "full_refresh", "replay"]),
  started_at: z.iso.datetime({ offset: true }),
  finished_at: z.iso.datetime({ offset: true }),
  exit_code: z.number().int(),
  status: z.enum(["success", "partial", "failed", "interrupted"]),
  /** read = landed + quarantined; `skipped` rows are not in `read`; `replaced` rows stood in the table before. */
  rows: z.object({ read: count, landed: count, quarantined: count, skipped: count, replaced: count }),
  bytes: z.object({ read: count, written: count }),
  files: count,
  /** By stage: extract, convert, settle, commit, ... and `total`. */
  seconds: stages,
  target: z.string().optional(),
  snapshot_id: z.string().optional(),
  contract: z.object({ id: z.string(), name: z.string(), version: z.string() }),
  cursor: z.object({ column: z.string(), before: z.string().optional(), after: z.string().optional() }).optional(),
  /** Rules that were broken, the most often broken first. */
  rules: z.array(
    z.object({ rule: z.string(), column: z.string().optional(), message: z.string(), severity: z.enum(["error", "warning"]), count }),
  ),
  /** Verdicts of the rules on the whole load that did not pass. */
  verdicts: z.array(
    z.object({ rule: z.string(), message: z.string(), severity: z.enum(["error", "warning"]), measured: z.string().optional() }),
  ),
  /** As rendered for the table. */
  tags: z.record(z.string(), z.string()),
  /** Dead runs whose leftovers this run removed. */
  recovered: z.array(z.string()),
  error: z
    .object({
      kind: z.string(),
      message: z.string(),
      hint: z.string().optional(),
      context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
      causes: z.array(z.string()).optional(),
      stack: z.string().optional(),
    })
    .optional(),
});

/** One run, as its record says. */
export type RunRecord = z.infer<typeof runRecordSchema>;
/** How a run ended. */
export type RunStatus = RunRecord["status"];
