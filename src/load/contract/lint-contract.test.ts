import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { judge, lintContract } from "./lint-contract.ts";

const fixtures = new URL("./fixtures/", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, fixtures), "utf8");

describe("lintContract", () => {
  it.each(readdirSync(new URL("odcs/", fixtures)))("finds no error in the official example %s", async (name) => {
    const found = await lintContract(read(`odcs/${name}`), name);
    expect(found.filter((one) => one.severity === "error")).toEqual([]);
  });

  it("judges older spellings as what they mean", async () => {
    const found = await lintContract(read("old/flat.yaml"), "flat.yaml");
    expect(new Set(found.map((one) => one.code))).toEqual(new Set(["old-contract-spelling", "unchecked-rule"]));
  });

  it("says what loading says", async () => {
    const found = await lintContract("apiVersion: v3.1.0\nkind: DataContract\nid: a\nversion: 1\nstatus: active\n", "a.yaml");
    expect(found.map((one) => `${one.line}:${one.column} ${one.code}`)).toEqual(["4:10 wrong-type"]);
  });

  it("asks ajv, by the letter and by the prose of the standard", async () => {
    const value = {
      apiVersion: "v3.2.0",
      kind: "DataContract",
      id: "a",
      version: "1.0.0",
      schema: [{ name: "t", properties: [{ name: "c", physicalType: "int" }] }],
    };
    expect(await judge("3.2.0", value, "prose")).toEqual([]);
    expect((await judge("3.2.0", value, "letter")).map((error) => error.params)).toContainEqual({ missingProperty: "map" });
    expect((await judge("3.1.0", value, "letter")).map((error) => error.instancePath)).toContain("/apiVersion");
  });
});
