import type { IcebergSchema, TableMetadata } from "../spec/iceberg.ts";
import { DativoError } from "../kit/error.ts";
import type { Store } from "../kit/store.ts";
import type { ContentFile, ManifestEntry } from "./manifest.ts";
import { lineage } from "./metadata.ts";
import { partitionKey } from "./partition-key.ts";
import { parsePrimitive } from "./primitive.ts";
import { readManifest, readManifestList } from "./read-manifests.ts";
import { compareValues, decodeValue } from "./single-value.ts";

/** What a load assumed when it was prepared at an earlier snapshot. */
export interface Assumption {
  /** The snapshot it looked at, or `none`. */
  readonly basedOn: string;
  /** No file that it would have had to look at may have come since: one of these partitions (of spec `specId`), or one that may hold these keys. */
  readonly partitions?: { readonly specId: number; readonly keys: ReadonlySet<string> };
  readonly keys?: { readonly fieldIds: readonly number[]; readonly schema: IcebergSchema; readonly staged: readonly ContentFile[] };
  /** Data files may not have gone since: position deletes name them. */
  readonly needsFiles: boolean;
}

/**
 * Checks that a load still fits a table that others changed meanwhile. Appends elsewhere do no harm; a file that the load would
 * have read, or one gone that it refers to, does: then throws `conflict` (retryable by starting over).
 */
export async function validateRebase(store: Store, metadata: TableMetadata, assumption: Assumption): Promise<void> {
  const current = metadata["current-snapshot-id"];
  if (assumption.basedOn === (current === undefined ? "none" : String(current))) return;
  const { snapshots, missing } = lineage(metadata, current);
  const at = snapshots.findIndex((snapshot) => String(snapshot["snapshot-id"]) === assumption.basedOn);
  if (at < 0 && (assumption.basedOn !== "none" || missing !== undefined))
    throw conflict(metadata, "it was rolled back or its history expired");
  const since = at < 0 ? snapshots : snapshots.slice(0, at);
  for (const snapshot of since) {
    for (const manifest of await readManifestList(store, snapshot)) {
      if (manifest.snapshotId !== snapshot["snapshot-id"]) continue;
      for (const entry of await readManifest(store, metadata, manifest)) {
        if (entry.status !== "existing" && entry.snapshotId === snapshot["snapshot-id"])
          check(entry, manifest.specId, metadata, assumption);
      }
    }
  }
}

function check(entry: ManifestEntry, specId: number, metadata: TableMetadata, assumption: Assumption): void {
  const { file } = entry;
  if (entry.status === "deleted") {
    if (assumption.needsFiles && file.content === "data") throw conflict(metadata, "data files that the load refers to were replaced");
    return;
  }
  const { partitions, keys } = assumption;
  const touches = partitions !== undefined && (partitions.specId !== specId || partitions.keys.has(partitionKey(file.partition)));
  if (touches) throw conflict(metadata, "rows were added to or deleted from a partition that the load overwrites");
  if (keys === undefined) return;
  if (file.content === "equality-deletes") throw conflict(metadata, "rows were deleted by value");
  if (file.content === "data" && keys.staged.some((staged) => mayShareKey(staged, file, keys)))
    throw conflict(metadata, "rows were added whose keys may be among those of the load");
}

function conflict(metadata: TableMetadata, what: string): DativoError {
  return new DativoError("conflict", `table ${metadata.location} was changed by somebody else while this load was prepared: ${what}`, {
    retryable: true,
    hint: "the run has to start over on the table as it is now",
    context: { location: metadata.location },
  });
}

/** Two files cannot share a key when, for one key column, their ranges lie apart. */
function mayShareKey(a: ContentFile, b: ContentFile, keys: NonNullable<Assumption["keys"]>): boolean {
  return keys.fieldIds.every((id) => {
    const type = keys.schema.fields.find((field) => field.id === id)?.type;
    const [aLow, aHigh, bLow, bHigh] = [a.lowerBounds?.get(id), a.upperBounds?.get(id), b.lowerBounds?.get(id), b.upperBounds?.get(id)];
    if (typeof type !== "string" || !aLow || !aHigh || !bLow || !bHigh) return true;
    const primitive = parsePrimitive(type);
    const value = (bytes: Uint8Array): ReturnType<typeof decodeValue> => decodeValue(primitive, bytes);
    return compareValues(value(aLow), value(bHigh)) <= 0 && compareValues(value(bLow), value(aHigh)) <= 0;
  });
}
