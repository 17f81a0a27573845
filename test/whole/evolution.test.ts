import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSecondReader } from "../second-reader/reader.ts";
import { Rig, type Project } from "./rig.ts";

type Property = Readonly<Record<string, unknown>>;
const id: Property = { name: "id", id: "p-id", logicalType: "integer", required: true };
const amount: Property = { name: "amount", id: "p-amount", logicalType: "number", physicalType: "decimal(6,2)" };
const name: Property = { name: "name", id: "p-name", logicalType: "string", required: true };

describe.skipIf(!hasSecondReader)("schema evolution (PyIceberg looks)", () => {
  let rig: Rig;
  beforeAll(() => void (rig = new Rig()));
  afterAll(() => rig.close());

  let version = 0;
  let clock = 1_700_000_000;
  /** A load of one more file under the next version of the contract. */
  async function load(made: Project, properties: readonly Property[], text: string, exitCode = 0): Promise<string> {
    version += 1;
    clock += 10;
    made.contract({ properties, version: `1.${version}.0` });
    made.write(`data/${version}.csv`, text, clock);
    const ended = await made.run();
    expect({ exitCode: ended.exitCode, error: exitCode === 0 ? ended.record.error : undefined }).toEqual({ exitCode });
    return ended.record.error?.message ?? "";
  }
  function project(): Project {
    const made = rig.project();
    made.job({ source: { incremental: { strategy: "file_modified_time" } }, target: { mode: "append" } });
    return made;
  }
  const fields = async (made: Project): Promise<Record<string, [number, string, boolean]>> =>
    Object.fromEntries(
      (await made.ask<{ id: number; name: string; type: string; required: boolean }[]>("schema"))!.map((one) => [
        one.name,
        [one.id, one.type, one.required],
      ]),
    );

  test("add, widen, rename, reorder, relax, one after another: old and new rows stay readable", async () => {
    const made = project();
    await load(made, [id, amount, name], "id,amount,name\n1,1.50,one\n");
    const ids = await fields(made);
    await load(
      made,
      [id, amount, name, { name: "extra", id: "p-extra", logicalType: "boolean" }],
      "id,amount,name,extra\n2,2.50,two,true\n",
    );
    expect(await made.rows()).toEqual([
      { id: 1, amount: "1.50", name: "one", extra: null },
      { id: 2, amount: "2.50", name: "two", extra: true },
    ]);
    const extra: Property = { name: "extra", id: "p-extra", logicalType: "boolean" };
    const wideId: Property = { ...id, physicalType: "bigint" };
    const wideAmount: Property = { ...amount, physicalType: "decimal(20,2)" };
    await load(made, [wideId, wideAmount, name, extra], "id,amount,name,extra\n3000000000,123456789012.25,three,\n");
    expect(await fields(made)).toMatchObject({ id: [ids["id"]![0], "long", true], amount: [ids["amount"]![0], "decimal(20, 2)", false] });
    const title: Property = { ...name, name: "title" };
    await load(made, [wideId, wideAmount, title, extra], "id,amount,title,extra\n4,4.00,four,false\n");
    expect(await fields(made)).toMatchObject({ title: [ids["name"]![0], "string", true] });
    await load(made, [title, wideId, extra, { ...wideAmount, name: "total" }], "title,id,extra,total\nfive,5,,5.00\n");
    expect(Object.keys(await fields(made))).toEqual(["title", "id", "extra", "total"]);
    await load(made, [{ ...title, required: false }, wideId, extra, { ...wideAmount, name: "total" }], "title,id,extra,total\n,6,,\n");
    expect((await fields(made))["title"]![2]).toBe(false);
    expect((await made.rows({ columns: ["id", "title", "total"] })).map((row) => [row["id"], row["title"], row["total"]])).toEqual(
      expect.arrayContaining([
        [1, "one", "1.50"],
        [2, "two", "2.50"],
        [3_000_000_000, "three", "123456789012.25"],
        [4, "four", "4.00"],
        [5, "five", "5.00"],
        [6, null, null],
      ]),
    );
    expect((await made.history()).map((snapshot) => snapshot.summary["total-records"])).toEqual(["1", "2", "3", "4", "5", "6"]);
  });

  test("a column that left the contract stays, and is empty in new rows", async () => {
    const made = project();
    await load(made, [id, amount, name], "id,amount,name\n1,1.50,one\n");
    await load(made, [id, amount], "id,amount\n2,2.50\n");
    expect(await made.rows()).toEqual([
      { id: 1, amount: "1.50", name: "one" },
      { id: 2, amount: "2.50", name: null },
    ]);
  });

  const breaking: readonly (readonly [what: string, properties: readonly Property[], header: string])[] = [
    ["another type", [id, { ...amount, physicalType: "", logicalType: "string" }, name], "id,amount,name\n2,x,two\n"],
    ["fewer digits", [id, { ...amount, physicalType: "decimal(4,2)" }, name], "id,amount,name\n2,2.00,two\n"],
    ["another scale", [id, { ...amount, physicalType: "decimal(8,3)" }, name], "id,amount,name\n2,2.000,two\n"],
    ["a column that becomes required", [id, { ...amount, required: true }, name], "id,amount,name\n2,2.00,two\n"],
    [
      "a new column that is required",
      [id, amount, name, { name: "new", logicalType: "string", required: true }],
      "id,amount,name,new\n2,2.00,two,x\n",
    ],
  ];
  test.each(breaking)("%s is refused before data moves, naming both versions", async (_, properties, text) => {
    const made = project();
    await load(made, [id, amount, name], "id,amount,name\n1,1.50,one\n");
    const before = { fields: await fields(made), history: await made.history(), properties: await made.properties() };
    const [from, to] = [`1.${version}.0`, `1.${version + 1}.0`];
    const message = await load(
      made,
      properties.map(({ physicalType, ...rest }) => (physicalType === "" ? rest : { ...rest, ...(physicalType ? { physicalType } : {}) })),
      text,
      2,
    );
    expect(message).toContain(from);
    expect(message).toContain(to);
    expect({ fields: await fields(made), history: await made.history(), properties: await made.properties() }).toEqual(before);
    expect(await made.ask("rubbish")).toEqual([]);
  });

  test("partitioning may change: old files keep their spec, both are read", async () => {
    const made = project();
    await load(made, [id, amount, name], "id,amount,name\n1,1.50,one\n");
    made.job({ source: { incremental: { strategy: "file_modified_time" } }, target: { mode: "append", partitioning: ["name"] } });
    await load(made, [id, amount, name], "id,amount,name\n2,2.50,two\n");
    expect(await made.ask("spec")).toMatchObject([{ transform: "identity", source: "name" }]);
    expect((await made.rows({ filter: "name = 'one'" })).map((row) => row["id"])).toEqual([1]);
    expect(await made.rows()).toHaveLength(2);
  });

  test("a full refresh starts over: what no schema could follow from takes its place, and history still reads", async () => {
    const made = rig.project();
    made.contract({
      properties: [
        { name: "id", logicalType: "integer", required: true },
        { name: "note", logicalType: "string" },
      ],
    });
    made.job();
    made.write("data/a.csv", "id,note\n1,12\n2,13\n");
    expect((await made.run()).exitCode).toBe(0);
    const [first] = await made.history();
    const now = [
      { name: "id", logicalType: "string", required: true },
      { name: "amount", physicalName: "note", logicalType: "number", required: true },
    ];
    made.contract({ version: "2.0.0", properties: now });
    const refused = await made.run();
    expect(refused.exitCode).toBe(2);
    expect(refused.stdout).toContain("--full-refresh");
    expect((await made.run("--full-refresh")).exitCode).toBe(0);
    expect(await made.rows()).toEqual([
      { id: "1", amount: 12 },
      { id: "2", amount: 13 },
    ]);
    expect(await made.rows({ snapshot: first!.id })).toEqual([
      { id: 1, note: "12" },
      { id: 2, note: "13" },
    ]);
    expect((await made.run()).exitCode).toBe(0);
  });
});
