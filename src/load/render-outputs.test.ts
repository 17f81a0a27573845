import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import type { JsonValue } from "../spec/infrastructure.ts";
import type { Outputs } from "../spec/outputs.ts";
import { interpolate } from "./interpolate.ts";
import { renderOutputs } from "./render-outputs.ts";
import { parseYaml } from "./yaml.ts";

const plain = (values: Readonly<Record<string, JsonValue>>): Outputs =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, sensitive: false }]));
const known = (values: Readonly<Record<string, JsonValue>>) => ({ outputs: plain(values), includeSensitive: false });
const render = (text: string, values: Readonly<Record<string, JsonValue>>) => renderOutputs(text, "job.yaml", known(values));

test("comments, order, quotes, variables and escapes stay; values take their own type", () => {
  const source = [
    "# top",
    "infrastructure:   # the block",
    "  resource_identifiers: { a: \"{{ terraform_outputs.name }}\", b: '{{terraform_outputs.name}}' }  # both",
    "  plain: ${terraform_output.name}-x",
    '  port: "{{terraform_outputs.port}}"   # a number',
    "  subnets: '{{terraform_outputs.subnets}}'",
    '  first: "{{terraform_outputs.subnets[0]}}"',
    '  host: "{{terraform_outputs.db.host}}:{{terraform_outputs.port}}"',
    '  kept: "${HOME} $${x} {{{{ y"',
    "  text: |",
    "    {{terraform_outputs.name}} here",
    "  last: 1",
    "",
  ].join("\n");
  const { text, diagnostics } = render(source, { name: "it's", port: 5432, subnets: ["s-1", "s-2"], db: { host: "h" } });
  expect(diagnostics).toEqual([]);
  expect(text).toBe(
    [
      "# top",
      "infrastructure:   # the block",
      "  resource_identifiers: { a: \"it's\", b: 'it''s' }  # both",
      '  plain: "it\'s-x"',
      "  port: 5432   # a number",
      '  subnets: ["s-1","s-2"]',
      '  first: "s-1"',
      '  host: "h:5432"',
      '  kept: "${HOME} $${x} {{{{ y"',
      "  text: |",
      "    it's here",
      "  last: 1",
      "",
    ].join("\n"),
  );
});

test("a block of lines keeps its layout, or becomes quoted text where a value has lines of its own; line ends stay", () => {
  const source = "a: >-\r\n  x {{terraform_outputs.name}}\r\n  y\r\nb: |\r\n  {{terraform_outputs.lines}}\r\nc: 1\r\n";
  expect(render(source, { name: "n", lines: "p\nq" }).text).toBe('a: >-\r\n  x n\r\n  y\r\nb: "p\\nq\\n"\r\nc: 1\r\n');
});

test("without a placeholder every byte stays, a byte order mark and Windows line ends too", () => {
  const source = "\ufeffa: '{{{{ b'\r\n# c\r\nd:   [1,  2]\r\n";
  expect(render(source, {}).text).toBe(source);
});

describe("what is wrong is told all at once, at its place", () => {
  it("unknown, null, without the member, sensitive, malformed", () => {
    const source = [
      'a: "{{terraform_outputs.nam}}"',
      'b: "x {{terraform_outputs.none}}"',
      'c: "{{terraform_outputs.name.k}}"',
      'd: "{{terraform_outputs.secret}}"',
      'e: "{terraform_outputs.name}"',
    ].join("\n");
    const outputs = { ...plain({ name: "n", none: null }), secret: { value: "s3cr3t", sensitive: true } };
    const { text, diagnostics } = renderOutputs(source, "job.yaml", { outputs, includeSensitive: false });
    expect(text).toBeUndefined();
    expect(diagnostics.map((one) => [one.line, one.column, one.code, one.message])).toEqual([
      [1, 5, "unresolved-placeholder", "there is no Terraform output 'nam'"],
      [2, 7, "unresolved-placeholder", "the Terraform output 'none' is null"],
      [3, 5, "unresolved-placeholder", "the Terraform output 'name' has no .k"],
      [4, 5, "unresolved-placeholder", "the Terraform output 'secret' is sensitive"],
      [5, 5, "malformed-placeholder", "Malformed Terraform output placeholder '{terraform_outputs.name}'"],
    ]);
    expect(JSON.stringify(diagnostics)).not.toContain("s3cr3t");
  });
});

test("a rendered file reads as the original does with its outputs known, whatever they hold and however it was quoted", () => {
  const value = fc
    .oneof(
      fc.string({ unit: "binary" }).map((text) => text.toWellFormed().replaceAll(/\{\s*terraform_outputs?/g, "")),
      fc.constantFrom(
        "yes",
        "null",
        "1.0",
        "~",
        "",
        " x ",
        "a: b",
        "#c",
        "${X}",
        "{{y}}",
        "$${",
        "it's",
        'q"q',
        "a\nb\n",
        "-",
        "0x1f",
        "2020-01-01",
      ),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc
        .jsonValue({ maxDepth: 2 })
        .filter((one) => one !== null && typeof one === "object" && !JSON.stringify(one).includes("terraform_output")),
    )
    // As it comes from a file of outputs: JSON knows no negative zero.
    .map((one) => JSON.parse(JSON.stringify(one)) as JsonValue);
  const style = fc.constantFrom(
    (text: string) => `"${text}"`,
    (text: string) => `'${text}'`,
    (text: string) => `|-\n    ${text}`,
    (text: string) => `>\n    ${text}`,
    (text: string) => `x${text}`,
  );
  const around = fc.constantFrom(["", ""], ["pre-", ""], ["", " post"], ["$${ ", "{{{{"]);
  fc.assert(
    fc.property(value, style, around, (output, write, [before, after]) => {
      const source = `top: 1 # one\nmap:\n  key: ${write(`${before}{{terraform_outputs.out}}${after}`)}\nend: [2, '3']\n`;
      const values = known({ out: output });
      const { text, diagnostics } = renderOutputs(source, "job.yaml", values);
      expect(diagnostics).toEqual([]);
      const variables = {};
      const expected = interpolate(parseYaml(source, "job.yaml").document, { variables, outputs: values });
      const rendered = parseYaml(text!, "job.yaml");
      expect(rendered.diagnostics).toEqual([]);
      expect(interpolate(rendered.document, { variables }).value).toEqual(expected.value);
    }),
    { numRuns: 500 },
  );
});
