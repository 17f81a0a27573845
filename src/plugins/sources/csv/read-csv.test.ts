import { appendFileSync, chmodSync, mkdirSync, readFileSync, readdirSync, rmSync, utimesSync } from "node:fs";
import path from "node:path";
import zlib from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ZodType } from "zod";
import { originsOf, sourceTrial } from "../../../../test/contract/source-trial.ts";
import type { SourceTrial } from "../../../../test/contract/source-trial.ts";
import { checkedAtOnce } from "../../../kit/input-files/bytes.ts";
import plugin from "./index.ts";

let trial: SourceTrial;
beforeEach(() => void (trial = sourceTrial(plugin)));
afterEach(() => trial.dispose());

const files = (...paths: string[]) => ({ files: paths.map((one) => ({ path: one })) });

describe("headers and batches", () => {
  test("a plain file is read in place, with its columns and the default dialect", async () => {
    const file = trial.write("orders.csv", "id,amount\n1,2.50\n");
    const { batches, state } = await trial.extract(files("orders.csv"));
    expect(batches).toEqual([
      {
        files: [{ path: file, origin: "orders.csv", sizeBytes: 17, modifiedMs: expect.any(Number) }],
        columns: ["id", "amount"],
        format: { kind: "csv", delimiter: ",", quote: '"', escape: '"', header: true, compression: "none", nullValues: [] },
      },
    ]);
    expect(state).toBeUndefined();
  });

  test("files with the same columns in the same order share a batch; another order is another batch", async () => {
    trial.write("d/1.csv", "id,amount\n1,2\n");
    trial.write("d/2.csv", "amount,id\n2,1\n");
    trial.write("d/3.csv", "id,amount\n3,2\n");
    const { batches } = await trial.extract(files("d/*.csv"));
    expect(batches.map((batch) => [batch.columns, originsOf([batch])])).toEqual([
      [
        ["id", "amount"],
        ["d/1.csv", "d/3.csv"],
      ],
      [["amount", "id"], ["d/2.csv"]],
    ]);
  });

  test("at most 256 files share a batch", async () => {
    for (let index = 0; index < 300; index++) trial.write(`d/${index}.csv`, `id\n${index}\n`);
    const { batches } = await trial.extract(files("d/*.csv"));
    expect(batches.map((batch) => batch.files.length)).toEqual([256, 44]);
  });

  test("quoted names keep their blanks, delimiters, quotes and line breaks; unquoted ones are trimmed", async () => {
    trial.write("a.csv", '" id ","a,b" , c ,"say ""hi""\nthere"\r\n1,2,3,4\r\n');
    const { batches } = await trial.extract(files("a.csv"));
    expect(batches[0]?.columns).toEqual([" id ", "a,b", "c", 'say "hi"\nthere']);
  });

  test("an escape character other than the quote is understood", async () => {
    trial.write("a.csv", "'it\\'s';b\n1;2\n");
    const { batches } = await trial.extract({ ...files("a.csv"), delimiter: ";", quote_char: "'", escape_char: "\\" });
    expect(batches[0]?.columns).toEqual(["it's", "b"]);
    expect(batches[0]?.format).toMatchObject({ delimiter: ";", quote: "'", escape: "\\" });
  });

  test("a byte order mark is no part of the first name", async () => {
    trial.write("a.csv", "\ufeffid,b\n1,2\n");
    expect((await trial.extract(files("a.csv"))).batches[0]?.columns).toEqual(["id", "b"]);
  });

  test("tab is the delimiter of .tsv files, also compressed ones", async () => {
    trial.write("a.tsv", "id\tb\n");
    trial.write("b.tsv.gz", zlib.gzipSync("id\tb\n"));
    const { batches } = await trial.extract(files("*.tsv*"));
    expect(batches.map((batch) => [batch.columns, batch.format])).toMatchObject([
      [["id", "b"], { delimiter: "\t", compression: "none" }],
      [["id", "b"], { delimiter: "\t", compression: "gzip" }],
    ]);
  });

  test("without a header the job names the columns", async () => {
    trial.write("a.csv", "1,2\n");
    const { batches } = await trial.extract({ ...files("a.csv"), engine: { options: { header: false, column_names: ["id", "b"] } } });
    expect(batches[0]).toMatchObject({ columns: ["id", "b"], format: { header: false } });
  });

  test("an empty file has no rows, a header alone is a batch without any", async () => {
    trial.write("empty.csv", "");
    trial.write("header.csv", "id,b");
    expect((await trial.extract(files("empty.csv"))).batches).toEqual([]);
    expect((await trial.extract(files("header.csv"))).batches).toMatchObject([{ columns: ["id", "b"] }]);
  });

  test.each([
    ["a repeated name", "id,b,id\n", "columns 1 and 3 are both named 'id'"],
    ["names that differ in case alone", "id,ID\n", "columns 1 and 2 are both named 'ID'"],
    ["a nameless column", "id,,b\n", "column 2 of 3 has no name"],
    ["a blank first line", "\nid,b\n", "the first line is blank"],
    ["a quote that never ends", '"id,b\n1,2\n', "a quote in the header is never closed"],
    ["another delimiter", "id;b;c\n1;2;3\n", "the header is one column named 'id;b;c'"],
  ])("%s in the header is refused", async (_, content, message) => {
    trial.write("a.csv", content);
    await expect(trial.extract(files("a.csv"))).rejects.toMatchObject({
      kind: "refused",
      message: `a.csv:1 ${message}${message.startsWith("the first") ? " where the header should be" : ""}`,
      hint: expect.any(String),
    });
  });

  test("a single line of 3 MB is no header", async () => {
    trial.write("a.csv", "x".repeat(3_000_000));
    await expect(trial.extract(files("a.csv"))).rejects.toThrow("the header does not end within the first megabyte");
  });
});

