import { readFileSync } from "node:fs";
import path from "node:path";
import zlib from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { originsOf, sourceTrial } from "../../../../test/contract/source-trial.ts";
import type { SourceTrial } from "../../../../test/contract/source-trial.ts";
import plugin from "./index.ts";

let trial: SourceTrial;
beforeEach(() => void (trial = sourceTrial(plugin)));
afterEach(() => trial.dispose());

const files = (...paths: string[]) => ({ files: paths.map((one) => ({ path: one })) });

test.each([
  ["a.json", '[{"id":1}]', "json"],
  ["a.json", '{"id":1}\n{"id":2}\n', "json"],
  ["a.ndjson", '{"id":1}\n', "ndjson"],
  ["a.jsonl", '{"id":1}\n', "ndjson"],
  ["a.jsonl", '  [{"id":1}]', "json"],
  ["export.data", '{"id":1}\n', "ndjson"],
])("%s beginning %j is read as %s", async (name, content, kind) => {
  const file = trial.write(name, content);
  expect((await trial.extract(files(name))).batches).toEqual([
    { files: [expect.objectContaining({ path: file, origin: name })], format: { kind, compression: "none" } },
  ]);
});

test.each([
  ["gzip", zlib.gzipSync],
  ["zstd", zlib.zstdCompressSync],
] as const)("%s is recognised, the name counts without its ending", async (compression, compress) => {
  trial.write(`a.ndjson.${compression === "gzip" ? "gz" : "zst"}`, compress('{"id":1}\n'));
  expect((await trial.extract(files("a.*"))).batches).toMatchObject([{ format: { kind: "ndjson", compression } }]);
});

test("arrays and lines are batches of their own", async () => {
  trial.write("d/1.json", '[{"id":1}]');
  trial.write("d/2.ndjson", '{"id":2}');
  trial.write("d/3.json", '[{"id":3}]');
  const { batches } = await trial.extract(files("d/*"));
  expect(batches.map((batch) => originsOf([batch]))).toEqual([["d/1.json", "d/3.json"], ["d/2.ndjson"]]);
});

test("an empty file and one of white space have no rows", async () => {
  trial.write("d/1.json", "");
  trial.write("d/2.json", " \n\n");
  expect((await trial.extract(files("d/*"))).batches).toEqual([]);
});

test.each([
  ["bare text", "hello", "a.json does not hold JSON objects: the first character is neither '{' nor '['"],
  ["CSV", "id,b\n", "a.json does not hold JSON objects"],
  ["Latin text", Buffer.from('{"n":"\u00fc"}', "latin1"), "a.json is not UTF-8 text: byte 6"],
])("%s is refused", async (_, content, message) => {
  trial.write("a.json", content);
  await expect(trial.extract(files("a.json"))).rejects.toMatchObject({ kind: "refused", message: expect.stringContaining(message) });
});

test("format: ndjson contradicted by an array is refused", async () => {
  trial.write("a.json", "[{}]");
  await expect(trial.extract({ ...files("a.json"), format: "ndjson" })).rejects.toThrow("it is a JSON array");
});

test("a byte order mark is taken off in a copy, as JSON knows none", async () => {
  trial.write("a.json", '\ufeff[{"id":1}]');
  let copy = "";
  const { batches } = await trial.extract(files("a.json"), {}, (batch) => (copy = readFileSync(batch.files[0]!.path, "utf8")));
  expect(copy).toBe('[{"id":1}]');
  expect(originsOf(batches)).toEqual(["a.json"]);
});

test("real JSON files of other people are recognised", async () => {
  const data = path.resolve("node_modules/vega-datasets/data");
  const { batches } = await trial.extract(files(`${data}/movies.json`, `${data}/cars.json`));
  expect(batches).toMatchObject([{ format: { kind: "json" }, files: [{}, {}] }]);
});
