import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { realWorld } from "../../kit/world.ts";
import type { Contract, Property } from "../../spec/contract.ts";
import { loadContract, parseContract } from "./load-contract.ts";

const odcs = new URL("./fixtures/odcs/", import.meta.url);
const old = new URL("./fixtures/old/", import.meta.url);
const examples = await readdir(odcs);

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

async function columns(properties: string, head?: string): Promise<readonly Property[]> {
  const { contract, diagnostics } = await parseContract(withProperties(properties, head), "c.yaml");
  expect(diagnostics.filter((one) => one.severity === "error")).toEqual([]);
  return contract!.objects[0]!.properties;
}

describe("loadContract", () => {
  it.each(examples)("loads the official example %s", async (name) => {
    const { contract, diagnostics } = await parseContract(await readFile(new URL(name, odcs), "utf8"), name);
    expect(diagnostics.filter((one) => one.severity === "error")).toEqual([]);
    expect(contract?.id).not.toBe("");
  });

  it("reads the full example", async () => {
    const { contract } = await parseContract(await readFile(new URL("full-example.odcs.yaml", odcs), "utf8"), "full.yaml");
    expect(contract).toMatchObject({
      name: "tbl",
      version: "1.1.0",
      domain: "seller",
      tenant: "ClimateQuantumInc",
      owner: "daustin",
      tags: ["transactions"],
      description: "Views built on top of the seller tables.",
    });
    const [table, receivers] = contract!.objects;
    expect(
      table!.properties.map((one) => [one.name, one.physicalName, one.type.kind, one.primaryKey, one.partitionKey, one.classification]),
    ).toEqual([
      ["transaction_reference_date", "txn_ref_dt", "date", 0, 1, "public"],
      ["rcvr_id", undefined, "string", 1, 0, "restricted"],
      ["rcvr_cntry_code", undefined, "string", 0, 0, "public"],
    ]);
    expect(receivers!.properties.slice(0, 2).map((one) => [one.name, one.primaryKey, one.unique])).toEqual([
      ["id", 1, true],
      ["country_code", 2, false],
    ]);
    expect(table!.quality[0]).toMatchObject({
      type: "library",
      metric: "rowCount",
      severity: "error",
      operator: { name: "mustBeGreaterThan", value: 1000000 },
    });
  });

  it("says that a file is not there, at the file", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "contract-"));
    const { contract, diagnostics } = await loadContract(path.join(folder, "no.yaml"), realWorld());
    expect(contract).toBeUndefined();
    expect(diagnostics.map((one) => one.code)).toEqual(["file-not-found"]);
  });

  it("reads a file from disk and replaces variables, but not in queries", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "contract-"));
    const text = withProperties(
      "- name: c\n  logicalType: string\n  quality:\n    - {type: sql, query: 'SELECT 1 FROM ${object}', mustBe: 1}",
    ).replace("id: t", "id: ${ORDERS_ID:-orders}");
    await writeFile(path.join(folder, "c.yaml"), text);
    const { contract, diagnostics } = await loadContract(path.join(folder, "c.yaml"), { ...realWorld(), env: {} });
    expect(diagnostics).toEqual([]);
    expect(contract?.id).toBe("orders");
    expect(contract?.objects[0]!.properties[0]!.quality[0]!.query).toBe("SELECT 1 FROM ${object}");
  });

  it("names a variable that is not set, and a Terraform output that a contract cannot wait for", async () => {
    expect(await problems(withProperties("- {name: c, logicalType: string}").replace("id: t", "id: ${NOPE}"))).toEqual([
      "3:5 error missing-variable: environment variable NOPE is not set",
    ]);
    expect(await problems(withProperties("- {name: c, logicalType: string}").replace("id: t", 'id: "{{terraform_outputs.id}}"'))).toEqual([
      expect.stringMatching(/^3:\d+ error unresolved-placeholder/),
    ]);
  });
});

