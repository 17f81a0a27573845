import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDocument } from "./parse-document.ts";

const keys = (text: string): [string, string, string | null][] =>
  parseDocument(text, "a.md").sections.flatMap(({ kv }) =>
    kv.map(({ section, key, value }): [string, string, string | null] => [section, key, value]),
  );

test("front matter, headings and keys become sections with running numbers and lines", () => {
  const document = parseDocument(
    "---\nid: 7\nprice: 1.50\n---\nnote:: first\n\n# Ann's page #\nname:: Ann\n## Address\ncity:: Bern\nzip:: 3000\n",
    "a.md",
  );
  expect(document).toEqual({
    title: "Ann's page",
    sections: [
      {
        section: "_front_matter",
        level: 0,
        kv: [
          { section: "_front_matter", key: "id", value: "7", value_json: "7", ord: 0, line: 2 },
          { section: "_front_matter", key: "price", value: "1.50", value_json: "1.50", ord: 1, line: 3 },
        ],
      },
      { section: "_default", level: 0, kv: [{ section: "_default", key: "note", value: "first", value_json: null, ord: 2, line: 5 }] },
      { section: "Ann's page", level: 1, kv: [{ section: "Ann's page", key: "name", value: "Ann", value_json: null, ord: 3, line: 8 }] },
      {
        section: "Address",
        level: 2,
        kv: [
          { section: "Address", key: "city", value: "Bern", value_json: null, ord: 4, line: 10 },
          { section: "Address", key: "zip", value: "3000", value_json: "3000", ord: 5, line: 11 },
        ],
      },
    ],
  });
});

test("indented lines continue a value, with the blank lines between them, and all of them are kept", () => {
  expect(keys("text:: one\n  two\n    three\n\n  four\n\nnext:: x\n")).toEqual([
    ["_default", "text", "one\ntwo\n  three\n\nfour"],
    ["_default", "next", "x"],
  ]);
  expect(keys("text::\n  one\n  two\n")).toEqual([["_default", "text", "one\ntwo"]]);
});

test("a key without a value has none", () => {
  expect(keys("a::\nb:: \nc:: x")).toEqual([
    ["_default", "a", null],
    ["_default", "b", null],
    ["_default", "c", "x"],
  ]);
});

test("bullets and emphasis around keys are no part of them", () => {
  expect(keys("- a:: 1\n* **b**:: 2\n+ `c`:: 3\n")).toEqual([
    ["_default", "a", "1"],
    ["_default", "b", "2"],
    ["_default", "c", "3"],
  ]);
});

test("prose, C++ names, headings in code and keys in code are no keys", () => {
  expect(keys("Use std::map for it.\nratio 1::2\n```\n# no heading\na:: 1\n```\n~~~~\nb:: 2\n~~~\nc:: 3\n~~~~\nd:: 4\n")).toEqual([
    ["_default", "d", "4"],
  ]);
});

test("values that are JSON are given as JSON too, with every digit", () => {
  const values = parseDocument('a:: {"x": [1, 2]}\nb:: 12345678901234567890.10\nc:: true\nd:: {x}\ne:: "t"\n', "a.md").sections[0]!.kv;
  expect(values.map(({ value_json }) => value_json)).toEqual(['{"x": [1, 2]}', "12345678901234567890.10", "true", null, '"t"']);
});

test("front matter keeps digits, nests as JSON and leaves null empty", () => {
  const [front] = parseDocument(
    "---\nbig: 12345678901234567890\ndate: 2026-01-02\nlist: [1, two]\nnothing: null\ntext: |\n  a\n  b\n...\n",
    "a.md",
  ).sections;
  expect(front!.kv.map(({ key, value }) => [key, value])).toEqual([
    ["big", "12345678901234567890"],
    ["date", "2026-01-02"],
    ["list", '[1,"two"]'],
    ["nothing", null],
    ["text", "a\nb\n"],
  ]);
});

test.each([
  ["---\na: [1\n---\n", "a.md:2 the front matter cannot be read"],
  ["---\n- a\n---\n", "a.md:2 the front matter cannot be read: it is not a mapping of keys to values"],
  ["---\na: 1\na: 2\n---\n", "a.md:3 the front matter cannot be read"],
])("front matter %j is refused at its line", (text, message) => {
  expect(() => parseDocument(text, "a.md")).toThrow(message);
});

test("three dashes without an end, or not at the start, are prose", () => {
  expect(keys("---\na:: 1\n")).toEqual([["_default", "a", "1"]]);
  expect(keys("\n---\nb: 1\n---\n")).toEqual([]);
});

test("the title is the front matter's, else the first heading of level 1, else none", () => {
  expect(parseDocument("---\nTitle: T\n---\n# H\n", "a.md").title).toBe("T");
  expect(parseDocument("## h2\n# H\n", "a.md").title).toBe("H");
  expect(parseDocument("a:: 1\n", "a.md").title).toBeNull();
});

test("values of one line come back as they were written", () => {
  const value = fc
    .string({ unit: fc.constantFrom("a", "1", ":", " ", "#", "`", '"', "{", "\u00e9") })
    .map((text) => text.trim())
    .filter((text) => text !== "");
  fc.assert(
    fc.property(fc.array(value, { maxLength: 8 }), (values) => {
      const text = values.map((one, index) => `key${index}:: ${one}\n`).join("");
      expect(keys(text)).toEqual(values.map((one, index) => ["_default", `key${index}`, one]));
    }),
  );
});

test("hostile lines cost no more than their length", () => {
  const started = performance.now();
  parseDocument(`a${" ".repeat(300_000)}b:: 1\n# x${" \t".repeat(200_000)}y\n${"x:".repeat(200_000)}\n`, "a.md");
  expect(performance.now() - started).toBeLessThan(1_000);
});