describe("finding files", () => {
  test("a missing file, a glob without a match and a folder are errors that say so", async () => {
    mkdirSync(path.join(trial.root, "folder"));
    await expect(trial.extract(files("gone.csv"))).rejects.toMatchObject({ kind: "not_found", message: "'gone.csv' does not exist" });
    await expect(trial.extract(files("*.csv"))).rejects.toMatchObject({ kind: "not_found", message: "no file matches '*.csv'" });
    await expect(trial.extract(files("folder"))).rejects.toMatchObject({
      kind: "refused",
      message: "folder is a folder",
      hint: "name its files with a glob: folder/*",
    });
  });

  test("allow_empty makes nothing to read a success", async () => {
    expect(await trial.extract({ files: [{ path: "*.csv", allow_empty: true }] })).toEqual({ batches: [], state: undefined });
  });

  test("a name with glob characters is found as it is written", async () => {
    trial.write("a[1].csv", "id\n1\n");
    expect(originsOf((await trial.extract(files("a[1].csv"))).batches)).toEqual(["a[1].csv"]);
  });

  test("overlapping entries name a file once, hidden files are left out", async () => {
    trial.write("d/a.csv", "id\n1\n");
    trial.write("d/.a.csv", "id\n1\n");
    expect(originsOf((await trial.extract(files("d/a.csv", "d/*.csv"))).batches)).toEqual(["d/a.csv"]);
  });

  test("objects select entries, connection.path is where relative paths start", async () => {
    trial.write("in/a.csv", "id\n1\n");
    trial.write("in/b.csv", "id\n1\n");
    const block = {
      files: [
        { path: "a.csv", object: "a" },
        { path: "b.csv", object: "b" },
      ],
      objects: ["b"],
      connection: { path: "in" },
    };
    expect(originsOf((await trial.extract(block)).batches)).toEqual(["in/b.csv"]);
  });

  test("/app/ paths fall back to the project's root", async () => {
    trial.write("data/a.csv", "id\n1\n");
    expect(originsOf((await trial.extract(files("/app/data/a.csv"))).batches)).toEqual(["data/a.csv"]);
  });
});

