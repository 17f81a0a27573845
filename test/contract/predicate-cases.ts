import { string, int, double, decimal, zoned, column, type RuleCase } from "./rule-case.ts";

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
