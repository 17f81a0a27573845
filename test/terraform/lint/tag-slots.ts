/** A type as terraform writes it in JSON. */
type CtyType = string | readonly unknown[];

/** As much of a schema's block as this lint reads. */
export interface SchemaBlock {
  readonly attributes?: Readonly<Record<string, { readonly type: CtyType; readonly optional?: boolean; readonly required?: boolean }>>;
  readonly block_types?: Readonly<Record<string, { readonly block: SchemaBlock }>>;
}

/** A place for tags: names of nested blocks, then the attribute's. */
export type TagSlot = readonly string[];

/** What the attribute is called, by the first word of the type. What Google calls tags belongs to networks and to access policies. */
const names: Readonly<Record<string, readonly string[]>> = {
  aws: ["tags"],
  azurerm: ["tags"],
  google: ["labels", "resource_labels", "user_labels"],
  kubernetes: ["labels"],
};

/** Places that look like tags and are none: filters, and labels that Kubernetes puts on nodes. */
const noSlots: readonly RegExp[] = [
  /^google_container_(cluster|node_pool)\..*node_config\.labels$/,
  /\.(filter|and|budget_filter|filter_expression|replication_configuration|override_provider|soa_record)\./,
  /^kubernetes_.*\.volume_claim_template\./,
];

/** Every place for tags that the schema of a type has. */
export function tagSlots(type: string, schema: SchemaBlock): readonly TagSlot[] {
  const wanted = names[type.split("_")[0] ?? ""] ?? [];
  return walk(schema, [], wanted).filter((slot) => {
    const place = [type, ...slot].join(".");
    const inKubernetes = type.startsWith("kubernetes_");
    return !noSlots.some((pattern) => pattern.test(place)) && (!inKubernetes || slot.at(-2) === "metadata");
  });
}

function walk(block: SchemaBlock, path: TagSlot, wanted: readonly string[]): readonly TagSlot[] {
  const own = Object.entries(block.attributes ?? {})
    .filter(([name, { type, optional, required }]) => wanted.includes(name) && (optional === true || required === true) && holdsTags(type))
    .map(([name]) => [...path, name]);
  const deeper = Object.entries(block.block_types ?? {}).flatMap(([name, child]) => walk(child.block, [...path, name], wanted));
  return [...own, ...deeper];
}

/** `map(string)`, or a collection of such maps. `set(string)`, as of network tags, is none. */
function holdsTags(type: CtyType): boolean {
  if (!Array.isArray(type)) return false;
  const [kind, element] = type as unknown as readonly [string, CtyType];
  return kind === "map" ? element === "string" : (kind === "set" || kind === "list") && holdsTags(element);
}
