import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { originsOf, sourceTrial } from "../../../../test/contract/source-trial.ts";
import type { SourceTrial } from "../../../../test/contract/source-trial.ts";
import { schemaBytes } from "./footer.ts";
import plugin from "./index.ts";

let trial: SourceTrial;
beforeEach(() => void (trial = sourceTrial(plugin)));
afterEach(() => trial.dispose());

const files = (...paths: string[]) => ({ files: paths.map((one) => ({ path: one })) });
const real = path.resolve("node_modules/vega-datasets/data/flights-3m.parquet");
const python = process.env["DATIVO_PYTHON"] ?? path.resolve(".cache/venv/bin/python");

test("a real file that nobody here wrote is read in place", async () => {
  const { batches } = await trial.extract(files(real));
  expect(batches).toEqual([{ files: [expect.objectContaining({ path: real, origin: real })], format: { kind: "parquet" } }]);
});

test.each([
  ["no Parquet at all", Buffer.from("id,b\n1,2\n"), "is not a Parquet file: it does not begin with PAR1"],
  ["magic alone", Buffer.from("PAR1"), "is cut short or damaged"],
  ["an encrypted footer", Buffer.from("PARE1234PARE"), "is encrypted Parquet"],
  ["a footer length that cannot be", Buffer.from("PAR1\u00ff\u00ff\u00ff\u007fPAR1", "latin1"), "is cut short or damaged"],
  ["a footer of rubbish", Buffer.from("PAR1\u00ff\u00ff\u0002\u0000\u0000\u0000PAR1", "latin1"), "is cut short or damaged"],
])("%s is refused", async (_, content, message) => {
  trial.write("a.parquet", content);
  await expect(trial.extract(files("a.parquet"))).rejects.toMatchObject({
    kind: "refused",
    message: expect.stringContaining(`a.parquet ${message}`),
  });
});

test("a file cut short is refused, an empty one has no rows", async () => {
  trial.write("cut.parquet", readFileSync(real).subarray(0, 100_000));
  trial.write("empty.parquet", "");
  await expect(trial.extract(files("cut.parquet"))).rejects.toThrow(
    "cut.parquet is cut short or damaged: it has no complete Parquet footer",
  );
  expect((await trial.extract(files("empty.parquet"))).batches).toEqual([]);
});

test("rubbish is never taken for a schema", () => {
  for (let seed = 1; seed < 400; seed++) {
    const bytes = Uint8Array.from({ length: 60 }, (_, index) => (seed * (index + 7) * 2_654_435_761) >>> 24);
    const found = schemaBytes(bytes);
    expect(found === undefined || found.length <= bytes.length).toBe(true);
  }
  expect(schemaBytes(new Uint8Array(0))).toBeUndefined();
  expect(schemaBytes(Uint8Array.from([0x29, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x0f]))).toBeUndefined();
});

describe.skipIf(!existsSync(python))("files by pyarrow", () => {
  test("files of one schema share a batch whatever rows they hold; another schema is another batch", async () => {
    const script = `
import pyarrow as pa, pyarrow.parquet as pq, sys, decimal
root = sys.argv[1]
def write(name, **columns): pq.write_table(pa.table(columns), root + "/" + name, compression="zstd")
write("1.parquet", id=pa.array([1, 2], pa.int64()), tags=pa.array([["a"], None], pa.list_(pa.string())))
write("2.parquet", id=pa.array([1, 2], pa.int32()), tags=pa.array([["a"], None], pa.list_(pa.string())))
write("3.parquet", id=pa.array(range(1000), pa.int64()), tags=pa.array([["b", "c"]] * 1000, pa.list_(pa.string())))
write("4.parquet", id=pa.array([], pa.int64()), tags=pa.array([], pa.list_(pa.string())))
`;
    const done = spawnSync(python, ["-c", script, trial.root], { encoding: "utf8" });
    expect(done.stderr).toBe("");
    const { batches } = await trial.extract(files("*.parquet"));
    expect(batches.map((batch) => originsOf([batch]))).toEqual([["1.parquet", "3.parquet", "4.parquet"], ["2.parquet"]]);
  });
});

test("two copies of a real file are alike", async () => {
  copyFileSync(real, path.join(trial.root, "a.parquet"));
  copyFileSync(real, path.join(trial.root, "b.parquet"));
  expect((await trial.extract(files("*.parquet"))).batches).toMatchObject([{ files: [{ origin: "a.parquet" }, { origin: "b.parquet" }] }]);
});
