import { z } from "zod";
import { engineLimits, text } from "./schema-parts.ts";

const incrementalDefaults = z.strictObject({
  strategy: text.optional(),
  cursor_field: text.optional(),
  cursor_field_default: text.optional(),
  lookback_days: z.number().min(0).optional(),
  lookback_days_default: z.number().min(0).optional(),
});

/** A connector recipe: what jobs of one system share. Every key is weaker than the job's own. */
export const connectorSchema = z.strictObject({
  $schema: z.string().optional().describe("Where editors find the schema of this file."),
  name: text.optional().describe("What people call it; the file's name when absent."),
  type: text.describe("The built-in connector that it is about."),
  roles: z
    .array(z.enum(["source", "target"]))
    .optional()
    .describe("Sides of a job that it may stand on; both when absent or empty."),
  description: z.string().optional(),
  connection_template: z.record(z.string(), z.unknown()).optional().describe("Defaults of `connection`."),
  credentials: z.record(z.string(), z.unknown()).optional().describe("Defaults of `credentials`."),
  default_engine: z
    .strictObject({ type: text.optional(), options: z.looseObject(engineLimits).optional() })
    .optional()
    .describe("Defaults of `engine`."),
  incremental: incrementalDefaults.optional().describe("Defaults of `source.incremental`; they count once the job sets it."),
  rate_limits: z.record(z.string(), z.unknown()).optional().describe("Defaults of `source.rate_limits`; rps_default stands for rps."),
  catalog: z.unknown().optional().describe("Default of `target.catalog`."),
  file_format: z.enum(["iceberg", "parquet", "csv", "json", "delta"]).optional().describe("Default of `target.file_format`."),
  partitioning: z.array(text).optional().describe("Default of `target.partitioning`."),
  partitioning_default: z.array(text).optional().describe("Default of `target.partitioning`."),
  warehouse: text.optional().describe("Default of `target.warehouse`."),
});

/** A recipe as its file says it, variables replaced. */
export type Connector = z.output<typeof connectorSchema>;
