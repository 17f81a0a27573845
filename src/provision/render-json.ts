import type { JsonValue } from "../spec/infrastructure.ts";
import { quote } from "./render-hcl.ts";
import type { Block, TerraformAttribute } from "../spec/provision.ts";

/** Renders blocks in Terraform's JSON syntax: types, then labels, in the order given. The comment goes under `//`, which Terraform skips. */
export function renderJson(blocks: readonly Block[], comment?: string): string {
  const head = comment === undefined ? {} : { "//": comment };
  return `${JSON.stringify({ ...head, ...blocksValue(blocks) }, undefined, 2)}\n`;
}

/** Renders values of variables (`*.tfvars.json`), which Terraform takes as they stand. */
export function renderJsonValues(values: Readonly<Record<string, JsonValue>>): string {
  return `${JSON.stringify(values, undefined, 2)}\n`;
}

type Tree = { [key: string]: Tree | JsonValue };

function blocksValue(blocks: readonly Block[]): Tree {
  const tree: Tree = {};
  for (const block of blocks) {
    let place = tree;
    for (const step of [block.type, ...block.labels].slice(0, -1)) place = (place[step] ??= {}) as Tree;
    place[block.labels.at(-1) ?? block.type] = bodyValue(block);
  }
  return tree;
}

function bodyValue({ attributes, blocks = [] }: Block): Tree {
  const members = Object.entries(attributes).map(([name, attribute]) => [name, attributeValue(attribute)] as const);
  return { ...Object.fromEntries(members), ...blocksValue(blocks) };
}

function attributeValue(attribute: TerraformAttribute): JsonValue {
  switch (attribute.kind) {
    case "literal":
    case "word":
    case "words":
      return attribute.value;
    case "text":
      return escapeTemplate(attribute.value);
    case "expression":
      return `\${${attribute.value}}`;
  }
}

/** Text that would begin an expression, or with a mark that Terraform skips, is written as an expression that is a quoted text. */
function escapeTemplate(text: string): string {
  return /[$%]\{|^\ufeff/.test(text) ? `\${${quote(text)}}` : text;
}
