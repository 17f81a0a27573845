import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findStale, writeGenerated } from "./generated-files.ts";
import { fill, inputTable, moduleFolders, outputTable, renderModuleReadmes } from "./module-docs.ts";
import { parseModule } from "./read-module.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "dativo-modules-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function addFile(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

const variables = `
variable "zone" {
  description = "Either a | or b."
  type        = string
  default     = "a|b"
}
variable "rules" {
  type = list(object({
    cidr  = string # where to
    ports = list(number)
  }))
  default = [{ cidr = "0.0.0.0/0", ports = [443] }]
}
variable "region" {
  description = "Region."
  type        = string
}
variable "nothing" {
  description = "Null."
  type        = number
  default     = null
}
`;

test("inputs: required first, otherwise as written; types on one line, defaults as values, bars escaped", async () => {
  const { variables: read } = await parseModule(new Map([["variables.tf", variables]]));
  expect(inputTable(read).split("\n")).toEqual([
    "| name | type | default | required | description |",
    "|---|---|---|---|---|",
    "| `region` | `string` |  | yes | Region. |",
    '| `zone` | `string` | `"a\\|b"` | no | Either a \\| or b. |',
    '| `rules` | `list(object({ cidr = string, ports = list(number) }))` | `[{"cidr":"0.0.0.0/0","ports":[443]}]` | no |  |',
    "| `nothing` | `number` | `null` | no | Null. |",
  ]);
});

test("outputs: as written, sensitive ones say so", async () => {
  const { outputs } = await parseModule(
    new Map([
      [
        "outputs.tf",
        'output "b" {\n  description = "B."\n  value = 1\n}\noutput "a" {\n  value = 2\n  sensitive = true\n description = "A."\n}\n',
      ],
    ]),
  );
  expect(outputTable(outputs).split("\n").slice(2)).toEqual(["| `b` | B. |", "| `a` | A. (sensitive) |"]);
});

test("only what stands between the markers is replaced", () => {
  const text = "# Mine\n<!-- BEGIN INPUTS -->\nold\n<!-- END INPUTS -->\nkept\n<!-- BEGIN OUTPUTS -->\n<!-- END OUTPUTS -->\nend\n";
  expect(fill(fill(text, "INPUTS", "new"), "OUTPUTS", "$& more")).toBe(
    "# Mine\n<!-- BEGIN INPUTS -->\nnew\n<!-- END INPUTS -->\nkept\n<!-- BEGIN OUTPUTS -->\n$& more\n<!-- END OUTPUTS -->\nend\n",
  );
  expect(fill("no markers", "INPUTS", "new")).toBe("no markers");
  expect(fill("<!-- END INPUTS --><!-- BEGIN INPUTS -->", "INPUTS", "new")).toBe("<!-- END INPUTS --><!-- BEGIN INPUTS -->");
});

test("modules and thin callers are found by their folders; a changed variable makes the README stale", async () => {
  const readme = "<!-- BEGIN INPUTS -->\n<!-- END INPUTS -->\n<!-- BEGIN OUTPUTS -->\n<!-- END OUTPUTS -->\n";
  addFile("terraform/modules/one/variables.tf", variables);
  addFile("terraform/modules/one/README.md", readme);
  addFile("terraform/aws/thin/variables.tf", variables);
  addFile("terraform/modules/one/examples/minimal/variables.tf", variables);
  addFile("terraform/modules/no-readme/variables.tf", variables);
  expect(moduleFolders(root)).toEqual(["terraform/aws/thin", "terraform/modules/no-readme", "terraform/modules/one"]);

  writeGenerated(root, await renderModuleReadmes(root), []);
  expect(readFileSync(path.join(root, "terraform/modules/one/README.md"), "utf8")).toContain("| `region` | `string` |  | yes | Region. |");
  expect(findStale(root, await renderModuleReadmes(root), [])).toEqual([]);

  addFile("terraform/modules/one/variables.tf", variables.replace("Region.", "Where."));
  expect(findStale(root, await renderModuleReadmes(root), [])).toEqual([{ file: "terraform/modules/one/README.md", problem: "differs" }]);
});

test("a syntax error names the file, the line and the column", async () => {
  await expect(parseModule(new Map([["broken.tf", 'variable "a" {\n  type = \n}\n']]))).rejects.toThrow(/broken\.tf:2/);
});
