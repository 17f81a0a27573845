import type { Block, ProviderName } from "./schema.ts";
import { isUnknown, type Fields, type WireValue } from "./wire-value.ts";

/** The account, project and subscription that everything belongs to unless the provider's configuration says otherwise. */
export const identity = {
  account: "123456789012",
  region: { aws: "us-east-1", google: "us-central1" },
  project: "double-project",
  subscription: "00000000-0000-0000-0000-000000000000",
  tenant: "11111111-1111-1111-1111-111111111111",
} as const;

/** Attributes that the provider fills in from its own configuration already when it plans. */
export function providerDefaults(provider: ProviderName, block: Block, config: Fields): Fields {
  const inherited = provider === "aws" ? ["region"] : provider === "google" ? ["project", "region", "zone"] : [];
  const known = inherited.map((name): [string, WireValue] => [name, inheritedValue(provider, name, config)]);
  return Object.fromEntries(known.filter(([name, value]) => block.attributes?.[name] && value !== null));
}

/** The region that a resource lies in when it names none; the provider's, or the double's where that is not known either. */
export function regionOf(provider: ProviderName, config: Fields): string {
  const region = config["region"];
  return typeof region === "string" ? region : provider === "google" ? identity.region.google : identity.region.aws;
}

/** The project of google's provider. */
export function projectOf(config: Fields): string {
  return typeof config["project"] === "string" ? config["project"] : identity.project;
}

function inheritedValue(provider: ProviderName, name: string, config: Fields): WireValue {
  const value = config[name] ?? null;
  if (isUnknown(value)) return null;
  if (value !== null) return value;
  if (name === "region") return regionOf(provider, config);
  return name === "project" ? identity.project : null;
}
