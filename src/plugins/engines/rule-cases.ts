import type { Predicate } from "../../spec/contract-plan.ts";
import type { DataType } from "../../spec/data-type.ts";

/** One type, or one type with one predicate, and what becomes of texts: the truth that every engine must share. */
export interface RuleCase {
  readonly name: string;
  readonly type: DataType;
  readonly format?: string;
  readonly timezone?: string;
  readonly predicate?: Predicate;
  /** Text of the source -> the value as `readRows` gives it: bytes as hexadecimal, lists, structs and maps as JSON. */
  readonly accepted: readonly (readonly [text: string, value: string | null])[];
  readonly rejected: readonly string[];
}

const string: DataType = { kind: "string" };
const int: DataType = { kind: "int" };
const long: DataType = { kind: "long" };
const double: DataType = { kind: "double" };
const decimal = (precision: number, scale: number): DataType => ({ kind: "decimal", precision, scale });
const local: DataType = { kind: "timestamp", zoned: false };
const zoned: DataType = { kind: "timestamp", zoned: true };
const column = "c";

/** How texts become values. No value ever differs from its text but in spelling; fractions of a second end at microseconds. */
export const typeCases: readonly RuleCase[] = [
  {
    name: "text stays as it is",
    type: string,
    accepted: [
      ["a", "a"],
      [" b ", " b "],
      ["NULL", "NULL"],
      ["1.50", "1.50"],
      ["é€😀", "é€😀"],
    ],
    rejected: [],
  },
  {
    name: "booleans",
    type: { kind: "boolean" },
    accepted: [
      ["true", "true"],
      ["FALSE", "false"],
      ["t", "true"],
      ["0", "false"],
      ["1", "true"],
      ["yes", "true"],
      ["No", "false"],
    ],
    rejected: ["2", "maybe", "on", "truee"],
  },
  {
    name: "whole numbers of 32 bits",
    type: int,
    accepted: [
      ["1", "1"],
      ["-2147483648", "-2147483648"],
      ["+5", "5"],
      ["007", "7"],
      ["3.0", "3"],
      ["3.", "3"],
    ],
    rejected: ["1.5", "1.4999", "2147483648", "1e2", "1_000", "0x10", "1,5", "1o", "٣", "1 2"],
  },
  {
    name: "whole numbers of 64 bits",
    type: long,
    accepted: [
      ["9223372036854775807", "9223372036854775807"],
      ["-9223372036854775808", "-9223372036854775808"],
      ["9007199254740993", "9007199254740993"],
    ],
    rejected: ["9223372036854775808", "1e3", "1.000000000000000000001", "one"],
  },
  {
    name: "decimals keep every digit or are refused",
    type: decimal(12, 2),
    accepted: [
      ["1.23", "1.23"],
      ["1.2", "1.20"],
      ["1.230", "1.23"],
      [".5", "0.50"],
      ["5.", "5.00"],
      ["+1.2", "1.20"],
      ["-0.01", "-0.01"],
      ["9999999999.99", "9999999999.99"],
    ],
    rejected: ["1.235", "1.2300001", "0.30000000000000004", "9999999999.995", "10000000000", "1_0.5", "NaN", "x1.2", "1,2", "1.23.4"],
  },
  {
    name: "decimals of 38 digits",
    type: decimal(38, 20),
    accepted: [["123456789012345678.12345678901234567890", "123456789012345678.12345678901234567890"]],
    rejected: ["1234567890123456789.1", "0.123456789012345678901"],
  },
  {
    name: "decimals without a fraction",
    type: decimal(5, 0),
    accepted: [
      ["12345", "12345"],
      ["12.0", "12"],
    ],
    rejected: ["12.5", "123456"],
  },
  {
    name: "floating numbers",
    type: double,
    accepted: [
      ["0.5", "0.5"],
      ["1e3", "1000.0"],
      ["-Infinity", "-inf"],
      ["nan", "nan"],
      ["1.7976931348623157e308", "1.7976931348623157e+308"],
    ],
    rejected: ["1e400", "-1e400", "1,5", "1_0", "0x1p3", "abc"],
  },
  { name: "floats of 32 bits", type: { kind: "float" }, accepted: [["0.5", "0.5"]], rejected: ["1e39"] },
  {
    name: "dates",
    type: { kind: "date" },
    accepted: [
      ["2020-02-29", "2020-02-29"],
      ["2020-01-01 00:00:00", "2020-01-01"],
      ["2020-01-01T00:00:00.000Z", "2020-01-01"],
      ["0001-01-01", "0001-01-01"],
      ["9999-12-31", "9999-12-31"],
    ],
    rejected: [
      "2021-02-29",
      "2020-13-01",
      "2020-01-01 12:00:00",
      "20200101",
      "01/02/2020",
      "2020/01/05",
      "infinity",
      "epoch",
      "0000-01-01",
      "99999-01-01",
      "2020-01-01 (BC)",
    ],
  },
  {
    name: "dates in a format of their own",
    type: { kind: "date" },
    format: "dd.MM.yyyy",
    accepted: [["21.11.2026", "2026-11-21"]],
    rejected: ["2026-11-21", "31.02.2026", "21.11.2026 12:00", "infinity"],
  },
  {
    name: "times of day",
    type: { kind: "time" },
    accepted: [
      ["12:34:56", "12:34:56"],
      ["12:34", "12:34:00"],
      ["12:34:56.1234567", "12:34:56.123456"],
    ],
    rejected: ["24:00:00", "25:00:00", "12:34:56+02", "noon", "2020-01-01 12:00:00"],
  },
  {
    name: "timestamps without zone",
    type: local,
    accepted: [
      ["2020-01-01 12:34:56", "2020-01-01 12:34:56"],
      ["2020-01-01T12:34:56.123456789123", "2020-01-01 12:34:56.123456"],
      ["2020-01-01T12:34", "2020-01-01 12:34:00"],
      ["2020-01-01", "2020-01-01 00:00:00"],
    ],
    rejected: [
      "2020-01-01 12:00:00+02",
      "2020-01-01T12:00:00Z",
      "2020-01-01 12:00:60",
      "2020-01-01 25:00:00",
      "infinity",
      "epoch",
      "20200101T120000",
    ],
  },
  {
    name: "timestamps in a format of their own",
    type: local,
    format: "dd/MM/yyyy HH:mm:ss.SSS",
    accepted: [["21/11/2026 08:09:10.123", "2026-11-21 08:09:10.123"]],
    rejected: ["2026-11-21 08:09:10", "21/11/2026"],
  },
  {
    name: "instants",
    type: zoned,
    accepted: [
      ["2020-01-01T12:00:00Z", "2020-01-01 12:00:00+00"],
      ["2020-01-01 12:00:00+02", "2020-01-01 10:00:00+00"],
      ["2020-01-01T12:00:00.5+05:30", "2020-01-01 06:30:00.5+00"],
      ["2020-01-01T12:00:00-0800", "2020-01-01 20:00:00+00"],
      ["2020-01-01 12:00:00", "2020-01-01 12:00:00+00"],
    ],
    rejected: ["2020-01-01 12:00:00 Foo/Bar", "2020-13-01T00:00:00Z", "infinity"],
  },
  {
    name: "instants whose texts carry no offset",
    type: zoned,
    timezone: "Europe/Berlin",
    accepted: [
      ["2020-01-01 12:00:00", "2020-01-01 11:00:00+00"],
      ["2020-07-01 12:00:00", "2020-07-01 10:00:00+00"],
      ["2020-07-01T12:00:00Z", "2020-07-01 12:00:00+00"],
    ],
    rejected: ["noon"],
  },
  {
    name: "uuids",
    type: { kind: "uuid" },
    accepted: [
      ["550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440000"],
      ["550E8400E29B41D4A716446655440000", "550e8400-e29b-41d4-a716-446655440000"],
    ],
    rejected: ["550e8400", "550e-8400e29b41d4a716446655440000", "zz0e8400-e29b-41d4-a716-446655440000"],
  },
  {
    name: "bytes as base64 or with \\x as hexadecimal",
    type: { kind: "binary" },
    accepted: [
      ["AQID", "010203"],
      ["\\x0102", "0102"],
    ],
    rejected: ["*", "\\xZZ"],
  },
  { name: "bytes as hexadecimal", type: { kind: "binary" }, format: "hex", accepted: [["0102", "0102"]], rejected: ["01zz"] },
  {
    name: "JSON text",
    type: { kind: "json" },
    accepted: [
      ['{"a": 1.10}', '{"a": 1.10}'],
      ["[]", "[]"],
      ["3", "3"],
    ],
    rejected: ["{a:1}", "x", '{"a":'],
  },
  {
    name: "lists",
    type: { kind: "list", element: decimal(6, 2) },
    accepted: [
      ["[1.5, 2]", "[1.5,2.0]"],
      ["[]", "[]"],
      ["[null]", "[null]"],
    ],
    rejected: ["[1.555]", '["a"]', "{}", "1"],
  },
  {
    name: "structs",
    type: {
      kind: "struct",
      fields: [
        { name: "x", type: int, required: false },
        { name: "y", type: { kind: "list", element: string }, required: false },
      ],
    },
    accepted: [
      ['{"x": 1, "y": ["a", "b"]}', '{"x":1,"y":["a","b"]}'],
      ['{"y": null, "z": 1}', '{"x":null,"y":null}'],
    ],
    rejected: ['{"x": 1.5}', '{"x": "one"}', "[1]", '{"y": "ab"}', '{"y": {"a": 1}}', '{"x": {"a": 1}}', '{"x": [1]}', '"text"', "3"],
  },
  { name: "maps", type: { kind: "map", key: string, value: int }, accepted: [['{"k": 1}', '{"k":1}']], rejected: ['{"k": "v"}', "[1]"] },
];

