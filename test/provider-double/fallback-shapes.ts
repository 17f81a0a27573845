import type { ProviderName } from "./schema.ts";

/**
 * Shapes of attributes by type of resource: texts with `{variables}`, which are arguments of the resource, attributes that stand
 * before in the same shape, and account, subscription, tenant, region, project, name, namespace, hash, hex17, upper, digits, uuid.
 */
export type Shapes = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Shapes for types that have none of their own, and for the attributes that theirs leave out. */
export function fallbackShapes(provider: ProviderName, type: string): Readonly<Record<string, string>> {
  const words = type.split("_").slice(1);
  const [service = "", ...rest] = words;
  const kind = rest.join("-") || service;
  if (provider === "aws") {
    return { name: "{name}", bucket: "{name}", arn: `arn:aws:${service}:{region}:{account}:${kind}/{name}`, id: "{name}" };
  }
  if (provider === "google") {
    const id = `projects/{project}/locations/{region}/${camel(rest)}s/{name}`;
    return { name: "{name}", id, self_link: `https://${service}.googleapis.com/v1/${id}`, deletion_policy: "DELETE" };
  }
  if (provider === "azurerm") {
    const group = "/subscriptions/{subscription}/resourceGroups/{resource_group_name}";
    return { id: `${group}/providers/Microsoft.${pascal([service])}/${camel(rest.length > 0 ? rest : [service])}s/{name}` };
  }
  return { id: "{namespace}/{name}" };
}

function camel(words: readonly string[]): string {
  return words.map((word, at) => (at === 0 ? word : pascal([word]))).join("");
}

function pascal(words: readonly string[]): string {
  return words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join("");
}
