import type { Contract, ContractFacts, Finops } from "../spec/contract.ts";
import type { JobFacts } from "../spec/resolved-job.ts";
import { tagNamespaces, type TagLayer, type TagNamespace, type TagSource, type TagValue } from "../spec/tags.ts";
import { canonicalKey, compareText } from "../kit/canonical-key.ts";

/** One source that sets one tag. */
export interface TagSetting {
  readonly namespace: TagNamespace;
  readonly key: string;
  readonly source: TagSource;
}

/** Tells where a file says something: `file:line`, or undefined where no file does. Paths are listed at `deriveTags`. */
export type TagPosition = (layer: TagLayer, path: readonly string[]) => string | undefined;

/** Keys that a platform default may name without its namespace; any other bare key is a tag of the user's own. */
const bareKeys: readonly (readonly [TagNamespace, readonly string[]])[] = [
  ["identity", ["tenant_id", "environment", "source_connector", "target_connector", "asset", "job_name", "team", "pipeline_type"]],
  ["finops", ["cost_center", "business_tags", "project"]],
  ["governance", ["owner", "retention_days", "regulations", "domain", "data_product"]],
  ["classification", ["encryption_required", "access_control"]],
];

/** What the platform's policy sets for every job (`default_tags`), whatever order its keys stand in. */
export function defaultSettings(defaults: Readonly<Record<string, TagValue>>, at: TagPosition): TagSetting[] {
  const written = Object.keys(defaults).sort(canonicalLast);
  return written.map((key) => setting("default", placeOf(key), defaults[key]!, at("default", ["default_tags", key]), key));
}

/** Of two spellings of one key the canonical one wins: it comes last. */
function canonicalLast(a: string, b: string): number {
  return Number(canonicalKey(a) === a) - Number(canonicalKey(b) === b) || compareText(a, b);
}

/** The namespace and key that a tag is known by, whatever it was written like. */
export function placeOf(written: string): { namespace: TagNamespace; key: string } {
  const dot = written.indexOf(".");
  const prefix = tagNamespaces.find((namespace) => namespace === written.slice(0, dot));
  if (prefix !== undefined && dot < written.length - 1) return { namespace: prefix, key: canonicalKey(written.slice(dot + 1)) };
  const key = canonicalKey(written);
  const home = bareKeys.find(([, keys]) => keys.includes(key));
  return { namespace: home?.[0] ?? "infrastructure", key };
}

/** What the contract says of the data, and of the columns of the object that the job loads. */
export function assetSettings(contract: Contract, objectName: string, at: TagPosition): TagSetting[] {
  const { facts } = contract;
  const set = setter("asset", at);
  return [
    ...set("identity", "asset", contract.name, ["name"]),
    ...set("identity", "team", contract.owner, ["owner"]),
    ...set("asset", "name", contract.name, ["name"]),
    ...set("asset", "version", contract.version, ["version"]),
    ...set("asset", "status", contract.status, ["status"]),
    ...set("asset", "domain", contract.domain, ["domain"]),
    ...set("asset", "data_product", contract.dataProduct, ["dataProduct"]),
    ...set("asset", "source_type", facts.source_type, ["source_type"]),
    ...set("asset", "object", facts.object ?? objectName, [facts.object === undefined ? "schema" : "object"]),
    ...set("governance", "owner", contract.owner, ["owner"]),
    ...set("governance", "domain", contract.domain, ["domain"]),
    ...set("governance", "data_product", contract.dataProduct, ["dataProduct"]),
    ...complianceSettings(facts.compliance, set),
    ...columnSettings(contract, objectName, set),
    ...finopsSettings(facts.finops, set),
  ];
}

function complianceSettings(compliance: ContractFacts["compliance"], set: Setter): TagSetting[] {
  if (!compliance) return [];
  return [
    ...set("classification", "default", compliance.classification, ["compliance", "classification"]),
    ...set("classification", "regulations", compliance.regulations, ["compliance", "regulations"]),
    ...set("classification", "retention_days", compliance.retention_days, ["compliance", "retention_days"]),
    ...set("classification", "encryption_required", compliance.encryption_required, ["compliance", "encryption_required"]),
    ...set("classification", "access_control", compliance.access_control, ["compliance", "access_control"]),
    ...set("governance", "retention_days", compliance.retention_days, ["compliance", "retention_days"]),
    ...set("governance", "regulations", compliance.regulations, ["compliance", "regulations"]),
  ];
}

/** Only what the contract says: no class is ever guessed from a name. */
function columnSettings(contract: Contract, objectName: string, set: Setter): TagSetting[] {
  const object = contract.objects.find((candidate) => candidate.name === objectName);
  return (object?.properties ?? []).flatMap((column) =>
    set("classification", `fields.${column.name}`, column.classification, ["columns", column.name, "classification"]),
  );
}

function finopsSettings(finops: Finops | undefined, set: Setter): TagSetting[] {
  const keys = ["cost_center", "business_tags", "project", "environment"] as const;
  return keys.flatMap((key) => set("finops", key, finops?.[key], ["finops", key]));
}

/** What the job itself says. */
export function jobSettings(job: JobFacts, at: TagPosition): TagSetting[] {
  const set = setter("job", at);
  const { governance_overrides: governance, classification_overrides: classes } = job;
  return [
    ...set("identity", "tenant_id", job.tenant_id, ["tenant_id"]),
    ...set("identity", "environment", job.environment, ["environment"]),
    ...set("identity", "source_connector", job.source.connector, ["source_connector"]),
    ...set("identity", "target_connector", job.target.connector, ["target_connector"]),
    ...set("identity", "job_name", job.name, ["name"]),
    ...set("governance", "owner", governance.owner, ["governance_overrides", "owner"]),
    ...set("governance", "retention_days", governance.retention_days, ["governance_overrides", "retention_days"]),
    ...set("classification", "retention_days", governance.retention_days, ["governance_overrides", "retention_days"]),
    ...Object.keys(classes)
      .sort(compareText)
      .flatMap((column) => {
        const key = column === "default" ? "default" : `fields.${column}`;
        return set("classification", key, classes[column], ["classification_overrides", column]);
      }),
    ...finopsSettings(job.finops, set),
  ];
}

/** What holds for everything that Dativo makes. */
export function systemSettings(): TagSetting[] {
  return [{ namespace: "infrastructure", key: "managed_by", source: { layer: "system", value: "dativo" } }];
}

/** Makes settings of one layer. */
export type Setter = (namespace: TagNamespace, key: string, value: TagValue | undefined, path: readonly string[]) => TagSetting[];

/** Settings of a layer; nothing said, or an empty list, sets nothing. */
export function setter(layer: TagLayer, at: TagPosition): Setter {
  return (namespace, key, value, path) => {
    if (value === undefined || (typeof value === "object" && value.length === 0)) return [];
    return [setting(layer, { namespace, key }, value, at(layer, path))];
  };
}

/** One setting of one layer; `written` is kept where it is not the canonical name. */
export function setting(
  layer: TagLayer,
  place: { namespace: TagNamespace; key: string },
  value: TagValue,
  at: string | undefined,
  written?: string,
): TagSetting {
  const spelled = written === undefined || written === place.key || written === `${place.namespace}.${place.key}` ? {} : { written };
  return { ...place, source: { layer, value, ...spelled, ...(at === undefined ? {} : { at }) } };
}
