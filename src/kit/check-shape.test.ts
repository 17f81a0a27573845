import { describe, expect, it } from "vitest";
import { z, type ZodType } from "zod";
import { checkShape, type ShapeOptions } from "./check-shape.ts";
import { renderPath, type SourceDocument } from "./document.ts";
import { withoutNulls, withoutPath } from "./value-path.ts";

/** A document whose ranges give the path back: its columns are 1 for keys and 2 for values. */
function check(schema: ZodType, value: unknown, options: ShapeOptions = {}) {
  const seen: string[] = [];
  const document: SourceDocument = {
    file: "f",
    value,
    rangeOf: (path, part = "value") => {
      seen.push(`${renderPath(path)}@${part}`);
      return { line: 1, column: seen.length, endLine: 1, endColumn: 1 };
    },
    rangeWithin: (path) => document.rangeOf(path),
    isPlain: () => true,
  };
  const result = checkShape(schema, value, (path) => ({ document, path }), options);
  return {
    ...result,
    said: result.diagnostics.map(
      (one, index) => `${seen[index]} ${one.code}: ${one.message}${one.hint === undefined ? "" : ` (${one.hint})`}`,
    ),
  };
}

describe("checkShape", () => {
  const schema = z.strictObject({
    name: z.string(),
    port: z.int().min(1).max(10).default(5),
    mode: z.enum(["append", "merge"]).optional(),
    tags: z.array(z.strictObject({ key: z.string() })).optional(),
  });

  it("gives the schema's output, nulls taken for absent", () => {
    expect(check(schema, { name: "a", mode: null })).toMatchObject({ value: { name: "a", port: 5 }, diagnostics: [] });
  });

  it.each([
    [{}, ["name@key missing-key: missing key 'name' (give text)"]],
    [{ name: null }, ["name@key missing-key: name has no value (give text)"]],
    [{ name: 5 }, ["name@value wrong-type: name must be text, not a number (put it in quotes)"]],
    [{ name: "a", mode: "apend" }, ["mode@value invalid-value: mode must be one of append, merge, not 'apend' (did you mean 'append'?)"]],
    [{ name: "a", mode: "x".repeat(99) }, [`mode@value invalid-value: mode must be one of append, merge, not '${"x".repeat(60)}...'`]],
    [{ name: "a", port: 11 }, ["port@value invalid-value: port must be at most 10"]],
    [
      { name: "a", tags: [{ key: "k" }, { kye: "k" }] },
      ["tags[1].kye@key unknown-key: unknown key 'kye' in tags[1] (did you mean 'key'?)"],
    ],
    [{ name: "a", tags: {} }, ["tags@value wrong-type: tags must be a list, not a mapping"]],
    [{ nmae: "a" }, ["nmae@key unknown-key: unknown key 'nmae' (did you mean 'name'?)"]],
    [{ name: "a", tags: [null] }, ["tags[0]@key missing-key: tags[0] has no value (give a mapping)"]],
  ])("says of %j: %j", (value, expected) => {
    expect(check(schema, value).said).toEqual(expected);
  });

  it("speaks of the branch of a union that was meant", () => {
    const union = z.strictObject({ one: z.union([z.string(), z.strictObject({ path: z.string(), size: z.int().optional() })]) });
    expect(check(union, { one: { pth: "x" } }).said).toEqual(["one.pth@key unknown-key: unknown key 'pth' in one (did you mean 'path'?)"]);
    expect(check(union, { one: { path: "x", size: "y" } }).said).toEqual([
      "one.size@value wrong-type: one.size must be a number, not text",
    ]);
    expect(check(union, { one: 5 }).said).toEqual(["one@value wrong-type: one must be text or a mapping, not a number"]);
    expect(check(union, {}).said).toEqual(["one@key missing-key: missing key 'one' (give text or a mapping)"]);
  });

  it("says what refinements find beside other mistakes, in their own code", () => {
    const refined = z.strictObject({ low: z.int(), high: z.int() }).superRefine(({ low: a, high: b }, context) => {
      if (a > b)
        context.addIssue({
          code: "custom",
          path: ["low"],
          message: "low is above high",
          params: { diagnostic: "conflicting-keys", hint: "swap them", part: "key" },
        });
    });
    expect(check(refined, { low: 2, high: 1, other: 0 }).said).toEqual([
      "other@key unknown-key: unknown key 'other' (known here: low, high)",
      "low@key conflicting-keys: low is above high (swap them)",
    ]);
  });

  it("shows no value of a key under which secrets are kept", () => {
    const secret = z.strictObject({ api_token: z.enum(["a", "b"]) });
    expect(check(secret, { api_token: "hunter2" }).said).toEqual([
      "api_token@value invalid-value: api_token must be one of a, b, not text",
    ]);
  });

  it("reads text from variables as what is asked for, below unions too, and nothing else", () => {
    const typed = z.strictObject({
      n: z.number(),
      deep: z.array(z.union([z.boolean(), z.strictObject({ on: z.boolean() })])),
      text: z.string(),
    });
    const value = { n: " 1e3", deep: ["true", { on: "false" }], text: "5" };
    const replaced = new Set(["n", "deep[0]", "deep[1].on", "text"]);
    expect(check(typed, value, { replaced }).value).toEqual({ n: 1000, deep: [true, { on: false }], text: "5" });
    expect(check(typed, { ...value, n: "0x10" }, { replaced }).said).toEqual(["n@value wrong-type: n must be a number, not text"]);
    expect(check(typed, value, { replaced: new Set() }).diagnostics).toHaveLength(3);
  });

  it("is silent about values that are open, and gives no value then", () => {
    const open = check(schema, { name: "a", port: "{{terraform_outputs.port}}" }, { open: new Set(["port"]) });
    expect(open).toMatchObject({ diagnostics: [], partial: { name: "a", port: 5 } });
    expect(open.value).toBeUndefined();
  });

  it("keeps what is sound", () => {
    expect(check(schema, { name: "a", port: 99, wrong: 1, tags: [{ key: 1 }, { key: "k" }] }).partial).toEqual({
      name: "a",
      port: 5,
      tags: [{ key: "k" }],
    });
  });

  it("begins paths in messages where it is told to, and hides the keys that are refused", () => {
    const refusing = z.strictObject({ path: z.string().optional(), old: z.never({ error: "write path" }).optional() });
    expect(check(refusing, { old: 1 }, { base: ["source"] }).said).toEqual([
      "old@key unsupported-key: source.old: write path (remove the key)",
    ]);
    expect(check(refusing, { odl: 1 }, { base: ["source"] }).said).toEqual([
      "odl@key unknown-key: unknown key 'odl' in source (known here: path)",
    ]);
  });
});

describe("paths of values", () => {
  it("change copies alone", () => {
    const value = Object.freeze({ a: Object.freeze([1, Object.freeze({ b: null, c: 2 })]), d: null });
    expect(withoutNulls(value)).toEqual({ a: [1, { c: 2 }] });
    expect(withoutPath(value, ["a", 1, "c"])).toEqual({ a: [1, { b: null }], d: null });
    expect(withoutPath(value, ["x", "y"])).toBe(value);
    const plain = { a: [{ b: 1 }] };
    expect(withoutNulls(plain)).toBe(plain);
  });
});
