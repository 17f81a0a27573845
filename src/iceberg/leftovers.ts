import type { TableMetadata } from "../spec/iceberg.ts";
import type { LoadedTable } from "../kit/catalog.ts";
import type { Store } from "../kit/store.ts";
import { dataFolder, metadataFolder } from "./next-metadata.ts";
import { readManifest, readManifestList } from "./read-manifests.ts";

/**
 * Removes the files of a dead run below a table's location that the table does not refer to: files whose name holds the run
 * id, in its data and metadata folders. Every snapshot that the table still has counts. Returns the locations removed.
 */
export async function removeLeftovers(
  store: Store,
  location: string,
  table: LoadedTable | undefined,
  runId: string,
): Promise<readonly string[]> {
  const folders =
    table === undefined ? [`${location}/data`, `${location}/metadata`] : [dataFolder(table.metadata), metadataFolder(table.metadata)];
  const found: string[] = [];
  for (const folder of folders)
    found.push(...(await store.list(folder)).map((entry) => entry.location).filter((location) => isOf(runId, location)));
  if (found.length === 0) return [];
  const used = table === undefined ? new Set<string>() : await referenced(store, table);
  const left = found.filter((name) => !used.has(name));
  for (const name of left) await store.delete(name);
  return left;
}

/** Run ids stand in file names whole, with a dash behind them and another before them, unless they come first. */
function isOf(runId: string, location: string): boolean {
  const name = location.slice(location.lastIndexOf("/") + 1);
  return name.startsWith(`${runId}-`) || name.includes(`-${runId}-`);
}

/** Every file that a table refers to, in any snapshot that it still has, as local paths where it has them. */
async function referenced(store: Store, { metadata, metadataLocation }: LoadedTable): Promise<ReadonlySet<string>> {
  const used = new Set<string>();
  const use = (name: string): void => void used.add(store.localPath(name) ?? name);
  use(metadataLocation);
  for (const entry of metadata["metadata-log"]) use(entry["metadata-file"]);
  for (const snapshot of metadata.snapshots) {
    use(snapshot["manifest-list"]);
    for (const manifest of await readManifestList(store, snapshot)) {
      if (used.has(store.localPath(manifest.path) ?? manifest.path)) continue;
      use(manifest.path);
      for (const entry of await readManifest(store, metadata, manifest)) if (entry.status !== "deleted") use(entry.file.path);
    }
  }
  useStatistics(metadata, use);
  return used;
}

/** Statistics files that other engines registered. */
function useStatistics(
  metadata: TableMetadata & { readonly statistics?: readonly { readonly "statistics-path"?: string }[] },
  use: (name: string) => void,
): void {
  for (const entry of metadata.statistics ?? []) if (entry["statistics-path"] !== undefined) use(entry["statistics-path"]);
}
