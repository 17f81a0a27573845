import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { IcebergPartitionSpec, IcebergSchema, TableMetadata } from "../spec/iceberg.ts";
import type { Store } from "../kit/store.ts";
import { applyUpdates, emptyMetadata } from "./apply-updates.ts";
import { encodeAvro } from "./avro-container.ts";
import { decodeManifest, decodeManifestList } from "./decode-manifest.ts";
import { describeManifest, encodeManifest, encodeManifestList, type ManifestHead } from "./encode-manifest.ts";
import { partitionColumns } from "./evolve-partitioning.ts";
import type { ContentFile, ManifestEntry, ManifestFile } from "./manifest.ts";
import { scanTable } from "./scan-table.ts";

const sync = new Uint8Array(16).fill(3);
const types = [
  "boolean",
  "int",
  "long",
  "float",
  "double",
  "decimal(20, 3)",
  "date",
  "time",
  "timestamp",
  "timestamptz",
  "string",
  "uuid",
  "binary",
] as const;
const schema: IcebergSchema = {
  type: "struct",
  "schema-id": 0,
  fields: types.map((type, index) => ({ id: index + 1, name: `c ${type}`, type, required: false })),
};
const spec: IcebergPartitionSpec = {
  "spec-id": 4,
  fields: types.map((type, index) => ({ "source-id": index + 1, "field-id": 1000 + index, name: `c ${type}`, transform: "identity" })),
};
const head: ManifestHead = { schema, spec, columns: partitionColumns(spec, [schema]), content: "data" };
const listed: ManifestFile = {
  path: "m",
  length: 1,
  specId: 4,
  content: "data",
  sequenceNumber: 9,
  minSequenceNumber: 9,
  snapshotId: 77n,
  addedFiles: 1,
  existingFiles: 0,
  deletedFiles: 0,
  addedRows: 1,
  existingRows: 0,
  deletedRows: 0,
};
const file = (more: Partial<ContentFile> = {}): ContentFile => ({
  content: "data",
  path: "/d",
  format: "PARQUET",
  partition: [],
  rows: 1,
  bytes: 1,
  ...more,
});

describe("manifests", () => {
  it("give back partition tuples of every type, NULLs too", () => {
    const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    const bytes = (length?: number): fc.Arbitrary<Buffer> =>
      fc.uint8Array(length === undefined ? {} : { minLength: length, maxLength: length }).map((value) => Buffer.from(value));
    const tuple = fc.tuple(
      ...[
        fc.boolean(),
        fc.integer(),
        long,
        fc.float({ noNaN: true }),
        fc.double({ noNaN: true }),
        fc.bigInt({ min: -(10n ** 20n) + 1n, max: 10n ** 20n - 1n }),
        fc.integer(),
        long,
        long,
        long,
        fc.string(),
        bytes(16),
        bytes(),
      ].map((value) => fc.option(value as fc.Arbitrary<boolean | number | bigint | string | Buffer>, { nil: undefined })),
    );
    fc.assert(
      fc.property(tuple, (partition) => {
        const [entry] = decodeManifest(
          encodeManifest(head, [{ status: "added", snapshotId: 77n, file: file({ partition }) }], sync),
          listed,
          spec,
        );
        expect(entry!.file.partition).toEqual(partition);
      }),
      { numRuns: 100 },
    );
  });

  it("give back statistics and what only foreign writers set", () => {
    const full = file({
      content: "equality-deletes",
      partition: types.map(() => undefined),
      columnSizes: new Map([[1, 5]]),
      valueCounts: new Map([[1, 2]]),
      nullCounts: new Map([[1, 0]]),
      nanCounts: new Map([[4, 1]]),
      lowerBounds: new Map([[1, Buffer.of(1)]]),
      upperBounds: new Map([[1, Buffer.of(2)]]),
      keyMetadata: Buffer.of(9),
      splitOffsets: [4n, 9_007_199_254_740_993n],
      equalityIds: [1, 2],
      sortOrderId: 3,
      referencedDataFile: "/other",
    });
    const entries: ManifestEntry[] = [{ status: "existing", snapshotId: 5n, sequenceNumber: 2, fileSequenceNumber: 3, file: full }];
    expect(decodeManifest(encodeManifest(head, entries, sync), listed, spec)).toEqual(entries);
  });

  it("let added entries take the sequence number of their snapshot", () => {
    const plain = { ...head, spec: { "spec-id": 0, fields: [] }, columns: [] };
    const [entry] = decodeManifest(encodeManifest(plain, [{ status: "added", snapshotId: 77n, file: file() }], sync), listed, plain.spec);
    expect(entry).toMatchObject({ sequenceNumber: 9, fileSequenceNumber: 9 });
  });

  it("are described for the list with counts and partition ranges", () => {
    const one: IcebergPartitionSpec = { "spec-id": 1, fields: [{ "source-id": 11, "field-id": 1000, name: "s", transform: "identity" }] };
    const entry = (status: ManifestEntry["status"], value: string | undefined, rows: number): ManifestEntry => ({
      status,
      snapshotId: 1n,
      sequenceNumber: 5,
      file: file({ partition: [value], rows }),
    });
    const described = describeManifest(
      { path: "m", length: 10, snapshotId: 1n, sequenceNumber: 8 },
      { ...head, spec: one, columns: partitionColumns(one, [schema]) },
      [entry("added", "b", 1), entry("existing", "a", 2), entry("deleted", undefined, 4)],
    );
    expect(described).toMatchObject({
      addedFiles: 1,
      existingFiles: 1,
      deletedFiles: 1,
      addedRows: 1,
      existingRows: 2,
      deletedRows: 4,
      minSequenceNumber: 5,
    });
    expect(described.partitions).toEqual([{ containsNull: true, lower: Buffer.from("a"), upper: Buffer.from("b") }]);
    expect(decodeManifestList(encodeManifestList({ id: 1n, sequenceNumber: 8 }, [described], sync), "l")).toEqual([described]);
  });
});

