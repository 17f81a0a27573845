import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseModule } from "../../../scripts/generate/read-module.ts";
import { findInputOffences } from "./common-inputs.ts";
import { findContentOffences } from "./content.ts";
import { show } from "./finding.ts";
import { findMissingFiles } from "./layout.ts";
import { countTaggable, findResourceOffences, type Schemas } from "./resources.ts";
import { calledModule, findThinCallerOffences } from "./thin-callers.ts";
import { findVersionOffences, inRange } from "./versions.ts";

// Each rule must fail on an offence planted in a small module, and stay silent on what resembles one.
const read = (text: string, file = "main.tf") => parseModule(new Map([[file, text]]));

describe("layout", () => {
  let root = "";
  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), "dativo-layout-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));
  function plant(folder: string, files: readonly string[], readme: string): void {
    for (const file of files) {
      mkdirSync(path.dirname(path.join(root, folder, file)), { recursive: true });
      writeFileSync(path.join(root, folder, file), file === "README.md" ? readme : "");
    }
  }
  const five = ["main.tf", "variables.tf", "outputs.tf", "versions.tf", "README.md"];
  const readme = "<!-- BEGIN INPUTS -->\n<!-- END INPUTS -->\n<!-- BEGIN OUTPUTS -->\n<!-- END OUTPUTS -->\n## Upgrading\n";

  test("a whole module and a thin caller have nothing to mend", () => {
    plant("terraform/modules/a", [...five, "examples/minimal/main.tf", "examples/complete/main.tf", "tests/a.tftest.hcl"], readme);
    plant("terraform/aws/b", five, readme);
    expect(findMissingFiles(root, "terraform/modules/a")).toEqual([]);
    expect(findMissingFiles(root, "terraform/aws/b")).toEqual([]);
  });
  test("a missing file, example and test is named; so is a gap of the README", () => {
    plant(
      "terraform/modules/a",
      ["main.tf", "variables.tf", "outputs.tf", "README.md", "tests/notes.md"],
      readme.replace("## Upgrading", ""),
    );
    expect(show(findMissingFiles(root, "terraform/modules/a"))).toEqual([
      "terraform/modules/a/README.md: lacks the line `## Upgrading`",
      "terraform/modules/a: has no examples/complete/main.tf",
      "terraform/modules/a: has no examples/minimal/main.tf",
      "terraform/modules/a: has no tests/*.tftest.hcl",
      "terraform/modules/a: has no versions.tf",
    ]);
    plant("terraform/aws/b", ["main.tf"], "");
    expect(findMissingFiles(root, "terraform/aws/b")).toHaveLength(4);
  });
});

describe("content", () => {
  const offences = async (text: string) => show(findContentOffences("m", await read(text)));
  test.each([
    [
      "a provider block",
      'provider "aws" {\n  region = "x"\n}',
      "m/main.tf: has a provider block: a module takes its providers from its caller",
    ],
    ["a timestamp", "locals {\n  now = timestamp()\n}", "m/main.tf: calls a function that gives another value at each plan"],
    ["a uuid in a text", 'locals {\n  id = "a-${uuid()}"\n}', "m/main.tf: calls a function that gives another value at each plan"],
    ["a random resource", 'resource "random_id" "a" {}', "m/main.tf: uses a helper provider"],
    ["a removed block", "removed {\n  from = aws_x.y\n}", "m/main.tf: has a block that is newer than Terraform 1.5"],
    [
      "a provider's function",
      "locals {\n  a = provider::aws::arn_parse(var.x)\n}",
      "m/main.tf: calls a provider's function, which needs Terraform 1.8",
    ],
    ["a new function", "locals {\n  a = issensitive(1)\n}", "m/main.tf: calls a function that is newer than Terraform 1.5"],
    ["no description", 'variable "a" {\n  type = string\n}', "m: variable a has no description"],
    ["a blank description", 'variable "a" {\n  type = string\n  description = " "\n}', "m: variable a has no description"],
    ["no type", 'variable "a" {\n  description = "A."\n}', "m: variable a has no type"],
    ["an output of which nothing is said", 'output "a" {\n  value = 1\n}', "m: output a has no description"],
    [
      "a validation that reads another variable",
      'variable "a" {\n  type = number\n  description = "A."\n  validation {\n    condition = var.a < var.b\n    error_message = "no"\n  }\n}',
      "m: the validation of a reads var.b, which needs Terraform 1.9: use a precondition",
    ],
  ])("%s is found", async (_, text, expected) => expect(await offences(text)).toEqual([expected]));

  test("what resembles an offence is none", async () => {
    const text = [
      "# timestamp() and uuid() are refused",
      'variable "a" {\n  type = string\n  description = "Like uuid() or provider::x."\n  validation {\n    condition = var.a != ""\n    error_message = "no"\n  }\n}',
      'locals {\n  required_provider = "provider"\n  to_timestamp = "timestamp()"\n  escaped = "$${uuid()}"\n}',
      'resource "aws_x" "random_name" {\n  import_mode = "x"\n  action {\n    type = "Delete"\n  }\n}',
    ].join("\n");
    expect(await offences(text)).toEqual([]);
  });
});

