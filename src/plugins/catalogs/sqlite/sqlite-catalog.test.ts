import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TableUpdate } from "../../../spec/iceberg.ts";
import type { Catalog, TableCommit } from "../../../kit/catalog.ts";
import disk from "../../stores/disk/index.ts";
import sqlite from "./index.ts";

let warehouse: string;
let opened: Catalog[];
beforeEach(() => {
  warehouse = mkdtempSync(path.join(os.tmpdir(), "dativo-catalog-"));
  opened = [];
});
afterEach(async () => {
  for (const catalog of opened) await catalog.close();
  rmSync(warehouse, { recursive: true, force: true });
});

async function open(config: Record<string, unknown> = {}): Promise<Catalog> {
  const store = await (await disk.load()).open({});
  const catalog = await (await sqlite.load()).open(config, warehouse, store);
  opened.push(catalog);
  return catalog;
}
const file = (): string => path.join(warehouse, "catalog.db");
const metadataFiles = (): string[] =>
  readdirSync(warehouse, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".metadata.json"))
    .sort();
const create = (name: string, more: Partial<TableCommit> = {}): TableCommit => ({
  identifier: { namespace: "ns", name },
  location: `${warehouse}/ns/${name}`,
  requirements: [{ type: "assert-create" }],
  runId: "run1",
  updates: [
    { action: "assign-uuid", uuid: `uuid-${name}` },
    { action: "add-schema", schema: { type: "struct", "schema-id": 0, fields: [] } },
    { action: "set-current-schema", "schema-id": -1 },
    { action: "add-spec", spec: { "spec-id": 0, fields: [] } },
    { action: "set-default-spec", "spec-id": -1 },
    { action: "add-sort-order", "sort-order": { "order-id": 0, fields: [] } },
    { action: "set-default-sort-order", "sort-order-id": -1 },
  ],
  ...more,
});
const set = (name: string, updates: Record<string, string>): TableCommit => ({
  ...create(name),
  requirements: [{ type: "assert-table-uuid", uuid: `uuid-${name}` }],
  updates: [{ action: "set-properties", updates } satisfies TableUpdate],
});

describe("the SQLite catalog", () => {
  it("makes nothing by being looked at", async () => {
    const catalog = await open();
    expect([await catalog.loadTable({ namespace: "ns", name: "t" }), await catalog.listTables()]).toEqual([undefined, []]);
    expect(readdirSync(warehouse)).toEqual([]);
  });

  it("makes the tables that PyIceberg and the JdbcCatalog make, and its rows as they do", async () => {
    const catalog = await open();
    const [made] = await catalog.commit([create("t")]);
    expect(path.basename(made!.metadataLocation)).toMatch(/^00000-run1-[0-9a-f-]{36}\.metadata\.json$/);
    const database = new DatabaseSync(file());
    expect(database.prepare("SELECT * FROM iceberg_tables").all()).toEqual([
      {
        catalog_name: "dativo",
        table_namespace: "ns",
        table_name: "t",
        metadata_location: made!.metadataLocation,
        previous_metadata_location: null,
        iceberg_type: "TABLE",
      },
    ]);
    expect(database.prepare("SELECT * FROM iceberg_namespace_properties").all()).toEqual([
      { catalog_name: "dativo", namespace: "ns", property_key: "exists", property_value: "true" },
    ]);
    const columns = database
      .prepare("SELECT name, type, \"notnull\", pk FROM pragma_table_info('iceberg_tables')")
      .all()
      .map((row) => Object.values(row).join(" "));
    expect(columns).toEqual([
      "catalog_name VARCHAR(255) 1 1",
      "table_namespace VARCHAR(255) 1 2",
      "table_name VARCHAR(255) 1 3",
      "metadata_location VARCHAR(1000) 0 0",
      "previous_metadata_location VARCHAR(1000) 0 0",
      "iceberg_type VARCHAR(5) 0 0",
    ]);
    database.close();
    expect(readdirSync(warehouse).sort()).toEqual(["catalog.db", "ns"]);
  });

  it("commits on top and logs where the metadata was", async () => {
    const catalog = await open();
    const [first] = await catalog.commit([create("t")]);
    const [second] = await catalog.commit([set("t", { a: "1" })]);
    expect(path.basename(second!.metadataLocation)).toMatch(/^00001-/);
    expect(second!.metadata["metadata-log"].map((entry) => entry["metadata-file"])).toEqual([first!.metadataLocation]);
    const other = await open();
    expect((await other.loadTable({ namespace: "ns", name: "t" }))!.metadata).toEqual(second!.metadata);
    expect(await other.listTables("ns")).toEqual([{ namespace: "ns", name: "t" }]);
    expect(await other.listTables("else")).toEqual([]);
  });

  it("takes all of several commits or none, and leaves no file of a refused one", async () => {
    const [mine, theirs] = [await open(), await open()];
    await mine.commit([create("t")]);
    const before = metadataFiles();
    await expect(
      theirs.commit([set("t", { a: "1" }), { ...create("q"), requirements: [{ type: "assert-table-uuid", uuid: "x" }] }]),
    ).rejects.toMatchObject({ kind: "conflict", retryable: true });
    await expect(theirs.commit([create("q"), create("t")])).rejects.toMatchObject({ kind: "conflict" });
    expect(metadataFiles()).toEqual(before);
    expect(await mine.loadTable({ namespace: "ns", name: "q" })).toBeUndefined();
    expect((await theirs.commit([set("t", { a: "2" }), create("q")])).map((table) => table.metadata.properties)).toEqual([{ a: "2" }, {}]);
  });

  it("lets one of two that were staged on the same metadata win", async () => {
    const catalogs = await Promise.all(Array.from({ length: 4 }, () => open()));
    await catalogs[0]!.commit([create("t")]);
    const results = await Promise.allSettled(catalogs.map((catalog, index) => catalog.commit([set("t", { [`k${index}`]: "1" })])));
    const won = results.filter((result) => result.status === "fulfilled").length;
    expect(won).toBeGreaterThan(0);
    for (const result of results)
      if (result.status === "rejected") expect(result.reason).toMatchObject({ kind: "conflict", retryable: true });
    expect(Object.keys((await catalogs[0]!.loadTable({ namespace: "ns", name: "t" }))!.metadata.properties)).toHaveLength(won);
    expect(metadataFiles()).toHaveLength(won + 1);
  });

  it("keeps as many earlier metadata files as the table says, and removes more only when asked to", async () => {
    const catalog = await open();
    await catalog.commit([create("t"), create("u")]);
    for (let round = 0; round < 4; round++) {
      await catalog.commit([
        set("t", { n: String(round), "write.metadata.previous-versions-max": "2", "write.metadata.delete-after-commit.enabled": "true" }),
        set("u", { n: String(round), "write.metadata.previous-versions-max": "2" }),
      ]);
    }
    expect((await catalog.loadTable({ namespace: "ns", name: "t" }))!.metadata["metadata-log"]).toHaveLength(2);
    expect(metadataFiles().filter((name) => name.startsWith("ns/t/"))).toHaveLength(3);
    expect(metadataFiles().filter((name) => name.startsWith("ns/u/"))).toHaveLength(5);
  });

  it("goes by the names and the place that a job gives it", async () => {
    const catalog = await open({ name: "lake", uri: `sqlite:///${warehouse}/other/c.db` });
    await catalog.commit([create("t")]);
    expect(existsSync(path.join(warehouse, "other/c.db"))).toBe(true);
    expect(await (await open({ uri: `${warehouse}/other/c.db` })).listTables()).toEqual([]);
    expect(await (await open({ name: "lake", uri: `${warehouse}/other/c.db` })).listTables()).toHaveLength(1);
  });

  it("sweeps up half-made catalog files of processes that died", async () => {
    const dead = 2 ** 22 + 12_345;
    writeFileSync(`${file()}.${dead}-0123abcd.tmp`, "");
    writeFileSync(`${file()}.${process.pid}-0123abcd.tmp`, "");
    await open();
    expect(readdirSync(warehouse)).toEqual([`catalog.db.${process.pid}-0123abcd.tmp`]);
  });
});

