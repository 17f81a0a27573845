import { gzipSync, zstdCompressSync } from "node:zlib";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasSecondReader } from "../second-reader/reader.ts";
import { byText, csv, Rig } from "./rig.ts";

const properties = [
  { name: "id", logicalType: "integer", physicalType: "bigint", required: true },
  { name: "small", logicalType: "integer" },
  { name: "price", logicalType: "number", physicalType: "decimal(20,8)" },
  { name: "big", logicalType: "number", physicalType: "decimal(38,10)" },
  { name: "ratio", logicalType: "number" },
  { name: "single", logicalType: "number", physicalType: "real" },
  { name: "flag", logicalType: "boolean" },
  { name: "day", logicalType: "date" },
  { name: "clock", logicalType: "time" },
  { name: "wall", logicalType: "timestamp" },
  { name: "instant", logicalType: "timestamp", physicalType: "timestamptz" },
  { name: "raw", physicalType: "bytea" },
  { name: "key", logicalType: "string", physicalType: "uuid" },
  { name: "doc", logicalType: "object", physicalType: "json" },
  { name: "text", logicalType: "string" },
];
const icebergTypes = {
  id: "long",
  small: "int",
  price: "decimal(20, 8)",
  big: "decimal(38, 10)",
  ratio: "double",
  single: "float",
  flag: "boolean",
  day: "date",
  clock: "time",
  wall: "timestamp",
  instant: "timestamptz",
  raw: "binary",
  key: "uuid",
  doc: "string",
  text: "string",
};
const uuid = "0b6f0c52-6a5f-4a1e-8b7e-5f2f6f0f3a11";
const landed = {
  id: 9_007_199_254_740_000,
  small: -7,
  price: "12345678901.12345678",
  big: "1234567890123456789012345678.0123456789",
  ratio: 0.1,
  single: 0.5,
  flag: true,
  day: "1582-10-15",
  clock: "23:59:59.123456",
  wall: "2026-03-29T02:30:00.000001",
  instant: "2026-01-01T10:00:00.123000+00:00",
  raw: Buffer.from([0, 255, 10]).toString("base64"),
  key: uuid,
  doc: '{"a":[1,2.50]}',
  text: "Grüße, “quoted”",
};
const nothing = Object.fromEntries(properties.map(({ name }) => [name, name === "id" ? 2 : null]));