describe("versions", () => {
  const held = { aws: ["5.100.0", "6.45.0"] };
  const file = (version: string, required = ">= 1.5", source = "hashicorp/aws") =>
    `terraform {\n  required_version = "${required}"\n  required_providers {\n    aws = {\n      source = "${source}"\n      version = "${version}"\n    }\n  }\n}`;
  const offences = async (text: string, more = "") =>
    show(
      findVersionOffences(
        "m",
        await parseModule(
          new Map([
            ["versions.tf", text],
            ["main.tf", more],
          ]),
        ),
        held,
      ),
    );

  test("a range from the older to the newer major is right", async () => expect(await offences(file(">= 5.100, < 7.0"))).toEqual([]));
  test.each([
    ["one major only", file("~> 6.45"), 'm/versions.tf: aws "~> 6.45" leaves out 5.100.0'],
    ["no upper bound", file(">= 5.100"), 'm/versions.tf: aws ">= 5.100" admits 7.0.0, which nothing was tried with'],
    ["no lower bound", file("< 7.0"), 'm/versions.tf: aws "< 7.0" admits 4.99.0, which nothing was tried with'],
    ["a newer Terraform", file(">= 5.100, < 7.0", ">= 1.9"), 'm/versions.tf: must say required_version = ">= 1.5"'],
    ["another source", file(">= 5.100, < 7.0", ">= 1.5", "acme/aws"), 'm/versions.tf: must say source = "hashicorp/aws"'],
    ["nothing", 'terraform {\n  required_version = ">= 1.5"\n}', "m/versions.tf: names no provider"],
  ])("%s is found", async (_, text, expected) => expect(await offences(text)).toEqual([expected]));
  test("a provider that is used and not named is found", async () => {
    expect(await offences(file(">= 5.100, < 7.0"), 'resource "google_x" "a" {}\nresource "terraform_data" "b" {}')).toEqual([
      "m/versions.tf: uses resources of google and does not name it",
    ]);
  });
  test("ranges are read as Terraform reads them", () => {
    expect(["5.100.0", "5.99.9", "6.0.0"].map((version) => inRange(version, "~> 5.100"))).toEqual([true, false, false]);
    expect(["5.100.3", "5.101.0"].map((version) => inRange(version, "~> 5.100.1"))).toEqual([true, false]);
    expect(["1.2.3", "1.2.4"].map((version) => inRange(version, "= 1.2.3, != 1.2.4"))).toEqual([true, false]);
    expect(inRange("1.0.0", "nonsense")).toBe(false);
  });
});

describe("resources", () => {
  const tags = { type: ["map", "string"], optional: true };
  const schemas: Schemas = {
    resource: {
      aws_a: { attributes: { tags, tags_all: { type: ["map", "string"], optional: true } } },
      aws_task: { block_types: { target: { block: { attributes: { tags, propagate_tags: { type: "string", optional: true } } } } } },
      google_b: { attributes: { tags } },
      aws_untaggable: { attributes: { tags: { type: ["list", "string"], optional: true } } },
      google_container_node_pool: { block_types: { node_config: { block: { attributes: { labels: tags, resource_labels: tags } } } } },
      kubernetes_x: {
        block_types: { metadata: { block: { attributes: { labels: tags } } }, spec: { block: { attributes: { labels: tags } } } },
      },
      kubernetes_manifest: {},
    },
    data: { aws_a: {} },
  };
  const offences = async (text: string) => show(findResourceOffences("m", await read(text), schemas));
  test.each([
    ["a type of which no schema is held", 'resource "aws_z" "a" {}', "m: aws_z.a: is of a type that no schema is held of"],
    ["such a data source", 'data "aws_z" "a" {}', "m: data.aws_z.a: is of a type that no schema is held of"],
    ["no tags", 'resource "aws_a" "a" {}', "m: aws_a.a: leaves tags empty"],
    ["empty tags", 'resource "aws_a" "a" {\n  tags = {}\n}', "m: aws_a.a: leaves tags empty"],
    ["null for tags", 'resource "aws_a" "a" {\n  tags = null\n}', "m: aws_a.a: leaves tags empty"],
    ["a computed value", 'resource "aws_a" "a" {\n  tags = { arn = aws_b.x.arn }\n}', "m: aws_a.a: fills tags from a resource"],
    [
      "a nested block without",
      'resource "google_container_node_pool" "a" {\n  node_config {}\n}',
      "m: google_container_node_pool.a: leaves node_config.resource_labels empty",
    ],
    [
      "a dynamic block without",
      'resource "aws_task" "a" {\n  dynamic "target" {\n    for_each = [1]\n    content {}\n  }\n}',
      "m: aws_task.a: leaves target.tags empty",
    ],
    [
      "a manifest without labels",
      'resource "kubernetes_manifest" "a" {\n  manifest = { kind = "X" }\n}',
      "m: kubernetes_manifest.a: has no labels in its manifest",
    ],
  ])("%s is found", async (_, text, expected) => expect(await offences(text)).toEqual([expected]));

  test("what is tagged, cannot be, or is not there is left alone; what is taggable is counted", async () => {
    const text = [
      'resource "aws_a" "a" {\n  tags = local.tags\n}',
      'resource "aws_task" "a" {}',
      'resource "aws_task" "b" {\n  target {\n    propagate_tags = "TASK_DEFINITION"\n  }\n}',
      'resource "aws_untaggable" "a" {}',
      'resource "google_b" "a" {}',
      'resource "kubernetes_x" "a" {\n  metadata {\n    labels = local.labels\n  }\n  spec {}\n}',
      'resource "terraform_data" "a" {}',
      'data "aws_a" "a" {}',
    ].join("\n");
    expect(await offences(text)).toEqual([]);
    expect(countTaggable(await read(text), schemas)).toEqual({ declared: 6, taggable: 3 });
  });
});

