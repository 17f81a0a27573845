import { statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasSecondReader, openSecondReader, type Question, type SecondReader } from "../second-reader/reader.ts";
import type { Batch } from "../../src/spec/batch.ts";
import type { ContractPlan } from "../../src/spec/contract-plan.ts";
import type { DataFile } from "../../src/spec/data-file.ts";
import { parsePartitionField } from "../../src/spec/partitioning.ts";
import type { EngineSession } from "../../src/kit/engine.ts";
import type { TargetSession } from "../../src/kit/target.ts";
import { realWorld } from "../../src/kit/world.ts";
import duckdb from "../../src/plugins/engines/duckdb/index.ts";
import { column, contract, load, openTable, request, temporaryFolder } from "./rig.ts";

const { folder: warehouse, remove } = temporaryFolder();
let reader: SecondReader;
let engine: EngineSession;

beforeAll(async () => {
  if (hasSecondReader) reader = openSecondReader();
  engine = await (
    await duckdb.load()
  ).open({ memory: 400_000_000, threads: 2, scratch: path.join(warehouse, "scratch"), signal: new AbortController().signal }, realWorld());
});
afterAll(async () => {
  reader?.close();
  await engine.close();
  remove();
});

function ask<T>(op: Question["op"], table: string, more: Record<string, unknown> = {}): Promise<T | undefined> {
  return reader.ask<T>({ op, warehouse, table: `ns.${table}`, ...more });
}

let inputs = 0;
function batchOf(rows: readonly Record<string, unknown>[]): Batch {
  const file = path.join(warehouse, `input${inputs++}.ndjson`);
  writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  return {
    files: [{ path: file, origin: path.basename(file), sizeBytes: statSync(file).size, modifiedMs: 0 }],
    format: { kind: "ndjson", compression: "none" },
  };
}

/** Stages rows through the engine and commits them, matched against the table when they are merged. */
async function land(
  session: TargetSession,
  runId: string,
  plan: ContractPlan,
  rows: readonly Record<string, unknown>[],
  more: { mode?: "append" | "merge"; partitioning?: readonly string[] } = {},
): Promise<readonly DataFile[]> {
  const mode = more.mode ?? "append";
  const layout = await session.prepare(
    request(runId, plan, { mode, partitioning: (more.partitioning ?? []).map((text) => parsePartitionField(text)!) }),
  );
  const staged = await engine.stage({ batch: batchOf(rows), index: 0, plan, policy: "strict", extraColumns: "error", layout });
  expect(staged.rejects).toMatchObject({ count: 0 });
  const existing = mode === "merge" ? await session.scan() : undefined;
  const matched =
    existing &&
    (await engine.matchKeys({
      staged: staged.files,
      layout,
      keys: plan.primaryKey,
      existing: existing.scan,
      deletes: { ...layout, filePrefix: `${layout.filePrefix}deletes-` },
      partitionOf: (file) => existing.partitionOf(file),
    }));
  await session.commit(
    load(runId, staged.files, { mode, deleteFiles: matched?.deleteFiles ?? [], ...(existing ? { basedOn: existing.version } : {}) }),
  );
  return staged.files;
}

