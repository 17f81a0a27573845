import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasSecondReader, openSecondReader, type Question, type SecondReader } from "../second-reader/reader.ts";
import { parsePartitionField } from "../../src/spec/partitioning.ts";
import { appendRows, column, contract, load, openTable, request, state, temporaryFolder, writeDeletes, writeFiles } from "./rig.ts";

const { folder: warehouse, remove } = temporaryFolder();
let reader: SecondReader;

beforeAll(() => {
  if (hasSecondReader) reader = openSecondReader();
});
afterAll(() => {
  reader?.close();
  remove();
});

function ask<T>(op: Question["op"], table: string, more: Record<string, unknown> = {}): Promise<T | undefined> {
  return reader.ask<T>({ op, warehouse, table: `ns.${table}`, ...more });
}

interface Snapshot {
  readonly id: string;
  readonly operation: string;
  readonly summary: Readonly<Record<string, string>>;
}
const byId = (rows: { id: number }[] | undefined): { id: number }[] => rows!.toSorted((a, b) => a.id - b.id);
const simple = contract([column("id", "long", { required: true }), column("name", "string", { doc: "What it is called" })], ["id"]);

describe.skipIf(!hasSecondReader)("PyIceberg reads what is written", () => {
  it("creates a table with the first rows and appends to it", async () => {
    const session = await openTable(warehouse, "first");
    expect(await session.scan()).toBeUndefined();
    await appendRows(session, "run1", simple, "SELECT 1::BIGINT AS id, 'a' AS name", {
      load: { state: state("run1", "1"), summary: { "dativo.rows-read": "1" } },
    });
    await appendRows(session, "run2", simple, "SELECT 2::BIGINT AS id, NULL::VARCHAR AS name");
    expect(byId(await ask("rows", "first"))).toEqual([
      { id: 1, name: "a" },
      { id: 2, name: null },
    ]);
    expect(await session.state()).toEqual(state("run1", "1"));
    expect(await ask("schema", "first")).toEqual([
      { id: 1, name: "id", type: "long", required: true, doc: null, identifier: true },
      { id: 2, name: "name", type: "string", required: false, doc: "What it is called", identifier: false },
    ]);
    const history = (await ask<Snapshot[]>("history", "first"))!;
    expect(history.map((snapshot) => snapshot.operation)).toEqual(["append", "append"]);
    expect(history[0]!.summary).toMatchObject({
      "dativo.run-id": "run1",
      "dativo.job": "job",
      "dativo.rows-read": "1",
      "added-data-files": "1",
      "added-records": "1",
      "total-records": "1",
    });
    expect(history[1]!.summary).toMatchObject({ "total-records": "2", "total-data-files": "2", "total-delete-files": "0" });
    expect((await session.history()).map((snapshot) => [snapshot.id, snapshot.current])).toEqual([
      [history[0]!.id, false],
      [history[1]!.id, true],
    ]);
    expect(await ask("rows", "first", { snapshot: history[0]!.id })).toEqual([{ id: 1, name: "a" }]);
    expect(await ask("rubbish", "first")).toEqual([]);
    await session.close();
  });

  it("keeps every type exact, nested ones too", async () => {
    const session = await openTable(warehouse, "types");
    const struct = {
      kind: "struct",
      fields: [
        { name: "a", type: { kind: "int" }, required: false },
        { name: "deep", type: { kind: "struct", fields: [{ name: "x", type: { kind: "string" }, required: false }] }, required: false },
      ],
    } as const;
    const plan = contract([
      column("b", "boolean"),
      column("i", "int"),
      column("l", "long"),
      column("f", "float"),
      column("d", "double"),
      column("dec", { kind: "decimal", precision: 38, scale: 10 }),
      column("dt", "date"),
      column("tm", "time"),
      column("ts", { kind: "timestamp", zoned: false }),
      column("tz", { kind: "timestamp", zoned: true }),
      column("s", "string"),
      column("u", "uuid"),
      column("bin", "binary"),
      column("j", "json"),
      column("st", struct),
      column("li", { kind: "list", element: { kind: "long" } }),
      column("ls", { kind: "list", element: struct }),
      column("m", { kind: "map", key: { kind: "string" }, value: { kind: "decimal", precision: 10, scale: 2 } }),
    ]);
    await appendRows(
      session,
      "run1",
      plan,
      `SELECT true AS b, -5::INT AS i, 9007199254740993 AS l, 1.5::FLOAT AS f, 'nan'::DOUBLE AS d,
      1234567890123456789012345678.0123456789::DECIMAL(38,10) AS "dec", DATE '1582-10-04' AS dt, TIME '23:59:59.999999' AS tm,
      TIMESTAMP '1969-12-31 23:59:59.999999' AS ts, TIMESTAMPTZ '2026-11-21 12:00:00.000001+02' AS tz, 'žluť 🚀' AS s,
      'b5b9a1de-93a1-4f6e-8a5e-0f6f0f4a9c11'::UUID AS u, '\\x00\\xFF'::BLOB AS bin, '{"k":1}' AS j,
      {'a': 1::INT, 'deep': {'x': 'y'}} AS st, [1::BIGINT, NULL] AS li, [{'a': 2::INT, 'deep': {'x': NULL::VARCHAR}}] AS ls, MAP {'k': 1.25::DECIMAL(10,2)} AS m`,
    );
    expect(await ask("rows", "types")).toEqual([
      {
        b: true,
        i: -5,
        l: Number(9007199254740993n),
        f: 1.5,
        d: "nan",
        dec: "1234567890123456789012345678.0123456789",
        dt: "1582-10-04",
        tm: "23:59:59.999999",
        ts: "1969-12-31T23:59:59.999999",
        tz: "2026-11-21T10:00:00.000001+00:00",
        s: "žluť 🚀",
        u: "b5b9a1de-93a1-4f6e-8a5e-0f6f0f4a9c11",
        bin: "AP8=",
        j: '{"k":1}',
        st: { a: 1, deep: { x: "y" } },
        li: [1, null],
        ls: [{ a: 2, deep: { x: null } }],
        m: [["k", "1.25"]],
      },
    ]);
    expect((await ask<{ type: string }[]>("schema", "types"))!.map((field) => field.type).slice(5, 15)).toEqual(
      [
        "decimal(38, 10)",
        "date",
        "time",
        "timestamp",
        "timestamptz",
        "string",
        "uuid",
        "binary",
        "string",
        "struct<26: a: optional int, 27: deep: optional struct<28: x: optional string>>",
      ].map((text) => expect.stringContaining(text.split("<")[0]!)),
    );
    for (const filter of [
      "l = 9007199254740993",
      `"dec" > 1`,
      "dt = '1582-10-04'",
      "ts < '1970-01-01T00:00:00'",
      "tz = '2026-11-21T10:00:00.000001+00:00'",
      "s = 'žluť 🚀'",
      "i < 0",
      "st.a = 1",
    ]) {
      expect(await ask<number>("count", "types", { filter: filter.replaceAll('"', "") }), filter).toBe(1);
    }
    expect(await ask<number>("count", "types", { filter: "l = 5" })).toBe(0);
    const scan = await session.scan();
    expect(scan!.scan.columns.map((one) => one.type.kind)).toEqual([
      "boolean",
      "int",
      "long",
      "float",
      "double",
      "decimal",
      "date",
      "time",
      "timestamp",
      "timestamp",
      "string",
      "uuid",
      "binary",
      "string",
      "struct",
      "list",
      "list",
      "map",
    ]);
    await session.close();
  });

  it("partitions so that readers skip files, by value and by bounds", async () => {
    const session = await openTable(warehouse, "parts");
    const plan = contract([column("id", "long"), column("at", { kind: "timestamp", zoned: true }), column("code", "string")]);
    const partitioning = ["day(at)", "truncate(2, code)"].map((text) => parsePartitionField(text)!);
    await appendRows(
      session,
      "run1",
      plan,
      "SELECT i::BIGINT AS id, TIMESTAMPTZ '2026-11-20 23:30:00+00' + INTERVAL (i) DAY AS at, CASE WHEN i = 2 THEN NULL ELSE 'ab' || i END AS code FROM range(3) r(i)",
      { prepare: { partitioning } },
    );
    expect(await ask("spec", "parts")).toEqual([
      { name: "at_day", transform: "day", source: "at" },
      { name: "code_trunc", transform: "truncate[2]", source: "code" },
    ]);
    expect(await ask<string[]>("planned", "parts")).toHaveLength(3);
    expect(await ask<string[]>("planned", "parts", { filter: "at >= '2026-11-22T00:00:00+00:00'" })).toHaveLength(1);
    expect(await ask<string[]>("planned", "parts", { filter: "code = 'ab1'" })).toHaveLength(1);
    expect(await ask<string[]>("planned", "parts", { filter: "code is null" })).toHaveLength(1);
    expect(await ask<string[]>("planned", "parts", { filter: "id = 1" })).toHaveLength(1);
    expect(await ask<number>("count", "parts", { filter: "id = 1" })).toBe(1);
    const { scan, partitionOf } = (await session.scan())!;
    expect(scan.files.map((file) => partitionOf(file.path)).toSorted((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual([
      ["20777", "ab"],
      ["20778", "ab"],
      ["20779", null],
    ]);
    await session.close();
  });

  it("adds the run's date as a column when a job partitions by it", async () => {
    const session = await openTable(warehouse, "dated");
    const prepare = { partitioning: [parsePartitionField("ingest_date")!] };
    await appendRows(session, "run1", simple, "SELECT 1::BIGINT AS id, 'a' AS name", { prepare });
    await appendRows(session, "run2", simple, "SELECT 2::BIGINT AS id, 'b' AS name", { prepare: { ...prepare, ingestDate: "2026-11-22" } });
    expect(byId(await ask("rows", "dated"))).toEqual([
      { id: 1, name: "a", ingest_date: "2026-11-21" },
      { id: 2, name: "b", ingest_date: "2026-11-22" },
    ]);
    expect(await ask<string[]>("planned", "dated", { filter: "ingest_date = '2026-11-22'" })).toHaveLength(1);
    await session.close();
  });

  it("overwrites the whole table, and its delete files with it", async () => {
    const session = await openTable(warehouse, "whole");
    const [first] = await appendRows(session, "run1", simple, "SELECT i::BIGINT AS id, 'a' AS name FROM range(3) r(i)");
    const layout = await session.prepare(request("run2", simple, { mode: "merge" }));
    await session.commit(
      load("run2", await writeFiles(layout, "SELECT 7::BIGINT AS id, 'm' AS name"), {
        mode: "merge",
        deleteFiles: [await writeDeletes(layout, first!, [0, 2])],
        basedOn: (await session.scan())!.version,
      }),
    );
    expect(byId(await ask("rows", "whole"))).toEqual([
      { id: 1, name: "a" },
      { id: 7, name: "m" },
    ]);
    await appendRows(session, "run3", simple, "SELECT 9::BIGINT AS id, 'z' AS name", { load: { mode: "overwrite", overwrite: "table" } });
    expect(await ask("rows", "whole")).toEqual([{ id: 9, name: "z" }]);
    const last = (await ask<Snapshot[]>("history", "whole"))!.at(-1)!;
    expect(last.operation).toBe("overwrite");
    expect(last.summary).toMatchObject({
      "total-records": "1",
      "total-data-files": "1",
      "total-delete-files": "0",
      "total-position-deletes": "0",
      "deleted-data-files": "2",
      "deleted-records": "4",
      "removed-position-deletes": "2",
    });
    await appendRows(session, "run4", simple, "SELECT 10::BIGINT AS id, 'y' AS name");
    expect(await ask<number>("count", "whole")).toBe(2);
    await session.close();
  });

  it("overwrites only the partitions that new files touch", async () => {
    const session = await openTable(warehouse, "touched");
    const prepare = { partitioning: [parsePartitionField("name")!] };
    await appendRows(
      session,
      "run1",
      simple,
      "SELECT i::BIGINT AS id, CASE i % 3 WHEN 0 THEN 'a' WHEN 1 THEN 'b' END AS name FROM range(6) r(i)",
      { prepare },
    );
    await appendRows(session, "run2", simple, "SELECT 100::BIGINT AS id, 'b' AS name UNION ALL SELECT 101, NULL", {
      prepare,
      load: { mode: "overwrite", overwrite: "partitions" },
    });
    expect(byId(await ask("rows", "touched"))).toEqual([
      { id: 0, name: "a" },
      { id: 3, name: "a" },
      { id: 100, name: "b" },
      { id: 101, name: null },
    ]);
    const summary = (await ask<Snapshot[]>("history", "touched"))!.at(-1)!.summary;
    expect(summary).toMatchObject({ "total-records": "4", "deleted-records": "4", "added-records": "2", "changed-partition-count": "2" });
    await session.close();
  });

  it("merges with position deletes that hold for older rows only", async () => {
    const session = await openTable(warehouse, "merged");
    const [first] = await appendRows(session, "run1", simple, "SELECT i::BIGINT AS id, 'old' AS name FROM range(4) r(i)");
    const existing = (await session.scan())!;
    const layout = await session.prepare(request("run2", simple, { mode: "merge" }));
    const rows = await writeFiles(layout, "SELECT i::BIGINT AS id, 'new' AS name FROM range(2, 6) r(i)");
    const { snapshotId } = await session.commit(
      load("run2", rows, { mode: "merge", deleteFiles: [await writeDeletes(layout, first!, [2, 3])], basedOn: existing.version }),
    );
    expect(byId(await ask("rows", "merged")).map((row) => Object.values(row))).toEqual([
      [0, "old"],
      [1, "old"],
      [2, "new"],
      [3, "new"],
      [4, "new"],
      [5, "new"],
    ]);
    const after = (await session.scan())!;
    expect(after.version).toBe(snapshotId);
    expect(after.scan.files.map((file) => file.deletes.length)).toEqual([1, 0]);
    expect((await ask<Snapshot[]>("history", "merged"))!.at(-1)!.summary).toMatchObject({
      "added-position-deletes": "2",
      "added-position-delete-files": "1",
      "added-delete-files": "1",
      "total-position-deletes": "2",
    });
    await session.close();
  });

  it("commits target and quarantine at once, and replaces the quarantine", async () => {
    const session = await openTable(warehouse, "pair");
    const layout = await session.prepare(request("run1", simple));
    const bad = await session.prepareQuarantine({ runId: "run1", contractVersion: "1.0.0", at: new Date("2026-11-21T10:00:00.5Z") });
    expect(bad.columns.filter((one) => one.constant !== undefined).map((one) => [one.name, one.constant])).toEqual([
      ["run_id", "run1"],
      ["job", "job"],
      ["contract_version", "1.0.0"],
      ["quarantined_at", "2026-11-21T10:00:00.500Z"],
    ]);
    const rejected =
      "SELECT 'q' || i AS quarantine_id, 'required.id' AS \"rule\", ['required.id'] AS rules, 'id' AS column_name, 'missing' AS reason, 'a.csv' AS source_file, i::BIGINT AS source_line, '{}' AS raw_record FROM range(2) r(i)";
    await session.commit(
      load("run1", await writeFiles(layout, "SELECT 1::BIGINT AS id, 'a' AS name"), {
        quarantine: { files: await writeFiles(bad, rejected), replace: false },
      }),
    );
    expect(await ask("rows", "pair__quarantine")).toHaveLength(2);
    expect((await ask<Record<string, unknown>[]>("rows", "pair__quarantine"))![0]).toEqual({
      quarantine_id: "q0",
      run_id: "run1",
      job: "job",
      rule: "required.id",
      rules: ["required.id"],
      column_name: "id",
      reason: "missing",
      source_file: "a.csv",
      source_line: 0,
      raw_record: "{}",
      contract_version: "1.0.0",
      quarantined_at: "2026-11-21T10:00:00.500000+00:00",
    });
    const held = (await session.scanQuarantine())!;
    const again = await session.prepare(request("run2", simple));
    const rest = await session.prepareQuarantine({ runId: "run2", contractVersion: "1.0.0", at: new Date("2026-11-21T11:00:00Z") });
    const left = await writeFiles(rest, `SELECT * FROM (${rejected}) WHERE quarantine_id = 'q1'`);
    await session.commit(
      load("run2", await writeFiles(again, "SELECT 2::BIGINT AS id, 'b' AS name"), {
        quarantine: { files: left, replace: true, basedOn: held.version },
      }),
    );
    expect((await ask<{ quarantine_id: string }[]>("rows", "pair__quarantine"))!.map((row) => row.quarantine_id)).toEqual(["q1"]);
    expect(await ask<number>("count", "pair")).toBe(2);
    const stale = session.commit(load("run3", [], { quarantine: { files: [], replace: true, basedOn: held.version } }));
    await expect(stale).rejects.toMatchObject({ kind: "conflict" });
    await session.close();
  });

  it("commits nothing when there is nothing, properties alone when they changed, and a state without rows", async () => {
    const session = await openTable(warehouse, "quiet", { properties: { "write.parquet.row-group-limit": "1000" } });
    await appendRows(session, "run1", simple, "SELECT 1::BIGINT AS id, 'a' AS name", {
      load: { state: state("run1", "1"), properties: { "finops.cost_center": "F1" } },
    });
    const before = (await session.scan())!.version;
    const nothing = await session.commit(load("run2", [], { state: state("run2", "1"), properties: { "finops.cost_center": "F1" } }));
    expect(nothing).toMatchObject({ snapshotId: before, files: 0, bytes: 0 });
    expect((await session.history()).length).toBe(1);
    await ask("set_property", "quiet", { key: "theirs", value: "kept" });
    await session.commit(load("run3", [], { state: state("run3", "1"), properties: { "finops.cost_center": "F2" } }));
    expect((await session.history()).length).toBe(1);
    expect(await ask("properties", "quiet")).toMatchObject({
      theirs: "kept",
      "finops.cost_center": "F2",
      "write.parquet.compression-codec": "zstd",
      "write.parquet.row-group-limit": "1000",
      "write.target-file-size-bytes": "134217728",
    });
    await session.commit(load("run4", [], { state: state("run4", "5") }));
    expect(await session.state()).toEqual(state("run4", "5"));
    expect((await session.history()).length).toBe(2);
    expect(await ask<number>("count", "quiet")).toBe(1);
    expect(await ask("rubbish", "quiet")).toEqual([]);
    await session.close();
  });

  it("leaves a table alone when an overwrite of touched partitions touches none, and empties it when all is overwritten", async () => {
    const session = await openTable(warehouse, "none");
    await appendRows(session, "run1", simple, "SELECT 1::BIGINT AS id, 'a' AS name");
    await session.commit(load("run2", [], { mode: "overwrite", overwrite: "partitions" }));
    expect(await ask<number>("count", "none")).toBe(1);
    await session.commit(load("run3", [], { mode: "overwrite", overwrite: "table" }));
    expect(await ask<number>("count", "none")).toBe(0);
    expect((await session.history()).map((snapshot) => snapshot.operation)).toEqual(["append", "delete"]);
    await session.close();
  });

  it("makes an empty table of a first load without rows", async () => {
    const session = await openTable(warehouse, "empty");
    await session.prepare(request("run1", simple));
    expect(await session.commit(load("run1", []))).toEqual({ files: 0, bytes: 0, retries: 0 });
    expect(await ask("rows", "empty")).toEqual([]);
    expect((await session.scan())!.version).toBe("none");
    await appendRows(session, "run2", simple, "SELECT 1::BIGINT AS id, 'a' AS name");
    expect(await ask<number>("count", "empty")).toBe(1);
    await session.close();
  });

  it("merges manifests once there are many", async () => {
    const session = await openTable(warehouse, "many", { properties: { "commit.manifest.min-count-to-merge": "5" } });
    for (let index = 0; index < 7; index++) await appendRows(session, `run${index}`, simple, `SELECT ${index}::BIGINT AS id, 'a' AS name`);
    expect(await ask<number>("count", "many")).toBe(7);
    expect(byId(await ask("rows", "many", { filter: "id >= 5" }))).toHaveLength(2);
    const scan = (await session.scan())!;
    expect(scan.scan.files).toHaveLength(7);
    await session.close();
  });
});