describe("bytes", () => {
  test.each([
    ["gzip", zlib.gzipSync],
    ["zstd", zlib.zstdCompressSync],
  ] as const)("%s is told by the first bytes and left to the engine", async (compression, compress) => {
    const file = trial.write("a.csv", compress("id,b\n1,2\n"));
    const { batches } = await trial.extract(files("a.csv"));
    expect(batches).toMatchObject([{ files: [{ path: file }], columns: ["id", "b"], format: { compression } }]);
  });

  test.each([
    ["gzip", zlib.gzipSync],
    ["zstd", zlib.zstdCompressSync],
  ] as const)("half a %s file is refused by name, also when its beginning is fine", async (compression, compress) => {
    const rows = Array.from({ length: 400_000 }, (_, index) => `${index},${(index * 7919) % 1_000_003}`).join("\n");
    const whole = compress(`id,b\n${rows}\n`);
    trial.write("small.csv", compress("id,b\n1,2\n").subarray(0, 12));
    trial.write("large.csv", whole.subarray(0, Math.floor(whole.length * 0.9)));
    await expect(trial.extract(files("small.csv"))).rejects.toThrow(`small.csv is damaged or cut short: its ${compression} data`);
    await expect(trial.extract(files("large.csv"))).rejects.toThrow(`large.csv is damaged or cut short: its ${compression} data`);
  });

  test("a declared compression that the bytes contradict is refused", async () => {
    trial.write("a.csv", "id\n1\n");
    await expect(trial.extract({ ...files("a.csv"), compression: "gzip" })).rejects.toThrow(
      "a.csv is not compressed, but the job says compression: gzip",
    );
  });

  test.each([
    ["a Parquet file", Buffer.from("PAR1xxxxPAR1"), "a.csv is a Parquet file, not CSV"],
    ["a ZIP archive", Buffer.from("PK\u0003\u0004rest"), "a.csv is a ZIP archive (or an Excel workbook), not CSV"],
    ["bytes of zero", Buffer.from("id,b\n1,\u0000\n"), "a.csv holds a NUL byte at offset 7"],
    ["UTF-16", Buffer.from("\ufeffid,b\n", "utf16le"), "a.csv is UTF-16 text, not CSV"],
    ["Latin letters", Buffer.from("id,name\n1,J\u00fcrgen\n", "latin1"), "a.csv is not UTF-8 text: byte 11 begins no valid character"],
    [
      "half a character at the end",
      Buffer.from([0x69, 0x64, 0x0a, 0xe2, 0x82]),
      "a.csv is not UTF-8 text: byte 3 begins no valid character",
    ],
  ])("%s is refused where UTF-8 text was promised", async (_, content, message) => {
    trial.write("a.csv", content);
    await expect(trial.extract(files("a.csv"))).rejects.toMatchObject({
      kind: "refused",
      message: expect.stringContaining(message),
      hint: expect.any(String),
    });
  });

  test("a bad byte behind the first megabyte is a single bad record, which is the engine's to judge", async () => {
    const text = Buffer.from(`id\n${"1\n".repeat(900_000)}`);
    text[1_700_000] = 0xff;
    trial.write("a.csv", text);
    expect(originsOf((await trial.extract(files("a.csv"))).batches)).toEqual(["a.csv"]);
  });

  test("a large compressed file that is cut short stops the run once its batch has been read", async () => {
    const whole = zlib.gzipSync(`id\n${"0123456789\n".repeat(1_700_000)}`, { level: 0 });
    expect(whole.length).toBeGreaterThan(checkedAtOnce + 1_000_000);
    trial.write("a.csv.gz", whole.subarray(0, whole.length - 100));
    let out = 0;
    await expect(trial.extract(files("a.csv.gz"), {}, () => out++)).rejects.toThrow("a.csv.gz is damaged or cut short: its gzip data");
    expect(out).toBe(1);
  });

  test.each([
    ["windows-1252", "windows-1252", [0x80, 0xfc], "\u20ac\u00fc"],
    ["cp1252", "windows-1252", [0x80], "\u20ac"],
    ["latin-1", "latin-1", [0xe9, 0x85], "\u00e9\u0085"],
    ["shift_jis", "shift_jis", [0x93, 0xfa, 0x96, 0x7b], "\u65e5\u672c"],
    ["utf-16", "utf-16", [...Buffer.from("\u20ac", "utf16le")], "\u20ac"],
  ])("%s files are read as a UTF-8 copy that keeps its origin", async (encoding, family, bytes, expected) => {
    const wide = family === "utf-16";
    const part = (text: string): Buffer => (wide ? Buffer.from(text, "utf16le") : Buffer.from(text));
    trial.write("a.csv", Buffer.concat([part(wide ? "\ufeffid,n\n1," : "id,n\n1,"), Buffer.from(bytes), part("\n")]));
    let copy = "";
    const { batches } = await trial.extract(
      { ...files("a.csv"), encoding },
      {},
      (batch) => (copy = readFileSync(batch.files[0]!.path, "utf8")),
    );
    expect(copy).toBe(`id,n\n1,${expected}\n`);
    expect(batches).toMatchObject([{ columns: ["id", "n"], files: [{ origin: "a.csv" }], format: { compression: "none" } }]);
    expect(readdirSync(trial.scratch)).toEqual([]);
  });

  test("bytes that the declared encoding does not know are refused", async () => {
    trial.write("a.csv", Buffer.from([0x69, 0x64, 0x0a, 0xff, 0xff]));
    await expect(trial.extract({ ...files("a.csv"), encoding: "shift_jis" })).rejects.toThrow(
      "a.csv is not shift_jis text: between bytes 0 and 5",
    );
  });
});