describe("lists of other writers", () => {
  it("of version 1, without content, sequence numbers and counts, are taken to hold data", () => {
    const v1 = {
      type: "record",
      name: "manifest_file",
      fields: [
        { name: "manifest_path", "field-id": 500, type: "string" },
        { name: "manifest_length", "field-id": 501, type: "long" },
        { name: "partition_spec_id", "field-id": 502, type: "int" },
        { name: "added_snapshot_id", "field-id": 503, type: ["null", "long"] },
      ],
    };
    const list = decodeManifestList(
      encodeAvro(v1, {}, [{ manifest_path: "m", manifest_length: 5n, partition_spec_id: 0, added_snapshot_id: null }], sync),
      "l",
    );
    expect(list).toMatchObject([{ path: "m", length: 5, content: "data", sequenceNumber: 0, existingFiles: 1 }]);
  });

  it("that name the counts otherwise are read by field id", () => {
    const old = {
      type: "record",
      name: "manifest_file",
      fields: [
        { name: "manifest_path", "field-id": 500, type: "string" },
        { name: "added_data_files_count", "field-id": 504, type: "int" },
        { name: "existing_data_files_count", "field-id": 505, type: "int" },
      ],
    };
    expect(
      decodeManifestList(encodeAvro(old, {}, [{ manifest_path: "m", added_data_files_count: 3, existing_data_files_count: 0 }], sync), "l"),
    ).toMatchObject([{ addedFiles: 3, existingFiles: 0 }]);
  });
});

describe("a scan", () => {
  const plain: ManifestHead = {
    schema: { type: "struct", "schema-id": 0, fields: [] },
    spec: { "spec-id": 0, fields: [] },
    columns: [],
    content: "data",
  };
  const entry = (path: string, sequenceNumber: number, more: Partial<ContentFile> = {}): ManifestEntry => ({
    status: "existing",
    snapshotId: 1n,
    sequenceNumber,
    fileSequenceNumber: sequenceNumber,
    file: file({ path, ...more }),
  });

  async function scan(data: readonly ManifestEntry[], deletes: readonly ManifestEntry[]): Promise<Record<string, readonly string[]>> {
    const objects = new Map<string, Uint8Array>();
    const place = (path: string): Parameters<typeof describeManifest>[0] => ({ path, length: 1, snapshotId: 1n, sequenceNumber: 9 });
    const deleteHead = { ...plain, content: "deletes" as const };
    objects.set("data", encodeManifest(plain, data, sync)).set("deletes", encodeManifest(deleteHead, deletes, sync));
    objects.set(
      "list",
      encodeManifestList(
        { id: 1n, sequenceNumber: 9 },
        [describeManifest(place("data"), plain, data), describeManifest(place("deletes"), deleteHead, deletes)],
        sync,
      ),
    );
    const base: TableMetadata = applyUpdates(
      emptyMetadata("/t"),
      [
        { action: "add-schema", schema: plain.schema },
        { action: "set-current-schema", "schema-id": -1 },
        { action: "add-spec", spec: plain.spec },
        { action: "set-default-spec", "spec-id": -1 },
        { action: "add-snapshot", snapshot: { "snapshot-id": 1n, "sequence-number": 9, "timestamp-ms": 1, "manifest-list": "list" } },
        { action: "set-snapshot-ref", "ref-name": "main", type: "branch", "snapshot-id": 1n },
      ],
      1,
    );
    const store: Pick<Store, "read"> = { read: async (location) => objects.get(location)! };
    const { scan: found } = await scanTable(store as Store, base);
    return Object.fromEntries(found.files.map((one) => [one.path, one.deletes]));
  }
  const path = (text: string): ReadonlyMap<number, Uint8Array> => new Map([[2_147_483_546, Buffer.from(text)]]);

  it("gives each file the deletes that are not older and may name it", async () => {
    const found = await scan(
      [entry("/a", 1), entry("/b", 3), entry("/c", 3)],
      [
        entry("all", 2, { content: "position-deletes" }),
        entry("only-b", 5, { content: "position-deletes", referencedDataFile: "/b" }),
        entry("a-to-b", 5, { content: "position-deletes", lowerBounds: path("/a"), upperBounds: path("/b") }),
        entry("same", 3, { content: "position-deletes", referencedDataFile: "/c" }),
      ],
    );
    expect(found).toEqual({ "/a": ["all", "a-to-b"], "/b": ["only-b", "a-to-b"], "/c": ["same"] });
  });

  it("refuses what engines here cannot read", async () => {
    await expect(scan([entry("/a", 1)], [entry("eq", 2, { content: "equality-deletes", equalityIds: [1] })])).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringContaining("equality deletes"),
    });
    await expect(scan([entry("/a", 1, { format: "ORC" })], [])).rejects.toThrow("in ORC");
  });
});
