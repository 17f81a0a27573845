import type { Severity } from "./contract-plan.ts";
import type { DataFile } from "./data-file.ts";

/** How often one rule was broken. */
export interface RuleCount {
  readonly rule: string;
  readonly column?: string;
  readonly message: string;
  readonly severity: Severity;
  readonly count: number;
}

/** One bad row, as a message may show it: the value is absent where the column is classified. */
export interface RejectExample {
  readonly rule: string;
  readonly column?: string;
  readonly reason: string;
  readonly sourceFile: string;
  /** 1-based line of the record's first character for text; 1-based record number for Parquet. */
  readonly line?: number;
  readonly value?: string;
}

/** Rows that did not pass, gathered while a batch was staged. */
export interface Rejects {
  readonly count: number;
  readonly rules: readonly RuleCount[];
  /** At most 20, in source order. */
  readonly examples: readonly RejectExample[];
  /** NDJSON on scratch, one RejectedRow per line, in source order; absent in strict mode, where nothing lands. */
  readonly file?: string;
}

/** One line of a rejects file. A row that breaks several rules appears once and names them all. */
export interface RejectedRow {
  /** Rule ids, the first broken first. */
  readonly rules: readonly string[];
  readonly columns: readonly string[];
  readonly reason: string;
  readonly source_file: string;
  readonly source_line: number | null;
  /** The record: a JSON object of column -> text as read, or the raw line where it could not be parsed. */
  readonly raw: string;
}

/** What became of one batch. `read = landed + rejects.count`; `skipped` rows (older than the cursor, over the limit) are not in `read`. */
export interface StagedBatch {
  readonly read: number;
  readonly landed: number;
  readonly skipped: number;
  readonly files: readonly DataFile[];
  readonly rejects: Rejects;
  /** Broken rules of severity `warning`. */
  readonly warnings: readonly RuleCount[];
  /** Greatest value of the cursor column among landed and rejected rows, as text; absent without a cursor or rows. */
  readonly cursorMax?: string;
}

/** The verdict of one rule on the whole load. `measured` is what was found, as text. */
export interface SetVerdict {
  readonly rule: string;
  readonly passed: boolean;
  readonly severity: Severity;
  readonly message: string;
  readonly measured?: string;
}
