import { describe, expect, it } from "vitest";
import type { Contract, Property, Quality, SchemaObject } from "../spec/contract.ts";
import type { ContractPlan, RowRule, SetRule } from "../spec/contract-plan.ts";
import type { DataType } from "../spec/data-type.ts";
import { compileContract, type CompileExtra } from "./compile-contract.ts";

const string: DataType = { kind: "string" };

function column(given: Partial<Property> & { readonly name: string }): Property {
  return { type: string, required: false, unique: false, primaryKey: 0, partitionKey: 0, options: {}, quality: [], ...given };
}

function compile(
  properties: readonly Property[],
  quality: readonly Quality[] = [],
  extra: CompileExtra = {},
  physicalName?: string,
): ContractPlan {
  const object: SchemaObject = { name: "orders", properties, quality, ...(physicalName === undefined ? {} : { physicalName }) };
  const contract: Contract = {
    file: "c.yaml",
    apiVersion: "v3.1.0",
    id: "shop.orders",
    name: "Orders",
    version: "1.2.0",
    tags: [],
    objects: [object],
    facts: {},
  };
  return compileContract(contract, "orders", extra);
}

const rows = (property: Partial<Property>): readonly string[] =>
  compile([column({ name: "c", ...property })]).rowRules.map(
    (rule) => `${rule.id} | ${JSON.stringify(rule.predicate).replaceAll('"', "'")} | ${rule.message}`,
  );
const rule = (given: Partial<Quality>): Quality => ({
  type: "library",
  severity: "error",
  operator: { name: "mustBe", value: 0 },
  ...given,
});

describe("columns of a plan", () => {
  it("carry name, source, type, documentation and id, in the contract's order", () => {
    const plan = compile([
      column({ name: "b", physicalName: "B_1", description: "The b", id: "b_id" }),
      column({ name: "a", type: { kind: "timestamp", zoned: true }, options: { format: "yyyy", defaultTimezone: "Etc/UTC" } }),
    ]);
    expect(plan.contract).toEqual({ id: "shop.orders", version: "1.2.0", name: "Orders" });
    expect(plan.columns).toEqual([
      { name: "b", sourceName: "B_1", type: string, required: false, sensitive: false, doc: "The b", id: "b_id" },
      {
        name: "a",
        sourceName: "a",
        type: { kind: "timestamp", zoned: true },
        required: false,
        sensitive: false,
        format: "yyyy",
        timezone: "Etc/UTC",
      },
    ]);
  });

  it.each<[string, Partial<Property>, CompileExtra, boolean]>([
    ["no class", {}, {}, false],
    ["a class", { classification: "PII" }, {}, true],
    ["the class public", { classification: "Public" }, {}, false],
    ["a class from the job", {}, { classification_overrides: { C: "secret" } }, true],
    ["public from the job", { classification: "PII" }, { classification_overrides: { c: "public" } }, false],
    ["the job's default", {}, { classification_overrides: { default: "internal" } }, true],
    [
      "a class of its own beside the job's default",
      { classification: "public" },
      { classification_overrides: { default: "internal" } },
      false,
    ],
    ["passwords", { options: { format: "password" } }, {}, true],
  ])("with %s", (_, property, extra, sensitive) => {
    expect(compile([column({ name: "c", ...property })], [], extra).columns[0]!.sensitive).toBe(sensitive);
  });

  it("name the primary key in key order, and guard it", () => {
    const plan = compile([column({ name: "a", primaryKey: 2, required: true }), column({ name: "b", primaryKey: 1, required: true })]);
    expect(plan.primaryKey).toEqual(["b", "a"]);
    expect(plan.setRules).toEqual([
      { id: "primary_key", kind: "unique", columns: ["b", "a"], message: "the primary key (b, a) must not repeat", severity: "error" },
    ]);
    expect(plan.rowRules.map((one) => one.id)).toEqual(["required.a", "required.b"]);
  });

  it("are those of the object that is asked for, by its name or its physical one", () => {
    expect(compile([column({ name: "a" })]).columns).toHaveLength(1);
    const contract: Contract = {
      file: "c",
      apiVersion: "v3.1.0",
      id: "i",
      name: "n",
      version: "1",
      tags: [],
      facts: {},
      objects: [{ name: "x", physicalName: "x_1", properties: [], quality: [] }],
    };
    expect(compileContract(contract, "x_1").columns).toEqual([]);
    expect(() => compileContract(contract, "y")).toThrow("contract n has no object 'y'");
  });
});

