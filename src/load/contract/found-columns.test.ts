import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { contractFromColumns, type FoundColumn } from "../../contracts/write-contract.ts";
import type { DataType } from "../../spec/data-type.ts";
import { judge } from "./lint-contract.ts";
import { parseContract } from "./load-contract.ts";

const name = fc
  .string({ minLength: 1, maxLength: 8 })
  .filter((text) => text.trim() !== "" && !/[\u0000-\u001f\u007f\ufffd\u2028\u2029\u0085\ufeff]|\$\{|\{\{/.test(text));
const uniqueNames = { selector: (one: { readonly name: string }) => one.name.toLowerCase(), minLength: 1, maxLength: 3 };

const { type } = fc.letrec<{ type: DataType }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 2 },
    fc.constantFrom<DataType>(
      { kind: "boolean" },
      { kind: "int" },
      { kind: "long" },
      { kind: "float" },
      { kind: "double" },
      { kind: "date" },
      { kind: "time" },
      { kind: "string" },
      { kind: "uuid" },
      { kind: "binary" },
      { kind: "json" },
      { kind: "timestamp", zoned: true },
      { kind: "timestamp", zoned: false },
    ),
    fc
      .integer({ min: 1, max: 38 })
      .chain((precision) => fc.integer({ min: 0, max: precision }).map((scale): DataType => ({ kind: "decimal", precision, scale }))),
    tie("type").map((element): DataType => ({ kind: "list", element })),
    fc
      .record({ key: fc.constant<DataType>({ kind: "string" }), value: tie("type") })
      .map(({ key, value }): DataType => ({ kind: "map", key, value })),
    fc
      .uniqueArray(fc.record({ name, type: tie("type"), required: fc.boolean() }), uniqueNames)
      .map((fields): DataType => ({ kind: "struct", fields })),
  ),
}));
const columns = fc.uniqueArray(fc.record({ name, type, required: fc.boolean() }), uniqueNames);

describe("a contract written from columns", () => {
  it("loads to the same columns and satisfies the official schema", async () => {
    await fc.assert(
      fc.asyncProperty(columns, async (found: readonly FoundColumn[]) => {
        const text = contractFromColumns({ name: "t", columns: found });
        const value = parse(text) as { apiVersion: string };
        expect(await judge(value.apiVersion === "v3.2.0" ? "3.2.0" : "3.1.0", value, "letter")).toEqual([]);
        const { contract, diagnostics } = await parseContract(text, "t.yaml");
        expect(diagnostics).toEqual([]);
        expect(contract!.objects[0]!.properties.map((one) => ({ name: one.name, type: one.type, required: one.required }))).toEqual(found);
      }),
      { numRuns: 100 },
    );
  });
});
