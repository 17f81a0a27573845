import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasSecondReader, openSecondReader, type Question, type SecondReader } from "../second-reader/reader.ts";
import type { PlanColumn } from "../../src/spec/contract-plan.ts";
import { parsePartitionField } from "../../src/spec/partitioning.ts";
import { appendRows, column, contract, load, openTable, request, temporaryFolder, writeDeletes, writeFiles } from "./rig.ts";

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
const byId = (rows: Record<string, unknown>[] | undefined): Record<string, unknown>[] =>
  rows!.toSorted((a, b) => Number(a["id"] ?? a["key"]) - Number(b["id"] ?? b["key"]));
const id = column("id", "long", { required: true });

/** Loads one row under a first contract and another under the next one; PyIceberg's rows after it. */
async function evolve(
  table: string,
  before: readonly PlanColumn[],
  first: string,
  after: readonly PlanColumn[],
  second: string,
): Promise<{ rows: Record<string, unknown>[]; changes: readonly string[] }> {
  const session = await openTable(warehouse, table);
  await appendRows(session, "run1", contract(before), first);
  const layout = await session.prepare(request("run2", contract(after, [], "1.1.0")));
  await session.commit(load("run2", await writeFiles(layout, second)));
  await session.close();
  return { rows: byId(await ask("rows", table)), changes: layout.schemaChanges ?? [] };
}

describe.skipIf(!hasSecondReader)("PyIceberg reads across schema changes", () => {
  it("add", async () => {
    const { rows, changes } = await evolve(
      "add",
      [id],
      "SELECT 1::BIGINT AS id",
      [id, column("extra", "string")],
      "SELECT 2::BIGINT AS id, 'x' AS extra",
    );
    expect(rows).toEqual([
      { id: 1, extra: null },
      { id: 2, extra: "x" },
    ]);
    expect(changes).toEqual(["add column 'extra'"]);
  });

  it("widen: int to long, float to double, more digits", async () => {
    const dec = (precision: number): PlanColumn => column("dec", { kind: "decimal", precision, scale: 2 });
    const { rows, changes } = await evolve(
      "widen",
      [id, column("i", "int"), column("f", "float"), dec(5)],
      `SELECT 1::BIGINT AS id, 7::INT AS i, 1.5::FLOAT AS f, 1.25::DECIMAL(5,2) AS "dec"`,
      [id, column("i", "long"), column("f", "double"), dec(20)],
      `SELECT 2::BIGINT AS id, 5000000000::BIGINT AS i, 2.5::DOUBLE AS f, 123456789012.25::DECIMAL(20,2) AS "dec"`,
    );
    expect(rows).toEqual([
      { id: 1, i: 7, f: 1.5, dec: "1.25" },
      { id: 2, i: 5_000_000_000, f: 2.5, dec: "123456789012.25" },
    ]);
    expect(changes).toEqual([
      "widen column 'i' from int to long",
      "widen column 'f' from float to double",
      "widen column 'dec' from decimal(5, 2) to decimal(20, 2)",
    ]);
    expect(await ask<number>("count", "widen", { filter: "i = 7" })).toBe(1);
    expect(await ask<number>("count", "widen", { filter: "f < 2" })).toBe(1);
  });

  it("rename where the property keeps its id, swap included", async () => {
    const named = (name: string, property: string): PlanColumn => column(name, "string", { id: property });
    const { rows, changes } = await evolve(
      "rename",
      [id, named("a", "p1"), named("b", "p2"), named("c", "p3")],
      "SELECT 1::BIGINT AS id, 'one' AS a, 'two' AS b, 'three' AS c",
      [id, named("b", "p1"), named("a", "p2"), named("gamma", "p3")],
      "SELECT 2::BIGINT AS id, 'uno' AS b, 'due' AS a, 'tre' AS gamma",
    );
    expect(rows).toEqual([
      { id: 1, b: "one", a: "two", gamma: "three" },
      { id: 2, b: "uno", a: "due", gamma: "tre" },
    ]);
    expect(changes).toEqual(["rename column 'a' to 'b'", "rename column 'b' to 'a'", "rename column 'c' to 'gamma'"]);
  });

  it("reorder and relax", async () => {
    const { rows, changes } = await evolve(
      "reorder",
      [id, column("a", "string", { required: true }), column("b", "string")],
      "SELECT 1::BIGINT AS id, 'x' AS a, 'y' AS b",
      [column("b", "string"), column("a", "string"), id],
      "SELECT NULL::VARCHAR AS b, NULL::VARCHAR AS a, 2::BIGINT AS id",
    );
    expect(rows.map((row) => Object.entries(row))).toEqual([
      [
        ["b", "y"],
        ["a", "x"],
        ["id", 1],
      ],
      [
        ["b", null],
        ["a", null],
        ["id", 2],
      ],
    ]);
    expect(changes).toEqual(["allow NULL in column 'a'", "reorder columns"]);
  });

  it("a column that left the contract stays, optional and empty", async () => {
    const { rows, changes } = await evolve(
      "left",
      [id, column("gone", "string", { required: true })],
      "SELECT 1::BIGINT AS id, 'x' AS gone",
      [id],
      "SELECT 2::BIGINT AS id",
    );
    expect(rows).toEqual([
      { id: 1, gone: "x" },
      { id: 2, gone: null },
    ]);
    expect(changes).toEqual(["allow NULL in column 'gone', which left the contract"]);
  });

  it("add, widen and rename inside structs and lists", async () => {
    const item = (fields: { name: string; type: PlanColumn["type"]; id?: string }[]): PlanColumn =>
      column("items", { kind: "list", element: { kind: "struct", fields: fields.map((field) => ({ required: false, ...field })) } });
    const { rows, changes } = await evolve(
      "nested",
      [
        id,
        item([
          { name: "n", type: { kind: "int" }, id: "m1" },
          { name: "sku", type: { kind: "string" }, id: "m2" },
        ]),
      ],
      "SELECT 1::BIGINT AS id, [{'n': 1::INT, 'sku': 'a'}] AS items",
      [
        id,
        item([
          { name: "n", type: { kind: "long" }, id: "m1" },
          { name: "code", type: { kind: "string" }, id: "m2" },
          { name: "at", type: { kind: "date" } },
        ]),
      ],
      "SELECT 2::BIGINT AS id, [{'n': 2::BIGINT, 'code': 'b', 'at': DATE '2026-01-01'}] AS items",
    );
    expect(rows).toEqual([
      { id: 1, items: [{ n: 1, code: "a", at: null }] },
      { id: 2, items: [{ n: 2, code: "b", at: "2026-01-01" }] },
    ]);
    expect(changes).toEqual([
      "widen column 'items.element.n' from int to long",
      "rename column 'items.element.sku' to 'code'",
      "add column 'items.element.at'",
    ]);
  });

  it("partition otherwise: old files keep their spec, and merges reach them", async () => {
    const session = await openTable(warehouse, "respec");
    const plan = contract([id, column("name", "string")], ["id"]);
    const [old] = await appendRows(session, "run1", plan, "SELECT i::BIGINT AS id, 'a' AS name FROM range(3) r(i)");
    const partitioning = [parsePartitionField("name")!];
    const existing = (await session.scan())!;
    const layout = await session.prepare(request("run2", plan, { mode: "merge", partitioning }));
    expect(layout.schemaChanges).toEqual(["partition new files by name"]);
    const rows = await writeFiles(layout, "SELECT 1::BIGINT AS id, 'b' AS name");
    await session.commit(
      load("run2", rows, { mode: "merge", deleteFiles: [await writeDeletes(layout, old!, [1])], basedOn: existing.version }),
    );
    expect(byId(await ask("rows", "respec"))).toEqual([
      { id: 0, name: "a" },
      { id: 1, name: "b" },
      { id: 2, name: "a" },
    ]);
    expect(await ask("spec", "respec")).toEqual([{ name: "name", transform: "identity", source: "name" }]);
    const single = appendRows(session, "run3", plan, "SELECT 5::BIGINT AS id, 'b' AS name", {
      prepare: { partitioning },
      load: { mode: "overwrite", overwrite: "partitions" },
    });
    await expect(single).rejects.toMatchObject({ kind: "refused", message: expect.stringContaining("before its partitioning changed") });
    await appendRows(session, "run4", plan, "SELECT 6::BIGINT AS id, 'c' AS name");
    expect(await ask("spec", "respec")).toEqual([]);
    expect(await ask<number>("count", "respec")).toBe(4);
    await session.close();
  });
});

