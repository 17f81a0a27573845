import { readdirSync, readFileSync } from "node:fs";
import { Ajv2019, type ValidateFunction } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import { beforeAll, describe, expect, it } from "vitest";
import { parseYaml } from "../yaml.ts";
import { checkSchema } from "./check-schema.ts";
import type { JsonSchema } from "./json-schema.ts";
import { officialSchema, type OdcsVersion } from "./odcs-versions.ts";

const folder = new URL("./fixtures/odcs/", import.meta.url);
const examples = readdirSync(folder).map((name) => ({
  name,
  value: parseYaml(readFileSync(new URL(name, folder), "utf8"), name).document.value,
}));
const versions: readonly OdcsVersion[] = ["3.0.2", "3.1.0", "3.2.0"];

describe.each(versions)("the checker and ajv on the official schema of %s", (version) => {
  let schema: JsonSchema;
  let judge: ValidateFunction;
  beforeAll(async () => {
    schema = await officialSchema(version);
    const ajv = new Ajv2019({ strict: false, validateFormats: true });
    addFormats.default(ajv);
    judge = ajv.compile(schema);
  });

  it.each(examples)("agree on the official example $name", ({ value }) => {
    expect(checkSchema(schema, value).length === 0).toBe(judge(value));
  });

  it("agree on every small change of the examples", () => {
    const verdicts = { valid: 0, invalid: 0 };
    const disagreements: string[] = [];
    for (const { name, value } of examples.filter((one) => !one.name.startsWith("postgresql"))) {
      const step = name.startsWith("full") ? 5 : 1;
      for (const [index, mutant] of [...mutants({ ...(value as object), apiVersion: `v${version}` })].entries()) {
        if (index % step !== 0) continue;
        const verdict = judge(mutant.value);
        verdicts[verdict ? "valid" : "invalid"] += 1;
        if ((checkSchema(schema, mutant.value).length === 0) !== verdict) disagreements.push(`${name}: ${mutant.what}`);
      }
    }
    expect(disagreements).toEqual([]);
    expect(Math.min(verdicts.valid, verdicts.invalid)).toBeGreaterThan(500);
  });
});

describe("problems", () => {
  const base = { apiVersion: "v3.1.0", kind: "DataContract", id: "a", version: "1.0.0", status: "active" };
  const check = async (extra: object): Promise<string[]> =>
    checkSchema(await officialSchema("3.1.0"), { ...base, ...extra }).map(
      (one) => `${one.path.join(".")} ${one.code}: ${one.message}${one.hint === undefined ? "" : ` (${one.hint})`}`,
    );
  const quality = (rule: object): object => ({
    schema: [{ name: "t", properties: [{ name: "c", logicalType: "string", quality: [rule] }] }],
  });

  it.each<[string, object, readonly string[]]>([
    [
      "a key with a typing slip",
      { staus: "x" },
      ["staus unknown-key: unknown key 'staus' (Dativo's own facts go under customProperties, as property and value)"],
    ],
    ["a key near one that is free", { domian: "x" }, ["domian unknown-key: unknown key 'domian' (did you mean 'domain'?)"]],
    [
      "a key in Cyrillic",
      { dоmain: "x" },
      ["dоmain unknown-key: unknown key 'dоmain' (it holds a letter of another script that looks Latin; did you mean 'domain'?)"],
    ],
    ["a number where text belongs", { version: 1.1 }, ["version wrong-type: 'version' must be text, not a number (put it in quotes)"]],
    ["a missing name", { schema: [{ properties: [] }] }, ["schema.0.name missing-key: missing key 'name'"]],
    [
      "a logical type that is none",
      { schema: [{ name: "t", properties: [{ name: "c", logicalType: "sting" }] }] },
      [
        "schema.0.properties.0.logicalType invalid-value: 'logicalType' must be one of string, date, timestamp, time, number, integer, object, array, boolean (did you mean 'string'?)",
      ],
    ],
    [
      "a rule without an operator",
      quality({ metric: "rowCount" }),
      [
        "schema.0.properties.0.quality.0 missing-key: one of mustBe, mustNotBe, mustBeGreaterThan, mustBeGreaterOrEqualTo, mustBeLessThan, mustBeLessOrEqualTo, mustBeBetween, mustNotBeBetween is needed",
      ],
    ],
    [
      "a rule with two operators",
      quality({ metric: "rowCount", mustBe: 1, mustBeLessThan: 3 }),
      [
        "schema.0.properties.0.quality.0.mustBeLessThan conflicting-keys: only one of mustBe, mustBeLessThan may be given (write two rules)",
      ],
    ],
    [
      "an operator of the wrong type",
      quality({ metric: "rowCount", mustBeLessThan: "3" }),
      ["schema.0.properties.0.quality.0.mustBeLessThan wrong-type: 'mustBeLessThan' must be a number, not text"],
    ],
    [
      "a query in a library rule",
      quality({ metric: "rowCount", mustBe: 1, query: "SELECT 1" }),
      [
        "schema.0.properties.0.quality.0.query unknown-key: 'query' does not belong here (it goes with another type of this element, or at another level)",
      ],
    ],
    [
      "a team member without a user name",
      { team: { members: [{ name: "Ann" }] } },
      ["team.members.0.username missing-key: missing key 'username'"],
    ],
    [
      "a date that is none",
      { team: { members: [{ username: "a", dateIn: "2026-02-30" }] } },
      ["team.members.0.dateIn invalid-value: 'dateIn' must be a date (write it as 2026-11-21)"],
    ],
  ])("name %s once, at its place", async (_, extra, expected) => {
    expect(await check(extra)).toEqual(expected);
  });
});

interface Mutant {
  readonly what: string;
  readonly value: unknown;
}

/** The document with each node in turn removed, replaced by another type, or given a key that nobody knows. */
function* mutants(value: unknown, rebuild: (inner: unknown) => unknown = (inner) => inner, path = ""): Generator<Mutant> {
  for (const other of [null, -1.5, "text", [1, 1], {}]) yield { what: `${path} = ${JSON.stringify(other)}`, value: rebuild(other) };
  if (Array.isArray(value)) {
    yield { what: `${path} twice`, value: rebuild([...value, ...value]) };
    for (const [index, item] of value.slice(0, 2).entries())
      yield* mutants(item, (inner) => rebuild(value.with(index, inner)), `${path}[${index}]`);
  } else if (typeof value === "object" && value !== null) {
    yield { what: `${path} with a key of nobody`, value: rebuild({ ...value, nobody: 1 }) };
    for (const key of ["type", "query", "id"]) yield { what: `${path} with ${key}`, value: rebuild({ ...value, [key]: "x y" }) };
    for (const [key, inner] of Object.entries(value)) {
      const { [key]: _, ...without } = value as Record<string, unknown>;
      yield { what: `${path} without ${key}`, value: rebuild(without) };
      yield* mutants(inner, (next) => rebuild({ ...value, [key]: next }), `${path}.${key}`);
    }
  }
}
