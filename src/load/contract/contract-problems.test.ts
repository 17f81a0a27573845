import { describe, expect, it } from "vitest";
import { parseContract } from "./load-contract.ts";

/** A contract of one object with the given properties, as YAML; its properties begin on line 9, column 7. */
function withProperties(properties: string, head = "apiVersion: v3.1.0"): string {
  const indented = properties
    .trim()
    .split("\n")
    .map((line) => `      ${line}\n`);
  return `${head}\nkind: DataContract\nid: t\nversion: 1.0.0\nstatus: active\nschema:\n  - name: t\n    properties:\n${indented.join("")}`;
}

async function problems(text: string): Promise<string[]> {
  const { diagnostics } = await parseContract(text, "c.yaml");
  return diagnostics.map((one) => `${one.line}:${one.column} ${one.severity} ${one.code}: ${one.message}`);
}

describe("what is wrong", () => {
  it.each<[string, string, readonly string[]]>([
    [
      "an unknown type",
      "- {name: c, physicalType: blubb}",
      ["error unknown-type: Dativo does not know the physicalType 'blubb', and no logicalType is given"],
    ],
    ["no type at all", "- {name: c}", ["error unknown-type: neither logicalType nor physicalType is given"]],
    [
      "a precision that Iceberg lacks",
      "- {name: c, logicalType: number, physicalType: 'decimal(40,2)'}",
      ["error unsupported-value: decimal(40,2) cannot be stored: the precision is 1 to 38, the scale 0 to the precision"],
    ],
    [
      "a time with a zone",
      "- {name: c, logicalType: time, logicalTypeOptions: {timezone: true}}",
      ["error unsupported-value: Iceberg has no time of day with a zone"],
    ],
    [
      "an option of another type",
      "- {name: c, logicalType: integer, logicalTypeOptions: {minLength: 3}}",
      ["error type-option: 'minLength' is no option of this logicalType"],
    ],
    ["options without a type", "- {name: c, physicalType: text, logicalTypeOptions: {minLength: 3}}", ["error type-option"]],
    [
      "a pattern that is none",
      "- {name: c, logicalType: string, logicalTypeOptions: {pattern: '[a-'}}",
      ["error bad-pattern: the pattern is not a regular expression"],
    ],
    [
      "a pattern with lookahead",
      "- {name: c, logicalType: string, logicalTypeOptions: {pattern: '^(?=a)b'}}",
      ["error bad-pattern: the pattern uses lookahead, which cannot be checked in linear time"],
    ],
    [
      "a pattern with a back-reference",
      "- {name: c, logicalType: string, logicalTypeOptions: {pattern: '(a)\\1'}}",
      ["error bad-pattern: the pattern uses a back-reference"],
    ],
    [
      "bounds the wrong way round",
      "- {name: c, logicalType: integer, logicalTypeOptions: {minimum: 10, maximum: 9}}",
      ["error bad-bounds: minimum and maximum leave no value"],
    ],
    [
      "exclusive bounds that meet",
      "- {name: c, logicalType: integer, logicalTypeOptions: {exclusiveMinimum: 9, maximum: 9}}",
      ["error bad-bounds: exclusiveMinimum and maximum leave no value"],
    ],
    [
      "lengths the wrong way round",
      "- {name: c, logicalType: string, logicalTypeOptions: {minLength: 5, maxLength: 4}}",
      ["error bad-bounds: minLength 5 is above maxLength 4"],
    ],
    [
      "a bound that is no date",
      "- {name: c, logicalType: date, logicalTypeOptions: {minimum: tomorrow}}",
      ["error bad-bounds: the bound is not a date"],
    ],
    [
      "a time zone that nobody knows",
      "- {name: c, logicalType: timestamp, logicalTypeOptions: {timezone: true, defaultTimezone: Mars/Olympus}}",
      ["error invalid-value: unknown time zone 'Mars/Olympus'"],
    ],
    [
      "a zone without zoned values",
      "- {name: c, logicalType: timestamp, logicalTypeOptions: {defaultTimezone: Etc/UTC}}",
      ["error type-option: defaultTimezone needs timezone: true"],
    ],
    [
      "a format of text that nobody checks",
      "- {name: c, logicalType: string, logicalTypeOptions: {format: iban}}",
      ["warning unchecked-rule: Dativo does not know the text format 'iban' and does not check it"],
    ],
    [
      "the same column twice",
      "- {name: c, logicalType: string}\n- {name: c, logicalType: string}",
      ["error duplicate-column: column 'c' is there twice"],
    ],
    [
      "columns that differ in case",
      "- {name: c, logicalType: string}\n- {name: C, logicalType: string}",
      ["error duplicate-column: columns 'c' and 'C' differ only in case"],
    ],
    [
      "a primary key of doubles",
      "- {name: c, logicalType: number, primaryKey: true}",
      ["error primary-key: a column of type double cannot be part of the primary key"],
    ],
    [
      "a primary key inside an object",
      "- {name: c, logicalType: object, properties: [{name: d, logicalType: string, primaryKey: true}]}",
      ["error primary-key: a member of a nested column cannot be part of the primary key"],
    ],
    [
      "a primary key that may be empty",
      "- {name: c, logicalType: string, primaryKey: true, required: false}",
      ["warning primary-key: a column of the primary key is required"],
    ],
    [
      "a rule inside an object",
      "- {name: c, logicalType: object, properties: [{name: d, logicalType: string, unique: true, logicalTypeOptions: {maxLength: 3}}]}",
      [
        "warning unchecked-rule: 'unique' is not checked inside a nested column",
        "warning unchecked-rule: 'maxLength' is not checked inside a nested column",
      ],
    ],
    [
      "rules of elements",
      "- {name: c, logicalType: array, items: {logicalType: string, logicalTypeOptions: {maxLength: 3}}}",
      ["warning unchecked-rule: 'maxLength' is not checked inside a nested column"],
    ],
    [
      "the format of a nested date",
      "- {name: c, logicalType: object, properties: [{name: d, logicalType: date, logicalTypeOptions: {format: dd.MM.yyyy}}, {name: e, logicalType: integer, logicalTypeOptions: {format: i64}}]}",
      ["warning unchecked-rule: 'format' is not checked inside a nested column"],
    ],
    [
      "lengths of bytes",
      "- {name: c, logicalType: string, physicalType: binary, logicalTypeOptions: {maxLength: 3}}",
      ["warning unchecked-rule: 'maxLength' is not checked for a column of type binary"],
    ],
    [
      "items of JSON text",
      "- {name: c, logicalType: array, physicalType: json, logicalTypeOptions: {maxItems: 3}}",
      ["warning unchecked-rule: 'maxItems' is not checked for a column of type json"],
    ],
    [
      "numbers of members",
      "- {name: c, logicalType: object, logicalTypeOptions: {maxProperties: 3}}",
      ["warning unchecked-rule: 'maxProperties' is not checked for a column of type json"],
    ],
    [
      "a member that is required but not there",
      "- {name: c, logicalType: object, logicalTypeOptions: {required: [e]}, properties: [{name: d, logicalType: string}]}",
      ["error unknown-column: the object has no member 'e'"],
    ],
    [
      "an argument with a slip",
      "- {name: c, logicalType: string, quality: [{metric: invalidValues, mustBe: 0, arguments: {validValue: [a]}}]}",
      ["error unknown-key: metric invalidValues takes no argument 'validValue'"],
    ],
    [
      "a unit that is none",
      "- {name: c, logicalType: string, quality: [{metric: nullValues, mustBe: 0, unit: dozen}]}",
      ["error invalid-value: unit must be rows or percent"],
    ],
    [
      "a severity that is none",
      "- {name: c, logicalType: string, quality: [{metric: nullValues, mustBe: 0, severity: hm}]}",
      ["warning invalid-value: unknown severity 'hm': it counts as error"],
    ],
    [
      "bounds of a rule the wrong way round",
      "- {name: c, logicalType: string, quality: [{metric: nullValues, mustBeBetween: [3, 1]}]}",
      ["error bad-bounds: the lower bound 3 is above the upper bound 1"],
    ],
    [
      "a query that writes",
      "- {name: c, logicalType: string, quality: [{type: sql, query: 'DELETE FROM t', mustBe: 0}]}",
      ["error sql-rule: the query must be a SELECT that gives one value"],
    ],
    [
      "two statements in a query",
      "- {name: c, logicalType: string, quality: [{type: sql, query: 'SELECT 1; SELECT 2', mustBe: 0}]}",
      ["error sql-rule: the query must be one statement"],
    ],
    [
      "a placeholder that means nothing",
      "- {name: c, logicalType: string, quality: [{type: sql, query: 'SELECT 1 FROM ${objekt}', mustBe: 0}]}",
      ["error malformed-placeholder: the query has a placeholder ${objekt} that means nothing here"],
    ],
    [
      "a rule for another engine",
      "- {name: c, logicalType: string, quality: [{type: custom, engine: soda, implementation: x}]}",
      ["warning unchecked-rule: custom quality rules belong to another engine; Dativo does not check them"],
    ],
    [
      "columns of a rule that are not there",
      "- {name: c, logicalType: string, quality: [{metric: duplicateValues, mustBe: 0, arguments: {properties: [d]}}]}",
      ["error unknown-column: there is no column 'd'"],
    ],
  ])("%s", async (_, properties, expected) => {
    const found = await problems(withProperties(properties));
    expect(found).toHaveLength(expected.length);
    expected.forEach((part, index) => expect(found[index]).toContain(part.replace(/^\d+:\d+ /, "")));
    expect(found.every((one) => /^(?:9|10):\d+ /.test(one))).toBe(true);
  });

  it("is told all at once, in the order of the file", async () => {
    const text = withProperties("- {name: c, logicalType: sting}\n- {name: d, logicalType: string, clasification: x}").replace(
      "status: active",
      "staus: active",
    );
    expect(await problems(text)).toEqual([
      expect.stringMatching(/^1:1 error missing-key: missing key 'status'/),
      expect.stringMatching(/^5:1 error unknown-key: unknown key 'staus'/),
      expect.stringMatching(/^9:32 error invalid-value: 'logicalType'/),
      expect.stringMatching(/^10:40 error unknown-key: unknown key 'clasification'/),
    ]);
  });

  it("is a version that Dativo does not read", async () => {
    expect(await problems(withProperties("- {name: c, logicalType: string}", "apiVersion: v4.0.0"))).toEqual([
      "1:13 error invalid-value: Dativo does not read ODCS v4.0.0",
    ]);
    expect(await problems(withProperties("- {name: c, logicalType: string}", "name: x"))).toEqual([
      expect.stringMatching(/error missing-key: missing key 'apiVersion'/),
    ]);
  });

  it("is a fact of the wrong form", async () => {
    const text = `${withProperties("- {name: c, logicalType: string}")}customProperties:\n  - {property: finops, value: {cost_centre: x}}\n  - {property: compliance, value: {retention_days: many}}\n  - {property: anything, value: {goes: here}}\n`;
    expect(await problems(text)).toEqual([
      expect.stringContaining("11:32 error unknown-key: unknown key 'cost_centre' in finops"),
      expect.stringContaining("12:52 error wrong-type: 'retention_days' must be a whole number of days"),
    ]);
  });
});