describe("schema changes that are refused before data moves", () => {
  const cases: readonly (readonly [string, readonly PlanColumn[], string])[] = [
    ["narrow", [id, column("n", "int")], "column 'n' was long and is int now"],
    ["another type", [id, column("n", "string")], "column 'n' was long and is string now"],
    ["another shape", [id, column("n", { kind: "list", element: { kind: "long" } })], "column 'n' was long and is list<long> now"],
    ["require", [id, column("n", "long", { required: true })], "column 'n' was optional and is required now"],
    ["new and required", [id, column("n", "long"), column("m", "long", { required: true })], "column 'm' is new and required"],
    ["another property under the name", [id, column("n", "long", { id: "other" })], "column 'n' is another property"],
  ];
  it.each(cases)("%s", async (name, columns, message) => {
    const { folder, remove: done } = temporaryFolder();
    try {
      const session = await openTable(folder, "t");
      await appendRows(
        session,
        "run1",
        contract([id, column("n", "long", name.startsWith("another property") ? { id: "first" } : {})]),
        "SELECT 1::BIGINT AS id, 2::BIGINT AS n",
      );
      const refused = session.prepare(request("run2", contract(columns, [], "2.0.0")));
      await expect(refused).rejects.toMatchObject({ kind: "refused", message: expect.stringContaining(message) });
      await expect(refused).rejects.toThrow(/contract version 2\.0\.0 breaks the table, which version 1\.0\.0 made/);
      expect(await session.history()).toHaveLength(1);
      await session.close();
    } finally {
      done();
    }
  });

  it("refuses columns and transforms that do not fit a partition or an order", async () => {
    const session = await openTable(warehouse, "unfit");
    const plan = contract([id, column("name", "string"), column("on", "date")]);
    for (const [text, message] of [
      ["day(name)", "cannot be partitioned by day"],
      ["hour(on)", "cannot be partitioned by hour"],
      ["nothing", "no column of it"],
    ] as const) {
      await expect(session.prepare(request("r", plan, { partitioning: [parsePartitionField(text)!] }))).rejects.toThrow(message);
    }
    await expect(session.prepare(request("r", plan, { sortBy: ["absent"] }))).rejects.toThrow("sorted by 'absent'");
    await session.close();
  });
});