/** How predicates judge values. */
export const predicateCases: readonly RuleCase[] = [
  {
    name: "in, text",
    type: string,
    predicate: { op: "in", column, values: ["new", "it's"] },
    accepted: [
      ["new", "new"],
      ["it's", "it's"],
    ],
    rejected: ["New", "old", " new"],
  },
  {
    name: "in, numbers",
    type: int,
    predicate: { op: "in", column, values: [1, "2"] },
    accepted: [
      ["1", "1"],
      ["2", "2"],
    ],
    rejected: ["3"],
  },
  {
    name: "in, dates",
    type: { kind: "date" },
    predicate: { op: "in", column, values: ["2026-11-21"] },
    accepted: [["2026-11-21", "2026-11-21"]],
    rejected: ["2026-11-22"],
  },
  {
    name: "matches a part",
    type: string,
    predicate: { op: "matches", column, pattern: "^SKU-[0-9]{2}$" },
    accepted: [["SKU-12", "SKU-12"]],
    rejected: ["SKU-1", "xSKU-12"],
  },
  {
    name: "matches without anchors",
    type: string,
    predicate: { op: "matches", column, pattern: "b+" },
    accepted: [["abba", "abba"]],
    rejected: ["aca"],
  },
  {
    name: "compare exact numbers",
    type: decimal(20, 2),
    predicate: { op: "compare", column, cmp: ">=", value: "9007199254740993.01" },
    accepted: [["9007199254740993.01", "9007199254740993.01"]],
    rejected: ["9007199254740993.00"],
  },
  {
    name: "compare doubles",
    type: double,
    predicate: { op: "compare", column, cmp: "<", value: "0.5" },
    accepted: [["0.25", "0.25"]],
    rejected: ["0.5", "1"],
  },
  {
    name: "compare dates",
    type: { kind: "date" },
    predicate: { op: "compare", column, cmp: "<=", value: "2026-01-01" },
    accepted: [["2026-01-01", "2026-01-01"]],
    rejected: ["2026-01-02"],
  },
  {
    name: "compare instants",
    type: zoned,
    predicate: { op: "compare", column, cmp: ">", value: "2026-01-01T00:00:00+01:00" },
    accepted: [["2026-01-01T00:00:00Z", "2026-01-01 00:00:00+00"]],
    rejected: ["2025-12-31T23:00:00Z"],
  },
  {
    name: "multiple of a fraction",
    type: double,
    predicate: { op: "multiple_of", column, value: "0.1" },
    accepted: [
      ["0.3", "0.3"],
      ["0", "0.0"],
    ],
    rejected: ["0.35"],
  },
  {
    name: "multiple of a number",
    type: int,
    predicate: { op: "multiple_of", column, value: 5 },
    accepted: [
      ["15", "15"],
      ["-5", "-5"],
    ],
    rejected: ["7"],
  },
  {
    name: "text length in characters",
    type: string,
    predicate: { op: "text_length", column, min: 2, max: 3 },
    accepted: [
      ["é😀", "é😀"],
      ["abc", "abc"],
    ],
    rejected: ["a", "abcd"],
  },
  {
    name: "items of a list",
    type: { kind: "list", element: int },
    predicate: { op: "items", column, min: 1, max: 2, unique: true },
    accepted: [["[1,2]", "[1,2]"]],
    rejected: ["[]", "[1,2,3]", "[1,1]"],
  },
  {
    name: "email",
    type: string,
    predicate: { op: "text_format", column, format: "email" },
    accepted: [["a.b+c@example.co", "a.b+c@example.co"]],
    rejected: ["a@", "a b@example.com", "a@b"],
  },
  {
    name: "ipv4",
    type: string,
    predicate: { op: "text_format", column, format: "ipv4" },
    accepted: [["192.168.0.1", "192.168.0.1"]],
    rejected: ["256.1.1.1", "1.2.3", "1.2.3.4.5"],
  },
  {
    name: "ipv6",
    type: string,
    predicate: { op: "text_format", column, format: "ipv6" },
    accepted: [
      ["::", "::"],
      ["::1", "::1"],
      ["2001:db8::8a2e:370:7334", "2001:db8::8a2e:370:7334"],
      ["::ffff:192.0.2.1", "::ffff:192.0.2.1"],
      ["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
    ],
    rejected: ["1:2:3", "1::2::3", "12345::", "1:2:3:4:5:6:7:8:9"],
  },
  {
    name: "uri",
    type: string,
    predicate: { op: "text_format", column, format: "uri" },
    accepted: [["https://example.com/a?b=c", "https://example.com/a?b=c"]],
    rejected: ["no scheme", "example.com"],
  },
  {
    name: "hostname",
    type: string,
    predicate: { op: "text_format", column, format: "hostname" },
    accepted: [["db-1.example.com", "db-1.example.com"]],
    rejected: ["-a.com", "a_b"],
  },
  {
    name: "date as text",
    type: string,
    predicate: { op: "text_format", column, format: "date" },
    accepted: [["2026-11-21", "2026-11-21"]],
    rejected: ["2026-13-01", "21.11.2026"],
  },
  { name: "not", type: string, predicate: { op: "not", of: { op: "in", column, values: ["x"] } }, accepted: [["y", "y"]], rejected: ["x"] },
  {
    name: "a member is there",
    type: {
      kind: "struct",
      fields: [
        {
          name: "a",
          type: { kind: "list", element: { kind: "struct", fields: [{ name: "b", type: int, required: true }] } },
          required: false,
        },
      ],
    },
    predicate: { op: "member_not_null", column, path: ["a", "[]", "b"] },
    accepted: [
      ['{"a":[{"b":1}]}', '{"a":[{"b":1}]}'],
      ["{}", '{"a":null}'],
    ],
    rejected: ['{"a":[{"b":1},{}]}'],
  },
];
