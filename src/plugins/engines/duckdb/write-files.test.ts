import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { columnsOf, engineTrial, layoutOf, planOf, stageRequest, type EngineTrial } from "../../../../test/contract/engine-trial.ts";
import { applyTransform } from "../../../iceberg/transform.ts";
import type { Primitive } from "../../../iceberg/primitive.ts";
import { parseValue } from "../../../iceberg/value-text.ts";
import type { WriteLayout } from "../../../spec/data-file.ts";
import type { DataType } from "../../../spec/data-type.ts";
import type { Transform } from "../../../spec/partitioning.ts";
import { engine } from "./engine.ts";

let trial: EngineTrial;
beforeEach(async () => {
  trial = await engineTrial(engine);
});
afterEach(() => trial.end());

const columns = columnsOf({ id: { kind: "int" }, city: { kind: "string" }, at: { kind: "timestamp", zoned: false } });
const text = "id,city,at\n1,Oslo,1969-12-31 23:30:00\n2,../x,2020-05-06 07:08:09\n3,,2020-05-06 20:00:00\n4,Oslo,\n";

async function write(layout: Partial<WriteLayout>) {
  const staged = await trial.session.stage(
    stageRequest(trial, trial.batch("a.csv", text), planOf(columns), { layout: layoutOf(trial.folder, columns, layout) }),
  );
  return [...staged.files].sort((a, b) => (JSON.stringify(a.partition) < JSON.stringify(b.partition) ? -1 : 1));
}

test("a small load is one file with the prefix in its name", async () => {
  const files = await write({});
  expect(files).toHaveLength(1);
  expect(path.basename(files[0]!.path)).toMatch(/^run-00000-.*\.parquet$/);
  expect(files[0]!.bytes).toBe(readFileSync(files[0]!.path).length);
});

const cases: readonly (readonly [Transform, DataType, readonly string[]])[] = [
  [{ kind: "identity" }, { kind: "date" }, ["2020-02-29", "1960-01-01"]],
  [{ kind: "identity" }, { kind: "string" }, ["a/b=c é", "..", "x"]],
  [{ kind: "year" }, { kind: "date" }, ["1969-12-31", "2020-02-29"]],
  [{ kind: "month" }, { kind: "timestamp", zoned: false }, ["1969-12-31 23:59:59", "2020-02-29 00:00:00"]],
  [{ kind: "day" }, { kind: "timestamp", zoned: true }, ["1969-12-31 23:59:59+00", "2020-02-29 23:00:00-05"]],
  [{ kind: "hour" }, { kind: "timestamp", zoned: false }, ["1969-12-31 23:59:59", "2020-02-29 07:30:00"]],
  [{ kind: "truncate", width: 10 }, { kind: "int" }, ["-1", "7", "19"]],
  [{ kind: "truncate", width: 50 }, { kind: "decimal", precision: 9, scale: 2 }, ["10.65", "-0.01"]],
  [{ kind: "truncate", width: 2 }, { kind: "string" }, ["é😀b", "z"]],
  [{ kind: "bucket", buckets: 16 }, { kind: "int" }, ["34", "-1"]],
  [{ kind: "bucket", buckets: 16 }, { kind: "string" }, ["iceberg", ""]],
  [{ kind: "bucket", buckets: 7 }, { kind: "decimal", precision: 9, scale: 2 }, ["14.20"]],
  [{ kind: "bucket", buckets: 100 }, { kind: "uuid" }, ["f79c3e09-677c-4bbd-a479-3f349cb785e7"]],
  [{ kind: "bucket", buckets: 100 }, { kind: "timestamp", zoned: true }, ["2017-11-16T22:31:08.000001Z"]],
];

test.each(cases)("partition values are Iceberg's own: %j of %j", async (transform, type, texts) => {
  const plan = planOf(columnsOf({ c: type, n: { kind: "int" } }));
  const content = `c,n\n${[...texts, undefined].map((value, index) => `${value === undefined ? "" : `"${value}"`},${index}\n`).join("")}`;
  const staged = await trial.session.stage(
    stageRequest(trial, trial.batch("p.csv", content), plan, {
      layout: layoutOf(trial.folder, plan.columns, { partitioning: [{ column: "c", transform }] }),
    }),
  );
  const primitive = (type.kind === "timestamp" ? { kind: type.zoned ? "timestamptz" : "timestamp" } : type) as Primitive;
  const whole = transform.kind === "identity" || transform.kind === "truncate";
  const expected = texts.map((value) => applyTransform(transform, primitive, parseValue(primitive, value)!));
  const read = staged.files
    .map((file) => file.partition[0]!)
    .filter((value) => value !== null)
    .map((value) => (whole ? parseValue(primitive, value) : Number(value)));
  expect(new Set(read)).toEqual(new Set(expected));
  expect(staged.files.filter((file) => file.partition[0] === null)).toHaveLength(1);
  expect(staged.files.reduce((sum, file) => sum + file.rows, 0)).toBe(texts.length + 1);
});

