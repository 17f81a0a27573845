import type { IcebergSnapshot, TableMetadata } from "../spec/iceberg.ts";
import type { Store } from "../kit/store.ts";
import { DativoError } from "../kit/error.ts";
import { decodeManifest, decodeManifestList } from "./decode-manifest.ts";
import type { ManifestEntry, ManifestFile } from "./manifest.ts";
import { specById } from "./metadata.ts";

/** A file of a snapshot, with the partition spec it was written under. */
export interface LiveFile extends ManifestEntry {
  readonly specId: number;
}

/** The manifests of a snapshot; none for a table without snapshots. */
export async function readManifestList(store: Store, snapshot: IcebergSnapshot | undefined): Promise<readonly ManifestFile[]> {
  if (snapshot === undefined) return [];
  return decodeManifestList(await readPart(store, snapshot["manifest-list"]), snapshot["manifest-list"]);
}

/** All entries of one manifest, deleted ones too. */
export async function readManifest(store: Store, metadata: TableMetadata, manifest: ManifestFile): Promise<readonly ManifestEntry[]> {
  return decodeManifest(await readPart(store, manifest.path), manifest, specById(metadata, manifest.specId));
}

/** The data and delete files that make up a snapshot. */
export async function readLiveFiles(
  store: Store,
  metadata: TableMetadata,
  snapshot: IcebergSnapshot | undefined,
): Promise<readonly LiveFile[]> {
  const live: LiveFile[] = [];
  for (const manifest of await readManifestList(store, snapshot)) {
    if (manifest.addedFiles + manifest.existingFiles === 0) continue;
    for (const entry of await readManifest(store, metadata, manifest))
      if (entry.status !== "deleted") live.push({ ...entry, specId: manifest.specId });
  }
  return live;
}

async function readPart(store: Store, location: string): Promise<Uint8Array> {
  try {
    return await store.read(location);
  } catch (error) {
    if (!(error instanceof DativoError) || error.kind !== "not_found") throw error;
    throw new DativoError("refused", `the table's metadata names ${location}, but it is not there: the table is damaged`, {
      hint: "restore the file from a backup, or roll the table back to an earlier snapshot",
      context: { path: location },
      cause: error,
    });
  }
}
