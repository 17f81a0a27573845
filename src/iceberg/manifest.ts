import type { Value } from "./primitive.ts";

/** What a file of a table holds. */
export type FileContent = "data" | "position-deletes" | "equality-deletes";

/** A data or delete file as manifests describe it. Maps are by field id. */
export interface ContentFile {
  readonly content: FileContent;
  readonly path: string;
  readonly format: string;
  /** One per field of the manifest's partition spec; undefined is NULL. */
  readonly partition: readonly (Value | undefined)[];
  readonly rows: number;
  readonly bytes: number;
  readonly columnSizes?: ReadonlyMap<number, number>;
  readonly valueCounts?: ReadonlyMap<number, number>;
  readonly nullCounts?: ReadonlyMap<number, number>;
  readonly nanCounts?: ReadonlyMap<number, number>;
  readonly lowerBounds?: ReadonlyMap<number, Uint8Array>;
  readonly upperBounds?: ReadonlyMap<number, Uint8Array>;
  readonly keyMetadata?: Uint8Array;
  readonly splitOffsets?: readonly bigint[];
  readonly equalityIds?: readonly number[];
  readonly sortOrderId?: number;
  /** The one data file that a position-delete file concerns, where its writer said so. */
  readonly referencedDataFile?: string;
}

/** What a snapshot did with a file: kept it, added it, or left it out. */
export type EntryStatus = "existing" | "added" | "deleted";

/** A line of a manifest. Sequence numbers are undefined until the snapshot has one (inheritance); readers get them filled in. */
export interface ManifestEntry {
  readonly status: EntryStatus;
  readonly snapshotId: bigint;
  readonly sequenceNumber?: number;
  readonly fileSequenceNumber?: number;
  readonly file: ContentFile;
}

/** A line of a manifest list. */
export interface ManifestFile {
  readonly path: string;
  readonly length: number;
  readonly specId: number;
  readonly content: "data" | "deletes";
  readonly sequenceNumber: number;
  readonly minSequenceNumber: number;
  readonly snapshotId: bigint;
  readonly addedFiles: number;
  readonly existingFiles: number;
  readonly deletedFiles: number;
  readonly addedRows: number;
  readonly existingRows: number;
  readonly deletedRows: number;
  readonly partitions?: readonly PartitionSummary[];
  readonly keyMetadata?: Uint8Array;
}

/** What a manifest says of one partition field over all its files, for readers to skip it. */
export interface PartitionSummary {
  readonly containsNull: boolean;
  readonly containsNan?: boolean;
  readonly lower?: Uint8Array;
  readonly upper?: Uint8Array;
}

/** Entry statuses by their number in manifests. */
export const statuses: readonly EntryStatus[] = ["existing", "added", "deleted"];
/** File contents by their number in manifests. */
export const contents: readonly FileContent[] = ["data", "position-deletes", "equality-deletes"];
