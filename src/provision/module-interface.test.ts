import { expect, test } from "vitest";
import { readModuleInterface } from "./module-interface.ts";

test("variables, outputs, providers and what the module asks for, of HCL and JSON; overrides last", async () => {
  const module = await readModuleInterface([
    { name: "a_override.tf", text: 'variable "size" {\n  default = 4\n}\n' },
    {
      name: "main.tf",
      text: [
        'variable "size" {\n  description = "Say $${size}."\n  type = number\n  nullable = false\n}',
        'variable "bare" {}',
        'output "id" {\n  value = "x"\n  sensitive = true\n}',
        'terraform {\n  required_version = ">= 1.5"\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n      version = ">= 5"\n      configuration_aliases = [aws.other]\n    }\n    old = "~> 2"\n  }\n}',
        'provider "old" {}',
        'module "inner" {\n  source = "../inner"\n}',
        'module "outer" {\n  source = "acme/x/aws"\n}',
      ].join("\n"),
    },
    {
      name: "more.tf.json",
      text: '{"variable": {"tags": {"type": "map(string)", "default": {}, "sensitive": true}}, "output": {"b": {"value": 1}}}',
    },
  ]);
  expect(module).toEqual({
    variables: {
      bare: { required: true, sensitive: false, nullable: true },
      size: { type: "number", required: false, sensitive: false, nullable: false, description: "Say ${size}." },
      tags: { type: "map(string)", required: false, sensitive: true, nullable: true },
    },
    outputs: { b: { sensitive: false }, id: { sensitive: true } },
    providers: {
      aws: { source: "hashicorp/aws", version: ">= 5", aliases: ["aws.other"] },
      old: { source: "hashicorp/old", version: "~> 2", aliases: [] },
    },
    configured: ["old"],
    folders: ["../inner"],
    required_version: ">= 1.5",
  });
});

test("a file that is broken is named with line and column", async () => {
  const text = 'variable "x" {\n  type = \n}\n';
  await expect(readModuleInterface([{ name: "mod/main.tf", text }])).rejects.toThrow(
    "the module cannot be read: mod/main.tf:2:10: Invalid expression",
  );
  await expect(readModuleInterface([{ name: "x.tf.json", text: "{" }])).rejects.toThrow("x.tf.json is not JSON");
});
