import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { judge } from "./lint-contract.ts";
import { parseContract } from "./load-contract.ts";
import { migrateContract } from "./migrate-contract.ts";

const fixtures = new URL("./fixtures/", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, fixtures), "utf8");

/** Migrates, and holds the result to everything that a migration promises. */
async function migrate(text: string): Promise<string> {
  const before = await parseContract(text, "c.yaml");
  const { text: after, changed, diagnostics } = await migrateContract(text, "c.yaml");
  expect(diagnostics.filter((one) => one.severity === "error")).toEqual([]);
  expect(changed).toBe(true);
  const value: unknown = parse(after!);
  expect(await judge((value as { apiVersion: string }).apiVersion === "v3.2.0" ? "3.2.0" : "3.1.0", value, "letter")).toEqual([]);
  const loaded = await parseContract(after!, "c.yaml");
  expect(loaded.contract).toEqual(before.contract);
  expect(loaded.diagnostics.filter((one) => one.severity === "error" || one.code === "old-contract-spelling")).toEqual([]);
  expect(await migrateContract(after!, "c.yaml")).toMatchObject({ changed: false, text: after });
  return after!;
}

const comments = (text: string): string[] => [...text.matchAll(/#\s*(\S.*)$/gm)].map((match) => match[1]!.trim()).sort();

describe("migrateContract", () => {
  it("rewrites a flat contract, with its comments and its quotes", async () => {
    const text = read("old/flat.yaml");
    const after = await migrate(text);
    expect(after).toBe(read("old/flat.migrated.yaml"));
    expect(comments(after)).toEqual(comments(text));
  });

  it("rewrites the asset: wrapper", async () => {
    const text = read("old/wrapper.yaml");
    const after = await migrate(text);
    expect(after).toBe(read("old/wrapper.migrated.yaml"));
    expect(comments(after)).toEqual(comments(text));
  });

  it.each(readdirSync(new URL("odcs/", fixtures)))("leaves the official example %s alone", async (name) => {
    const text = read(`odcs/${name}`);
    expect(await migrateContract(text, name)).toMatchObject({ changed: false, text });
  });

  it("gives no text for a contract with errors, and says them", async () => {
    const { text, diagnostics } = await migrateContract(
      'name: a\nversion: "1"\nobject: a\nschema: [{name: c, type: string, clas: x}]\n',
      "c.yaml",
    );
    expect(text).toBeUndefined();
    expect(diagnostics.filter((one) => one.severity === "error").map((one) => one.code)).toEqual(["unknown-key"]);
  });

  const head = 'version: "1.0"\nname: n\n';
  const modern = "kind: DataContract\nid: i\nstatus: active\nversion: 1.0.0\n";
  it.each<[string, string, object]>([
    ["source_type at the top", `${head}source_type: csv\n`, { customProperties: [{ property: "source_type", value: "csv" }] }],
    [
      "customProperties that are there already",
      `${head}source_type: csv\ncustomProperties: [{property: a, value: 1}]\n`,
      {
        customProperties: [
          { property: "a", value: 1 },
          { property: "source_type", value: "csv" },
        ],
      },
    ],
    ["a description as text", `${head}description: Why\n`, { description: { purpose: "Why" } }],
    ["a team's name alone", `${head}team: crew\n`, { team: { name: "crew" } }],
    [
      "an owner beside members",
      `${modern}apiVersion: v3.1.0\nteam: {owner: a@b, members: [{username: c}]}\n`,
      { team: { members: [{ username: "a@b", role: "owner" }, { username: "c" }] } },
    ],
    [
      "facts of roles that ODCS has no key for",
      `${head}team: {owner: a, roles: [{name: B, phone: 7}]}\n`,
      {
        team: {
          members: [
            { username: "a", role: "owner" },
            { username: "B", name: "B", customProperties: [{ property: "phone", value: 7 }] },
          ],
        },
      },
    ],
    ["tags in two places", `${head}tags: [a]\ngovernance: {tags: [a, b]}\n`, { tags: ["a", "b"] }],
    [
      "one class without brackets",
      `${head}governance: {classification: PII}\n`,
      { customProperties: [{ property: "compliance", value: { classification: ["PII"] } }] },
    ],
    [
      "compliance that governance adds to",
      `${head}compliance: {regulations: [GDPR]}\ngovernance: {retention_days: 3}\n`,
      { customProperties: [{ property: "compliance", value: { regulations: ["GDPR"], retention_days: 3 } }] },
    ],
    [
      "types of a modern column",
      `${modern}apiVersion: v3.1.0\nschema: [{name: t, properties: [{name: c, type: bigint}, {name: d, logicalType: 'decimal(5,2)'}]}]\n`,
      {
        schema: [
          {
            name: "t",
            properties: [
              { name: "c", logicalType: "integer", physicalType: "bigint" },
              { name: "d", logicalType: "number", physicalType: "decimal(5,2)" },
            ],
          },
        ],
      },
    ],
    [
      "a type beside a physicalType",
      `${modern}apiVersion: v3.1.0\nschema: [{name: t, properties: [{name: c, type: bigint, physicalType: serial}]}]\n`,
      {
        schema: [
          {
            name: "t",
            properties: [
              {
                name: "c",
                logicalType: "integer",
                physicalType: "bigint",
                customProperties: [{ property: "physicalType", value: "serial" }],
              },
            ],
          },
        ],
      },
    ],
    [
      "an enum among the options",
      `${modern}apiVersion: v3.1.0\nschema: [{name: t, properties: [{name: c, logicalType: string, logicalTypeOptions: {enum: [a], maxLength: 1}}]}]\n`,
      {
        schema: [
          {
            name: "t",
            properties: [
              {
                name: "c",
                logicalType: "string",
                logicalTypeOptions: { maxLength: 1 },
                quality: [{ type: "library", metric: "invalidValues", arguments: { validValues: ["a"] }, mustBe: 0 }],
              },
            ],
          },
        ],
      },
    ],
    [
      "a plain enum of 3.2",
      `${modern}apiVersion: v3.2.0\nschema: [{name: t, properties: [{name: c, logicalType: string, enum: [a, b]}]}]\n`,
      {
        apiVersion: "v3.2.0",
        schema: [{ name: "t", properties: [{ name: "c", logicalType: "string", enum: [{ value: "a" }, { value: "b" }] }] }],
      },
    ],
    [
      "rules and bounds of 3.0, with something old beside them",
      `${modern}apiVersion: v3.0.2\nsource_type: csv\nschema: [{name: t, properties: [{name: c, logicalType: integer, logicalTypeOptions: {minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false}, quality: [{rule: nullCheck}, {rule: validValues, validValues: [1, 2]}]}]}]\n`,
      {
        apiVersion: "v3.1.0",
        schema: [
          {
            name: "t",
            properties: [
              {
                name: "c",
                logicalType: "integer",
                logicalTypeOptions: { exclusiveMinimum: 0, maximum: 9 },
                quality: [
                  { metric: "nullValues", mustBe: 0 },
                  { metric: "invalidValues", arguments: { validValues: [1, 2] }, mustBe: 0 },
                ],
              },
            ],
          },
        ],
      },
    ],
    [
      "expectations",
      `${head}object: t\nschema: [{name: c, type: string}]\ndata_quality: {expectations: [{type: expect_column_values_to_be_in_set, column: c, value_set: [a], mostly: 0.95}]}\n`,
      {
        schema: [
          {
            name: "t",
            logicalType: "object",
            properties: [
              {
                name: "c",
                logicalType: "string",
                quality: [
                  {
                    name: "expect_column_values_to_be_in_set",
                    type: "library",
                    metric: "invalidValues",
                    arguments: { validValues: ["a"] },
                    mustBeLessOrEqualTo: 5,
                    unit: "percent",
                  },
                ],
              },
            ],
          },
        ],
      },
    ],
  ])("moves %s", async (_, text, expected) => {
    expect(parse(await migrate(text))).toMatchObject(expected);
  });

  const text = fc.stringMatching(/^[a-z][a-z0-9 _-]{0,8}$/);
  const column = fc.record(
    {
      name: fc.constant(""),
      type: fc.constantFrom(
        "string",
        "integer",
        "bigint",
        "double",
        "decimal(10,2)",
        "boolean",
        "date",
        "datetime",
        "timestamptz",
        "uuid",
        "json",
        "binary",
      ),
      required: fc.boolean(),
      classification: text,
      description: text,
      enum: fc.array(text, { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ["name", "type"] },
  );
  const contract = fc.record(
    {
      name: text,
      version: fc.constantFrom("1.0", "2.1.0"),
      source_type: text,
      object: text,
      tags: fc.array(text, { maxLength: 3 }),
      description: fc.oneof(text, fc.record({ purpose: text })),
      schema: fc.array(column, { minLength: 1, maxLength: 4 }).map((all) => all.map((one, index) => ({ ...one, name: `c${index}` }))),
      team: fc.record(
        { owner: text, roles: fc.array(fc.record({ name: text, email: text, responsibility: text }), { maxLength: 2 }) },
        { requiredKeys: ["owner"] },
      ),
      compliance: fc.record({ classification: fc.array(text, { maxLength: 2 }), retention_days: fc.nat(999) }, { requiredKeys: [] }),
      finops: fc.record({ cost_center: text, business_tags: fc.array(text, { maxLength: 2 }) }, { requiredKeys: [] }),
      target: fc.record({ file_format: fc.constant("parquet"), partitioning: fc.array(text, { maxLength: 2 }) }, { requiredKeys: [] }),
    },
    { requiredKeys: ["name", "version", "object", "schema"] },
  );

  it("keeps every comment and every value of whatever old contract", async () => {
    await fc.assert(
      fc.asyncProperty(contract, fc.boolean(), async (value, wrapped) => {
        let count = 0;
        const plain = stringify(wrapped ? { asset: value } : value);
        const commented = plain.replace(/^( *(?:- )?)(\w+:)( [^\s>|&*!].*)?$/gm, (_, indent: string, key: string, rest = "") =>
          indent.includes("-") || rest === "" ? `${indent}${key}${rest}` : `${indent}# a${++count}\n${indent}${key}${rest} # b${count}`,
        );
        const after = await migrate(commented);
        expect(comments(after)).toEqual(comments(commented));
        const scalars = new Set(leaves(parse(after)));
        expect(
          leaves(value).filter(
            (leaf) => !scalars.has(leaf) && !/^(?:bigint|double|datetime|json|uuid|binary|timestamptz|decimal.*)$/.test(leaf),
          ),
        ).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

/** Every scalar of a document, as text. */
function leaves(value: unknown): string[] {
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [String(value)];
}
