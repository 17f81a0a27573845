import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import type { ProviderTags, TagSlot } from "../../src/provision/audit/tag-slot.ts";
import { otherProviders, providerRules, type ProviderRule } from "./tag-exceptions.ts";

/** Where the schemas lie, in the shape of `terraform providers schema -json`. */
const schemaFiles = "test/provider-double/schemas/*.json";

interface Block {
  readonly attributes?: Readonly<Record<string, { readonly type?: unknown; readonly optional?: boolean; readonly required?: boolean }>>;
  readonly block_types?: Readonly<Record<string, { readonly block: Block }>>;
}

interface ProviderSchema {
  readonly resource_schemas: Readonly<Record<string, { readonly block: Block }>>;
}

/** Source text of taggable-types.gen.ts: for each provider and resource type the places where tags stand. */
export function renderTaggableTypes(root: string): string {
  const entries = Object.entries(readTaggableTypes(readSchemas(root))).map(([provider, { style, types, reasons = {} }]) => [
    `  ${JSON.stringify(provider)}: {`,
    `    style: ${JSON.stringify(style)},`,
    "    types: {",
    ...Object.entries(types).map(([type, slots]) => `      ${type}: ${JSON.stringify(slots)},`),
    "    },",
    "    reasons: {",
    ...Object.entries(reasons).map(([type, reason]) => `      ${type}: ${JSON.stringify(reason)},`),
    "    },",
    "  },",
  ]);
  return [
    "// Written by `npm run generate` from the providers' schemas and scripts/generate/tag-exceptions.ts. Do not edit.",
    'import type { ProviderTags } from "./tag-slot.ts";',
    "",
    "/** Where tags stand, by namespace and name of the provider and by resource type. */",
    "export const taggableTypes: Readonly<Record<string, ProviderTags>> = {",
    ...entries.flat(),
    "};",
    "",
  ].join("\n");
}

/** Each schema with the provider that it is of, by namespace and name; a provider comes once per version. */
export function readSchemas(root: string): readonly (readonly [provider: string, schema: ProviderSchema])[] {
  return globSync(schemaFiles, { cwd: root })
    .sort()
    .flatMap((file) => {
      const text = readFileSync(path.join(root, file), "utf8");
      const { provider_schemas } = JSON.parse(text) as { provider_schemas: Readonly<Record<string, ProviderSchema>> };
      return Object.entries(provider_schemas).map(([address, schema]) => [address.split("/").slice(-2).join("/"), schema] as const);
    });
}

/** Throws where two versions of a provider place the tags of a type differently: that wants a decision. */
export function readTaggableTypes(schemas: ReturnType<typeof readSchemas>): Readonly<Record<string, ProviderTags>> {
  const known = Object.entries(providerRules).map(([provider, rule]): [string, ProviderTags] => {
    const versions = schemas.filter(([name]) => name === provider).map(([, schema]) => slotsOfAll(schema, rule));
    const types = versions.reduce((all, more) => join(all, more), {});
    for (const [type, slots] of Object.entries(rule.more)) types[type] = override(types[type] ?? [], slots);
    return [provider, { style: rule.style, types: sorted(types), reasons: sorted(rule.reasons) }];
  });
  return sorted(Object.fromEntries([...known, ...Object.entries(otherProviders)]));
}

type Types = Record<string, readonly TagSlot[]>;

function slotsOfAll({ resource_schemas }: ProviderSchema, rule: ProviderRule): Types {
  return Object.fromEntries(Object.entries(resource_schemas).map(([type, { block }]) => [type, slotsOf(block, rule, [])]));
}

function slotsOf(block: Block, rule: ProviderRule, at: readonly string[]): readonly TagSlot[] {
  const attributes = block.attributes ?? {};
  const own = Object.entries(attributes)
    .filter(([name, { type, optional, required }]) => isTagMap([...at, name], type, rule) && (optional || required))
    .map(([name]): TagSlot => {
      const merged = rule.merged !== undefined && rule.merged in attributes ? { merged: rule.merged } : {};
      return { path: [...at, name], ...merged, ...optionalPart([...at, name], rule) };
    });
  const inside = Object.entries(block.block_types ?? {}).flatMap(([name, nested]) => slotsOf(nested.block, rule, [...at, name]));
  return [...own, ...inside];
}

/** Where the name of tags is longer than one word (`metadata.labels`), all of it has to be there. */
function optionalPart(at: readonly string[], rule: ProviderRule): { readonly optional?: number } {
  const words = rule.names.find((name) => isNamed(at, name))!.split(".").length;
  return words === 1 ? {} : { optional: at.length - words };
}

function isNamed(at: readonly string[], name: string): boolean {
  return `.${at.join(".")}`.endsWith(`.${name}`);
}

/** The type matters: network tags of Google and list-like tags of Azure have the same names. */
function isTagMap(at: readonly string[], type: unknown, rule: ProviderRule): boolean {
  const named = rule.names.some((name) => isNamed(at, name));
  return named && JSON.stringify(type) === '["map","string"]' && !rule.ignored.test(at.join("."));
}

function join(all: Types, more: Types): Types {
  for (const [type, slots] of Object.entries(more)) {
    const before = all[type];
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(slots))
      throw new Error(`the versions place the tags of ${type} differently: say in tag-exceptions.ts what holds`);
  }
  return { ...all, ...more };
}

function override(slots: readonly TagSlot[], more: readonly TagSlot[]): readonly TagSlot[] {
  const place = (slot: TagSlot): string => slot.path.join(".");
  const replaced = new Set(more.map(place));
  return [...slots.filter((slot) => !replaced.has(place(slot))), ...more];
}

function sorted<T>(entries: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
}
