import { Ajv2019 } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { contractFromColumns } from "./write-contract.ts";

describe("contractFromColumns", () => {
  it("writes a contract that people can read", () => {
    const text = contractFromColumns({
      name: "birds",
      source_type: "csv",
      owner: "ann@example.com",
      description: "Strikes",
      columns: [
        { name: "id", type: { kind: "long" }, required: true, description: "Key" },
        { name: "cost", type: { kind: "decimal", precision: 12, scale: 2 }, required: false },
        { name: "at", type: { kind: "timestamp", zoned: true }, required: false },
        { name: "tags", type: { kind: "list", element: { kind: "string" } }, required: false },
      ],
    });
    expect(text).toBe(`apiVersion: v3.1.0
kind: DataContract
id: csv.birds
name: birds
version: 1.0.0
status: draft
description:
  purpose: Strikes
schema:
  - name: birds
    logicalType: object
    properties:
      - name: id
        logicalType: integer
        logicalTypeOptions:
          format: i64
        required: true
        description: Key
      - name: cost
        logicalType: number
        physicalType: decimal(12,2)
      - name: at
        logicalType: timestamp
        logicalTypeOptions:
          timezone: true
      - name: tags
        logicalType: array
        items:
          logicalType: string
team:
  members:
    - username: ann@example.com
      role: owner
customProperties:
  - property: source_type
    value: csv
  - property: object
    value: birds
`);
  });

  it("needs 3.2 for maps, and satisfies its schema", () => {
    const value: unknown = parse(
      contractFromColumns({
        name: "m",
        columns: [
          { name: "a", type: { kind: "list", element: { kind: "map", key: { kind: "string" }, value: { kind: "int" } } }, required: false },
        ],
      }),
    );
    expect(value).toMatchObject({ apiVersion: "v3.2.0" });
    const ajv = new Ajv2019({ strict: false });
    addFormats.default(ajv);
    const validate = ajv.compile(JSON.parse(readFileSync(new URL("../load/contract/odcs/v3.2.0.json", import.meta.url), "utf8")));
    expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  });
});