describe("rules of a column", () => {
  it.each<[string, Partial<Property>, readonly string[]]>([
    ["required", { required: true }, ["required.c | {'op':'not_null','column':'c'} | must not be empty"]],
    [
      "lengths",
      { options: { minLength: 2, maxLength: 4 } },
      ["length.c | {'op':'text_length','column':'c','min':2,'max':4} | must have 2 to 4 characters"],
    ],
    [
      "a fixed length",
      { options: { minLength: 2, maxLength: 2 } },
      ["length.c | {'op':'text_length','column':'c','min':2,'max':2} | must have exactly 2 characters"],
    ],
    ["a pattern", { options: { pattern: "^A" } }, ["pattern.c | {'op':'matches','column':'c','pattern':'^A'} | must match ^A"]],
    [
      "a text format",
      { options: { format: "email" } },
      ["format.c | {'op':'text_format','column':'c','format':'email'} | must be a valid email"],
    ],
    ["an enum", { enum: ["a", 1, true] }, ["enum.c | {'op':'in','column':'c','values':['a','1','true']} | must be one of a, 1, true"]],
    [
      "bounds of numbers",
      { type: { kind: "decimal", precision: 9, scale: 2 }, options: { minimum: "0.10", exclusiveMaximum: "5" } },
      [
        "minimum.c | {'op':'compare','column':'c','cmp':'>=','value':'0.10'} | must be at least 0.10",
        "exclusive_maximum.c | {'op':'compare','column':'c','cmp':'<','value':'5'} | must be less than 5",
      ],
    ],
    [
      "exclusive bounds of 3.0",
      { type: { kind: "int" }, options: { minimum: "0", exclusiveMinimum: true, maximum: "9", exclusiveMaximum: false } },
      [
        "minimum.c | {'op':'compare','column':'c','cmp':'>','value':'0'} | must be greater than 0",
        "maximum.c | {'op':'compare','column':'c','cmp':'<=','value':'9'} | must be at most 9",
      ],
    ],
    [
      "bounds of dates",
      { type: { kind: "date" }, options: { minimum: "2020-01-01" } },
      ["minimum.c | {'op':'compare','column':'c','cmp':'>=','value':'2020-01-01'} | must be at least 2020-01-01"],
    ],
    [
      "steps",
      { type: { kind: "double" }, options: { multipleOf: "0.5" } },
      ["multiple_of.c | {'op':'multiple_of','column':'c','value':'0.5'} | must be a multiple of 0.5"],
    ],
    [
      "small integers",
      { type: { kind: "int" }, options: { format: "u8" } },
      [
        "u8_minimum.c | {'op':'compare','column':'c','cmp':'>=','value':'0'} | must be at least 0 (u8)",
        "u8_maximum.c | {'op':'compare','column':'c','cmp':'<=','value':'255'} | must be at most 255 (u8)",
      ],
    ],
    ["plain integers", { type: { kind: "int" }, options: { format: "i32" } }, []],
    [
      "lists",
      { type: { kind: "list", element: string }, options: { maxItems: 3, uniqueItems: true } },
      [
        "items.c | {'op':'items','column':'c','max':3} | must have at most 3 items",
        "unique_items.c | {'op':'items','column':'c','unique':true} | must not repeat an item",
      ],
    ],
    [
      "vectors",
      { type: { kind: "list", element: { kind: "float" } }, options: { dimensions: 3 } },
      ["items.c | {'op':'items','column':'c','min':3,'max':3} | must have exactly 3 items"],
    ],
    [
      "required members",
      {
        type: {
          kind: "list",
          element: {
            kind: "struct",
            fields: [
              { name: "a", required: true, type: { kind: "struct", fields: [{ name: "b", required: true, type: string }] } },
              { name: "d", required: false, type: string },
            ],
          },
        },
      },
      [
        "required.c[].a | {'op':'member_not_null','column':'c','path':['[]','a']} | member [].a must not be empty",
        "required.c[].a.b | {'op':'member_not_null','column':'c','path':['[]','a','b']} | member [].a.b must not be empty",
      ],
    ],
  ])("%s", (_, property, expected) => {
    expect(rows(property)).toEqual(expected);
  });

  it("unique", () => {
    expect(compile([column({ name: "c", unique: true })]).setRules).toEqual([
      { id: "unique.c", kind: "unique", columns: ["c"], message: "must not repeat", severity: "error" },
    ]);
  });
});

