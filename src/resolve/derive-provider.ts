import type { Infrastructure, InfrastructureProvider } from "../spec/infrastructure.ts";

/** Texts that tell a cloud, in the block or in the job's source and target. */
const evidence: readonly (readonly [InfrastructureProvider, RegExp])[] = [
  ["aws", /\barn:aws|amazonaws\.com|\bs3a?:\/\/|\b(vpc|subnet|sg)-[0-9a-z]/],
  ["gcp", /\bgs:\/\/|\bprojects\/[^/"]+\/(global|regions|locations|zones)\b|\.pkg\.dev\/|\bgcr\.io\//],
  ["azure", /\/subscriptions\/|\.azurecr\.io|\babfss?:\/\/|\.(blob|dfs)\.core\.windows\.net/],
  ["databricks", /\.(cloud\.databricks|azuredatabricks|gcp\.databricks)\.(com|net)/],
];
const regions: readonly (readonly [InfrastructureProvider, RegExp])[] = [
  ["aws", /^[a-z]{2}(-[a-z]+)+-\d$/],
  ["gcp", /^[a-z]+-[a-z]+\d+$/],
  ["azure", /^[a-z]+\d?$/],
];
const machines: readonly (readonly [InfrastructureProvider, RegExp])[] = [
  ["aws", /^[a-z]+\d[a-z0-9-]*\.[a-z0-9]+$/],
  ["gcp", /^[a-z]\d[a-z]?-/],
  ["azure", /^Standard_/],
];

/**
 * Where a job's resources are, when the block does not say: what the runtime can be at, narrowed by the region, by ARNs, URLs and
 * names of machines in the block, and by the job's own source and target. Pure.
 */
export function deriveProvider(
  block: Infrastructure,
  allowed: readonly InfrastructureProvider[] | undefined,
  around: unknown,
): InfrastructureProvider | undefined {
  if (allowed?.length === 1) return allowed[0];
  const machine = block.runtime.compute?.instance_type;
  const found = [
    block.region && told(regions, block.region),
    told(evidence, JSON.stringify(block)),
    machine && told(machines, machine),
    told(evidence, JSON.stringify(around ?? "")),
  ].find((one) => one && (allowed === undefined || allowed.includes(one)));
  return found || allowed?.[0];
}

function told(signs: readonly (readonly [InfrastructureProvider, RegExp])[], text: string): InfrastructureProvider | undefined {
  return signs.find(([, sign]) => sign.test(text))?.[0];
}

/** The region that identifiers of the block tell, when the block does not say: of an ARN, a registry of images, a subnetwork. */
export function deriveRegion(block: Infrastructure): string | undefined {
  const named = block.resource_identifiers["region"];
  if (typeof named === "string" && !named.includes("{")) return named;
  const text = JSON.stringify(block);
  const signs = [
    /\barn:aws[a-z-]*:[a-z0-9-]+:([a-z]{2}(?:-[a-z]+)+-\d):/,
    /\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com/,
    /\/(?:regions|locations)\/([a-z]+-[a-z]+\d+)\b/,
  ];
  return signs.map((sign) => sign.exec(text)?.[1]).find((one) => one !== undefined);
}