describe("files that change, and what was read before", () => {
  test("a file that changes while its batch is out is a conflict", async () => {
    const file = trial.write("a.csv", "id\n1\n");
    await expect(trial.extract(files("a.csv"), {}, () => appendFileSync(file, "2\n"))).rejects.toMatchObject({
      kind: "conflict",
      retryable: true,
      message: "a.csv changed while it was read (5 bytes when listed, 7 now); nothing of it was loaded",
    });
  });

  test("a file that goes away while its batch is out is a conflict", async () => {
    const file = trial.write("a.csv", "id\n1\n");
    await expect(trial.extract(files("a.csv"), {}, () => rmSync(file))).rejects.toMatchObject({
      kind: "conflict",
      message: expect.stringContaining("it is gone"),
    });
  });

  const byTime = { strategy: "file_modified_time", lookback: 0 } as const;

  test("by modification time, only new and changed files are read", async () => {
    const first = trial.write("d/1.csv", "id\n1\n");
    trial.write("d/2.csv", "id\n2\n");
    const one = await trial.extract(files("d/*.csv"), { incremental: byTime });
    expect(originsOf(one.batches)).toEqual(["d/1.csv", "d/2.csv"]);
    const two = await trial.extract(files("d/*.csv"), { incremental: byTime, state: one.state! });
    expect(two).toEqual({ batches: [], state: one.state });
    appendFileSync(first, "3\n");
    trial.write("d/3.csv", "id\n4\n");
    const three = await trial.extract(files("d/*.csv"), { incremental: byTime, state: one.state! });
    expect(originsOf(three.batches)).toEqual(["d/1.csv", "d/3.csv"]);
  });

  test("a file written by a clock that went backwards is read", async () => {
    trial.write("d/1.csv", "id\n1\n");
    const { state } = await trial.extract(files("d/*.csv"), { incremental: byTime });
    const late = trial.write("d/2.csv", "id\n2\n");
    utimesSync(late, new Date("2001-01-01"), new Date("2001-01-01"));
    const second = await trial.extract(files("d/*.csv"), { incremental: byTime, state: state! });
    expect(originsOf(second.batches)).toEqual(["d/2.csv"]);
  });

  test("with a cursor, an unchanged listing yields nothing and a changed one yields everything", async () => {
    const file = trial.write("a.csv", "id\n1\n");
    const incremental = { strategy: "cursor", cursorField: "id", lookback: 0 } as const;
    const one = await trial.extract(files("a.csv"), { incremental });
    expect(await trial.extract(files("a.csv"), { incremental, state: one.state! })).toEqual({ batches: [], state: one.state });
    appendFileSync(file, "2\n");
    expect(originsOf((await trial.extract(files("a.csv"), { incremental, state: one.state! })).batches)).toEqual(["a.csv"]);
  });

  test("an id lets a file move without being read again", async () => {
    const old = trial.write("old.csv", "id\n1\n");
    utimesSync(old, new Date("2024-01-01"), new Date("2024-01-01"));
    const one = await trial.extract({ files: [{ path: "old.csv", id: "orders" }] }, { incremental: byTime });
    const moved = trial.write("moved.csv", "id\n1\n");
    utimesSync(moved, new Date("2024-01-01"), new Date("2024-01-01"));
    const two = await trial.extract({ files: [{ path: "moved.csv", id: "orders" }] }, { incremental: byTime, state: one.state! });
    expect(two.batches).toEqual([]);
  });
});

