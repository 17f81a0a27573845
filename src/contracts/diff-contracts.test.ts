import { describe, expect, it } from "vitest";
import type { Contract, Property, Quality } from "../spec/contract.ts";
import type { DataType } from "../spec/data-type.ts";
import { diffContracts } from "./diff-contracts.ts";
import { judgeVersion } from "./judge-version.ts";

const decimal = (precision: number, scale: number): DataType => ({ kind: "decimal", precision, scale });
const struct = (
  ...fields: readonly { readonly name: string; readonly type?: DataType; readonly required?: boolean; readonly id?: string }[]
): DataType => ({ kind: "struct", fields: fields.map((field) => ({ type: { kind: "string" }, required: false, ...field })) });
const quality = (given: Partial<Quality>): Quality => ({
  type: "library",
  metric: "rowCount",
  severity: "error",
  operator: { name: "mustBeGreaterThan", value: 1 },
  ...given,
});

function column(given: Partial<Property> = {}): Property {
  return {
    name: "c",
    type: { kind: "string" },
    required: false,
    unique: false,
    primaryKey: 0,
    partitionKey: 0,
    options: {},
    quality: [],
    ...given,
  };
}

function contract(properties: readonly Property[], extra: Partial<Contract> = {}, rules: readonly Quality[] = []): Contract {
  return {
    file: "c.yaml",
    apiVersion: "v3.1.0",
    id: "i",
    name: "n",
    version: "1.0.0",
    tags: [],
    facts: {},
    objects: [{ name: "t", properties, quality: rules }],
    ...extra,
  };
}

const say = (before: Contract, after: Contract): readonly string[] =>
  diffContracts(before, after).map((one) => `${one.breaking ? "BREAKING " : ""}${one.kind} ${one.path}: ${one.message}`);

