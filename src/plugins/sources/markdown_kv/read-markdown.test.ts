import { readFileSync, readdirSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ZodType } from "zod";
import { originsOf, sourceTrial } from "../../../../test/contract/source-trial.ts";
import type { SourceTrial } from "../../../../test/contract/source-trial.ts";
import plugin from "./index.ts";

let trial: SourceTrial;
beforeEach(() => void (trial = sourceTrial(plugin)));
afterEach(() => trial.dispose());

const files = (...paths: string[]) => ({ files: paths.map((one) => ({ path: one })) });
const text = "---\nid: 7\ntitle: Ann\n---\n# Person\nname:: Ann\nbio:: one\n  two\n";

/** The rows of every staged file, by origin. */
async function rows(block: Record<string, unknown>): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {};
  const { batches } = await trial.extract(block, {}, (batch) => {
    for (const file of batch.files)
      found[file.origin] = readFileSync(file.path, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as unknown);
  });
  expect(batches.every(({ format }) => format.kind === "ndjson")).toBe(true);
  return found;
}

test("one row per key, with the document's id and the time of the run", async () => {
  trial.write("docs/a.md", text);
  const found = await rows(files("docs/*.md"));
  const common = { doc_id: "7", extracted_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) };
  expect(found).toEqual({
    "docs/a.md": [
      { ...common, section: "_front_matter", key: "id", value: "7", value_json: 7, ord: 0 },
      { ...common, section: "_front_matter", key: "title", value: "Ann", value_json: null, ord: 1 },
      { ...common, section: "Person", key: "name", value: "Ann", value_json: null, ord: 2 },
      { ...common, section: "Person", key: "bio", value: "one\ntwo", value_json: null, ord: 3 },
    ],
  });
});

test("document_level gives one row per document with its sections nested", async () => {
  trial.write("a.md", text);
  const found = await rows({ ...files("a.md"), markdown_kv_storage: { mode: "structured", structured_pattern: "document_level" } });
  expect(found["a.md"]).toMatchObject([
    {
      doc_id: "7",
      title: "Ann",
      raw_md: text,
      sections: [
        { section: "_front_matter", level: 0 },
        { section: "Person", level: 1, kv: [{ key: "name", value: "Ann", value_json: null, ord: 2 }, { key: "bio" }] },
      ],
    },
  ]);
});

test("JSON values are staged digit by digit, each row at the line of its key", async () => {
  trial.write("a.md", "price:: 1.50\n\nbig:: 12345678901234567890\nlist:: [1,\n  2]\n");
  let staged = "";
  await trial.extract(files("a.md"), {}, (batch) => (staged = readFileSync(batch.files[0]!.path, "utf8")));
  const lines = staged.split("\n");
  expect(lines.map((line) => /"value_json":(.*),"ord"/.exec(line)?.[1])).toEqual([
    "1.50",
    undefined,
    "12345678901234567890",
    "[1, 2]",
    undefined,
  ]);
});

test("mode string keeps each document as one text", async () => {
  trial.write("a.md", text);
  expect((await rows({ ...files("a.md"), engine: { options: { markdown_kv_storage: { mode: "string" } } } }))["a.md"]).toEqual([
    { doc_id: "7", title: "Ann", raw_md: text, extracted_at: expect.any(String) },
  ]);
});

test("doc_id_keys say what names a document; without any its path does", async () => {
  trial.write("docs/a.md", "customerid:: C1\nid:: 2\n");
  trial.write("docs/b.md", "name:: x\n");
  const named = await rows({ ...files("docs/*.md"), doc_id_keys: ["CustomerID", "id"] });
  expect(Object.values(named).map(([row]) => (row as { doc_id: string }).doc_id)).toEqual(["C1", "docs/b"]);
});

test("documents without a key yield nothing in row_per_kv and staged copies are removed", async () => {
  trial.write("a.md", "only prose\n");
  trial.write("b.md", "a:: 1\n");
  trial.write("c.md", Buffer.from("\ufeffn:: \u00fc\n", "utf16le"));
  expect(Object.keys(await rows(files("a.md", "b.md")))).toEqual(["b.md"]);
  expect((await rows({ ...files("c.md"), encoding: "utf-16" }))["c.md"]).toMatchObject([{ key: "n", value: "\u00fc" }]);
  expect(readdirSync(trial.scratch)).toEqual([]);
});

test("a binary file is refused, unchanged documents are not read again", async () => {
  trial.write("bad.md", "a:: \0\n");
  await expect(trial.extract(files("bad.md"))).rejects.toThrow("bad.md holds a NUL byte at offset 4");
  trial.write("a.md", "a:: 1\n");
  const incremental = { strategy: "file_modified_time", lookback: 0 } as const;
  const { state, batches } = await trial.extract(files("a.md"), { incremental });
  expect(originsOf(batches)).toEqual(["a.md"]);
  expect((await trial.extract(files("a.md"), { incremental, state: state! })).batches).toEqual([]);
});

test.each([
  ["raw_file", undefined, "raw_file would copy documents, not load rows; use structured or string"],
  ["structured", "hybrid", "hybrid would load two tables at once; write one job per table"],
])("mode %s with pattern %s is refused with the reason", (mode, structured_pattern, message) => {
  const parsed = (plugin.config as ZodType).safeParse({ ...files("a.md"), markdown_kv_storage: { mode, structured_pattern } });
  expect(parsed.error?.issues.map((issue) => issue.message)).toEqual([message]);
});