describe("common inputs", () => {
  test("what is missing, of another type, or required against the convention is found", async () => {
    const text = [
      'variable "job_metadata" {\n  type = map(any)\n  default = {}\n}',
      'variable "tags" {\n  type = map(string)\n}',
      'variable "region" {\n  type = string\n  default = "x"\n}',
    ].join("\n");
    const found = show(findInputOffences("m", "aws_emr", await read(text)));
    expect(found).toEqual([
      "m: has no variable default_tags",
      "m: has no variable log_retention_days",
      "m: has no variable name_prefix",
      "m: has no variable runtime_type",
      "m: job_metadata must be a map(string), not map(any)",
      "m: tags must not be required",
    ]);
    expect(show(findInputOffences("m", "azure_container_apps", await read(text)))).not.toContain("m: has no variable schedule_timezone");
    expect(show(findInputOffences("m", "gcp_gke", await read(text)))).toEqual(
      expect.arrayContaining(["m: has no variable schedule_timezone", "m: has no variable project_id"]),
    );
  });
});

describe("thin callers", () => {
  const module =
    'variable "a" {\n  type = string\n  default = "1"\n}\nvariable "b" {\n  type = number\n}\noutput "x" {\n  value = 1\n}\noutput "y" {\n  value = 2\n}';
  const caller =
    'variable "a" {\n  type = string\n  default = "1"\n}\nvariable "b" {\n  type = number\n}\nmodule "m" {\n  source = "../../modules/m"\n  a = var.a\n  b = var.b\n}\noutput "x" {\n  value = module.m.x\n}\noutput "y" {\n  value = module.m.y\n}';
  const offences = async (text: string) => show(findThinCallerOffences("t", await read(text), await read(module)));

  test("one that passes everything on is right", async () => {
    expect(await offences(caller)).toEqual([]);
    expect(calledModule(await read(caller))).toBe("../../modules/m");
    expect(calledModule(await read(module))).toBeUndefined();
  });
  test.each([
    [
      "a variable that is lost",
      caller.replace('variable "b" {\n  type = number\n}\n', "").replace("  b = var.b\n", ""),
      "t: lacks the variable b",
    ],
    ["a variable that is not passed on", caller.replace("  b = var.b\n", ""), "t: does not pass b on"],
    ["a variable that is passed as another", caller.replace("b = var.b", "b = var.a"), "t: does not pass b on"],
    ["another default", caller.replace('"1"', '"2"'), "t: its variable a is not that of the module"],
    ["a variable of its own", `${caller}\nvariable "c" {\n  type = string\n}`, "t: has a variable c of its own"],
    ["an output that is lost", caller.replace('output "y" {\n  value = module.m.y\n}', ""), "t: does not return y"],
    ["an output of another", caller.replace("value = module.m.y", "value = module.m.x"), "t: does not return y"],
    [
      "an output that is hidden",
      caller.replace("value = module.m.y", "value = module.m.y\n  sensitive = true"),
      "t: its output y differs in being sensitive",
    ],
  ])("%s is found", async (_, text, expected) => expect(await offences(text)).toEqual([expected]));
});