describe("types", () => {
  it.each<[string, object]>([
    ["logicalType: string", { kind: "string" }],
    ["logicalType: string, physicalType: varchar(18)", { kind: "string" }],
    ["logicalType: string, physicalType: UUID", { kind: "uuid" }],
    ["logicalType: string, physicalType: bytea", { kind: "binary" }],
    ["logicalType: string, physicalType: jsonb", { kind: "json" }],
    ["logicalType: boolean, physicalType: bit", { kind: "boolean" }],
    ["logicalType: integer", { kind: "int" }],
    ["logicalType: integer, physicalType: bigint", { kind: "long" }],
    ["logicalType: integer, physicalType: int8", { kind: "long" }],
    ["logicalType: integer, physicalType: smallint", { kind: "int" }],
    ["logicalType: integer, physicalType: 'numeric(20,0)'", { kind: "decimal", precision: 20, scale: 0 }],
    ["logicalType: integer, logicalTypeOptions: {format: i64}", { kind: "long" }],
    ["logicalType: integer, logicalTypeOptions: {format: u32}", { kind: "long" }],
    ["logicalType: integer, logicalTypeOptions: {format: u64}", { kind: "decimal", precision: 20, scale: 0 }],
    ["logicalType: number", { kind: "double" }],
    ["logicalType: number, logicalTypeOptions: {format: f32}", { kind: "float" }],
    ["logicalType: number, physicalType: 'decimal(12,2)'", { kind: "decimal", precision: 12, scale: 2 }],
    ["logicalType: number, physicalType: 'NUMBER( 9 )'", { kind: "decimal", precision: 9, scale: 0 }],
    ["logicalType: number, physicalType: numeric", { kind: "decimal", precision: 38, scale: 9 }],
    ["logicalType: number, physicalType: numeric, logicalTypeOptions: {multipleOf: 0.01}", { kind: "decimal", precision: 38, scale: 2 }],
    ["logicalType: number, logicalTypeOptions: {multipleOf: 0.001}", { kind: "decimal", precision: 38, scale: 3 }],
    ["logicalType: number, physicalType: double precision", { kind: "double" }],
    ["logicalType: number, physicalType: real", { kind: "float" }],
    ["logicalType: number, physicalType: int", { kind: "int" }],
    ["logicalType: date", { kind: "date" }],
    ["logicalType: date, physicalType: timestamp", { kind: "date" }],
    ["logicalType: time", { kind: "time" }],
    ["logicalType: timestamp", { kind: "timestamp", zoned: false }],
    ["logicalType: timestamp, physicalType: timestamptz", { kind: "timestamp", zoned: true }],
    ["logicalType: timestamp, physicalType: timestamp(3) with time zone", { kind: "timestamp", zoned: true }],
    ["logicalType: timestamp, physicalType: timestamp without time zone", { kind: "timestamp", zoned: false }],
    ["logicalType: timestamp, logicalTypeOptions: {timezone: true}", { kind: "timestamp", zoned: true }],
    ["logicalType: object", { kind: "json" }],
    ["logicalType: object, physicalType: jsonb", { kind: "json" }],
    [
      "logicalType: object, properties: [{name: zip, logicalType: string, required: true, id: z, description: Code}]",
      { kind: "struct", fields: [{ name: "zip", type: { kind: "string" }, required: true, id: "z", doc: "Code" }] },
    ],
    ["logicalType: array, items: {logicalType: integer, physicalType: bigint}", { kind: "list", element: { kind: "long" } }],
    ["logicalType: array", { kind: "list", element: { kind: "json" } }],
    ["logicalType: array, physicalType: 'text[]'", { kind: "list", element: { kind: "string" } }],
    [
      "logicalType: array, items: {logicalType: object, properties: [{name: a, logicalType: date}]}",
      { kind: "list", element: { kind: "struct", fields: [{ name: "a", type: { kind: "date" }, required: false }] } },
    ],
    ["physicalType: timestamptz", { kind: "timestamp", zoned: true }],
    ["physicalType: 'varchar[10]'", { kind: "string" }],
  ])("{%s}", async (keys, expected) => {
    expect((await columns(`- {name: c, ${keys}}`))[0]!.type).toEqual(expected);
  });

  it("of 3.2: maps and vectors", async () => {
    const [map, vector] = await columns(
      "- {name: m, logicalType: map, map: {key: {logicalType: string}, value: {logicalType: integer}}}\n- {name: v, logicalType: vector, logicalTypeOptions: {dimensions: 3, elementType: float64}}",
      "apiVersion: v3.2.0",
    );
    expect(map!.type).toEqual({ kind: "map", key: { kind: "string" }, value: { kind: "int" } });
    expect(vector!.type).toEqual({ kind: "list", element: { kind: "double" } });
  });

  it("a date of 3.0, which had no timestamps, may be one", async () => {
    expect((await columns("- {name: c, logicalType: date, physicalType: timestamp}", "apiVersion: v3.0.2"))[0]!.type).toEqual({
      kind: "timestamp",
      zoned: false,
    });
  });

  it("a property of 3.2 needs no logicalType, whatever the letter of the schema says", async () => {
    expect((await columns("- {name: c, physicalType: bigint}", "apiVersion: v3.2.0"))[0]!.type).toEqual({ kind: "long" });
  });
});

