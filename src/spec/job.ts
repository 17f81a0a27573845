import { z } from "zod";
import { engineLimits, finopsSchema, issue, loggingSchema, refusedKey, safeName, text } from "./schema-parts.ts";

/** Strategies of `source.incremental`; which of them a connector takes is the connector's to say. */
export const incrementalStrategies = [
  "file_modified_time",
  "cursor",
  "incremental",
  "updated_at",
  "created",
  "updated_after",
  "full_refresh",
  "spreadsheet_modified_time",
] as const;

/** `source.incremental`: how new is told from old. An empty mapping, or null, is off. */
export const incrementalSchema = z.strictObject({
  strategy: z.enum(incrementalStrategies).optional().describe("How new is told from old; full_refresh is off."),
  cursor_field: text.optional().describe("The column whose values only grow."),
  lookback_days: z.number().min(0).optional().describe("Reads this many days again (units, where the cursor is a number)."),
  state_path: text
    .optional()
    .describe("State file, for targets that keep one; those built in keep the state with the table and refuse it."),
});

const engineSchema = z.strictObject({
  type: text.optional().describe("native, or the name of an engine."),
  options: z.looseObject(engineLimits).optional().describe("Limits of the engine, and options of the connector's format."),
});

/** Keys of `source` that mean the same for every connector; the others are the connector's own. */
export const sourceSchema = z.looseObject({
  incremental: incrementalSchema.optional(),
  engine: engineSchema.optional(),
  extra_columns: z
    .enum(["error", "ignore"])
    .optional()
    .describe("Columns that the contract does not know; error in strict jobs and ignore in warn jobs when absent."),
  custom_reader: refusedKey("custom readers are not part of this version"),
});

/** Keys of `target` that mean the same for every connector; the others are the connector's own. */
export const targetSchema = z.looseObject({
  mode: z
    .enum(["append", "overwrite", "merge"])
    .optional()
    .describe("merge for incremental jobs with a primary key, append for those without, overwrite for full refreshes when absent."),
  overwrite: z.enum(["table", "partitions"]).optional().describe("What mode overwrite replaces; the table when absent."),
  file_format: z.enum(["iceberg", "parquet", "csv", "json", "delta"]).optional(),
  table: text.optional().describe("`name` or `namespace.name`; the tenant and the contract's object when absent."),
  partitioning: z.array(text).optional().describe("Columns or transforms: day(at), bucket(16, id), truncate(4, code), ingest_date."),
  sort_by: z.array(text).optional().describe("Columns by which rows are sorted within files."),
  parquet_target_size_mb: z.int().min(1).max(2048).optional().describe("Megabytes of a data file; 150 when absent."),
  custom_writer: refusedKey("custom writers are not part of this version"),
});

/** `retry_config`: how often a run tries again what may pass later. */
export const retrySchema = z
  .strictObject({
    max_retries: z.int().min(0).max(10).optional().describe("3 when absent."),
    max_attempts: z.int().min(0).max(10).optional().describe("Older spelling of max_retries."),
    initial_delay_seconds: z.number().min(0).optional().describe("5 when absent."),
    retry_delay_seconds: z.number().min(0).optional().describe("Older spelling of initial_delay_seconds."),
    max_delay_seconds: z.number().min(0).optional().describe("300 when absent."),
    backoff_multiplier: z.number().min(1).optional().describe("2 when absent."),
    retryable_exit_codes: refusedKey("what is worth trying again is known from the error itself; remove the key"),
    retryable_error_patterns: refusedKey("what is worth trying again is known from the error itself; remove the key"),
    retryable_errors: refusedKey("what is worth trying again is known from the error itself; remove the key"),
  })
  .superRefine((value, context) => {
    for (const [key, older] of [
      ["max_retries", "max_attempts"],
      ["initial_delay_seconds", "retry_delay_seconds"],
    ] as const) {
      if (value[key] !== undefined && value[older] !== undefined && value[key] !== value[older]) {
        context.addIssue(
          issue("conflicting-keys", `${key} and its older spelling ${older} say different things`, {
            path: [older],
            part: "key",
            hint: `keep ${key}`,
          }),
        );
      }
    }
  });

/** Asked also when other keys are wrong, so that all problems come at once. */
function nameOrPath(key: "source_connector" | "target_connector" | "asset") {
  const missing = { path: [key], params: { diagnostic: "missing-key", part: "key", hint: "give a name or a path" } };
  const holds = (job: object): boolean => Object.hasOwn(job, key) || Object.hasOwn(job, `${key}_path`);
  return [
    holds,
    {
      ...missing,
      error: `missing key '${key}' (or '${key}_path')`,
      when: ({ value }: { value: unknown }) => typeof value === "object" && value !== null,
    },
  ] as const;
}

/** A name that can be a file's: it becomes part of paths. */
const jobName = text.regex(/^(?!\.{1,2}$)[^/\\]+$/, "the name of a job holds no slashes");

/** A job file (SPEC section 1, "Job, root keys"). */
export const jobSchema = z
  .strictObject({
    $schema: z.string().optional().describe("Where editors find the schema of this file."),
    name: jobName.optional().describe("What the job is called; the file's name when absent. The key of its state."),
    tenant_id: safeName.describe("Whose data it is: namespace of tables, key of state."),
    environment: safeName.optional().describe("prod when absent."),
    source_connector: safeName.optional().describe("A built-in connector, or a recipe in connectors/."),
    source_connector_path: text.optional().describe("A recipe file."),
    target_connector: safeName.optional().describe("A built-in connector, or a recipe in connectors/."),
    target_connector_path: text.optional().describe("A recipe file."),
    asset: text.optional().describe("Name of a contract in assets/."),
    asset_path: text.optional().describe("A contract file."),
    source: sourceSchema.optional(),
    target: targetSchema.optional(),
    schema_validation_mode: z
      .enum(["strict", "warn"])
      .optional()
      .describe("strict: a bad row fails the job; warn: bad rows go to quarantine. strict when absent."),
    logging: loggingSchema.optional(),
    retry_config: retrySchema.optional(),
    finops: finopsSchema.optional(),
    classification_overrides: z.record(z.string(), text).optional().describe("Column -> class; `default` is the table's."),
    governance_overrides: z.strictObject({ retention_days: z.int().min(0).optional(), owner: text.optional() }).optional(),
    // Most jobs have none: its schema (infrastructure.ts) is made when one is met.
    infrastructure: z.looseObject({}).optional().describe("What the job runs on, and what makes it."),
    catalog: refusedKey("metadata is not pushed to catalogs in this version; table properties carry it"),
    plugins: refusedKey("there are no custom readers and writers to put into a sandbox in this version"),
    schedule: refusedKey("nothing runs on a schedule in this version; call `dativo run` from cron or an orchestrator"),
  })
  .refine(...nameOrPath("source_connector"))
  .refine(...nameOrPath("target_connector"))
  .refine(...nameOrPath("asset"));

/** A job as its file says it, variables replaced, nothing filled in. */
export type Job = z.output<typeof jobSchema>;
