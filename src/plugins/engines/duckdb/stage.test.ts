import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  columnsOf,
  engineTrial,
  layoutOf,
  planOf,
  rule,
  stageRequest,
  together,
  type EngineTrial,
} from "../../../../test/contract/engine-trial.ts";
import type { StageRequest } from "../../../kit/engine.ts";
import type { Batch } from "../../../spec/batch.ts";
import type { ContractPlan } from "../../../spec/contract-plan.ts";
import type { RejectedRow } from "../../../spec/outcome.ts";
import { engine } from "./engine.ts";

let trial: EngineTrial;
beforeEach(async () => {
  trial = await engineTrial(engine);
});
afterEach(() => trial.end());

const columns = columnsOf({ "id!": { kind: "long" }, name: { kind: "string" }, amount: { kind: "decimal", precision: 8, scale: 2 } });
const plan = planOf(columns, { rowRules: [rule("min.amount", { op: "compare", column: "amount", cmp: ">=", value: 0 })] });

async function stage(batch: Batch, more: Partial<StageRequest> = {}, of: ContractPlan = plan) {
  const staged = await trial.session.stage(stageRequest(trial, batch, of, more));
  const rejected =
    staged.rejects.file === undefined
      ? []
      : readFileSync(staged.rejects.file, "utf8")
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line) as RejectedRow);
  return { staged, rejected, rows: (await trial.rows(staged.files, of.columns)).map((row) => Object.values(row)) };
}

test("good rows land with field ids and statistics, bad ones are told with rule, line and raw record", async () => {
  const { staged, rejected, rows } = await stage(trial.batch("a.csv", 'id,name,amount\n1,Ann,1.50\nx,"Bo, B",2\n,Cy,-3\n4,"",\n'));
  expect(rows).toEqual([
    ["1", "Ann", "1.50"],
    ["4", "", null],
  ]);
  expect(staged).toMatchObject({ read: 4, landed: 2, skipped: 0, rejects: { count: 2 } });
  expect(staged.files[0]).toMatchObject({
    rows: 2,
    partition: [],
    columns: { id: { values: 2, nulls: 0, min: "1", max: "4" }, amount: { nulls: 1, min: "1.50", max: "1.50" } },
  });
  expect(rejected).toEqual([
    {
      rules: ["type.id"],
      columns: ["id"],
      reason: "id must be a whole number of at most 64 bits",
      source_file: "a.csv",
      source_line: 3,
      raw: '{"id":"x","name":"Bo, B","amount":"2"}',
    },
    {
      rules: ["required.id", "min.amount"],
      columns: ["id", "amount"],
      reason: "id is required; amount breaks min.amount",
      source_file: "a.csv",
      source_line: 4,
      raw: '{"id":null,"name":"Cy","amount":"-3"}',
    },
  ]);
  expect(staged.rejects.rules.map(({ rule: id, column, count }) => [id, column, count])).toEqual([
    ["type.id", "id", 1],
    ["required.id", "id", 1],
    ["min.amount", "amount", 1],
  ]);
});

test("strict keeps counts and examples and writes no rejects file", async () => {
  const { staged } = await stage(
    trial.batch("a.csv", `id,name,amount\n${Array.from({ length: 30 }, (_, index) => `x${index},n,1\n`).join("")}`),
    { policy: "strict" },
  );
  expect(staged.rejects.file).toBeUndefined();
  expect(staged.rejects).toMatchObject({ count: 30, rules: [{ rule: "type.id", count: 30 }] });
  expect(staged.rejects.examples).toHaveLength(20);
  expect(staged.rejects.examples[0]).toEqual({
    rule: "type.id",
    column: "id",
    reason: "id must be a whole number of at most 64 bits",
    sourceFile: "a.csv",
    line: 2,
    value: "x0",
  });
});

test("values of classified columns stay out of examples", async () => {
  const secret = planOf(columns.map((column) => ({ ...column, sensitive: column.name === "id" })));
  const { staged } = await stage(trial.batch("a.csv", "id,name,amount\nsecret-7,n,1\n"), { policy: "strict" }, secret);
  expect(JSON.stringify(staged)).not.toContain("secret-7");
});

test("lines are physical: quoted newlines, blank lines and unreadable records are counted", async () => {
  const text =
    'id,name,amount\r\n1,"two\r\nlines",1\r\n\r\nx,bad type,1\r\n5,too few\r\n6,too,many,columns\r\ny,"a ""quoted""\r\nname",1\r\n8,last,1';
  const { staged, rejected, rows } = await stage(trial.batch("a.csv", text));
  expect(rows.map((row) => row[0])).toEqual(["1", "8"]);
  expect(rejected.map(({ rules, source_line }) => [rules[0], source_line])).toEqual([
    ["type.id", 5],
    ["record.columns", 6],
    ["record.columns", 7],
    ["type.id", 8],
  ]);
  expect(rejected[1]).toMatchObject({ raw: "5,too few", columns: [], reason: "the record has too few columns" });
  expect(staged.read).toBe(6);
});

test("bytes that are no UTF-8 and quotes that are not closed are records of their own", async () => {
  const bytes = Buffer.concat([Buffer.from("id,name,amount\n1,a,1\n2,"), Buffer.from([0xe9, 0xff]), Buffer.from(',1\n3,b,1\n4,"open,1\n')]);
  const { staged, rejected } = await stage(trial.batch("a.csv", bytes, {}, ["id", "name", "amount"]));
  expect(staged.landed).toBe(2);
  expect(rejected.map(({ rules, source_line }) => [rules, source_line])).toEqual([
    [["record.encoding"], 3],
    [["record.quotes"], 5],
  ]);
});

