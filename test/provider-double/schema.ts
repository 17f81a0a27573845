import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { completeSchema } from "./complete-schema.ts";

const folder = path.join(import.meta.dirname, "schemas");

/** The providers whose schemas are held here, all of registry namespace `hashicorp`. */
export const providerNames = ["aws", "google", "azurerm", "kubernetes"] as const;

/** One of the held providers. */
export type ProviderName = (typeof providerNames)[number];

/** The versions whose schema terraform printed from the provider itself, so that every flag is exact. */
const printed: Readonly<Record<ProviderName, string>> = { aws: "5.100.0", google: "7.45.0", azurerm: "5.2.0", kubernetes: "3.2.1" };

/** Which version of which provider is wanted; a provider that is left out is not served. */
export type ProviderVersions = Readonly<Partial<Record<ProviderName, string>>>;

/** A type as terraform writes it in JSON: `"string"`, `["map", "string"]`, `["object", {...}]`. */
export type CtyType = string | readonly ["list" | "set" | "map", CtyType] | readonly ["object", Readonly<Record<string, CtyType>>];

/** One argument or attribute. */
export interface Attribute {
  readonly type: CtyType;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  readonly deprecated?: boolean;
  readonly write_only?: boolean;
}

/** A block inside of a block. */
export interface NestedBlock {
  readonly nesting_mode: "single" | "group" | "list" | "set" | "map";
  readonly block: Block;
  readonly min_items?: number;
  readonly max_items?: number;
}

/** What a resource, a data source or a provider is made of. */
export interface Block {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly block_types?: Readonly<Record<string, NestedBlock>>;
  readonly deprecated?: boolean;
}

/** The schema of one type. */
export interface TypeSchema {
  readonly version: number;
  readonly block: Block;
}

/** One provider in the shape of `terraform providers schema -json`. */
export interface ProviderSchema {
  readonly provider: TypeSchema;
  readonly resource_schemas: Readonly<Record<string, TypeSchema>>;
  readonly data_source_schemas: Readonly<Record<string, TypeSchema>>;
}

/** The address under which modules ask for a provider. */
export function providerAddress(name: ProviderName): string {
  return `registry.terraform.io/hashicorp/${name}`;
}

/** The held versions of a provider, oldest first. */
export function heldVersions(name: ProviderName): readonly string[] {
  const held = readdirSync(folder).flatMap((file) => (file.startsWith(`${name}-`) && file.endsWith(".json") ? [file] : []));
  return held.map((file) => file.slice(name.length + 1, -".json".length)).sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/** Every provider in its newest held version, or in its oldest. */
export function allVersions(which: "newest" | "oldest" = "newest"): Readonly<Record<ProviderName, string>> {
  const pick = (name: ProviderName) => heldVersions(name).at(which === "newest" ? -1 : 0) ?? "";
  return { aws: pick("aws"), google: pick("google"), azurerm: pick("azurerm"), kubernetes: pick("kubernetes") };
}

/** Reads the schema of one version. Throws with the held versions when it is not among them. */
export function readSchema(name: ProviderName, version: string): ProviderSchema {
  if (!heldVersions(name).includes(version)) throw new Error(`no schema of ${name} ${version}; held are ${heldVersions(name).join(", ")}`);
  const schema = parseSchema(name, version);
  return version === printed[name] ? schema : completeSchema(schema, parseSchema(name, printed[name]));
}

function parseSchema(name: ProviderName, version: string): ProviderSchema {
  const file = path.join(folder, `${name}-${version}.json`);
  const parsed = JSON.parse(readFileSync(file, "utf8")) as { readonly provider_schemas: Readonly<Record<string, ProviderSchema>> };
  const schema = parsed.provider_schemas[providerAddress(name)];
  if (!schema) throw new Error(`${file} does not hold ${providerAddress(name)}`);
  return schema;
}