describe("diffContracts", () => {
  it("finds nothing where nothing changed", () => {
    expect(say(contract([column()]), contract([column()]))).toEqual([]);
  });

  it.each<[string, readonly Property[], readonly Property[], readonly string[]]>([
    ["an added column", [column()], [column(), column({ name: "d" })], ["column_added t.d: column d (string) is new"]],
    [
      "an added required column",
      [column()],
      [column(), column({ name: "d", required: true })],
      ["BREAKING column_added t.d: column d (string, required) is new"],
    ],
    ["a removed column", [column(), column({ name: "d" })], [column()], ["BREAKING column_removed t.d: column d is gone"]],
    [
      "a rename with a kept id",
      [column({ id: "x" })],
      [column({ name: "e", id: "x" })],
      ["column_renamed t.e: column c is called e now", "source_name_changed t.e: its name in the source was c and is e"],
    ],
    [
      "a rename without",
      [column()],
      [column({ name: "e" })],
      ["BREAKING column_removed t.c: column c is gone", "column_added t.e: column e (string) is new"],
    ],
    [
      "another column under an old name",
      [column({ id: "x" })],
      [column({ id: "y" })],
      ["BREAKING column_removed t.c: column c is gone", "column_added t.c: column c (string) is new"],
    ],
    [
      "another order",
      [column(), column({ name: "d" })],
      [column({ name: "d" }), column()],
      ["columns_reordered t: columns stand in another order"],
    ],
    [
      "int to long",
      [column({ type: { kind: "int" } })],
      [column({ type: { kind: "long" } })],
      ["type_widened t.c: the type was int and is long"],
    ],
    [
      "long to int",
      [column({ type: { kind: "long" } })],
      [column({ type: { kind: "int" } })],
      ["BREAKING type_narrowed t.c: the type was long and is int"],
    ],
    [
      "more digits",
      [column({ type: decimal(9, 2) })],
      [column({ type: decimal(12, 2) })],
      ["type_widened t.c: the type was decimal(9,2) and is decimal(12,2)"],
    ],
    [
      "another scale",
      [column({ type: decimal(9, 2) })],
      [column({ type: decimal(12, 3) })],
      ["BREAKING type_replaced t.c: the type was decimal(9,2) and is decimal(12,3)"],
    ],
    [
      "a zone",
      [column({ type: { kind: "timestamp", zoned: false } })],
      [column({ type: { kind: "timestamp", zoned: true } })],
      ["BREAKING type_replaced t.c: the type was timestamp and is timestamptz"],
    ],
    [
      "wider elements",
      [column({ type: { kind: "list", element: { kind: "float" } } })],
      [column({ type: { kind: "list", element: { kind: "double" } } })],
      ["type_widened t.c: the type was list<float> and is list<double>"],
    ],
    [
      "members of a nested column",
      [column({ type: struct({ name: "a" }, { name: "b" }, { name: "x", id: "1" }) })],
      [column({ type: struct({ name: "b", required: true }, { name: "y", id: "1" }, { name: "d" }) })],
      [
        "BREAKING column_removed t.c.a: member a is gone",
        "column_added t.c.d: column d (string) is new",
        "BREAKING required_added t.c.b: it must not be empty any more",
        "column_renamed t.c.y: column x is called y now",
      ],
    ],
    ["required", [column()], [column({ required: true })], ["BREAKING required_added t.c: it must not be empty any more"]],
    ["no longer required", [column({ required: true })], [column()], ["required_removed t.c: it may be empty now"]],
    [
      "the primary key",
      [column({ primaryKey: 1 })],
      [column({ primaryKey: 0 })],
      ["BREAKING primary_key_changed t: the primary key was (c) and is ()"],
    ],
    [
      "the primary key's name alone",
      [column({ primaryKey: 1, id: "x", physicalName: "p" })],
      [column({ primaryKey: 1, id: "x", name: "k", physicalName: "p" })],
      ["column_renamed t.k: column c is called k now"],
    ],
    ["unique", [column()], [column({ unique: true })], ["BREAKING rule_added t.c: values must be unique now"]],
    [
      "a higher minimum",
      [column({ options: { minimum: "1" } })],
      [column({ options: { minimum: "2" } })],
      ["BREAKING rule_tightened t.c: minimum was 1 and is 2"],
    ],
    [
      "a lower minimum",
      [column({ options: { minimum: "10" } })],
      [column({ options: { minimum: "9" } })],
      ["rule_relaxed t.c: minimum was 10 and is 9"],
    ],
    [
      "a shorter maximum length",
      [column({ options: { maxLength: 9 } })],
      [column({ options: { maxLength: 8 } })],
      ["BREAKING rule_tightened t.c: maxLength was 9 and is 8"],
    ],
    [
      "another pattern",
      [column({ options: { pattern: "a" } })],
      [column({ options: { pattern: "b" } })],
      ["BREAKING rule_changed t.c: pattern was a and is b"],
    ],
    ["no pattern any more", [column({ options: { pattern: "a" } })], [column()], ["rule_removed t.c: pattern a is gone"]],
    [
      "another way to read dates",
      [column({ type: { kind: "date" }, options: { format: "yyyy" } })],
      [column({ type: { kind: "date" } })],
      ["reading_changed t.c: format was yyyy and is not set"],
    ],
    [
      "fewer values",
      [column({ enum: ["a", "b"] })],
      [column({ enum: ["b", "c"] })],
      ["BREAKING rule_tightened t.c: the list of allowed values no longer has a"],
    ],
    ["more values", [column({ enum: ["a"] })], [column({ enum: ["a", "b"] })], ["rule_relaxed t.c: the list of allowed values now has b"]],
    ["another class", [column()], [column({ classification: "PII" })], ["classification_changed t.c: its class was none and is PII"]],
    ["words", [column()], [column({ description: "x" })], ["documentation_changed t.c: the description changed"]],
  ])("names %s", (_, before, after, expected) => {
    expect(say(contract(before), contract(after))).toEqual(expected);
  });

  it.each<[string, readonly Quality[], readonly Quality[], readonly string[]]>([
    ["a new rule", [], [quality({})], ["BREAKING rule_added t: quality rule rowCount is new"]],
    ["a new warning", [], [quality({ severity: "warning" })], ["rule_added t: quality rule rowCount is new"]],
    ["a dropped rule", [quality({})], [], ["rule_removed t: quality rule rowCount is gone"]],
    [
      "a tighter threshold",
      [quality({})],
      [quality({ operator: { name: "mustBeGreaterThan", value: 5 } })],
      ["BREAKING rule_tightened t: quality rule rowCount: mustBeGreaterThan 1 became mustBeGreaterThan 5"],
    ],
    [
      "a looser threshold",
      [quality({ operator: { name: "mustBeLessThan", value: 5 } })],
      [quality({ operator: { name: "mustBeLessThan", value: 9 } })],
      ["rule_relaxed t: quality rule rowCount: mustBeLessThan 5 became mustBeLessThan 9"],
    ],
    ["a severity", [quality({ severity: "warning" })], [quality({})], ["BREAKING rule_tightened t: quality rule rowCount is an error now"]],
    [
      "fewer valid values",
      [quality({ metric: "invalidValues", arguments: { validValues: [1, 2] } })],
      [quality({ metric: "invalidValues", arguments: { validValues: [1] } })],
      ["BREAKING rule_tightened t: the list of valid values of invalidValues no longer has 2"],
    ],
    ["words of text rules", [{ type: "text", severity: "error" }], [], []],
  ])("names %s", (_, before, after, expected) => {
    expect(say(contract([column()], {}, before), contract([column()], {}, after))).toEqual(expected);
  });

  it("names objects and facts", () => {
    const two = contract([], { objects: [{ name: "u", properties: [], quality: [] }], facts: { source_type: "csv" }, owner: "a" });
    expect(say(contract([]), two)).toEqual([
      "fact_changed : facts changed: source_type",
      "documentation_changed : owner changed",
      "BREAKING object_removed t: object t is gone",
      "object_added u: object u is new",
    ]);
    expect(say(contract([]), contract([], { id: "j" }))).toEqual([
      "BREAKING identity_changed : the contract's id was i and is j: this is another contract",
    ]);
  });
});