describe.skipIf(!hasSecondReader)("the engine's files in Iceberg tables", () => {
  const values = {
    id: 1,
    flag: true,
    small: -7,
    price: "12.34",
    day: "2026-11-21",
    at: "2026-11-21T23:30:00.5Z",
    local: "1969-12-31T23:59:59",
    time: "01:02:03.4",
    name: "naïve/ =%",
    uid: "b5b9a1de-93a1-4f6e-8a5e-0f6f0f4a9c11",
    ratio: 0.5,
  };
  const plan = contract([
    column("id", "long", { required: true }),
    column("flag", "boolean"),
    column("small", "int"),
    column("price", { kind: "decimal", precision: 10, scale: 2 }),
    column("day", "date"),
    column("at", { kind: "timestamp", zoned: true }),
    column("local", { kind: "timestamp", zoned: false }),
    column("time", "time"),
    column("name", "string"),
    column("uid", "uuid"),
    column("ratio", "double"),
  ]);
  const nothing = { id: 2 };

  it.each([
    ["flag", "flag = true"],
    ["small", "small = -7"],
    ["price", "price = 12.34"],
    ["day", "day = '2026-11-21'"],
    ["name", "name = 'naïve/ =%'"],
    ["local", "local = '1969-12-31T23:59:59'"],
    ["day(at)", "at >= '2026-11-21T00:00:00+00:00'"],
    ["hour(local)", "local < '1970-01-01T00:00:00'"],
    ["month(day)", "day >= '2026-11-01'"],
    ["year(at)", "at > '2026-01-01T00:00:00+00:00'"],
    ["bucket(7, id)", "id = 1"],
    ["bucket(5, name)", "name = 'naïve/ =%'"],
    ["bucket(5, price)", "price = 12.34"],
    ["bucket(5, at)", "at = '2026-11-21T23:30:00.500000+00:00'"],
    ["bucket(4, day)", "day = '2026-11-21'"],
    ["truncate(2, name)", "name = 'naïve/ =%'"],
    ["truncate(10, small)", "small = -7"],
    ["truncate(50, price)", "price = 12.34"],
  ])("partitioned by %s are found and skipped", async (field, filter) => {
    const table = `by_${field.replaceAll(/[^a-z0-9]/g, "_")}`;
    const session = await openTable(warehouse, table);
    const files = await land(session, "run1", plan, [values, nothing], { partitioning: [field] });
    expect(files).toHaveLength(2);
    const found = (await ask<Record<string, unknown>[]>("rows", table, { filter }))!;
    expect(found).toEqual([{ ...values, at: "2026-11-21T23:30:00.500000+00:00", time: "01:02:03.400000" }]);
    expect(await ask<string[]>("planned", table, { filter })).toHaveLength(1);
    expect((await session.scan())!.scan.files).toHaveLength(2);
    await session.close();
  });

  it("merge by key across partitions, renames and foreign files", async () => {
    const keyed = (name: string, version: string): ContractPlan =>
      contract([column("id", "long", { required: true }), column(name, "string", { id: "p1" }), column("day", "date")], ["id"], version);
    const session = await openTable(warehouse, "merged");
    const partitioning = ["day"];
    await land(
      session,
      "run1",
      keyed("name", "1.0.0"),
      [1, 2, 3, 4].map((id) => ({ id, name: "old", day: id < 3 ? "2026-01-01" : "2026-01-02" })),
      { partitioning },
    );
    await ask("append", "merged", { rows: [{ id: 9, name: "theirs", day: null }] });
    await land(
      session,
      "run2",
      keyed("title", "1.1.0"),
      [
        { id: 2, title: "new", day: "2026-01-02" },
        { id: 3, title: "new", day: "2026-01-02" },
        { id: 9, title: "ours", day: null },
        { id: 10, title: "new", day: null },
      ],
      { mode: "merge", partitioning },
    );
    const rows = (await ask<{ id: number; title: string }[]>("rows", "merged"))!.toSorted((a, b) => a.id - b.id);
    expect(rows.map((row) => [row.id, row.title])).toEqual([
      [1, "old"],
      [2, "new"],
      [3, "new"],
      [4, "old"],
      [9, "ours"],
      [10, "new"],
    ]);
    const read = await engine.readRows((await session.scan())!.scan, { limit: 100, columns: ["id", "title"] });
    expect(read.map((row) => `${row["id"]} ${row["title"]}`).toSorted()).toEqual(["1 old", "10 new", "2 new", "3 new", "4 old", "9 ours"]);
    await land(session, "run3", keyed("title", "1.1.0"), [{ id: 2, title: "newest", day: null }], { mode: "merge", partitioning });
    expect(await ask<number>("count", "merged")).toBe(6);
    expect(await ask("rubbish", "merged")).toEqual([]);
    await session.close();
  });
});
