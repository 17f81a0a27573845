import type { DataType } from "./data-type.ts";
import type { PartitionField } from "./partitioning.ts";

/** One immutable file that an engine wrote. */
export interface DataFile {
  readonly path: string;
  readonly format: OutputFormat;
  readonly rows: number;
  readonly bytes: number;
  /** One value per partition field of the layout, in its order: the transformed value as text, null for NULL. */
  readonly partition: readonly (string | null)[];
  /** By column name; nested leaves as `parent.child`, `list.element`, `map.key`, `map.value`. */
  readonly columns: Readonly<Record<string, ColumnStats>>;
  /** Values, as text, of columns that the file leaves out because its Hive-style folder names them; absent without such. */
  readonly constants?: Readonly<Record<string, string | null>>;
}

/** Formats that an engine writes; `json` is one object per line. */
export type OutputFormat = "parquet" | "csv" | "json";

/** Statistics of one column of one file; min and max are text as the engine casts them, absent when it did not say. */
export interface ColumnStats {
  readonly values: number;
  readonly nulls: number;
  readonly sizeBytes?: number;
  readonly min?: string;
  readonly max?: string;
  readonly hasNan?: boolean;
}

/** Where and how an engine writes: decided by the target before a row is read. */
export interface WriteLayout {
  readonly format: OutputFormat;
  /** Local folder that receives the files, made by the engine when needed. */
  readonly folder: string;
  /** Every file name begins with this and holds the run id, so that leftovers of a dead run can be told. */
  readonly filePrefix: string;
  readonly columns: readonly LayoutColumn[];
  readonly partitioning: readonly PartitionField[];
  /** Hive-style folders (`day=2026-11-21/`) for partitioned plain files, which then leave out the columns that a folder names whole (Hive's convention: readers take them from the path); Iceberg needs the folders too but not their names. */
  readonly hiveFolders: boolean;
  readonly sortBy: readonly string[];
  readonly targetFileBytes: number;
  /** What the commit will change in the table's schema or partitioning, one sentence each, for people. */
  readonly schemaChanges?: readonly string[];
}

/** A column as it is written: a column of the plan, or a constant that the run adds. */
export interface LayoutColumn {
  readonly name: string;
  readonly type: DataType;
  /** Iceberg field id, written into Parquet; nested ids in `nestedIds` by path as in DataFile.columns. */
  readonly fieldId?: number;
  readonly nestedIds?: Readonly<Record<string, number>>;
  /** The same text for every row (`ingest_date`). */
  readonly constant?: string;
}

/** Files of a table as they stand at one snapshot, for an engine to read. */
export interface TableScan {
  readonly files: readonly ScanFile[];
  readonly columns: readonly ScanColumn[];
}

/** One file of a table, with the deletes that may concern it. */
export interface ScanFile {
  /** As the table spells it: an absolute path, or `file:///...` where another engine wrote the file. Position deletes must repeat it to the letter. */
  readonly path: string;
  readonly format: OutputFormat;
  readonly rows: number;
  /** Parquet files of Iceberg position deletes that may concern this file. */
  readonly deletes: readonly string[];
  /** Values, as text, of columns that the file may leave out because its Hive-style folder names them; absent without such. */
  readonly constants?: Readonly<Record<string, string | null>>;
}

/** A column to read; Iceberg columns are found by field id, so that renamed and added columns read right. */
export interface ScanColumn {
  readonly name: string;
  readonly type: DataType;
  readonly fieldId?: number;
}
