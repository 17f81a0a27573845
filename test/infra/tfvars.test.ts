import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { renderHcl, renderHclValues } from "../../src/provision/render-hcl.ts";
import { renderJson, renderJsonValues } from "../../src/provision/render-json.ts";
import type { JsonValue } from "../../src/spec/infrastructure.ts";
import type { Block } from "../../src/spec/provision.ts";
import { runTerraform, terraformBinary } from "../provider-double/run-terraform.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "dativo-tfvars-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Pieces that mean something to one of the two languages. */
const signs = [
  "$",
  "%",
  "{",
  "}",
  "${",
  "%{",
  "$${",
  "%%{",
  "$$${",
  "~}",
  '"',
  "\\",
  "\\n",
  "\\u0041",
  "\n",
  "\r",
  "\t",
  "<<EOT",
  "#",
  "//",
  "'",
  "é",
  "\u0301",
  "😀",
  "\u0000",
  "\u2028",
  "\ufeff",
  "${var.x}",
  "%{if true}",
];
const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...signs) },
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.string({ maxLength: 6 }),
);
const anyText = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("").toWellFormed());
const { value: anyValue } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    anyText,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }).map((number) => (Object.is(number, -0) ? 0 : number)),
    fc.boolean(),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.array(fc.tuple(anyText, tie("value")), { maxLength: 3 }).map((entries) => Object.fromEntries(entries) as JsonValue),
  ),
}));

/** Terraform keeps every text in Unicode's composed form (NFC): that alone may differ. Members in one order. */
function composed(value: JsonValue): JsonValue {
  if (typeof value === "string") return value.normalize("NFC");
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(composed);
  const members = Object.entries(value).map(([key, member]) => [key.normalize("NFC"), composed(member)] as const);
  return Object.fromEntries(members.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const module: readonly Block[] = [
  { type: "variable", labels: ["values"], attributes: { type: { kind: "word", value: "any" } } },
  { type: "output", labels: ["values"], attributes: { value: { kind: "expression", value: "var.values" } } },
];

async function throughTerraform(file: string, text: string): Promise<JsonValue> {
  writeFileSync(path.join(folder, file), text);
  const applied = await runTerraform(folder, ["apply", "-auto-approve", "-input=false", "-no-color"]);
  expect(applied.stderr + applied.stdout, file).toContain("Apply complete!");
  const { stdout } = await runTerraform(folder, ["output", "-json", "values"]);
  rmSync(path.join(folder, file));
  return composed(JSON.parse(stdout) as JsonValue);
}

const formats = [
  { name: "JSON", root: "main.tf.json", rootText: renderJson(module), file: "t.auto.tfvars.json", render: renderJsonValues },
  { name: "HCL", root: "main.tf", rootText: renderHcl(module), file: "t.auto.tfvars", render: renderHclValues },
] as const;

describe.skipIf(terraformBinary() === undefined).each(formats)("values of variables as $name", ({ root, rootText, file, render }) => {
  it("reach Terraform unchanged, whatever they hold", { timeout: 120_000 }, async () => {
    writeFileSync(path.join(folder, root), rootText);
    await fc.assert(
      fc.asyncProperty(fc.array(anyValue, { minLength: 60, maxLength: 120 }), async (values) => {
        expect(await throughTerraform(file, render({ values }))).toEqual(composed(values));
      }),
      { numRuns: 8, endOnFailure: true },
    );
    rmSync(path.join(folder, root));
  });
});

describe.skipIf(terraformBinary() === undefined).each([
  { name: "JSON", file: "main.tf.json", render: renderJson },
  { name: "HCL", file: "main.tf", render: renderHcl },
])("texts in places where Terraform evaluates, as $name", ({ file, render }) => {
  it("mean themselves", { timeout: 120_000 }, async () => {
    for (const other of ["main.tf", "main.tf.json"]) rmSync(path.join(folder, other), { force: true });
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { minLength: 100, maxLength: 200 }), async (texts) => {
        const blocks = texts.map((value, index): Block => ({
          type: "output",
          labels: [`o${index}`],
          attributes: { value: { kind: "text", value } },
        }));
        writeFileSync(path.join(folder, file), render(blocks));
        const applied = await runTerraform(folder, ["apply", "-auto-approve", "-input=false", "-no-color"]);
        expect(applied.stderr + applied.stdout).toContain("Apply complete!");
        const { stdout } = await runTerraform(folder, ["output", "-json"]);
        const outputs = JSON.parse(stdout) as Readonly<Record<string, { readonly value: string }>>;
        expect(texts.map((_, index) => outputs[`o${index}`]?.value)).toEqual(texts.map((text) => text.normalize("NFC")));
        rmSync(path.join(folder, file));
      }),
      { numRuns: 4, endOnFailure: true },
    );
  });
});

it.skipIf(terraformBinary() === undefined)("HCL is written as terraform fmt writes it", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyValue, { minLength: 60, maxLength: 120 }), async (values) => {
      const members = Object.fromEntries(values.map((value, index) => [`v${"x".repeat(index % 5)}${index}`, value]));
      writeFileSync(path.join(folder, "f.tfvars"), renderHclValues(members));
      const { stdout, stderr, code } = await runTerraform(folder, ["fmt", "-check", "-diff", "f.tfvars"]);
      expect({ stdout, stderr, code }).toEqual({ stdout: "", stderr: "", code: 0 });
    }),
    { numRuns: 8, endOnFailure: true },
  );
});
