import { canonicalKey } from "../../kit/canonical-key.ts";
import type { TagStyle } from "./tag-slot.ts";

const kubernetesPrefix = "dativo.io/";

/** A canonical key as the provider's resources carry it: `cost_center` is `CostCenter` on AWS. Keys that are not snake_case stay. */
export function styledKey(key: string, style: TagStyle): string {
  if (!/^[a-z0-9]+(_[a-z0-9]+)*$/.test(key)) return key;
  switch (style) {
    case "aws":
      return key.replace(/(?:^|_)(.)/g, (_, first: string) => first.toUpperCase());
    case "azure":
      return key.replaceAll("_", "-");
    case "kubernetes":
      return `${kubernetesPrefix}${key.replaceAll("_", "-")}`;
    case "gcp":
    case "plain":
      return key;
  }
}

/** The canonical key that a spelling stands for, whatever style it is of: people's own Terraform may say `cost_center` on AWS. */
export function unstyledKey(written: string): string {
  return canonicalKey(written.startsWith(kubernetesPrefix) ? written.slice(kubernetesPrefix.length) : written);
}

/** A label of Kubernetes; what is none stands in annotations. */
export function isLabelValue(value: string): boolean {
  return /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/.test(value);
}

/** Names of environments that mean the same. */
const sameEnvironment: Readonly<Record<string, string>> = { production: "prod", development: "dev", staging: "stage" };

/** Whether a resource carries the value that is expected, in the only way in which the provider can carry it. */
export function isSameValue(key: string, expected: string, found: string, style: TagStyle): boolean {
  if (found === expected) return true;
  const composed = expected.normalize("NFC"); // as Terraform composes every text
  const wanted = style === "gcp" ? labelValue(composed) : composed;
  if (found === wanted || isCut(found, wanted, style === "gcp" ? 63 : 256)) return true;
  return key === "environment" && environmentOf(wanted) === environmentOf(found);
}

/** What a hash at the end of a value that was too long may take of its last characters, with what stands before it. */
const hashRoom = 12;

/** A value that is too long for the cloud was cut, and may end in a hash. */
function isCut(found: string, wanted: string, limit: number): boolean {
  return wanted.length > limit && found.length <= limit && found.startsWith(wanted.slice(0, limit - hashRoom));
}

function environmentOf(name: string): string {
  const plain = name.toLowerCase();
  return sameEnvironment[plain] ?? plain;
}

/** Labels of Google are lower case, of letters, digits, `_` and `-`. */
function labelValue(value: string): string {
  return value.toLowerCase().replace(/[^\p{Ll}\p{Lo}\p{N}_-]/gu, "_");
}