test("a constant partition column needs no split and stands in the file", async () => {
  const files = await write({
    columns: [
      ...layoutOf(trial.folder, columns).columns,
      { name: "ingest_date", type: { kind: "date" }, fieldId: 9, constant: "2026-11-21" },
    ],
    partitioning: [{ column: "ingest_date", transform: { kind: "identity" } }],
  });
  expect(files).toHaveLength(1);
  expect(files[0]).toMatchObject({
    partition: ["2026-11-21"],
    rows: 4,
    columns: { ingest_date: { min: "2026-11-21", max: "2026-11-21" } },
  });
});

test.each(["parquet", "csv", "json"] as const)(
  "Hive-style folders (%s) name columns and days as people do, stay inside, and hold the rest",
  async (format) => {
    const files = await write({
      format,
      hiveFolders: true,
      partitioning: [
        { column: "city", transform: { kind: "identity" } },
        { column: "at", transform: { kind: "day" } },
      ],
    });
    const folder = path.join(trial.folder, "landed");
    expect(files.map((file) => path.relative(folder, path.dirname(file.path))).sort()).toEqual([
      "city=..%2Fx/at_day=2020-05-06",
      "city=Oslo/at_day=1969-12-31",
      "city=Oslo/at_day=__HIVE_DEFAULT_PARTITION__",
      "city=__HIVE_DEFAULT_PARTITION__/at_day=2020-05-06",
    ]);
    expect(files.map((file) => file.rows)).toEqual([1, 1, 1, 1]);
    expect(files.map((file) => file.partition)).toContainEqual(["../x", "2020-05-06"]);
    if (format === "csv")
      expect(readFileSync(files.find((file) => file.partition[0] === "../x")!.path, "utf8")).toBe("id,at\n2,2020-05-06 07:08:09\n");
    if (format === "json")
      expect(JSON.parse(readFileSync(files.find((file) => file.partition[0] === "../x")!.path, "utf8"))).toEqual({
        id: 2,
        at: "2020-05-06 07:08:09",
      });
  },
);

test("plain files: CSV tells an empty text from NULL, JSON keeps structure", async () => {
  const plan = planOf(columnsOf({ a: { kind: "string" }, l: { kind: "list", element: { kind: "int" } } }));
  const batch = trial.batch("n.csv", 'a,l\n"","[1,2]"\n,\n');
  const csv = await trial.session.stage(
    stageRequest(trial, batch, plan, { layout: layoutOf(trial.folder, plan.columns, { format: "csv" }) }),
  );
  expect(readFileSync(csv.files[0]!.path, "utf8")).toBe('a,l\n"","[1,2]"\n,\n');
  const json = await trial.session.stage(
    stageRequest(trial, batch, plan, { index: 1, layout: layoutOf(trial.folder, plan.columns, { format: "json" }) }),
  );
  expect(readFileSync(json.files[0]!.path, "utf8")).toBe('{"a":"","l":[1,2]}\n{"a":null,"l":null}\n');
  expect(json.files[0]).toMatchObject({ rows: 2, format: "json" });
});

test("rows are sorted inside a file, also inside partitions", async () => {
  const plan = planOf(columnsOf({ k: { kind: "int" }, p: { kind: "int" } }));
  const content = `k,p\n${Array.from({ length: 5000 }, (_, index) => `${(index * 7919) % 5000},${index % 2}\n`).join("")}`;
  const staged = await trial.session.stage(
    stageRequest(trial, trial.batch("s.csv", content), plan, {
      layout: layoutOf(trial.folder, plan.columns, { sortBy: ["k"], partitioning: [{ column: "p", transform: { kind: "identity" } }] }),
    }),
  );
  for (const file of staged.files) {
    const keys = (await trial.rows([file], plan.columns)).map((row) => Number(row["k"]));
    expect(keys).toEqual([...keys].sort((a, b) => a - b));
  }
});

test("files are cut near the target size", async () => {
  const plan = planOf(columnsOf({ k: { kind: "string" } }));
  const content = `k\n${Array.from({ length: 400_000 }, (_, index) => `${(index * 2654435761) % 4294967296}-${(index * 40503) % 65536}\n`).join("")}`;
  const staged = await trial.session.stage(
    stageRequest(trial, trial.batch("b.csv", content), plan, {
      layout: layoutOf(trial.folder, plan.columns, { targetFileBytes: 1_000_000 }),
    }),
  );
  expect(staged.files.length).toBeGreaterThan(1);
  expect(staged.files.reduce((sum, file) => sum + file.rows, 0)).toBe(400_000);
});
