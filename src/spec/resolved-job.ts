import type { Incremental } from "./batch.ts";
import type { Contract, Finops } from "./contract.ts";
import type { Infrastructure } from "./infrastructure.ts";
import type { PartitionField } from "./partitioning.ts";

/** What tags and infrastructure ask of a job: who it is, its contract, what it runs on. Known also where its connectors are not. */
export interface JobFacts {
  /** `name` of the job, else its file stem: `stripe_customers`. */
  readonly name: string;
  /** The job file, absolute. */
  readonly file: string;
  /** The project root, absolute. */
  readonly root: string;
  /** Folder of run records, claims and state files, absolute: dativo.yaml `state_dir`, the variable STATE_DIR, else `.dativo` in the root. */
  readonly state_dir: string;
  readonly tenant_id: string;
  readonly environment: string;
  readonly source: { readonly connector: string };
  readonly target: { readonly connector: string };
  readonly contract: Contract;
  /** Which object of the contract this job loads. */
  readonly object: string;
  readonly logging: { readonly level: "DEBUG" | "INFO" | "WARNING" | "ERROR"; readonly redaction: boolean };
  readonly finops: Finops;
  readonly governance_overrides: { readonly retention_days?: number; readonly owner?: string };
  /** Column (or `default`) -> class. */
  readonly classification_overrides: Readonly<Record<string, string>>;
  /** Absent where the job has no such block. */
  readonly infrastructure?: Infrastructure;
  /** Values of secrets that took part in resolving, for the redactor alone. */
  readonly secrets: readonly string[];
}

/** A job with everything filled in: recipes merged, names looked up, paths absolute, variables replaced. */
export interface ResolvedJob extends JobFacts {
  readonly source: {
    readonly connector: string;
    /** Checked by the plugin's schema. */ readonly config: unknown;
    readonly extra_columns: "error" | "ignore";
  };
  readonly target: ResolvedTarget;
  readonly schema_validation_mode: "strict" | "warn";
  readonly incremental?: Incremental;
  readonly engine: { readonly name: string; readonly memory_limit_mb?: number; readonly threads?: number };
  readonly retry_config: {
    readonly max_retries: number;
    readonly initial_delay_seconds: number;
    readonly max_delay_seconds: number;
    readonly backoff_multiplier: number;
  };
}

/** Where the job's rows land. */
export interface ResolvedTarget {
  readonly connector: string;
  /** Checked by the plugin's schema. */
  readonly config: unknown;
  readonly table: { readonly namespace: string; readonly name: string };
  readonly mode: "append" | "overwrite" | "merge";
  readonly overwrite: "table" | "partitions";
  readonly file_format: "iceberg" | "parquet" | "csv" | "json";
  readonly partitioning: readonly PartitionField[];
  readonly sort_by: readonly string[];
  readonly parquet_target_size_mb: number;
}
