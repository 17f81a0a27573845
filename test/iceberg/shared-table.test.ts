import { spawn } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasSecondReader, openSecondReader, type Question, type SecondReader } from "../second-reader/reader.ts";
import { parsePartitionField } from "../../src/spec/partitioning.ts";
import type { TargetSession } from "../../src/kit/target.ts";
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
const plan = contract([column("id", "long", { required: true }), column("name", "string")], ["id"]);
const row = (id: number, name = "a"): string => `SELECT ${id}::BIGINT AS id, '${name}' AS name`;

/** A table with three loads, cursors 1 to 3; the ids of their snapshots. */
async function threeLoads(table: string): Promise<{ session: TargetSession; ids: string[] }> {
  const session = await openTable(warehouse, table);
  for (const id of [1, 2, 3]) await appendRows(session, `run${id}`, plan, row(id), { load: { state: state(`run${id}`, String(id)) } });
  return { session, ids: (await session.history()).map((snapshot) => snapshot.id) };
}
const cursor = async (session: TargetSession): Promise<string | undefined> => (await session.state())?.cursor?.value;

describe.skipIf(!hasSecondReader)("a table that PyIceberg changes too", () => {
  it("reads and commits after a foreign append, whose rows and properties stay", async () => {
    const { session } = await threeLoads("foreign");
    await ask("append", "foreign", { rows: [{ id: 50, name: "theirs" }] });
    expect(await cursor(session)).toBe("3");
    await appendRows(session, "run4", plan, row(4), { load: { state: state("run4", "4") } });
    expect(await ask<number>("count", "foreign")).toBe(5);
    expect((await session.scan())!.scan.files).toHaveLength(5);
    expect(await cursor(session)).toBe("4");
    expect((await session.history()).at(-1)!.summary).toMatchObject({ "total-records": "5", "total-data-files": "5" });
    await session.close();
  });

  it("takes the cursor back with a rollback, and goes on from there", async () => {
    const { session, ids } = await threeLoads("rolled");
    await ask("rollback", "rolled", { snapshot: ids[0] });
    expect(await cursor(session)).toBe("1");
    await appendRows(session, "run5", plan, row(5), { load: { state: state("run5", "5") } });
    await ask("expire", "rolled", { snapshots: ids });
    expect(await cursor(session)).toBe("5");
    expect(await ask<number>("count", "rolled")).toBe(2);
    await session.close();
  });

  it("keeps the cursor when compaction and expiry leave no snapshot of ours", async () => {
    const { session, ids } = await threeLoads("compacted");
    await ask("compact", "compacted");
    const between = (await session.history()).map((snapshot) => snapshot.id).slice(3, -1);
    await ask("expire", "compacted", { snapshots: [...ids, ...between] });
    expect(await session.history()).toHaveLength(1);
    expect(await cursor(session)).toBe("3");
    await appendRows(session, "run4", plan, row(4), { load: { state: state("run4", "4") } });
    expect(await cursor(session)).toBe("4");
    expect(await ask<number>("count", "compacted")).toBe(4);
    await session.close();
  });

  it("tells a rollback that expiry hid from a compaction", async () => {
    const { session, ids } = await threeLoads("hidden");
    await ask("rollback", "hidden", { snapshot: ids[0] });
    await ask("append", "hidden", { rows: [{ id: 50, name: "theirs" }] });
    await ask("expire", "hidden", { snapshots: ids });
    expect(await cursor(session)).toBe("1");
    await ask("append", "hidden", { rows: [{ id: 51, name: "theirs" }] });
    const latest = (await session.history()).map((snapshot) => snapshot.id);
    await ask("expire", "hidden", { snapshots: latest.slice(0, 1) });
    expect(await cursor(session)).toBe("1");
    await session.close();
  });

  it("finds no cursor in a table that was rolled back to before the job's first load", async () => {
    const other = await openTable(warehouse, "before", { job: "other" });
    await appendRows(other, "run0", plan, row(0), { load: { state: state("run0", "0") } });
    const first = (await other.history())[0]!.id;
    const session = await openTable(warehouse, "before");
    await appendRows(session, "run1", plan, row(1), { load: { state: state("run1", "1") } });
    expect([await cursor(other), await cursor(session)]).toEqual(["0", "1"]);
    await ask("rollback", "before", { snapshot: first });
    expect([await cursor(other), await cursor(session)]).toEqual(["0", undefined]);
    await Promise.all([other.close(), session.close()]);
  });

  it("drops the state with the rows of a full refresh that brings none", async () => {
    const { session } = await threeLoads("refreshed");
    await appendRows(session, "run4", plan, row(9), { load: { mode: "overwrite", overwrite: "table" } });
    expect(await session.state()).toBeUndefined();
    await session.close();
  });
});

