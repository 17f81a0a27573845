import { readdirSync, readFileSync } from "node:fs";
import { Ajv2019, type ValidateFunction } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import { beforeAll, describe, expect, it } from "vitest";
import { parseYaml } from "../yaml.ts";
import { checkOdcs } from "./check-odcs.ts";
import { contractSchema } from "./contract-schema.ts";

const folder = new URL("./fixtures/odcs/", import.meta.url);
const examples = readdirSync(folder).map((name) => ({
  name,
  value: parseYaml(readFileSync(new URL(name, folder), "utf8"), name).document.value as Record<string, unknown>,
}));

describe("the schema for editors agrees with the loader", () => {
  let validate: ValidateFunction;
  beforeAll(async () => {
    const ajv = new Ajv2019({ strict: false });
    addFormats.default(ajv);
    validate = ajv.compile(await contractSchema());
  });
  const loads = async (value: unknown): Promise<boolean> => !(await checkOdcs(value)).some((one) => one.severity === "error");

  it.each(examples)("on the official example $name", async ({ value }) => {
    expect(validate(value)).toBe(true);
    expect(await loads(value)).toBe(true);
  });

  it.each<[string, (value: Record<string, unknown>) => unknown]>([
    ["another version", (value) => ({ ...value, apiVersion: "v9.0.0" })],
    ["no version", (value) => Object.fromEntries(Object.entries(value).filter(([key]) => key !== "apiVersion"))],
    ["a key of nobody", (value) => ({ ...value, nobody: 1 })],
    ["version 3.2.0", (value) => ({ ...value, apiVersion: "v3.2.0" })],
    ["version 3.1.0", (value) => ({ ...value, apiVersion: "v3.1.0" })],
    [
      "an enum of 3.2 in a 3.1 contract",
      (value) => ({
        ...value,
        apiVersion: "v3.1.0",
        schema: [{ name: "t", properties: [{ name: "c", logicalType: "string", enum: [{ value: "a" }] }] }],
      }),
    ],
    ["a column without a type", (value) => ({ ...value, apiVersion: "v3.2.0", schema: [{ name: "t", properties: [{ name: "c" }] }] })],
    ["a column of a wrong type", (value) => ({ ...value, schema: [{ name: "t", properties: [{ name: "c", logicalType: "int" }] }] })],
    ["a number for a name", (value) => ({ ...value, name: 7 })],
  ])("on %s", async (_, change) => {
    for (const { name, value } of examples) {
      const changed = change(value);
      expect(validate(changed), `${name}: ${JSON.stringify(validate.errors?.[0])}`).toBe(await loads(changed));
    }
  });
});
