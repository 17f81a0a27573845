import type { TagChange, TagTarget } from "../spec/tags.ts";
import type { FlatTag } from "./flatten-tags.ts";

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
  /** What two names have in common that some of the target's services take for one; both are kept, and told of. */
  readonly nearlySame?: { readonly name: (key: string) => string; readonly why: string };
  /** What goes beside the tags for this one. */
  readonly overflow?: (tag: SpelledTag) => readonly [key: string, value: string] | undefined;
}

/** Makes a text as short as asked. */
export type Cut = (text: string, limit: number) => string;

/** One tag in a target's style. */
export interface SpelledTag {
  readonly flat: FlatTag;
  readonly key: string;
  /** Another key, for when the cut made this one the same as a stronger tag's; absent where nothing was cut. */
  readonly spareKey?: string;
  readonly value: string;
  /** The value as `job_metadata` of Terraform has it. */
  readonly plainValue: string;
  readonly changes: readonly TagChange[];
}
