import type { IcebergSnapshot, SnapshotSummary, TableMetadata } from "../spec/iceberg.ts";
import { DativoError } from "../kit/error.ts";
import type { Store } from "../kit/store.ts";
import { partitionColumns } from "./evolve-partitioning.ts";
import { describeManifest, encodeManifest, encodeManifestList, type ManifestHead } from "./encode-manifest.ts";
import type { ContentFile, ManifestEntry, ManifestFile } from "./manifest.ts";
import { currentSchema, currentSnapshot, defaultSpec, specById } from "./metadata.ts";
import { mergeManifests } from "./merge-manifests.ts";
import { metadataFolder } from "./next-metadata.ts";
import { partitionKey } from "./partition-key.ts";
import { readManifest, readManifestList } from "./read-manifests.ts";
import { summarizeSnapshot, type Changed } from "./snapshot-summary.ts";

/** Which files of the current snapshot a new one leaves out. */
export type Removal =
  | { readonly kind: "nothing" }
  | { readonly kind: "everything" }
  /** Data and position-delete files of these partitions of the default spec, by `partitionKey`. */
  | { readonly kind: "partitions"; readonly keys: ReadonlySet<string> };

/** A file to add, and the partition spec that its tuple follows. */
export interface AddedFile {
  readonly file: ContentFile;
  readonly specId: number;
}

/** What a new snapshot changes. */
export interface SnapshotChange {
  readonly added: readonly AddedFile[];
  readonly removal: Removal;
  /** Facts for the summary beside the counts. */
  readonly summary: Readonly<Record<string, string>>;
}

/** What makes the names and ids of one attempt. */
export interface Attempt {
  readonly runId: string;
  readonly now: number;
  /** `bytes` random bytes as hex. */
  readonly random: (bytes: number) => string;
}

/** A snapshot whose manifests are written; the metadata does not know it yet. */
export interface ProducedSnapshot {
  readonly snapshot: IcebergSnapshot;
  /** Every file that was written for it, to be removed if the commit fails. */
  readonly written: readonly string[];
}

/**
 * Writes the manifests and the manifest list of the snapshot that follows the current one (specification, "Snapshots").
 * `metadata` has the schema and the spec that the new files follow. Nothing refers to what is written until a commit does.
 */
export async function produceSnapshot(
  store: Store,
  metadata: TableMetadata,
  change: SnapshotChange,
  attempt: Attempt,
): Promise<ProducedSnapshot> {
  const writer = new ManifestWriter(store, metadata, attempt);
  try {
    const parent = currentSnapshot(metadata);
    const before = await readManifestList(store, parent);
    const { kept, removed } = await writer.withoutRemoved(before, change.removal);
    const fresh = await writer.added(change.added);
    const manifests = [
      ...(await mergeManifests(
        kept,
        metadata,
        (manifest) => readManifest(store, metadata, manifest),
        (group, entries) => writer.write(group, entries),
      )),
      ...fresh,
    ];
    const changed: Changed = { added: change.added.map(({ file }) => file), removed, everything: change.removal.kind === "everything" };
    const summary = await summarizeSnapshot(changed, parent?.summary, () => writer.totals(before), change.summary);
    return { snapshot: await writer.list(manifests, parent, summary), written: writer.written };
  } catch (error) {
    await removeAll(store, writer.written);
    throw error;
  }
}

/** Removes files of an attempt that no commit took. */
export async function removeAll(store: Store, locations: readonly string[]): Promise<void> {
  for (const location of locations) await store.delete(location);
}

/** The manifests of one snapshot in the making. */
class ManifestWriter {
  readonly written: string[] = [];
  readonly id: bigint;
  readonly sequenceNumber: number;
  private readonly store: Store;
  private readonly metadata: TableMetadata;
  private readonly attempt: Attempt;
  private readonly unique: string;

  constructor(store: Store, metadata: TableMetadata, attempt: Attempt) {
    this.store = store;
    this.metadata = metadata;
    this.attempt = attempt;
    this.id = freshSnapshotId(metadata, attempt.random);
    this.sequenceNumber = metadata["last-sequence-number"] + 1;
    this.unique = `${attempt.runId}-${attempt.random(4)}`;
  }

  /** Manifests that stay. One that loses files is written anew, its lost entries marked, so that readers of changes see them. */
  async withoutRemoved(before: readonly ManifestFile[], removal: Removal): Promise<{ kept: ManifestFile[]; removed: ContentFile[] }> {
    const kept: ManifestFile[] = [];
    const removed: ContentFile[] = [];
    for (const manifest of before) {
      if (manifest.addedFiles + manifest.existingFiles === 0) continue;
      const isGone = await this.removalTest(manifest, removal);
      const live =
        isGone === undefined ? [] : (await readManifest(this.store, this.metadata, manifest)).filter((entry) => entry.status !== "deleted");
      const gone = live.filter((entry) => isGone!(entry));
      if (gone.length === 0) {
        kept.push(manifest);
        continue;
      }
      removed.push(...gone.map((entry) => entry.file));
      kept.push(
        await this.write(
          manifest,
          live.map((entry) =>
            gone.includes(entry) ? { ...entry, status: "deleted", snapshotId: this.id } : { ...entry, status: "existing" },
          ),
        ),
      );
    }
    return { kept, removed };
  }

