import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSecondReader } from "../second-reader/reader.ts";
import { csv, Rig, type Project } from "./rig.ts";

const properties = [
  { name: "id", logicalType: "integer", required: true, primaryKey: true, primaryKeyPosition: 1 },
  { name: "region", logicalType: "string" },
  { name: "amount", logicalType: "number", physicalType: "decimal(10,2)" },
];
const first = csv(["id", "region", "amount"], [1, "eu", "1.50"], [2, "eu", "2.50"], [3, "us", "3.50"]);

describe.skipIf(!hasSecondReader)("write modes (PyIceberg looks)", () => {
  let rig: Rig;
  beforeAll(() => void (rig = new Rig()));
  afterAll(() => rig.close());

  function project(target: Record<string, unknown> = {}, source: Record<string, unknown> = {}): Project {
    const made = rig.project();
    made.contract({ properties });
    made.job({ target, source });
    made.write("data/a.csv", first);
    return made;
  }
  const amounts = async (made: Project): Promise<unknown[][]> =>
    (await made.rows()).map((row) => [row["id"], row["region"], row["amount"]]);

  test("append adds the rows of new files and keeps the others", async () => {
    const made = project({ mode: "append" }, { incremental: { strategy: "file_modified_time" } });
    expect(await made.run()).toMatchObject({ exitCode: 0, record: { rows: { read: 3, landed: 3, quarantined: 0 }, files: 1 } });
    made.write("data/b.csv", csv(["id", "region", "amount"], [4, "us", "4.50"]));
    const { exitCode, record } = await made.run();
    expect({ exitCode, rows: record.rows }).toEqual({ exitCode: 0, rows: { read: 1, landed: 1, quarantined: 0, skipped: 0, replaced: 0 } });
    expect(await amounts(made)).toEqual([
      [1, "eu", "1.50"],
      [2, "eu", "2.50"],
      [3, "us", "3.50"],
      [4, "us", "4.50"],
    ]);
    const history = await made.history();
    expect(history.map(({ operation }) => operation)).toEqual(["append", "append"]);
    expect(history[1]!.summary).toMatchObject({
      "added-records": "1",
      "total-records": "4",
      "dativo.run-id": record.run_id,
      "dativo.rows-read": "1",
      "dativo.contract-version": "1.0.0",
    });
    expect(history[1]!.id).toBe(record.snapshot_id);
    expect(await made.rows({ snapshot: history[0]!.id })).toHaveLength(3);
  });

  test("overwrite replaces the whole table", async () => {
    const made = project();
    await made.run();
    made.write("data/a.csv", csv(["id", "region", "amount"], [9, "us", "9.00"]));
    expect(await made.run()).toMatchObject({ exitCode: 0, record: { rows: { landed: 1 } } });
    expect(await amounts(made)).toEqual([[9, "us", "9.00"]]);
    expect((await made.history()).at(-1)).toMatchObject({
      operation: "overwrite",
      summary: { "deleted-records": "3", "total-records": "1" },
    });
    expect(await made.rows({ snapshot: (await made.history())[0]!.id })).toHaveLength(3);
  });

  test("overwrite of partitions replaces those that the load touches", async () => {
    const made = project({ mode: "overwrite", overwrite: "partitions", partitioning: ["region"] });
    await made.run();
    made.write("data/a.csv", csv(["id", "region", "amount"], [7, "eu", "7.00"], [8, "asia", "8.00"]));
    expect((await made.run()).exitCode).toBe(0);
    expect(await amounts(made)).toEqual([
      [3, "us", "3.50"],
      [7, "eu", "7.00"],
      [8, "asia", "8.00"],
    ]);
  });

  test("an overwrite with an empty source empties the table", async () => {
    const made = project();
    await made.run();
    made.write("data/a.csv", "id,region,amount\n");
    expect((await made.run()).exitCode).toBe(0);
    expect(await made.rows()).toEqual([]);
  });

  test("merge replaces the rows of equal keys with position deletes and adds the others", async () => {
    const made = project({ mode: "merge", partitioning: ["region"] });
    await made.run();
    made.write("data/a.csv", csv(["id", "region", "amount"], [2, "us", "22.00"], [5, "eu", "5.00"]));
    expect(await made.run()).toMatchObject({ exitCode: 0, record: { rows: { read: 2, landed: 2, replaced: 1 } } });
    expect(await amounts(made)).toEqual([
      [1, "eu", "1.50"],
      [2, "us", "22.00"],
      [3, "us", "3.50"],
      [5, "eu", "5.00"],
    ]);
    const last = (await made.history()).at(-1)!;
    expect(last).toMatchObject({ operation: "overwrite", summary: { "added-position-deletes": "1" } });
    await made.run();
    expect(await made.rows()).toHaveLength(4);
  });

  test("--full-refresh starts over, state included", async () => {
    const made = project({ mode: "append" }, { incremental: { strategy: "file_modified_time" } });
    await made.run();
    await made.ask("append", { rows: [{ id: 77, region: "eu", amount: null }] });
    expect(await made.run("--full-refresh")).toMatchObject({ exitCode: 0, record: { kind: "full_refresh", rows: { landed: 3 } } });
    expect((await made.rows()).map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(await made.run()).toMatchObject({ exitCode: 0, record: { files: 0, rows: { read: 0 } } });
    expect(await made.rows()).toHaveLength(3);
  });

  test("--limit lands some rows and leaves the cursor where it was", async () => {
    const made = project({ mode: "append" }, { incremental: { strategy: "cursor", cursor_field: "id" } });
    expect(await made.run("--limit", "2")).toMatchObject({ exitCode: 0, record: { rows: { read: 2, landed: 2 } } });
    expect((await made.rows()).map(({ id }) => id)).toEqual([1, 2]);
    expect(Object.keys((await made.history())[0]!.summary).filter((key) => key.startsWith("dativo.state"))).toEqual([]);
    expect(await made.run("--full-refresh")).toMatchObject({ record: { rows: { landed: 3 } } });
  });

  test("--validate-only judges and lands nothing, not even a table", async () => {
    const made = project();
    expect(await made.run("--validate-only")).toMatchObject({
      exitCode: 0,
      record: { kind: "validate_only", files: 0, rows: { read: 3 } },
    });
    expect(existsSync(path.join(made.folder, "warehouse"))).toBe(false);
    await made.run();
    made.write("data/a.csv", csv(["id", "region", "amount"], ["x", "us", "1.00"]));
    expect((await made.run("--validate-only")).exitCode).toBe(2);
    expect(await made.history()).toHaveLength(1);
    expect(await made.ask("rubbish")).toEqual([]);
  });
});
