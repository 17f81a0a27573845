import type { TagTarget } from "../spec/tags.ts";
import type { SpelledTag } from "./spell-tag.ts";

/** How one target writes tags without namespaces. What the modules under `terraform/` do to `job_metadata` is the same rule. */
export interface FlatStyle {
  readonly name: TagTarget;
  readonly summary: string;
  /** Tags per resource. */
  readonly limit?: number;
  /** Between the members of a list. */
  readonly separator: "+" | "_";
  /** The cloud whose style a key of the user's own may have, to be taken as written; `job`: that of the job's provider. */
  readonly ownKeys?: "aws" | "gcp" | "job";
  /** The target's style: `cost_center` -> `CostCenter`. */
  readonly spell: (key: string) => string;
  /** Replaces what is not legal; the key itself where it is. */
  readonly legalKey?: (key: string) => string;
  /** Hands what of the key is limited to `cut`. */
  readonly cutKey: (key: string, cut: Cut) => string;
  readonly legalValue?: (text: string) => string;
  readonly valueLimit: number;
  /** Mends the ends of a value after it was cut. */
  readonly trimValue?: (text: string) => string;
  /** Why a tag of this name cannot be set; undefined where it can. `cloud` is the job's provider. */
  readonly reserved?: (key: string, cloud: string | undefined) => string | undefined;
  /** What two names have in common that are one; the name itself where absent. */
  readonly sameName?: (key: string) => string;
  /** What goes beside the tags for this one. */
  readonly overflow?: (tag: SpelledTag) => readonly [key: string, value: string] | undefined;
}

/** Makes a text as short as asked. */
export type Cut = (text: string, limit: number) => string;

/** What AWS takes: letters, spaces and numbers of any script and a few signs. Anything else becomes `_`. */
export function legalOnAws(text: string): string {
  return text.replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, "_");
}

/** A key of words in lower case, joined by single `_`: the keys that each target spells in its own style; others mostly stay. */
export function isSnakeCase(key: string): boolean {
  return /^[a-z0-9]+(_[a-z0-9]+)*$/.test(key);
}

/** `cost_center` -> `CostCenter`; a key that is not snake_case stays. */
export function pascalCase(key: string): string {
  if (!isSnakeCase(key)) return key;
  return key
    .split("_")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

/** `cost_center` -> `cost-center`; a key that is not snake_case stays. */
export function kebabCase(key: string): string {
  return isSnakeCase(key) ? key.replaceAll("_", "-") : key;
}

/** Why AWS does not take a key: its own prefix, in any case. */
export function reservedByAws(key: string): string | undefined {
  return /^aws:/i.test(key) ? "keys that begin with 'aws:' are reserved for AWS" : undefined;
}

/** Why Azure does not take a name: prefixes of its own, in any case. */
export function reservedByAzure(key: string): string | undefined {
  const prefix = /^(azure|microsoft|windows)/i.exec(key)?.[0];
  return prefix === undefined ? undefined : `names that begin with '${prefix.toLowerCase()}' are reserved for Azure`;
}
