import type { TableMetadata } from "../spec/iceberg.ts";
import type { LoadedTable } from "../kit/catalog.ts";

/**
 * Makes updated metadata ready to be written: the log of earlier metadata files, and the location of the new one,
 * `<table>/metadata/00007-<unique>.metadata.json`. Pure.
 */
export function nextMetadata(
  updated: TableMetadata,
  previous: LoadedTable | undefined,
  unique: string,
): { readonly metadata: TableMetadata; readonly location: string } {
  const number = previous === undefined ? 0 : metadataNumber(previous.metadataLocation) + 1;
  const location = `${metadataFolder(updated)}/${String(number).padStart(5, "0")}-${unique}.metadata.json`;
  if (previous === undefined) return { metadata: updated, location };
  const most = Math.max(1, Number(updated.properties["write.metadata.previous-versions-max"] ?? 100) || 100);
  const entry = { "metadata-file": previous.metadataLocation, "timestamp-ms": previous.metadata["last-updated-ms"] };
  return { metadata: { ...updated, "metadata-log": [...previous.metadata["metadata-log"], entry].slice(-most) }, location };
}

/** Where a table keeps metadata and manifests. */
export function metadataFolder(metadata: TableMetadata): string {
  return metadata.properties["write.metadata.path"]?.replace(/\/+$/, "") ?? `${metadata.location.replace(/\/+$/, "")}/metadata`;
}

/** Where a table keeps data files. */
export function dataFolder(metadata: TableMetadata): string {
  return metadata.properties["write.data.path"]?.replace(/\/+$/, "") ?? `${metadata.location.replace(/\/+$/, "")}/data`;
}

/** Other writers name files `00003-uuid.metadata.json` or `v3.metadata.json`; -1 when the name says nothing. */
function metadataNumber(location: string): number {
  const number = /(?:^|\/)v?(\d+)(?:-[^/]*)?\.(?:gz\.)?metadata\.json(?:\.gz)?$/.exec(location)?.[1];
  return number === undefined ? -1 : Number(number);
}
