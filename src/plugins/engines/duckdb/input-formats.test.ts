import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { columnsOf, engineTrial, planOf, stageRequest, type EngineTrial } from "../../../../test/contract/engine-trial.ts";
import type { StageRequest } from "../../../kit/engine.ts";
import type { Batch } from "../../../spec/batch.ts";
import type { RejectedRow } from "../../../spec/outcome.ts";
import { engine } from "./engine.ts";
import { exactJson, plainDecimal } from "./exact-json.ts";

let trial: EngineTrial;
beforeEach(async () => {
  trial = await engineTrial(engine);
});
afterEach(() => trial.end());

const columns = columnsOf({
  "id!": { kind: "long" },
  price: { kind: "decimal", precision: 38, scale: 18 },
  note: { kind: "string" },
  tags: { kind: "list", element: { kind: "string" } },
  more: { kind: "json" },
});
const plan = planOf(columns);

async function stage(batch: Batch, more: Partial<StageRequest> = {}) {
  const staged = await trial.session.stage(stageRequest(trial, batch, plan, more));
  const rejected =
    staged.rejects.file === undefined
      ? []
      : readFileSync(staged.rejects.file, "utf8")
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line) as RejectedRow);
  return { staged, rejected, rows: (await trial.rows(staged.files, columns)).map((row) => Object.values(row)) };
}

test("NDJSON: numbers keep all digits, members may be missing, malformed lines are rejects with their text", async () => {
  const lines = [
    '{"id":1,"price":12345678901234567890.123456789012345678,"tags":["a","b"],"more":{"x":[1,2]}}',
    '{"id":9007199254740993,"note":"te\\u0041","price":1e-7}',
    "",
    '{"id":1.5}',
    "{bad",
    '["no object"]',
    '{"note":"no id"}',
    '{"id":7,"tags":"none"}',
  ];
  const { staged, rejected, rows } = await stage(trial.batch("a.ndjson", `${lines.join("\n")}\n`, { kind: "ndjson" }));
  expect(rows).toEqual([
    ["1", "12345678901234567890.123456789012345678", null, '["a","b"]', '{"x":[1,2]}'],
    ["9007199254740993", "0.000000100000000000", "teA", null, null],
  ]);
  expect(rejected.map(({ rules, source_line, raw }) => [rules, source_line, raw])).toEqual([
    [["type.id"], 4, lines[3]],
    [["record.json"], 5, lines[4]],
    [["record.json"], 6, lines[5]],
    [["required.id"], 7, lines[6]],
    [["type.tags"], 8, lines[7]],
  ]);
  expect(staged.read).toBe(7);
});

test("NDJSON: unknown members are rejects unless they are to be ignored", async () => {
  const batch = trial.batch("a.ndjson", '{"id":1,"zip":1}\n{"id":2}\n', { kind: "ndjson" });
  expect((await stage(batch)).rejected).toMatchObject([{ rules: ["record.columns"], source_line: 1 }]);
  expect((await stage(batch, { extraColumns: "ignore", index: 1 })).rows).toHaveLength(2);
});

test("a JSON array is read object by object, each with the line on which it begins", async () => {
  const { rejected, rows } = await stage(
    trial.batch("a.json", '[\n  {"id": 1, "note": "a}{"},\n  {"id": "x",\n   "tags": []},\n  {"id": 3}\n]\n', { kind: "json" }),
  );
  expect(rows.map((row) => row[0])).toEqual(["1", "3"]);
  expect(rejected).toMatchObject([{ rules: ["type.id"], source_line: 3 }]);
});