describe("quality rules", () => {
  const onColumn = (quality: Quality, property: Partial<Property> = {}): { rows: readonly RowRule[]; sets: readonly SetRule[] } => {
    const plan = compile([column({ name: "c", ...property, quality: [quality] }), column({ name: "d" })], [], {}, "orders_v1");
    return { rows: plan.rowRules, sets: plan.setRules };
  };
  const onObject = (quality: Quality): { rows: readonly RowRule[]; sets: readonly SetRule[] } => {
    const plan = compile([column({ name: "c" }), column({ name: "d" })], [quality]);
    return { rows: plan.rowRules, sets: plan.setRules };
  };

  it("that tolerate no bad row judge each row", () => {
    expect(onColumn(rule({ metric: "nullValues" })).rows).toEqual([
      { id: "null_values.c", severity: "error", column: "c", predicate: { op: "not_null", column: "c" }, message: "must not be empty" },
    ]);
    expect(
      onColumn(rule({ metric: "invalidValues", arguments: { validValues: ["a", null], pattern: "^a" } })).rows.map((one) => [
        one.id,
        one.predicate,
      ]),
    ).toEqual([
      ["enum.c", { op: "in", column: "c", values: ["a"] }],
      ["enum.c.2", { op: "matches", column: "c", pattern: "^a" }],
    ]);
    expect(
      onColumn(
        rule({ metric: "missingValues", arguments: { missingValues: [null, "", "N/A"] }, operator: { name: "mustBeLessThan", value: 1 } }),
      ).rows.map((one) => one.predicate),
    ).toEqual([
      { op: "not_null", column: "c" },
      { op: "not", of: { op: "in", column: "c", values: ["", "N/A"] } },
    ]);
    expect(onColumn(rule({ metric: "duplicateValues", operator: { name: "mustBeLessOrEqualTo", value: 0 } })).sets).toEqual([
      { id: "duplicate_values.c", severity: "error", kind: "unique", columns: ["c"], message: "(c) must not repeat" },
    ]);
  });

  it("of an object may name their columns", () => {
    expect(onObject(rule({ metric: "nullValues", arguments: { properties: ["c", "d"] } })).rows.map((one) => [one.id, one.column])).toEqual(
      [
        ["null_values", "c"],
        ["null_values.2", "d"],
      ],
    );
    expect(onObject(rule({ metric: "duplicateValues", arguments: { properties: ["c", "d"] } })).sets[0]).toMatchObject({
      kind: "unique",
      columns: ["c", "d"],
    });
  });

  it("that tolerate some judge the load", () => {
    expect(
      onColumn(
        rule({
          metric: "invalidValues",
          unit: "percent",
          operator: { name: "mustBeLessThan", value: 5 },
          arguments: { validValues: ["a"] },
        }),
      ).sets,
    ).toEqual([
      {
        id: "invalid_values.c",
        severity: "error",
        kind: "metric",
        metric: "invalidValues",
        columns: ["c"],
        unit: "percent",
        expect: { is: "<", value: 5 },
        message: "invalid values of c must be < 5 percent",
        valid: [{ op: "in", column: "c", values: ["a"] }],
      },
    ]);
    expect(onObject(rule({ metric: "rowCount", operator: { name: "mustBeBetween", value: [1, 9] } })).sets).toEqual([
      {
        id: "row_count",
        severity: "error",
        kind: "metric",
        metric: "rowCount",
        columns: [],
        unit: "rows",
        expect: { is: "between", min: 1, max: 9 },
        message: "the number of rows must be between 1 and 9",
      },
    ]);
  });

  it.each<[string, unknown, object]>([
    ["mustBe", 3, { is: "=", value: 3 }],
    ["mustNotBe", 3, { is: "!=", value: 3 }],
    ["mustBeGreaterThan", 3, { is: ">", value: 3 }],
    ["mustBeGreaterOrEqualTo", 3, { is: ">=", value: 3 }],
    ["mustBeLessThan", 3, { is: "<", value: 3 }],
    ["mustBeLessOrEqualTo", 3, { is: "<=", value: 3 }],
    ["mustBeBetween", [1, 2], { is: "between", min: 1, max: 2 }],
    ["mustNotBeBetween", [1, 2], { is: "not_between", min: 1, max: 2 }],
  ])("know the operator %s", (name, value, expected) => {
    expect(onObject(rule({ metric: "rowCount", operator: { name, value } })).sets[0]).toMatchObject({ expect: expected });
  });

  it("keep their own id, name, description and severity", () => {
    expect(
      onColumn(rule({ metric: "nullValues", id: "q1", name: "no gaps", description: "c is always there", severity: "warning" })).rows[0],
    ).toMatchObject({ id: "q1", message: "c is always there", severity: "warning" });
    expect(onColumn(rule({ metric: "nullValues", name: "no gaps" })).rows[0]!.id).toBe("no gaps");
  });

  it.each([
    ["SELECT COUNT(*) FROM ${object} WHERE ${property} < 0", 'SELECT COUNT(*) FROM ${object} WHERE "c" < 0'],
    ["SELECT COUNT(*) FROM ${table} WHERE ${column} < 0", 'SELECT COUNT(*) FROM ${object} WHERE "c" < 0'],
    ["SELECT COUNT(*) FROM orders", "SELECT COUNT(*) FROM orders"],
    ["SELECT COUNT(*) FROM orders_v1 o WHERE o.c = 'orders_v1'", "SELECT COUNT(*) FROM ${object} o WHERE o.c = 'orders_v1'"],
  ])("of type sql ask the load: %s", (query, expected) => {
    expect(onColumn(rule({ type: "sql", query })).sets).toEqual([
      {
        id: "sql.c",
        severity: "error",
        kind: "sql",
        object: "orders",
        query: expected,
        expect: { is: "=", value: 0 },
        message: "the query must give 0",
      },
    ]);
  });

  it("of type text and custom ask nothing", () => {
    expect(onColumn({ type: "text", severity: "error" })).toEqual({ rows: [], sets: [] });
    expect(onColumn({ type: "custom", severity: "error" })).toEqual({ rows: [], sets: [] });
  });
});