describe.skipIf(!hasSecondReader)("types and formats (PyIceberg looks)", () => {
  let rig: Rig;
  beforeAll(() => void (rig = new Rig()));
  afterAll(() => rig.close());

  test("CSV: every type, exact to the last digit, empty fields as NULL", async () => {
    const made = rig.project();
    made.contract({ properties });
    made.job();
    const raw = "AP8K";
    const record = [
      "9007199254740000",
      "-7",
      "12345678901.12345678",
      "1234567890123456789012345678.0123456789",
      "0.1",
      "0.5",
      "true",
      "1582-10-15",
      "23:59:59.123456",
      "2026-03-29 02:30:00.000001",
      "2026-01-01T12:00:00.123+02:00",
      raw,
      uuid.toUpperCase(),
      '"{""a"":[1,2.50]}"',
      '"Grüße, “quoted”"',
    ];
    made.write(
      "data/a.csv",
      csv(
        properties.map(({ name }) => name),
        record,
        ["2", ...record.slice(1).map(() => "")],
      ),
    );
    expect(await made.run()).toMatchObject({ exitCode: 0 });
    expect(await made.rows()).toEqual([nothing, landed]);
    const schema = (await made.ask<{ name: string; type: string; required: boolean; id: number }[]>("schema"))!;
    expect(Object.fromEntries(schema.map(({ name, type }) => [name, type]))).toEqual(icebergTypes);
    expect(schema.filter(({ required }) => required).map(({ name }) => name)).toEqual(["id"]);
  });

  test.each([
    ["NDJSON", "data/a.ndjson", (row: string) => `${row}\n{"id":2}\n`],
    ["a JSON array", "data/a.json", (row: string) => `[\n${row},\n{"id":2,"small":null}\n]\n`],
    ["NDJSON, gzip", "data/a.ndjson.gz", (row: string) => gzipSync(`${row}\n{"id":2}\n`)],
    ["NDJSON, zstd", "data/a.jsonl.zst", (row: string) => zstdCompressSync(`${row}\n{"id":2}\n`)],
  ])("%s: numbers keep the digits that they were written with", async (_, name, file) => {
    const made = rig.project();
    made.contract({ properties });
    made.job({ source_connector: "json" });
    const row =
      '{"id":9007199254740000,"small":-7,"price":12345678901.12345678,"big":1234567890123456789012345678.0123456789,"ratio":0.1,"single":0.5,"flag":true,' +
      `"day":"1582-10-15","clock":"23:59:59.123456","wall":"2026-03-29T02:30:00.000001","instant":"2026-01-01T12:00:00.123+02:00","raw":"AP8K","key":"${uuid}","doc":{"a":[1,2.50]},"text":"Gr\\u00fc\\u00dfe, “quoted”"}`;
    made.write(name, file(row));
    const { exitCode, record } = await made.run();
    expect({ exitCode, error: record.error }).toEqual({ exitCode: 0 });
    expect(await made.rows()).toEqual([nothing, landed]);
  });

  test("Parquet written by pyarrow: types of the file become types of the contract", async () => {
    const made = rig.project();
    made.contract({
      properties: [
        ...properties.slice(0, 11),
        properties[14]!,
        { name: "list", logicalType: "array", items: { logicalType: "string" } },
        nested,
      ],
    });
    made.job({ source_connector: "parquet" });
    made.write("data/keep.txt", "");
    made.job({ source_connector: "parquet", source: { files: [{ path: "data/*.parquet" }] } });
    await rig.reader.writeParquet(path.join(made.folder, "data/a.parquet"), {
      id: ["int64", [1]],
      small: ["int16", [-7]],
      price: ["decimal(20,8)", ["12345678901.12345678"]],
      big: ["decimal(38,10)", [landed.big]],
      ratio: ["double", [0.1]],
      single: ["float", [0.5]],
      flag: ["bool", [true]],
      day: ["date32", ["1582-10-15"]],
      clock: ["time64[us]", ["23:59:59.123456"]],
      wall: ["timestamp[us]", ["2026-03-29 02:30:00.000001"]],
      instant: ["timestamp[us,UTC]", ["2026-01-01T10:00:00.123Z"]],
      text: ["string", ["Grüße"]],
      list: ["list<string>", [["a", null, "b"]]],
      place: ["struct<city:string;zip:int32>", [{ city: "Bern", zip: 3000 }]],
    });
    expect(await made.run()).toMatchObject({ exitCode: 0 });
    const { raw: _raw, key: _key, doc: _doc, ...rest } = landed;
    expect(await made.rows()).toEqual([{ ...rest, id: 1, text: "Grüße", list: ["a", null, "b"], place: { city: "Bern", zip: 3000 } }]);
  });

  test("nested objects, arrays and maps land as struct, list and map; what nobody describes as JSON text", async () => {
    const made = rig.project();
    made.contract({
      apiVersion: "v3.2.0",
      properties: [
        properties[0]!,
        nested,
        {
          name: "lines",
          logicalType: "array",
          items: {
            logicalType: "object",
            properties: [
              { name: "sku", logicalType: "string", required: true },
              { name: "price", logicalType: "number", physicalType: "decimal(9,2)" },
            ],
          },
        },
        { name: "labels", logicalType: "map", map: { key: { logicalType: "string" }, value: { logicalType: "integer" } } },
        { name: "rest", logicalType: "object" },
      ],
    });
    made.job({ source_connector: "json", schema_validation_mode: "warn" });
    made.write(
      "data/a.ndjson",
      '{"id":1,"place":{"city":"Bern","zip":3000,"more":1},"lines":[{"sku":"A","price":1.10},{"sku":"B"}],"labels":{"x":1,"y":2},"rest":{"any":[{"thing":1.0}]}}\n' +
        '{"id":2,"place":null,"lines":[],"labels":{},"rest":null}\n{"id":3,"lines":[{"price":1}]}\n{"id":4,"place":{"zip":"no number"}}\n',
    );
    const { exitCode, record } = await made.run();
    expect({ exitCode, error: record.error, rows: record.rows }).toMatchObject({
      exitCode: 1,
      error: undefined,
      rows: { read: 4, landed: 2, quarantined: 2 },
    });
    const [one, two] = await made.rows();
    expect(one).toEqual({
      id: 1,
      place: { city: "Bern", zip: 3000 },
      lines: [
        { sku: "A", price: "1.10" },
        { sku: "B", price: null },
      ],
      labels: [
        ["x", 1],
        ["y", 2],
      ],
      rest: '{"any":[{"thing":1.0}]}',
    });
    expect(two).toEqual({ id: 2, place: null, lines: [], labels: [], rest: null });
    expect(byText((await made.quarantine()).map((row) => [row["source_line"], row["column_name"]]))).toEqual([
      [3, "lines"],
      [4, "place"],
    ]);
  });

  test("Markdown key-value documents: a row for each key", async () => {
    const made = rig.project();
    made.contract({
      properties: ["doc_id", "section", "key", "value"]
        .map((name) => ({ name, logicalType: "string" }))
        .concat([{ name: "ord", logicalType: "integer" }]),
    });
    made.job({ source_connector: "markdown_kv", schema_validation_mode: "warn" });
    made.write("data/a.md", "---\nid: doc-1\n---\n# Owner\n\nname:: Ada\n- **city**:: London\n");
    expect(await made.run()).toMatchObject({ exitCode: 0 });
    const rows = (await made.rows()).map(({ section, key, value, doc_id }) => [doc_id, section, key, value]);
    expect(rows).toContainEqual(["doc-1", "Owner", "name", "Ada"]);
    expect(rows).toContainEqual(["doc-1", "Owner", "city", "London"]);
  });

  test("other encodings, a byte order mark, another delimiter, gzip and zstd", async () => {
    const made = rig.project();
    made.contract({
      properties: [
        { name: "id", logicalType: "integer" },
        { name: "name", logicalType: "string" },
      ],
    });
    const text = "id;name\n1;Zoë\n";
    const files: readonly (readonly [string, Uint8Array, string])[] = [
      ["windows-1252", Buffer.from(text, "latin1"), "windows-1252"],
      ["utf-16", Buffer.from(`\ufeff${text}`, "utf16le"), "utf-16"],
      ["gzip", gzipSync(`\ufeff${text}`), "utf-8"],
      ["zstd", zstdCompressSync(text), "utf-8"],
    ];
    for (const [, bytes, encoding] of files) {
      made.job({ source: { delimiter: ";", encoding } });
      made.write("data/a.csv", bytes);
      expect(await made.run()).toMatchObject({ exitCode: 0 });
      expect(await made.rows()).toEqual([{ id: 1, name: "Zoë" }]);
    }
  });

  test("many files with differing column order are matched by name; files without a header by position", async () => {
    const made = rig.project();
    made.contract({ properties: ["id", "a", "b"].map((name) => ({ name, logicalType: name === "id" ? "integer" : "string" })) });
    made.job();
    made.write("data/1.csv", "id,a,b\n1,a1,b1\n");
    made.write("data/2.csv", "b,id,a\nb2,2,a2\n");
    made.write("data/3.csv", "a,b,id\na3,b3,3\n");
    expect(await made.run()).toMatchObject({ exitCode: 0 });
    expect(await made.rows()).toEqual([1, 2, 3].map((id) => ({ id, a: `a${id}`, b: `b${id}` })));
    made.job({ source: { files: [{ path: "bare/*" }], header: false, column_names: ["b", "a", "id"] } });
    made.write("bare/1.csv", "b9,a9,9\n");
    expect(await made.run()).toMatchObject({ exitCode: 0 });
    expect(await made.rows()).toEqual([{ id: 9, a: "a9", b: "b9" }]);
  });
});

const nested = {
  name: "place",
  logicalType: "object",
  properties: [
    { name: "city", logicalType: "string" },
    { name: "zip", logicalType: "integer" },
  ],
};