describe("commits that meet", () => {
  it("takes eight committers at once without losing one", async () => {
    const writer = await openTable(warehouse, "busy");
    const files = await writeFiles(
      await writer.prepare(request("files", plan, { partitioning: [parsePartitionField("id")!] })),
      "SELECT i::BIGINT AS id, 'x' AS name FROM range(16) r(i)",
    );
    await writer.close();
    const exits = Array.from({ length: 8 }, (_, index) => {
      const list = path.join(warehouse, `files-${index}.json`);
      writeFileSync(list, JSON.stringify(files.slice(index * 2, index * 2 + 2).map((file) => ({ ...file, partition: [] }))));
      const child = spawn(process.execPath, ["--no-warnings", fileURLToPath(new URL("./committer.ts", import.meta.url)), warehouse, list], {
        stdio: "inherit",
      });
      return new Promise<number | null>((resolve) => child.on("exit", resolve));
    });
    expect(await Promise.all(exits)).toEqual(Array.from({ length: 8 }, () => 0));
    const session = await openTable(warehouse, "busy");
    expect(await session.history()).toHaveLength(16);
    expect((await session.scan())!.scan.files.reduce((sum, file) => sum + file.rows, 0)).toBe(16);
    expect((await session.history()).at(-1)!.summary["total-records"]).toBe("16");
    if (hasSecondReader) expect(await ask<number>("count", "busy")).toBe(16);
    if (hasSecondReader) expect(await ask("rubbish", "busy")).toEqual([]);
    await session.close();
  });

  it("refuses a merge when rows of the same keys came meanwhile, and takes it when the keys lie apart", async () => {
    const [mine, theirs] = [await openTable(warehouse, "race"), await openTable(warehouse, "race", { job: "other" })];
    const [first] = await appendRows(mine, "run1", plan, "SELECT i::BIGINT AS id, 'a' AS name FROM range(10) r(i)");
    const prepared = async (runId: string, key: number): Promise<Parameters<TargetSession["commit"]>[0]> => {
      const existing = (await mine.scan())!;
      const layout = await mine.prepare(request(runId, plan, { mode: "merge" }));
      return load(runId, await writeFiles(layout, row(key, "new")), {
        mode: "merge",
        deleteFiles: [await writeDeletes(layout, first!, [key])],
        basedOn: existing.version,
      });
    };
    const apart = await prepared("run2", 3);
    await appendRows(theirs, "run3", plan, row(500));
    await mine.commit(apart);
    const same = await prepared("run4", 5);
    await appendRows(theirs, "run5", plan, "SELECT i::BIGINT AS id, 'b' AS name FROM range(4, 7) r(i)");
    await expect(mine.commit(same)).rejects.toMatchObject({ kind: "conflict", retryable: true, message: expect.stringContaining("keys") });
    await mine.recover("run4");
    const replaced = await prepared("run6", 7);
    await appendRows(theirs, "run7", plan, row(1000), { load: { mode: "overwrite", overwrite: "table" } });
    await expect(mine.commit(replaced)).rejects.toMatchObject({ kind: "conflict", message: expect.stringContaining("replaced") });
    await mine.recover("run6");
    if (hasSecondReader) expect(await ask("rubbish", "race")).toEqual([]);
    await Promise.all([mine.close(), theirs.close()]);
  });

  it("refuses to overwrite a partition that others added to, and takes another one", async () => {
    const prepare = { partitioning: [parsePartitionField("name")!] };
    const [mine, theirs] = [await openTable(warehouse, "split"), await openTable(warehouse, "split", { job: "other" })];
    await appendRows(mine, "run1", plan, `${row(1, "a")} UNION ALL ${row(2, "b")}`, { prepare });
    const overwrite = async (runId: string, meanwhile: string): Promise<void> => {
      const layout = await mine.prepare(request(runId, plan, { ...prepare, mode: "overwrite" }));
      const files = await writeFiles(layout, row(9, "a"));
      await appendRows(theirs, `${runId}-other`, plan, row(3, meanwhile), { prepare });
      await mine.commit(load(runId, files, { mode: "overwrite", overwrite: "partitions" }));
    };
    await overwrite("run2", "b");
    await expect(overwrite("run3", "a")).rejects.toMatchObject({
      kind: "conflict",
      retryable: true,
      message: expect.stringContaining("partition"),
    });
    await Promise.all([mine.close(), theirs.close()]);
  });

  it("starts over when the schema moved on under a prepared load", async () => {
    const [mine, theirs] = [await openTable(warehouse, "moved"), await openTable(warehouse, "moved", { job: "other" })];
    await appendRows(mine, "run1", plan, row(1));
    const wide = (name: string): ReturnType<typeof contract> => contract([...plan.columns, column(name, "string")], ["id"]);
    const layout = await mine.prepare(request("run2", wide("x")));
    const files = await writeFiles(layout, "SELECT 2::BIGINT AS id, 'a' AS name, 'x' AS x");
    await appendRows(theirs, "run3", wide("y"), "SELECT 3::BIGINT AS id, 'a' AS name, 'y' AS y");
    await expect(mine.commit(load("run2", files))).rejects.toMatchObject({
      kind: "conflict",
      retryable: true,
      message: expect.stringContaining("schema"),
    });
    await Promise.all([mine.close(), theirs.close()]);
  });
});