  private async removalTest(manifest: ManifestFile, removal: Removal): Promise<((entry: ManifestEntry) => boolean) | undefined> {
    if (removal.kind === "nothing") return undefined;
    if (removal.kind === "everything") return () => true;
    if (manifest.specId === this.metadata["default-spec-id"])
      return (entry) => entry.file.content !== "equality-deletes" && removal.keys.has(partitionKey(entry.file.partition));
    if (manifest.content === "deletes") return undefined;
    throw new DativoError(
      "refused",
      `table ${this.metadata.location} holds files from before its partitioning changed, so single partitions cannot be overwritten`,
      {
        hint: "run once with --full-refresh, or have another engine rewrite the data files",
      },
    );
  }

  /** One manifest for each partition spec and content of the new files; data before deletes. */
  async added(files: readonly AddedFile[]): Promise<ManifestFile[]> {
    const contentOf = ({ file }: AddedFile): "data" | "deletes" => (file.content === "data" ? "data" : "deletes");
    const groups = Map.groupBy(files, (added) => `${contentOf(added)} ${added.specId}`);
    const manifests: ManifestFile[] = [];
    for (const [, group] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const entries = group.map(({ file }): ManifestEntry => ({ status: "added", snapshotId: this.id, file }));
      manifests.push(await this.write({ specId: group[0]!.specId, content: contentOf(group[0]!) }, entries));
    }
    return manifests;
  }

  async write(
    group: { readonly specId: number; readonly content: "data" | "deletes" },
    entries: readonly ManifestEntry[],
  ): Promise<ManifestFile> {
    const spec = specById(this.metadata, group.specId);
    const head: ManifestHead = {
      schema: currentSchema(this.metadata),
      spec,
      columns: partitionColumns(spec, this.metadata.schemas),
      content: group.content,
    };
    const path = `${metadataFolder(this.metadata)}/${this.unique}-m${this.written.length}.avro`;
    const bytes = encodeManifest(head, entries, this.sync());
    await this.put(path, bytes);
    return describeManifest({ path, length: bytes.length, snapshotId: this.id, sequenceNumber: this.sequenceNumber }, head, entries);
  }

  async list(manifests: readonly ManifestFile[], parent: IcebergSnapshot | undefined, summary: SnapshotSummary): Promise<IcebergSnapshot> {
    const path = `${metadataFolder(this.metadata)}/snap-${this.id}-0-${this.unique}.avro`;
    const parentId = parent?.["snapshot-id"];
    const place = { id: this.id, sequenceNumber: this.sequenceNumber, ...(parentId === undefined ? {} : { parent: parentId }) };
    await this.put(path, encodeManifestList(place, manifests, this.sync()));
    return {
      "snapshot-id": this.id,
      ...(parentId === undefined ? {} : { "parent-snapshot-id": parentId }),
      "sequence-number": this.sequenceNumber,
      "timestamp-ms": Math.max(this.attempt.now, this.metadata["last-updated-ms"]),
      "manifest-list": path,
      summary,
      "schema-id": this.metadata["current-schema-id"],
    };
  }

  /** Every live file of these manifests, for totals that an earlier writer did not leave. */
  async totals(manifests: readonly ManifestFile[]): Promise<readonly ContentFile[]> {
    const files: ContentFile[] = [];
    for (const manifest of manifests)
      for (const entry of await readManifest(this.store, this.metadata, manifest)) if (entry.status !== "deleted") files.push(entry.file);
    return files;
  }

  private async put(path: string, bytes: Uint8Array): Promise<void> {
    this.written.push(path);
    await this.store.put(path, bytes);
  }

  private sync(): Uint8Array {
    return Buffer.from(this.attempt.random(16), "hex");
  }
}

/** A random positive 63-bit id that the table does not have. */
function freshSnapshotId(metadata: TableMetadata, random: Attempt["random"]): bigint {
  for (;;) {
    const id = BigInt.asUintN(63, BigInt(`0x${random(8)}`));
    if (id > 0n && !metadata.snapshots.some((snapshot) => snapshot["snapshot-id"] === id)) return id;
  }
}

/** The columns of the default spec's partition tuples, for files about to be added. */
export function newFileColumns(metadata: TableMetadata): ReturnType<typeof partitionColumns> {
  return partitionColumns(defaultSpec(metadata), metadata.schemas);
}
