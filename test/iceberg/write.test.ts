import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasSecondReader, openSecondReader, type SecondReader } from "../second-reader/reader.ts";
import { appendRows, column, contract, openTable, state, temporaryFolder } from "./rig.ts";

describe.skipIf(!hasSecondReader)("Iceberg tables read by PyIceberg", () => {
  const { folder: warehouse, remove } = temporaryFolder();
  let reader: SecondReader;
  beforeAll(() => {
    reader = openSecondReader();
  });
  afterAll(() => {
    reader.close();
    remove();
  });
  const ask = <T>(op: Parameters<SecondReader["ask"]>[0]["op"], table: string, more: Record<string, unknown> = {}): Promise<T | undefined> => reader.ask<T>({ op, warehouse, table: `ns.${table}`, ...more });

  it("creates a table with the first rows and appends to it", async () => {
    const session = await openTable(warehouse, "first");
    const plan = contract([column("id", "long", { required: true }), column("name", "string", { doc: "What it is called" })], ["id"]);
    expect(await session.scan()).toBeUndefined();
    await appendRows(session, "run1", plan, "SELECT 1::BIGINT AS id, 'a' AS name", { load: { state: state("run1", "1") } });
    await appendRows(session, "run2", plan, "SELECT 2::BIGINT AS id, NULL::VARCHAR AS name");
    expect(await ask("rows", "first")).toEqual(expect.arrayContaining([{ id: 1, name: "a" }, { id: 2, name: null }]));
    expect(await session.state()).toEqual(state("run1", "1"));
    await session.close();
  });
});
