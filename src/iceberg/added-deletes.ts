import type { DataFile } from "../spec/data-file.ts";
import type { TableMetadata } from "../spec/iceberg.ts";
import { DativoError } from "../kit/error.ts";
import type { Store } from "../kit/store.ts";
import { deleteContentFile } from "./content-file.ts";
import { partitionColumns } from "./evolve-partitioning.ts";
import { currentSnapshot, specById } from "./metadata.ts";
import type { AddedFile } from "./produce-snapshot.ts";
import { readLiveFiles, type LiveFile } from "./read-manifests.ts";

/**
 * Position-delete files as they join a table: each follows the partition spec of the data files that it names, which may be an
 * earlier one. Throws `bug` when a file names data that the table does not have: its rows would come back to life.
 */
export async function addedDeletes(store: Store, metadata: TableMetadata, files: readonly DataFile[]): Promise<readonly AddedFile[]> {
  if (files.length === 0) return [];
  const live = await readLiveFiles(store, metadata, currentSnapshot(metadata));
  const byPath = new Map(live.filter((entry) => entry.file.content === "data").map((entry) => [entry.file.path, entry]));
  return files.map((file) => {
    const specId = specOf(file, byPath, metadata);
    return { file: deleteContentFile(file, partitionColumns(specById(metadata, specId), metadata.schemas)), specId };
  });
}

/** By the least and the greatest path that the file names; an engine leaves out statistics of very long paths. */
function specOf(file: DataFile, byPath: ReadonlyMap<string, LiveFile>, metadata: TableMetadata): number {
  const { min, max } = file.columns["file_path"] ?? {};
  const named = [min, max]
    .filter((path) => path !== undefined)
    .map((path) => {
      const found = byPath.get(path);
      if (found) return found.specId;
      throw new DativoError("bug", `the position deletes in ${file.path} name ${path}, which is no data file of the table`, {
        context: { deletes: file.path, names: path },
      });
    });
  const [specId = metadata["default-spec-id"]] = named;
  if (named.every((other) => other === specId)) return specId;
  throw new DativoError("bug", `the position deletes in ${file.path} name data files of two partition specs`, {
    context: { deletes: file.path },
  });
}
