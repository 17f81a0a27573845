import type { Block, ModuleInput, ModuleInterface, TerraformAttribute } from "../spec/provision.ts";

/** What a provider is configured with: its argument, and the variables of the module that say it, the first that is there. */
interface Configuration {
  readonly arguments: Readonly<Record<string, readonly string[]>>;
  readonly blocks?: readonly Block[];
}

/** Providers that need more than their defaults and the environment, by source. */
const configurations: Readonly<Record<string, Configuration>> = {
  "hashicorp/aws": { arguments: { region: ["region"] } },
  "hashicorp/google": { arguments: { project: ["project_id", "project"], region: ["region"] } },
  "hashicorp/google-beta": { arguments: { project: ["project_id", "project"], region: ["region"] } },
  "hashicorp/azurerm": {
    arguments: { subscription_id: ["subscription_id"] },
    blocks: [{ type: "features", labels: [], attributes: {} }],
  },
};

/**
 * A block for each provider that the module asks for and does not configure itself: region, project and the like from the
 * module's own variables, so that both always say the same. Credentials are the environment's.
 */
export function providerBlocks(module: ModuleInterface, inputs: readonly ModuleInput[], region: string | undefined): readonly Block[] {
  const given = new Set(inputs.map(({ name }) => name));
  return Object.entries(module.providers)
    .filter(([name]) => !module.configured.includes(name))
    .map(([name, { source }]) => {
      const { arguments: wanted, blocks } = configurations[canonicalSource(source)] ?? { arguments: {} };
      const attributes = Object.entries(wanted).flatMap(([argument, variables]): [string, TerraformAttribute][] => {
        const variable = variables.find((one) => given.has(one));
        if (variable !== undefined) return [[argument, { kind: "expression", value: `var.${variable}` }]];
        return argument === "region" && region !== undefined ? [[argument, { kind: "text", value: region }]] : [];
      });
      return { type: "provider", labels: [name], attributes: Object.fromEntries(attributes), ...(blocks ? { blocks } : {}) };
    });
}

/** What the module block hands in: needed where the module asks for further configurations of a provider, all of them then. */
export function providerMap(module: ModuleInterface): Readonly<Record<string, string>> | undefined {
  const providers = Object.entries(module.providers).filter(([name]) => !module.configured.includes(name));
  if (providers.every(([, { aliases }]) => aliases.length === 0)) return undefined;
  return Object.fromEntries(providers.flatMap(([name, { aliases }]) => [name, ...aliases].map((wanted) => [wanted, name] as const)));
}

/** `hashicorp/aws` for `registry.terraform.io/hashicorp/aws`, in any case. */
function canonicalSource(source: string): string {
  return source.toLowerCase().split("/").slice(-2).join("/");
}
