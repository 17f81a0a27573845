import type { ProtocolDiagnostic } from "./protocol.ts";
import type { Block, ProviderName } from "./schema.ts";
import { showPath, visitAttributes, type ValuePath } from "./walk-block.ts";
import { isFields, type Fields, type WireValue } from "./wire-value.ts";

/** What one kind of tag may be, in the words of the cloud's documentation. */
interface TagLimits {
  readonly called: string;
  readonly count: number;
  readonly key: RegExp;
  readonly value: RegExp;
  readonly says: string;
  readonly reserved?: RegExp;
  /** Keys that differ in case alone are the same. */
  readonly foldsCase?: boolean;
  /** A limit in bytes of UTF-8 besides that in characters. */
  readonly bytes?: number;
}

const aws: TagLimits = {
  called: "AWS tag",
  count: 50,
  key: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u,
  value: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u,
  says: "letters, numbers, spaces and _ . : / = + - @; a key has 1 to 128 characters, a value up to 256",
  reserved: /^aws:/i,
};
const azure: TagLimits = {
  called: "Azure tag",
  count: 50,
  key: /^[^<>%&\\?/]{1,512}$/u,
  value: /^[^]{0,256}$/u,
  says: "a name has 1 to 512 characters and none of < > % & \\ ? /; a value up to 256",
  reserved: /^(azure|microsoft|windows)/i,
  foldsCase: true,
};
const google: TagLimits = {
  called: "Google Cloud label",
  count: 64,
  key: /^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u,
  value: /^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u,
  says: "lowercase letters, digits, _ and -; a key begins with a letter; both have up to 63 characters",
  bytes: 128,
};
const kubernetesKey = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const kubernetes: TagLimits = {
  called: "Kubernetes label",
  count: Number.POSITIVE_INFINITY,
  key: kubernetesKey,
  value: /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/,
  says: "letters, digits and - _ . inside, up to 63 characters; a key may have a DNS prefix and a /",
};
const annotation: TagLimits = { ...kubernetes, called: "Kubernetes annotation", value: /^[^]*$/ };

/** Types that take fewer tags than their cloud. */
const counts: Readonly<Record<string, number>> = { aws_s3_object: 10, azurerm_private_dns_zone: 15 };
const shorterKeys: Readonly<Record<string, number>> = { azurerm_storage_account: 128 };

/** Maps of these names that are filters, selectors of other things or record data, not tags of a resource. */
const elsewhere = /(^|\.)(filter|and|lifecycle_rule|override_provider|budget_filter|conditions|soa_record)\./;

/** What is illegal in the tags and labels of a resource's arguments, as far as they are known. */
export function checkTagSlots(check: {
  readonly provider: ProviderName;
  readonly type: string;
  readonly block: Block;
  readonly fields: Fields;
}): readonly ProtocolDiagnostic[] {
  const found: ProtocolDiagnostic[] = [];
  visitAttributes(check.block, check.fields, (attribute, value, path) => {
    const dotted = path.filter((step) => typeof step === "string").join(".");
    const limits = Array.isArray(attribute.type) && attribute.type[0] === "map" ? limitsOf(check.provider, dotted) : undefined;
    if (limits && isFields(value)) found.push(...checkMap(check.type, limits, value, path));
    if (attribute.type === "dynamic" && path[0] === "manifest") found.push(...checkManifest(check.type, value, path));
  });
  return found;
}

/** What is illegal in the tags of a resource once the provider has merged its own into them. */
export function checkMergedTags(type: string, merged: Fields): readonly ProtocolDiagnostic[] {
  const { tags_all: tags, effective_labels: labels } = merged;
  if (isFields(tags)) return checkMap(type, aws, tags, ["tags_all"]);
  return isFields(labels) ? checkMap(type, google, labels, ["effective_labels"]) : [];
}

function limitsOf(provider: ProviderName, dotted: string): TagLimits | undefined {
  const name = dotted.split(".").at(-1) ?? "";
  if (elsewhere.test(dotted)) return undefined;
  if (provider === "aws") return name === "tags" || name === "volume_tags" ? aws : undefined;
  if (provider === "google") {
    if (dotted.endsWith("node_config.labels")) return kubernetes;
    return ["labels", "resource_labels", "user_labels"].includes(name) ? google : undefined;
  }
  if (name === "node_labels" || name === "labels" || name === "match_labels") return kubernetes;
  if (provider === "kubernetes") return name === "annotations" ? annotation : undefined;
  return name === "tags" ? azure : undefined;
}

function checkManifest(type: string, value: WireValue, path: ValuePath): readonly ProtocolDiagnostic[] {
  const manifest: WireValue | undefined = Array.isArray(value) ? value[1] : undefined;
  const metadata = isFields(manifest) ? manifest["metadata"] : undefined;
  if (!isFields(metadata)) return [];
  return [kubernetes, annotation].flatMap((limits, at) => {
    const name = at === 0 ? "labels" : "annotations";
    return isFields(metadata[name]) ? checkMap(type, limits, metadata[name], [...path, "metadata", name]) : [];
  });
}

function checkMap(type: string, limits: TagLimits, tags: Fields, path: ValuePath): readonly ProtocolDiagnostic[] {
  const keys = Object.keys(tags);
  const count = Math.min(limits.count, counts[type] ?? limits.count);
  const problems = [
    ...(keys.length > count ? [`${keys.length} tags; ${type} takes ${count}`] : []),
    ...(limits.foldsCase ? twins(keys).map((pair) => `${pair} differ in case alone and are one name`) : []),
    ...Object.entries(tags).flatMap(([key, value]) => checkTag(type, limits, key, value)),
  ];
  return problems.map((detail) => ({
    severity: "ERROR",
    summary: `Illegal ${limits.called}`,
    detail: `${type}, ${showPath(path)}: ${detail}. Allowed are ${limits.says}.`,
    attribute: { steps: [{ attribute_name: String(path[0]) }] },
  }));
}

function checkTag(type: string, limits: TagLimits, key: string, value: WireValue): readonly string[] {
  const problems = [];
  if (!limits.key.test(key) || key.length > (shorterKeys[type] ?? Number.POSITIVE_INFINITY)) problems.push(`the key "${key}" is not legal`);
  if (limits.reserved?.test(key)) problems.push(`the key "${key}" begins with a reserved prefix`);
  if (typeof value === "string" && !limits.value.test(value)) problems.push(`the value "${value}" of "${key}" is not legal`);
  const tooLong = [key, value].filter((text) => typeof text === "string" && Buffer.byteLength(text) > (limits.bytes ?? Infinity));
  return [...problems, ...tooLong.map((text) => `"${String(text)}" has more than ${limits.bytes} bytes`)];
}

function twins(keys: readonly string[]): readonly string[] {
  const first = new Map<string, string>();
  return keys.flatMap((key) => {
    const folded = key.toLowerCase();
    const other = first.get(folded);
    first.set(folded, key);
    return other === undefined ? [] : [`"${other}" and "${key}"`];
  });
}
