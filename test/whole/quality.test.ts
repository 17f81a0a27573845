import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSecondReader } from "../second-reader/reader.ts";
import { byText, csv, Rig, type Project } from "./rig.ts";

const data = csv(["id", "code", "amount"], [1, "a", 1], [2, "a", 2], [3, "n/a", 3], [4, "", 4]);

describe.skipIf(!hasSecondReader)("quality rules", () => {
  let rig: Rig;
  beforeAll(() => void (rig = new Rig()));
  afterAll(() => rig.close());

  function project(quality: readonly Record<string, unknown>[], onCode: readonly Record<string, unknown>[] = [], mode = "strict"): Project {
    const made = rig.project();
    made.contract({
      properties: [
        { name: "id", logicalType: "integer" },
        { name: "code", logicalType: "string", ...(onCode.length > 0 ? { quality: onCode } : {}) },
        { name: "amount", logicalType: "integer" },
      ],
      ...(quality.length > 0 ? { quality } : {}),
    });
    made.job({ schema_validation_mode: mode });
    made.write("data/a.csv", data);
    return made;
  }

  // Four rows: every operator once as it holds, once as it does not.
  const operators: readonly (readonly [operator: string, holds: unknown, fails: unknown])[] = [
    ["mustBe", 4, 5],
    ["mustNotBe", 5, 4],
    ["mustBeGreaterThan", 3, 4],
    ["mustBeGreaterOrEqualTo", 4, 5],
    ["mustBeLessThan", 5, 4],
    ["mustBeLessOrEqualTo", 4, 3],
    ["mustBeBetween", [4, 9], [5, 9]],
    ["mustNotBeBetween", [5, 9], [1, 4]],
  ];
  test("every operator, of library metrics and of SQL rules, in one load each", async () => {
    const rules = (value: (row: (typeof operators)[number]) => unknown): Record<string, unknown>[] =>
      operators.flatMap((row) => [
        { id: `count-${row[0]}`, type: "library", metric: "rowCount", [row[0]]: value(row) },
        { id: `sql-${row[0]}`, type: "sql", query: "SELECT count(*) FROM ${object}", [row[0]]: value(row) },
      ]);
    expect(await project(rules(([, holds]) => holds)).run()).toMatchObject({ exitCode: 0, record: { verdicts: [] } });
    const { exitCode, record } = await project(rules(([, , fails]) => fails)).run();
    expect(exitCode).toBe(2);
    expect(byText(record.verdicts.map(({ rule, measured }) => [rule, measured]))).toEqual(
      byText(
        operators.flatMap(([name]) => [
          [`count-${name}`, "4"],
          [`sql-${name}`, "4"],
        ]),
      ),
    );
  });

  test("library metrics count what they say, in rows and in percent", async () => {
    const metrics: readonly (readonly [object: Record<string, unknown>, measured: string])[] = [
      [{ metric: "nullValues" }, "1"],
      [{ metric: "nullValues", unit: "percent" }, "25"],
      [{ metric: "missingValues", arguments: { missingValues: [null, "n/a"] } }, "2"],
      [{ metric: "invalidValues", arguments: { validValues: ["a"] } }, "1"],
      [{ metric: "invalidValues", arguments: { pattern: "^n" }, unit: "percent" }, "50"],
      [{ metric: "duplicateValues" }, "1"],
    ];
    const { record } = await project(
      [],
      metrics.map(([rule], index) => ({ ...rule, id: `m${index}`, type: "library", mustBe: 99 })),
    ).run();
    expect(Object.fromEntries(record.verdicts.map(({ rule, measured }) => [rule, Number(measured?.replace(" %", ""))]))).toEqual(
      Object.fromEntries(metrics.map(([, measured], index) => [`m${index}`, Number(measured)])),
    );
  });

  test("severity: a warning is said and lands, with exit 0; an error stops strict, and makes warn partial", async () => {
    const rule = { id: "many", type: "library", metric: "rowCount", mustBeGreaterThan: 10, description: "there are always more" };
    const warning = project([{ ...rule, severity: "warning" }]);
    const said = await warning.run();
    expect({ exitCode: said.exitCode, verdicts: said.record.verdicts }).toEqual({
      exitCode: 0,
      verdicts: [{ rule: "many", message: "there are always more", severity: "warning", measured: "4" }],
    });
    expect(await warning.rows()).toHaveLength(4);
    const strict = project([rule]);
    const stopped = await strict.run();
    expect({ exitCode: stopped.exitCode, message: stopped.record.error!.message }).toEqual({
      exitCode: 2,
      message: expect.stringContaining("there are always more (found 4)"),
    });
    expect(await strict.ask("count")).toBeUndefined();
    const warn = project([rule], [], "warn");
    expect(await warn.run()).toMatchObject({ exitCode: 1, record: { status: "partial", verdicts: [{ rule: "many", severity: "error" }] } });
    expect(await warn.rows()).toHaveLength(4);
  });

  test("a metric that tolerates none judges each row: warn puts those into quarantine", async () => {
    const made = project([], [{ type: "library", metric: "invalidValues", arguments: { validValues: ["a"] }, mustBe: 0 }], "warn");
    expect(await made.run()).toMatchObject({ exitCode: 1, record: { rows: { landed: 3, quarantined: 1 } } });
    expect(await made.quarantine()).toMatchObject([{ rule: "enum.code", source_line: 4 }]);
  });

  const attacks: readonly string[] = [
    "COPY (SELECT 1) TO 'stolen.csv'",
    "SELECT count(*) FROM read_csv('/etc/passwd', sep=':')",
    "SELECT count(*) FROM read_text('/etc/passwd')",
    "SELECT count(*) FROM '/etc/passwd'",
    "SELECT count(*) FROM 'http://localhost:1/x.parquet'",
    "SELECT count(*) FROM glob('/etc/*')",
    "SELECT 0; DROP TABLE things",
    "ATTACH 'stolen.db' AS other",
    "INSTALL httpfs",
    "LOAD httpfs",
    "PRAGMA database_list",
    "SET enable_external_access = true",
    "CREATE TABLE stolen AS SELECT 1",
    "INSERT INTO ${object} VALUES (1)",
    "WITH x AS (SELECT getenv('PATH') AS p) SELECT count(p) FROM x",
    "SELECT query('SELECT 1')",
    "SELECT count(*) FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
    "SELECT 0 /* ; */; -- \nCOPY things TO 'stolen.csv'",
    "EXPORT DATABASE 'stolen'",
    "EXPLAIN ANALYZE SELECT count(*) FROM read_text('/etc/passwd')",
  ];
  test.each(attacks)("refused: %s", async (query) => {
    const made = project([{ type: "sql", query, mustBeGreaterOrEqualTo: 0 }]);
    const { exitCode, stdout, stderr } = await made.run();
    expect({ exitCode, leaked: /root:|PATH=/.test(stdout + stderr) }).toEqual({ exitCode: 2, leaked: false });
    for (const name of ["stolen.csv", "stolen.db", "stolen", "warehouse/t/things/metadata"])
      expect(existsSync(path.join(made.folder, name)), name).toBe(false);
  });

  test("a SQL rule on a column, its object by name, and a broken query that is the author's to mend", async () => {
    const good = project([], [{ type: "sql", query: "SELECT count(*) FROM things WHERE ${property} = 'a'", mustBe: 2 }]);
    expect((await good.run()).exitCode).toBe(0);
    const { exitCode, record } = await project([
      { id: "typo", type: "sql", query: "SELECT count(*) FROM ${object} WHERE cod = 1", mustBe: 0 },
    ]).run();
    expect({ exitCode, kind: record.error!.kind }).toEqual({ exitCode: 2, kind: expect.not.stringMatching("bug") });
    expect(record.error!.message).toContain("typo");
  });
});