describe("columns", () => {
  it("order the primary key by position, then by place", async () => {
    const read = await columns(
      "- {name: a, logicalType: string, primaryKey: true}\n- {name: b, logicalType: string, primaryKey: true, primaryKeyPosition: 1}\n- {name: c, logicalType: string}",
    );
    expect(read.map((one) => [one.name, one.primaryKey, one.required])).toEqual([
      ["a", 2, true],
      ["b", 1, true],
      ["c", 0, false],
    ]);
  });

  it("keep bounds digit for digit", async () => {
    const [read] = await columns(
      "- {name: a, logicalType: number, physicalType: 'decimal(38,2)', logicalTypeOptions: {maximum: 123456789012345678901234.56, minimum: -0.10, multipleOf: 0.01}}",
    );
    expect(read!.options).toEqual({ maximum: "123456789012345678901234.56", minimum: "-0.10", multipleOf: "0.01" });
  });

  it("read bounds of dates by the column's format, as ISO", async () => {
    const [read] = await columns(
      "- {name: a, logicalType: date, logicalTypeOptions: {format: dd.MM.yyyy, minimum: 24.12.2020, exclusiveMaximum: 2021-01-01}}",
    );
    expect(read!.options).toEqual({ format: "dd.MM.yyyy", minimum: "2020-12-24", exclusiveMaximum: "2021-01-01" });
  });

  it("take enums of 3.2 and those of older files", async () => {
    const [modern] = await columns("- {name: a, logicalType: string, enum: [{value: x, label: X}, {value: y}]}", "apiVersion: v3.2.0");
    expect(modern!.enum).toEqual(["x", "y"]);
    const [older] = await columns("- {name: a, logicalType: string, enum: [x, y]}");
    expect(older!.quality).toEqual([
      {
        type: "library",
        severity: "error",
        metric: "invalidValues",
        arguments: { validValues: ["x", "y"] },
        operator: { name: "mustBe", value: 0 },
      },
    ]);
  });

  it("require the members that the object names", async () => {
    const [read] = await columns(
      "- {name: a, logicalType: object, logicalTypeOptions: {required: [c]}, properties: [{name: b, logicalType: string}, {name: c, logicalType: string}]}",
    );
    expect(read!.type).toMatchObject({
      fields: [
        { name: "b", required: false },
        { name: "c", required: true },
      ],
    });
  });

  it("are as classified as what they hold", async () => {
    const [read] = await columns(
      "- {name: a, logicalType: object, properties: [{name: b, logicalType: string, classification: public}, {name: c, logicalType: string, classification: PII}]}",
    );
    expect(read!.classification).toBe("PII");
  });
});

describe("older spellings", () => {
  it("load with a warning each, at its place", async () => {
    const text = await readFile(new URL("flat.yaml", old), "utf8");
    const { contract, diagnostics } = await parseContract(text, "flat.yaml");
    const warned = diagnostics
      .filter((one) => one.code === "old-contract-spelling")
      .map((one) => text.split("\n")[one.line - 1]!.split(":")[0]);
    expect(warned).toEqual([
      "source_type",
      "object",
      "schema",
      "target",
      "team",
      "compliance",
      "change_management",
      "finops",
      "data_quality",
    ]);
    expect(diagnostics.filter((one) => one.severity === "error")).toEqual([]);
    expect(facts(contract!)).toEqual({
      id: "stripe.customers",
      owner: "data-team@company.com",
      description: "Who pays us",
      object: "customers",
      facts: {
        source_type: "stripe",
        object: "customers",
        target: { file_format: "parquet", partitioning: ["ingest_date"], mode: "strict" },
        compliance: {
          classification: ["PII"],
          regulations: ["GDPR"],
          retention_days: 365,
          access_control: "role-based",
          encryption_required: true,
        },
        finops: { cost_center: "FIN-001", business_tags: ["payments"] },
        change_policy: "non-breaking",
      },
    });
    expect(contract!.objects[0]!.properties.map((one) => [one.name, one.type.kind, one.required])).toEqual([
      ["id", "string", true],
      ["email", "string", false],
      ["balance", "decimal", false],
      ["visits", "long", false],
      ["created", "timestamp", false],
      ["tier", "string", false],
      ["address", "struct", false],
    ]);
  });

  it("of the asset: wrapper load too", async () => {
    const { contract } = await parseContract(await readFile(new URL("wrapper.yaml", old), "utf8"), "wrapper.yaml");
    expect(facts(contract!)).toMatchObject({
      id: "postgres.orders",
      owner: "shop@company.com",
      object: "orders",
      facts: { compliance: { classification: ["INTERNAL"], retention_days: 90 } },
    });
    expect(contract!.tags).toEqual(["orders"]);
  });

  it("that contradict each other are an error", async () => {
    const text =
      'asset:\n  name: a\n  version: "1.0"\n  object: a\n  governance: {owner: x, retention_days: 3}\n  compliance: {retention_days: 4}\n  team: {owner: y}\n  schema: [{name: c, type: string}]\nname: b\n';
    expect((await problems(text)).filter((one) => one.includes("error"))).toEqual([
      "5:16 error conflicting-keys: the owner here is not the one that 'team' names",
      "5:26 error conflicting-keys: 'retention_days' says something else here than under 'compliance'",
      "9:1 error conflicting-keys: 'name' stands both inside and outside of 'asset'",
    ]);
  });

  it("point at the original line when something else is wrong with them", async () => {
    const text =
      'name: a\nversion: "1.0"\nobject: a\nschema:\n  - name: c\n    type: strong\n  - name: d\n    type: string\n    clasification: PII\n';
    expect((await problems(text)).filter((one) => one.includes("error"))).toEqual([
      expect.stringMatching(/^9:5 error unknown-key: unknown key 'clasification'/),
    ]);
    expect((await problems(text.replace("    clasification: PII\n", ""))).filter((one) => one.includes("error"))).toEqual([
      expect.stringMatching(/^6:11 error unknown-type/),
    ]);
  });
});

function facts(contract: Contract): object {
  const { id, owner, description, objects, facts: own } = contract;
  return { id, owner, description, object: objects[0]!.name, facts: own };
}
