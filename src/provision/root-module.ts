import type { JsonValue } from "../spec/infrastructure.ts";
import type { Block, ModuleInput, ModuleInterface, TerraformAttribute } from "../spec/provision.ts";
import type { Backend } from "./backend.ts";
import { providerBlocks, providerMap } from "./provider-blocks.ts";
import { onOneLine } from "./type-expression.ts";

/** The module's name in the root module: `module.dativo_runtime`. */
export const moduleName = "dativo_runtime";

/** The output that says whose state it is: `tenant/job/environment`. */
export const ownerOutput = "dativo_job";

/** What a root module is made of. */
export interface RootParts {
  /** `tenant/job/environment`. */
  readonly owner: string;
  readonly source: { readonly source: string; readonly version?: string };
  readonly module: ModuleInterface;
  readonly inputs: readonly ModuleInput[];
  readonly backend: Backend;
  readonly region: string | undefined;
}

/** The root module that calls a job's module: settings, providers, variables, the call, and every output passed on. Pure. */
export function rootModule(parts: RootParts): readonly Block[] {
  const { module, inputs, owner } = parts;
  return [
    settings(parts),
    ...providerBlocks(module, inputs, parts.region),
    ...inputs.map(({ name }) => variableBlock(name, module)),
    moduleCall(parts.source, module, inputs),
    ...Object.entries(module.outputs)
      .filter(([name]) => name !== ownerOutput)
      .map(([name, { sensitive, description }]) => outputBlock(name, sensitive, description)),
    {
      type: "output",
      labels: [ownerOutput],
      attributes: { description: literal("The job that this state belongs to."), value: { kind: "text", value: owner } },
    },
  ];
}

/** A root module that does nothing but name the module, so that Terraform fetches it. */
export function fetchingRoot(source: RootParts["source"]): readonly Block[] {
  return [{ type: "module", labels: [moduleName], attributes: sourceAttributes(source) }];
}

/** The oldest Terraform that everything which is generated works with; OpenTofu counts on from there. */
const oldestTerraform = ">= 1.5";

function settings({ module, backend }: RootParts): Block {
  const providers = Object.entries(module.providers).map(([name, { source }]): [string, TerraformAttribute] => [name, literal({ source })]);
  const required: Block = { type: "required_providers", labels: [], attributes: Object.fromEntries(providers) };
  return {
    type: "terraform",
    labels: [],
    attributes: { required_version: literal(oldestTerraform) },
    blocks: [...(providers.length > 0 ? [required] : []), ...(backend.block ? [backend.block] : [])],
  };
}

function variableBlock(name: string, module: ModuleInterface): Block {
  const { type, sensitive, nullable, description } = module.variables[name]!;
  return {
    type: "variable",
    labels: [name],
    attributes: {
      ...(description === undefined ? {} : { description: literal(description) }),
      ...(type === undefined ? {} : { type: { kind: "word", value: onOneLine(type) } }),
      ...(sensitive ? { sensitive: literal(true) } : {}),
      ...(nullable ? {} : { nullable: literal(false) }),
    },
  };
}

function moduleCall(source: RootParts["source"], module: ModuleInterface, inputs: readonly ModuleInput[]): Block {
  const providers = providerMap(module);
  return {
    type: "module",
    labels: [moduleName],
    attributes: {
      ...sourceAttributes(source),
      ...(providers ? { providers: { kind: "words", value: providers } } : {}),
      ...Object.fromEntries(inputs.map(({ name }) => [name, { kind: "expression", value: `var.${name}` }] as const)),
    },
  };
}

function sourceAttributes({ source, version }: RootParts["source"]): Block["attributes"] {
  return {
    source: literal(source),
    ...(version === undefined ? {} : { version: literal(version) }),
  };
}

function outputBlock(name: string, sensitive: boolean, description: string | undefined): Block {
  return {
    type: "output",
    labels: [name],
    attributes: {
      ...(description === undefined ? {} : { description: literal(description) }),
      value: { kind: "expression", value: `module.${moduleName}.${name}` },
      ...(sensitive ? { sensitive: literal(true) } : {}),
    },
  };
}

function literal(value: JsonValue): TerraformAttribute {
  return { kind: "literal", value };
}