describe("a catalog that is broken", () => {
  const spoil: readonly (readonly [string, () => void])[] = [
    ["empty", () => truncateSync(file(), 0)],
    ["cut off", () => truncateSync(file(), 5000)],
    ["another kind of file", () => writeFileSync(file(), "not a database at all, but long enough to look like something ".repeat(20))],
    [
      "overwritten inside",
      () => {
        const bytes = readFileSync(file());
        bytes.fill(0xab, 100, 4096);
        writeFileSync(file(), bytes);
      },
    ],
  ];
  it.each(spoil)("because it is %s is refused, never taken for a new one", async (_name, damage) => {
    await (await open()).commit([create("t")]);
    await opened[0]!.close();
    damage();
    await expect(open()).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringContaining(file()),
      hint: expect.stringContaining("backup"),
    });
  });

  it("because metadata is missing or cut off says which", async () => {
    const catalog = await open();
    const [made] = await catalog.commit([create("t")]);
    truncateSync(made!.metadataLocation, 20);
    await expect(catalog.loadTable({ namespace: "ns", name: "t" })).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringContaining(made!.metadataLocation),
    });
    rmSync(made!.metadataLocation);
    await expect(catalog.loadTable({ namespace: "ns", name: "t" })).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringContaining("is not there"),
    });
  });

  it("because a view has the table's name says so", async () => {
    const catalog = await open();
    await catalog.commit([create("t")]);
    const database = new DatabaseSync(file());
    database.exec("UPDATE iceberg_tables SET iceberg_type = 'VIEW'");
    database.close();
    await expect(catalog.loadTable({ namespace: "ns", name: "t" })).rejects.toThrow("is a view");
  });
});

it("waits for another's transaction, and says so when it lasts too long", async () => {
  const catalog = await open();
  await catalog.commit([create("t")]);
  const other = new DatabaseSync(file());
  other.exec("BEGIN IMMEDIATE");
  const { guarded } = await import("./catalog-file.ts");
  const impatient = new DatabaseSync(file());
  impatient.exec("PRAGMA busy_timeout = 1");
  expect(() => guarded(file(), () => impatient.exec("BEGIN IMMEDIATE"))).toThrow(
    expect.objectContaining({ kind: "unavailable", retryable: true }) as Error,
  );
  other.exec("ROLLBACK");
  other.close();
  impatient.close();
});
