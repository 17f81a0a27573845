import type { TableMetadata } from "../spec/iceberg.ts";
import type { ManifestEntry, ManifestFile } from "./manifest.ts";

type Group = { readonly specId: number; readonly content: "data" | "deletes" };

/**
 * Puts small manifests together once there are many, so that planning a read stays fast: from
 * `commit.manifest.min-count-to-merge` (100) of one spec and content on, up to `commit.manifest.target-size-bytes` (8 MB) each.
 * Manifests that mark deletions of this very snapshot stay as they are.
 */
export async function mergeManifests(
  manifests: readonly ManifestFile[],
  metadata: TableMetadata,
  read: (manifest: ManifestFile) => Promise<readonly ManifestEntry[]>,
  write: (group: Group, entries: readonly ManifestEntry[]) => Promise<ManifestFile>,
): Promise<readonly ManifestFile[]> {
  const { properties } = metadata;
  const least = positive(properties["commit.manifest.min-count-to-merge"], 100);
  const size = positive(properties["commit.manifest.target-size-bytes"], 8_388_608);
  if (properties["commit.manifest-merge.enabled"] === "false") return manifests;
  const groups = Map.groupBy(manifests, (manifest) => `${manifest.specId} ${manifest.content}`);
  const merged: ManifestFile[] = [];
  for (const group of groups.values()) {
    if (group.length < least) merged.push(...group);
    else
      for (const bin of packed(group, size)) merged.push(bin.length === 1 ? bin[0]! : await write(bin[0]!, await liveEntries(bin, read)));
  }
  return merged;
}

function positive(text: string | undefined, fallback: number): number {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : fallback;
}

/** In order, each bin up to the size; a manifest with deletions stands alone. */
function packed(manifests: readonly ManifestFile[], size: number): ManifestFile[][] {
  const bins: ManifestFile[][] = [];
  let room = 0;
  for (const manifest of manifests) {
    const alone = manifest.deletedFiles > 0;
    const last = bins.at(-1);
    if (last && !alone && manifest.length <= room) {
      last.push(manifest);
      room -= manifest.length;
    } else {
      bins.push([manifest]);
      room = alone ? 0 : size - manifest.length;
    }
  }
  return bins;
}

async function liveEntries(
  bin: readonly ManifestFile[],
  read: (manifest: ManifestFile) => Promise<readonly ManifestEntry[]>,
): Promise<ManifestEntry[]> {
  const entries: ManifestEntry[] = [];
  for (const manifest of bin) {
    for (const entry of await read(manifest)) if (entry.status !== "deleted") entries.push({ ...entry, status: "existing" });
  }
  return entries;
}