describe("what a dead run leaves", () => {
  it("is removed, and what was committed is kept", async () => {
    const session = await openTable(warehouse, "dead");
    await appendRows(session, "kept", plan, row(1));
    const layout = await session.prepare(request("dead", plan));
    await writeFiles(layout, row(2));
    const bad = await session.prepareQuarantine({ runId: "dead", contractVersion: "1.0.0", at: new Date(0) });
    await writeFiles(
      bad,
      "SELECT 'q' AS quarantine_id, 'r' AS \"rule\", ['r'] AS rules, 'id' AS column_name, '' AS reason, 'f' AS source_file, 1::BIGINT AS source_line, '{}' AS raw_record",
    );
    const all = (): string[] =>
      readdirSync(warehouse, { recursive: true, encoding: "utf8" }).filter((name) => path.basename(name).includes("dead-"));
    expect(all()).toHaveLength(2);
    await session.recover("kept");
    await session.recover("dea");
    expect(all()).toHaveLength(2);
    await session.recover("dead");
    await session.recover("dead");
    expect(all()).toEqual([]);
    expect((await session.scan())!.scan.files).toHaveLength(1);
    await session.close();
  });

  it("goes from a table that was never made, too", async () => {
    const session = await openTable(warehouse, "never");
    await writeFiles(await session.prepare(request("lost", plan)), row(2));
    await session.recover("lost");
    expect(
      readdirSync(path.join(warehouse, "ns/never"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".parquet")),
    ).toEqual([]);
    expect(await session.scan()).toBeUndefined();
    await session.close();
  });
});