describe("check and discover", () => {
  test("check opens the files and says what it found", async () => {
    trial.write("a.csv", "id,b\n1,2\n");
    trial.write("b.csv", "");
    const { facts } = await (await plugin.load()).check(trial.request(files("*.csv")), trial.world);
    expect(facts).toEqual(["2 files, 9 bytes", "1 empty file", "csv, 2 columns: id, b"]);
  });

  test("check fails where a run would", async () => {
    await expect(plugin.load().then((source) => source.check(trial.request(files("gone.csv")), trial.world))).rejects.toMatchObject({
      kind: "not_found",
    });
  });

  test("discover groups files by folder and columns and names the groups", async () => {
    trial.write("d/orders-2026-01.csv", "id,b\n1,2\n");
    trial.write("d/orders-2026-02.csv", "b,id\n1,2\n");
    trial.write("d/people.csv", "name\nx\n");
    const found = await (await plugin.load()).discover(trial.request(files("d/*.csv")), trial.world);
    expect(found.map(({ name, origin, sample }) => [name, origin, sample.columns])).toEqual([
      ["orders", "d/orders-2026-01.csv and 1 other file", ["id", "b"]],
      ["people", "d/people.csv", ["name"]],
    ]);
  });

  test("real files that nobody here wrote have the headers that they show", async () => {
    const data = path.resolve("node_modules/vega-datasets/data");
    const { batches } = await trial.extract(
      files(`${data}/birdstrikes.csv`, `${data}/earthquakes.json`.replace("earthquakes.json", "zipcodes.csv"), `${data}/unemployment.tsv`),
    );
    expect(batches.map((batch) => batch.columns)).toEqual([
      readFileSync(`${data}/birdstrikes.csv`, "utf8").split(/\r?\n/)[0]!.split(","),
      ["zip_code", "latitude", "longitude", "city", "state", "county"],
      ["id", "rate"],
    ]);
  });
});

describe("configuration", () => {
  const problems = (block: unknown): string[] => {
    const parsed = (plugin.config as ZodType).safeParse(block);
    return parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  };

  test("options may stand at the top, in engine.options and in engine.options.native; the first wins", () => {
    const block = {
      ...files("a.csv"),
      delimiter: "|",
      engine: { options: { delimiter: ";", quote_char: "'", native: { quote_char: "x", encoding: "cp1252" } } },
    };
    expect((plugin.config as ZodType).parse(block)).toMatchObject({ options: { delimiter: "|", quote_char: "'", encoding: "cp1252" } });
  });

  test.each([
    [{}, ["files: Invalid input: expected array, received undefined"]],
    [{ files: [] }, ["files: name at least one file"]],
    [{ files: [{}] }, ["files.0.path: each entry of files needs a `path`"]],
    [files("s3://bucket/a.csv"), ["files.0.path: this source reads local files; nothing here reads s3:// locations"]],
    [{ ...files("a.csv"), delimiter: "||" }, ["delimiter: a delimiter is one ASCII character; write \\t for a tab"]],
    [
      { ...files("a.csv"), encoding: "klingon" },
      ["encoding: unknown encoding; for example utf-8, utf-16, latin-1, windows-1252, shift_jis"],
    ],
    [{ ...files("a.csv"), header: false }, ["column_names: header: false needs column_names, as nothing in the file names its columns"]],
    [{ ...files("a.csv"), header: false, column_names: ["a", "A"] }, ["column_names: column_names has 'A' twice"]],
    [{ ...files("a.csv"), chunk_size: 10 }, ["chunk_size: files are streamed, there are no chunks to size; remove the key"]],
    [
      {
        files: [
          { path: "a", object: "a" },
          { path: "b", object: "b" },
        ],
      },
      ["files: files name several objects (a, b): say with `objects` which one this job loads"],
    ],
    [{ ...files("a.csv"), objects: ["b"] }, ["objects.0: no entry of files has object 'b'"]],
  ])("%j is refused with the reason", (block, expected) => {
    expect(problems(block)).toEqual(expected);
  });

  test("\\t and tab mean the tab", () => {
    for (const delimiter of ["\t", "\\t", "tab"])
      expect((plugin.config as ZodType).parse({ ...files("a.csv"), delimiter })).toMatchObject({ options: { delimiter: "\t" } });
  });
});

describe("without permission", () => {
  const nobody = 65_534;

  test("a file that may not be read is named with the reason", async ({ skip }) => {
    if (process.getuid?.() !== 0) skip("needs root, to step down from it");
    const file = trial.write("a.csv", "id\n1\n");
    chmodSync(file, 0o600);
    chmodSync(trial.root, 0o755);
    process.seteuid!(nobody);
    try {
      await expect(trial.extract(files("a.csv"))).rejects.toMatchObject({
        kind: "auth",
        message: `cannot read ${file}: permission denied`,
      });
    } finally {
      process.seteuid!(0);
    }
  });
});