test("many files: lines and names are those of each file, columns may be missing when they are optional", async () => {
  const batch = together(
    trial.batch("one.csv", "amount,id\n1,1\n2,x\n"),
    trial.batch("empty.csv", "amount,id\n"),
    trial.batch("two.csv", "amount,id\n1,y\n2,4\n3,z\n"),
  );
  const { staged, rejected, rows } = await stage(batch);
  expect(rows.sort((a, b) => Number(a[0]) - Number(b[0]))).toEqual([
    ["1", null, "1.00"],
    ["4", null, "2.00"],
  ]);
  expect(rejected.map(({ source_file, source_line }) => [source_file, source_line])).toEqual([
    ["one.csv", 3],
    ["two.csv", 2],
    ["two.csv", 4],
  ]);
  expect(staged.read).toBe(5);
});

test.each([
  ["gzip", gzipSync],
  ["zstd", zstdCompressSync],
] as const)("compressed files (%s) and other dialects", async (compression, compress) => {
  const { rejected, rows } = await stage(
    trial.batch(
      "a.csv",
      compress(Buffer.from("1;'it''s';NA\nx;b;2\n")),
      { delimiter: ";", quote: "'", escape: "'", header: false, compression, nullValues: ["NA"] },
      ["id", "name", "amount"],
    ),
  );
  expect(rows).toEqual([["1", "it's", null]]);
  expect(rejected[0]).toMatchObject({ source_line: 2, raw: '{"id":"x","name":"b","amount":"2"}' });
});

test("a missing required column, an unknown column and a column that stands twice are said before any row", async () => {
  await expect(stage(trial.batch("a.csv", "name\nx\n"))).rejects.toThrow("a.csv: required column id missing");
  await expect(stage(trial.batch("b.csv", "id,who\n1,x\n"))).rejects.toThrow("b.csv: the contract does not know the column who");
  await expect(stage(trial.batch("c.csv", "id,id\n1,2\n"))).rejects.toThrow("c.csv: the column 'id' stands twice in the header");
  expect((await stage(trial.batch("d.csv", "id,who\n1,x\n"), { extraColumns: "ignore" })).rows).toEqual([["1", null, null]]);
});

test("a header without rows, and an empty file, are nothing", async () => {
  expect((await stage(trial.batch("a.csv", "id,name,amount\n"))).staged).toMatchObject({
    read: 0,
    landed: 0,
    files: [],
    rejects: { count: 0 },
  });
  expect((await stage(trial.batch("b.csv", "", {}, ["id", "name", "amount"]))).staged).toMatchObject({ read: 0, files: [] });
});

test("rules of severity warning are counted and let rows pass", async () => {
  const soft = planOf(columns, { rowRules: [rule("soft", { op: "text_length", column: "name", max: 2 }, { severity: "warning" })] });
  const { staged, rows } = await stage(trial.batch("a.csv", "id,name,amount\n1,abc,1\n2,ab,1\nx,abcd,1\n"), {}, soft);
  expect(rows).toHaveLength(2);
  expect(staged.warnings).toEqual([{ rule: "soft", column: "name", message: "breaks soft", severity: "warning", count: 1 }]);
});

test("rows that the cursor has passed are skipped, rows without one are rejected, the greatest is told", async () => {
  const batch = trial.batch("a.csv", "id,name,amount\n1,old,1.00\n2,same,2.00\n3,new,2.50\n4,none,\n5,bad,-1\nx,bad,9.00\n");
  const exclusive = await stage(batch, { cursor: { column: "amount", from: "2.00", inclusive: false } });
  expect(exclusive.staged).toMatchObject({ read: 3, landed: 1, skipped: 3, cursorMax: "9.00" });
  expect(exclusive.rejected.map(({ rules }) => rules)).toEqual([["cursor.amount"], ["type.id"]]);
  const inclusive = await stage(batch, { cursor: { column: "amount", from: "2.00", inclusive: true }, index: 1 });
  expect(inclusive.rows.map((row) => row[1])).toEqual(["same", "new"]);
  const first = await stage(batch, { cursor: { column: "amount", inclusive: false }, index: 2 });
  expect(first.staged).toMatchObject({ read: 6, skipped: 0 });
});

test("a limit takes the first rows of the source", async () => {
  const { staged, rows } = await stage(trial.batch("a.csv", "id,name,amount\n1,a,1\nx,b,1\n3,c,1\n4,d,1\n"), { limit: 3 });
  expect(rows.map((row) => row[0])).toEqual(["1", "3"]);
  expect(staged).toMatchObject({ read: 3, landed: 2, rejects: { count: 1 } });
});

test("a record larger than the largest is a reject, and the rest lands", async () => {
  const { staged, rejected } = await stage(trial.batch("a.csv", `id,name,amount\n1,a,1\n2,${"x".repeat(9_000_000)},1\n3,c,1\n`));
  expect(staged.landed).toBe(2);
  expect(rejected[0]).toMatchObject({ rules: ["record.size"], source_line: 3 });
});

test("an abort stops the work and is what is thrown", async () => {
  trial.abort.abort(new Error("stop please"));
  await expect(stage(trial.batch("a.csv", "id\n1\n"))).rejects.toThrow("stop please");
});

test("a folder that cannot be written is said as such", async () => {
  writeFileSync(`${trial.folder}/file`, "");
  await expect(
    stage(trial.batch("a.csv", "id,name,amount\n1,a,1\n"), { layout: layoutOf(`${trial.folder}/file`, columns) }),
  ).rejects.toMatchObject({ name: "DativoError", kind: "refused" });
});

test("a file that vanished is not found, and named", async () => {
  const batch = trial.batch("a.csv", "id,name,amount\n1,a,1\n");
  rmSync(batch.files[0]!.path);
  await expect(stage(batch)).rejects.toMatchObject({ kind: "not_found", message: expect.stringContaining("a.csv") as string });
});
