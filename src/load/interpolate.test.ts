import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interpolate } from "./interpolate.ts";
import { parsePlaceholders } from "./placeholders.ts";
import { parseYaml } from "./yaml.ts";

const run = (yaml: string, variables: Record<string, string> = {}) => interpolate(parseYaml(yaml, "job.yaml").document, { variables });
const value = (text: string, variables: Record<string, string> = {}) =>
  (run(`v: ${JSON.stringify(text)}`, variables).value as { v: unknown }).v;
const problems = (yaml: string, variables: Record<string, string> = {}) =>
  run(yaml, variables).diagnostics.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`);

describe("variables", () => {
  it.each([
    ["${A}", "1"],
    ["x-${A}-${B}", "x-1-two"],
    ["${NO:-fallback}", "fallback"],
    ["${NO:-}", ""],
    ["${EMPTY:-fallback}", "fallback"],
    ["${EMPTY}", ""],
    ["${A:-fallback}", "1"],
    ["$${A}", "${A}"],
    ["{{{{ x }}", "{{ x }}"],
    ["cost $5 and {a} and $A", "cost $5 and {a} and $A"],
  ])("%s becomes %j", (text, expected) => {
    expect(value(text, { A: "1", B: "two", EMPTY: "" })).toBe(expected);
  });

  it.each([
    ["{{{{terraform_outputs.x}}", "{{terraform_outputs.x}}"],
    ["{{{{ terraform_outputs.x }}", "{{ terraform_outputs.x }}"],
    ["$${terraform_output.x}", "${terraform_output.x}"],
  ])("%s is text, and no broken placeholder", (text, expected) => {
    expect([value(text), problems(`v: '${text}'`)]).toEqual([expected, []]);
  });

  it("replaces values at every depth and no keys", () => {
    expect(run("a: {b: [x, '${A}']}\n'${A}': 1\n", { A: "v" }).value).toEqual({ a: { b: ["x", "v"] }, "${A}": 1 });
  });

  it("does not replace inside what it put in", () => {
    expect(value("${A}", { A: "${B}", B: "no" })).toBe("${B}");
  });

  it("names the place of each missing variable, and one that is near", () => {
    expect(problems("a: 1\nb:\n  - x${NOPE}y ${AGAIN}\n")).toEqual([
      "3:6 missing-variable environment variable NOPE is not set",
      "3:15 missing-variable environment variable AGAIN is not set",
    ]);
    expect(run("a: ${PG_HOTS}\n", { PG_HOST: "h" }).diagnostics[0]!.hint).toBe("did you mean ${PG_HOST}?");
  });

  it("knows no variables that objects have by themselves", () => {
    expect(problems("a: ${constructor}\n")).toEqual(["1:4 missing-variable environment variable constructor is not set"]);
  });
});

describe("Terraform outputs", () => {
  it.each([
    "{{terraform_outputs.name}}",
    "{{ terraform_outputs.name }}",
    "${terraform_output.name}",
    "a {{terraform_outputs.a-b_1}} z",
    "{{terraform_outputs.m.key}}",
    "{{terraform_outputs.l[0]}}",
  ])("%s stays open and is no problem", (text) => {
    const { value: after, diagnostics, placeholders } = run(`v: ${JSON.stringify(text)}`);
    expect(diagnostics).toEqual([]);
    expect(after).toEqual({ v: text });
    expect(placeholders).toHaveLength(1);
  });

  it("gives the place and the output's name", () => {
    expect(run("a: 1\nb: 'x {{terraform_outputs.bucket.arn}}'\n").placeholders).toEqual([
      {
        file: "job.yaml",
        path: ["b"],
        range: { line: 2, column: 7, endLine: 2, endColumn: 39 },
        text: "{{terraform_outputs.bucket.arn}}",
        output: "bucket",
      },
    ]);
  });

  it.each([
    "{terraform_outputs.x}",
    "{{terraform_output.x}}",
    "${terraform_outputs.x}",
    "{{outputs.x}}",
    "{{terraform_outputs.x.y.z}}",
    "{{terraform_outputs.1x}}",
    "{{terraform_outputs.x | upper}}",
    "{{terraform_outputs.}}",
    "{{terraform_outputs.x",
    "{{}}",
    "${module.x}",
    "{{terraform_outputs.x[a]}}",
  ])("%s is malformed", (text) => {
    const [first, ...more] = run(`v: ${JSON.stringify(text)}`).diagnostics;
    expect(first).toMatchObject({ code: "malformed-placeholder", line: 1, column: 5 });
    expect(first!.message).toMatch(/^Malformed Terraform output placeholder/);
    expect(more).toEqual([]);
  });

  it("tells a malformed variable from a malformed output", () => {
    expect(problems("v: ${1A}\n")[0]).toBe("1:4 malformed-placeholder Malformed variable placeholder '${1A}'");
  });
});

describe("secrets", () => {
  it.each([
    ["source: {connection: {password: '${P}'}}", ["s3cret"]],
    ["credentials: {api_key: 'Bearer ${P}'}", ["s3cret"]],
    ["source: {url: 'postgres://bob:${P}@db/x'}", ["s3cret"]],
    ["x: ${PGPASSWORD}", ["hunter2"]],
    ["x: ${DSN}", ["inner"]],
    ["x: ${P}", []],
    ["primary_key: ${P}", []],
    ["password: ${GONE:-}", []],
  ])("of %s are %j", (yaml, expected) => {
    expect(run(yaml, { P: "s3cret", PGPASSWORD: "hunter2", DSN: "mysql://u:inner@h/d" }).secrets).toEqual(expected);
  });
});

describe("properties", () => {
  it("leaves text without openers as it is, and splits any text without loss", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("$", "{", "}", "A", ":", "-", " ", "terraform_outputs.", "x") }), (text) => {
        const pieces = parsePlaceholders(text);
        const back = pieces.map((piece) => piece.text).join("");
        const escapes = /\$\$\{|\{\{\{\{/.test(text);
        if (!escapes) expect(back).toBe(text);
        if (!/[${]|terraform_outputs\./.test(text)) expect(pieces).toEqual(text === "" ? [] : [{ kind: "text", text }]);
      }),
    );
  });

  it.each([
    "{{terraform_outputs.x}}}",
    "{{terraform_outputs.x}}}}",
    "terraform_outputs.x}}",
    "{{terraform_outputs.x}} and terraform_outputs.y}",
  ])("%s has a brace too many, or one too few", (text) => {
    expect(parsePlaceholders(text).map((piece) => piece.kind)).toContain("malformed");
  });

  it.each(['{"port": {{terraform_outputs.port}}}', "terraform_outputs. are placeholders", "a} {{terraform_outputs.x}} }"])(
    "%s has not",
    (text) => {
      expect(parsePlaceholders(text).map((piece) => piece.kind)).not.toContain("malformed");
    },
  );

  it("puts any value in whole", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(value("<${A}>", { A: text })).toBe(`<${text}>`);
      }),
    );
  });
});
