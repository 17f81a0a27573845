/** Files that an engine can read, all of one format and one set of columns: what a source hands on. */
export interface Batch {
  readonly files: readonly InputFile[];
  readonly format: InputFormat;
  /** Column names in file order, where the format has an order (CSV); absent where each record names its own (JSON, Parquet). */
  readonly columns?: readonly string[];
}

/** One readable file and where it came from. */
export interface InputFile {
  /** A local path that the engine reads. Differs from `origin` when the source staged a copy. */
  readonly path: string;
  /** What the user knows it by; goes into messages and quarantine. */
  readonly origin: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** How a file is packed. */
export type Compression = "none" | "gzip" | "zstd";

/** How the bytes of a batch are laid out. */
export type InputFormat =
  | {
      readonly kind: "csv";
      readonly delimiter: string;
      /** Empty for none. */
      readonly quote: string;
      readonly escape: string;
      /** Whether the first record is a header (already read into `Batch.columns`). */
      readonly header: boolean;
      readonly compression: Compression;
      /** Unquoted texts that mean NULL; the empty field always does. */
      readonly nullValues: readonly string[];
    }
  /** One JSON object per line. */
  | { readonly kind: "ndjson"; readonly compression: Compression }
  /** One JSON array of objects, or objects one after another. */
  | { readonly kind: "json"; readonly compression: Compression }
  | { readonly kind: "parquet" };

/** What a source remembers between runs: plain JSON, small, its own business. */
export type SourceState = { readonly [key: string]: unknown };

/** How an incremental job tells new from old. */
export interface Incremental {
  readonly strategy: "file_modified_time" | "cursor";
  /** `cursor`: the column whose values only grow. */
  readonly cursorField?: string;
  /** Reads this much again: days for dates and timestamps (and file times), units for numbers. */
  readonly lookback: number;
}

/** A position in an ordered column, as text that the column's type reads back exactly. */
export interface Cursor {
  readonly column: string;
  readonly value: string;
}