test("Parquet: columns are found by name, values of other types are taken only where nothing is lost", async () => {
  const source = planOf(columnsOf({ note: { kind: "int" }, id: { kind: "double" }, price: { kind: "string" } }));
  const made = await trial.session.stage(stageRequest(trial, trial.batch("s.csv", "note,id,price\n1,1,1.5\n2,2.5,2\n3,3,x\n"), source));
  const batch: Batch = {
    format: { kind: "parquet" },
    files: made.files.map((file) => ({ path: file.path, origin: "s.parquet", sizeBytes: file.bytes, modifiedMs: 0 })),
  };
  const { rejected, rows } = await stage(batch, { index: 1 });
  expect(rows).toEqual([["1", "1.500000000000000000", "1", null, null]]);
  expect(rejected.map(({ rules, source_line, raw }) => [rules, source_line, JSON.parse(raw).id])).toEqual([
    [["type.id"], 2, "2.5"],
    [["type.price"], 3, "3.0"],
  ]);
});

test("exactJson writes every number as text and leaves everything else alone", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify({ a: value });
      const quoted = JSON.stringify({ a: value }, (_, inner: unknown) => (typeof inner === "number" ? plainDecimal(String(inner)) : inner));
      expect(JSON.parse(exactJson(text, new Set()))).toEqual(JSON.parse(quoted));
    }),
  );
  expect(exactJson('{"a": 1', new Set())).toBe('{"a": 1');
  expect(exactJson('{"j": {"x": 1.10}}', new Set(["j"]))).toBe('{"j":"{\\"x\\": 1.10}"}');
});

test("decimals are exact whatever their digits: accepted as they are, or refused", async () => {
  const wide = columnsOf({ c: { kind: "decimal", precision: 20, scale: 6 } });
  const texts = fc
    .sample(fc.tuple(fc.boolean(), fc.bigInt(0n, 10n ** 15n), fc.string({ unit: fc.constantFrom(..."0123456789"), maxLength: 24 })), 300)
    .map(([negative, whole, fraction]) => `${negative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`);
  const staged = await trial.session.stage(stageRequest(trial, trial.batch("d.csv", `c\n${texts.join("\n")}\n`), planOf(wide)));
  const canonical = (text: string): string => {
    const [whole = "0", fraction = ""] = text.replace(/^-/, "").split(".");
    const digits = `${whole}.${fraction.replace(/0+$/, "").padEnd(6, "0")}`;
    return text.startsWith("-") && /[1-9]/.test(digits) ? `-${digits}` : digits;
  };
  const exact = texts.filter(
    (text) => (text.split(".")[1] ?? "").replace(/0+$/, "").length <= 6 && text.replace(/^-/, "").split(".")[0]!.length <= 14,
  );
  expect((await trial.rows(staged.files, wide)).map((row) => row["c"]!).sort(byText)).toEqual(exact.map(canonical).sort(byText));
  expect(staged.rejects.count).toBe(texts.length - exact.length);
});

test("timestamps with any fraction and offset are the instants they say, to the microsecond", async () => {
  const zoned = columnsOf({ c: { kind: "timestamp", zoned: true } });
  const given = fc.sample(
    fc.tuple(
      fc.date({ min: new Date("0002-01-01"), max: new Date("9998-01-01"), noInvalidDate: true }),
      fc.integer({ min: -14 * 60, max: 14 * 60 }),
      fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength: 12 }),
    ),
    200,
  );
  const texts = given.map(([date, minutes, fraction]) => {
    const local = new Date(Math.floor(date.getTime() / 1000) * 1000 + minutes * 60_000).toISOString().slice(0, 19);
    const size = Math.abs(minutes);
    return `${local}.${fraction}${minutes < 0 ? "-" : "+"}${String(Math.floor(size / 60)).padStart(2, "0")}:${String(size % 60).padStart(2, "0")}`;
  });
  const staged = await trial.session.stage(stageRequest(trial, trial.batch("t.csv", `c\n${texts.join("\n")}\n`), planOf(zoned)));
  const expected = given.map(([date, , fraction]) => {
    const micros = fraction.padEnd(6, "0").slice(0, 6).replace(/0+$/, "");
    return `${new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString().slice(0, 19).replace("T", " ")}${micros === "" ? "" : `.${micros}`}+00`;
  });
  expect(staged.rejects.examples).toEqual([]);
  expect((await trial.rows(staged.files, zoned)).map((row) => row["c"]!).sort(byText)).toEqual([...expected].sort(byText));
});

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