describe("judgeVersion", () => {
  const breaking = diffContracts(contract([column()]), contract([]));
  const added = diffContracts(contract([]), contract([column()]));
  const words = diffContracts(contract([column()]), contract([column({ description: "x" })]));
  it.each<[string, string, typeof breaking, boolean, string]>([
    ["1.4.2", "2.0.0", breaking, true, "the changes ask for a major version; 1.4.2 to 2.0.0 fits"],
    ["1.4.2", "1.5.0", breaking, false, "the changes ask for a major version; 1.4.2 to 1.5.0 is only a minor one"],
    ["0.4.2", "0.5.0", breaking, true, "the changes ask for a major version; 0.4.2 to 0.5.0 fits"],
    ["1.0", "1.1", added, true, "the changes ask for a minor version; 1.0 to 1.1 fits"],
    ["1.0.0", "1.0.1", added, false, "the changes ask for a minor version; 1.0.0 to 1.0.1 is only a patch one"],
    ["1.0.0", "1.0.0", words, false, "the changes ask for a patch version; 1.0.0 to 1.0.0 is no new version"],
    ["1.0.0", "1.0.1", words, true, "the changes ask for a patch version; 1.0.0 to 1.0.1 fits"],
    ["1.0.0", "1.0.0", [], true, "nothing changed; 1.0.0 to 1.0.0 fits"],
    ["1.1.0", "1.0.9", words, false, "the version went back from 1.1.0 to 1.0.9"],
    ["june", "1.0.0", words, false, "versions june and 1.0.0 cannot be compared: write them as major.minor.patch"],
  ])("%s to %s", (before, after, changes, fits, message) => {
    expect(judgeVersion(before, after, changes)).toMatchObject({ fits, message });
  });
});
