import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSecondReader } from "../second-reader/reader.ts";
import { byText, csv, Rig, type Project } from "./rig.ts";

const properties = [
  { name: "id", logicalType: "integer", required: true, primaryKey: true, primaryKeyPosition: 1 },
  { name: "code", logicalType: "string", logicalTypeOptions: { pattern: "^[A-Z]{2}$" } },
  { name: "amount", logicalType: "number", physicalType: "decimal(6,2)", logicalTypeOptions: { minimum: 0 } },
  { name: "day", logicalType: "date" },
];
const header = ["id", "code", "amount", "day"];
const append = { incremental: { strategy: "file_modified_time" } };

describe.skipIf(!hasSecondReader)("rows that break the contract (PyIceberg looks)", () => {
  let rig: Rig;
  beforeAll(() => void (rig = new Rig()));
  afterAll(() => rig.close());

  function project(
    mode: "strict" | "warn",
    source: Record<string, unknown> = {},
    target: Record<string, unknown> = { mode: "append" },
  ): Project {
    const made = rig.project();
    made.contract({ properties });
    made.job({ schema_validation_mode: mode, source, target });
    return made;
  }
  const ids = async (made: Project): Promise<unknown[]> => (await made.rows()).map(({ id }) => id);
  const places = async (made: Project): Promise<unknown[][]> =>
    (await made.quarantine())
      .map((row) => [row["source_file"], row["source_line"], row["rule"], row["column_name"]])
      .sort((a, b) => (String(a) < String(b) ? -1 : 1));

  const mixed = csv(
    header,
    [1, "AA", "1.00", "2026-01-01"],
    ["", "BB", "2.00", "2026-01-02"],
    [3, "bad", "3.00", "2026-01-03"],
    [4, "DD", "-4.00", "2026-01-04"],
    [5, "EE", "5.001", "2026-01-05"],
    [6, "FF", "6.00", "2026-02-30"],
    [7, "gg", "-7.00", "2026-01-07"],
    [8, "HH", "8.00", "2026-01-08"],
  );

  test("warn: good rows land, every bad row is in quarantine once with rule, reason, file, line, run and record", async () => {
    const made = project("warn");
    made.write("data/a.csv", mixed);
    const { exitCode, record } = await made.run();
    expect({ exitCode, rows: record.rows }).toEqual({ exitCode: 1, rows: { read: 8, landed: 2, quarantined: 6, skipped: 0, replaced: 0 } });
    expect(await ids(made)).toEqual([1, 8]);
    expect(await places(made)).toEqual([
      ["data/a.csv", 3, "required.id", "id"],
      ["data/a.csv", 4, "pattern.code", "code"],
      ["data/a.csv", 5, "minimum.amount", "amount"],
      ["data/a.csv", 6, "type.amount", "amount"],
      ["data/a.csv", 7, "type.day", "day"],
      ["data/a.csv", 8, "pattern.code", "code"],
    ]);
    const rows = await made.quarantine();
    expect(new Set(rows.map((row) => row["quarantine_id"])).size).toBe(6);
    for (const row of rows)
      expect(row).toMatchObject({ run_id: record.run_id, job: "job", contract_version: "1.0.0", reason: expect.stringMatching(/\w/) });
    const twice = rows.find((row) => row["source_line"] === 8)!;
    expect(twice["rules"]).toEqual(["pattern.code", "minimum.amount"]);
    expect(JSON.parse(String(twice["raw_record"]))).toEqual({ id: "7", code: "gg", amount: "-7.00", day: "2026-01-07" });
    expect((await made.history())[0]!.summary).toMatchObject({
      "dativo.rows-read": "8",
      "dativo.rows-landed": "2",
      "dativo.rows-quarantined": "6",
    });
  });

  test("strict: nothing lands; the message names rule, column, file, line, count", async () => {
    const made = project("strict");
    made.write("data/a.csv", mixed);
    const { exitCode, record } = await made.run();
    expect({ exitCode, landed: record.rows.landed, read: record.rows.read }).toEqual({ exitCode: 2, landed: 0, read: 8 });
    const { message } = record.error!;
    expect(message).toContain("6 of 8 rows break contract things 1.0.0; nothing landed");
    expect(message).toContain("pattern.code: 2 rows");
    expect(message).toContain("data/a.csv:5 amount:");
    expect(existsSync(path.join(made.folder, "warehouse/catalog.db"))).toBe(false);
    expect(record.rules.find(({ rule }) => rule === "minimum.amount")).toMatchObject({ column: "amount", count: 2 });
  });

  test("warn: --validate-only counts the bad rows, and makes neither table nor quarantine", async () => {
    const made = project("warn");
    made.write("data/a.csv", mixed);
    expect(await made.run("--validate-only")).toMatchObject({ exitCode: 1, record: { files: 0, rows: { read: 8, quarantined: 6 } } });
    expect(existsSync(path.join(made.folder, "warehouse"))).toBe(false);
  });

  test("strict: 10,000 errors give at most 20 examples and the whole count", async () => {
    const made = project("strict");
    made.write("data/a.csv", csv(header, ...Array.from({ length: 10_000 }, (_, index) => [index, "AA", "x", "2026-01-01"])));
    const { exitCode, record } = await made.run();
    expect(exitCode).toBe(2);
    expect(record.error!.message).toContain("10000 of 10000 rows break");
    expect(record.error!.message.match(/data\/a\.csv:\d+ /g)).toHaveLength(20);
  });

  test("warn: repeats of the key within a file, across files and against the table: the first stays, the others say their line", async () => {
    const made = project("warn", append);
    made.write("data/a.csv", csv(header, [1, "AA", "1.00", ""], [2, "BB", "2.00", ""], [1, "CC", "3.00", ""]), 1_700_000_000);
    made.write("data/b.csv", csv(header, [3, "AA", "1.00", ""], [2, "BB", "2.00", ""]), 1_700_000_001);
    expect(await made.run()).toMatchObject({ exitCode: 1, record: { rows: { read: 5, landed: 3, quarantined: 2 } } });
    expect((await made.rows()).map((row) => [row["id"], row["code"]])).toEqual([
      [1, "AA"],
      [2, "BB"],
      [3, "AA"],
    ]);
    made.write("data/c.csv", csv(header, [4, "AA", "1.00", ""], [3, "ZZ", "1.00", ""]), 1_700_000_002);
    expect(await made.run()).toMatchObject({ exitCode: 1, record: { rows: { read: 2, landed: 1, quarantined: 1 } } });
    expect(await ids(made)).toEqual([1, 2, 3, 4]);
    expect(await places(made)).toEqual([
      ["data/a.csv", 4, "primary_key", "id"],
      ["data/b.csv", 3, "primary_key", "id"],
      ["data/c.csv", 3, "primary_key", "id"],
    ]);
  });

  test("warn: of 40,000 rows in two files, every repeat is told by its own line", async () => {
    const made = project("warn");
    const half = Array.from({ length: 20_000 }, (_, index) => [index, "AA", "1.00", ""]);
    made.write("data/a.csv", csv(header, ...half), 1_700_000_000);
    made.write(
      "data/b.csv",
      csv(header, ...half.map(([id, ...rest]) => [Number(id) % 1000 === 7 ? id! : Number(id) + 20_000, ...rest])),
      1_700_000_001,
    );
    expect((await made.run()).record.rows).toMatchObject({ read: 40_000, landed: 39_980, quarantined: 20 });
    const lines = (await made.quarantine()).map((row) => [
      row["source_file"],
      row["source_line"],
      (JSON.parse(String(row["raw_record"])) as { id: string }).id,
    ]);
    expect(byText(lines)).toEqual(
      byText(Array.from({ length: 20 }, (_, index) => ["data/b.csv", index * 1000 + 9, String(index * 1000 + 7)])),
    );
  });

  test("strict: a repeat against the table stops the run and the table stays", async () => {
    const made = project("strict", append);
    made.write("data/a.csv", csv(header, [1, "AA", "1.00", ""]), 1_700_000_000);
    expect((await made.run()).exitCode).toBe(0);
    made.write("data/b.csv", csv(header, [2, "AA", "1.00", ""], [1, "BB", "1.00", ""]), 1_700_000_001);
    const { exitCode, record } = await made.run();
    expect(exitCode).toBe(2);
    expect(record.error!.message).toMatch(/primary_key: 1 row/);
    expect(record.error!.message).toContain("data/b.csv:3");
    expect(await ids(made)).toEqual([1]);
  });

  test("unique columns: empty values do not repeat, equal ones do", async () => {
    const made = project("warn", {}, { mode: "overwrite" });
    made.contract({ properties: [properties[0]!, { name: "email", logicalType: "string", unique: true }] });
    made.write("data/a.csv", csv(["id", "email"], [1, "a@x"], [2, ""], [3, ""], [4, "a@x"]));
    expect((await made.run()).record.rows).toMatchObject({ landed: 3, quarantined: 1 });
    expect(await places(made)).toEqual([["data/a.csv", 5, "unique.email", "email"]]);
  });

  test("records that are no records (too many fields, an open quote) are in quarantine with their line", async () => {
    const made = project("warn");
    made.write("data/a.csv", `${csv(header, [1, "AA", "1.00", ""], [2, "BB", "2.00", "", "more", "than"])}3,"CC,3.00,\n`);
    const { record, exitCode } = await made.run();
    expect({ exitCode, read: record.rows.read, landed: record.rows.landed }).toEqual({ exitCode: 1, read: 3, landed: 1 });
    expect(byText((await made.quarantine()).map((row) => row["source_line"]))).toEqual([3, 4]);
  });

  test("missing and extra columns are named with the file; warn ignores the extra ones", async () => {
    const made = project("strict");
    made.write("data/a.csv", csv(["id", "code", "amount", "day", "surplus"], [1, "AA", "1.00", "", "x"]));
    const extra = await made.run();
    expect({ exitCode: extra.exitCode, message: extra.record.error!.message }).toEqual({
      exitCode: 2,
      message: expect.stringMatching(/surplus/),
    });
    made.job({ schema_validation_mode: "warn", target: { mode: "append" } });
    expect((await made.run()).exitCode).toBe(0);
    made.write("data/a.csv", csv(["code", "amount"], ["AA", "1.00"]));
    const missing = await made.run();
    expect(missing.exitCode).toBe(2);
    expect(missing.record.error!.message).toMatch(/id/);
    expect(await ids(made)).toEqual([1]);
  });
});
