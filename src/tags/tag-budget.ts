import { requiredTagKeys, type TagChange, type TagNamespace } from "../spec/tags.ts";
import { compareText } from "../kit/canonical-key.ts";

/** What competes for a place on a resource: one flat key, and the canonical tags behind it. */
export interface Budgeted {
  /** Flat key: `cost_center`. */
  readonly key: string;
  /** `namespace.key` of each. */
  readonly tags: readonly string[];
}

/** What is known of the infrastructure without anyone having tagged it; a tag of the user's own is worth more. */
const infrastructureFacts: ReadonlySet<string> = new Set(
  [
    ["provider", "platform", "provisioner", "region", "terraform_workspace", "compute_type"],
    ["cpu", "memory", "image", "namespace", "service_account"],
    ["cluster_id", "instance_type", "instance_count", "auto_scaling", "min_instances", "max_instances"],
  ]
    .flat()
    .map((key) => `infrastructure.${key}`),
);

/** From the last to go to the first: `own` are the user's tags in the infrastructure namespace, `facts` the rest of it. */
const afterRequired = ["managed_by", "identity", "finops", "governance", "classification", "own", "facts", "asset"] as const;

/** Keeps what matters most: the five required tags in their order, then `afterRequired`; at equal rank by key. */
export function withinBudget<T>(
  items: readonly T[],
  budget: number | undefined,
  about: (item: T) => Budgeted,
): { kept: readonly T[]; changes: readonly TagChange[] } {
  if (budget === undefined || items.length <= budget) return { kept: items, changes: [] };
  const ranked = items
    .map((item) => ({ item, ...about(item) }))
    .sort((a, b) => rankOf(a) - rankOf(b) || compareText(a.key, b.key) || compareText(a.tags[0]!, b.tags[0]!));
  const kept = new Set(ranked.slice(0, budget).map(({ item }) => item));
  const detail = `there is room for ${budget} of ${items.length} tags`;
  return {
    kept: items.filter((item) => kept.has(item)),
    changes: ranked.slice(budget).flatMap(({ tags }) => tags.map((tag) => ({ tag, change: "dropped" as const, detail }))),
  };
}

function rankOf({ key, tags }: Budgeted): number {
  const required = requiredTagKeys.findIndex((name) => name === key);
  return required >= 0 ? required : requiredTagKeys.length + Math.min(...tags.map((tag) => afterRequired.indexOf(groupOf(tag))));
}

function groupOf(tag: string): (typeof afterRequired)[number] {
  if (tag === "infrastructure.managed_by") return "managed_by";
  const namespace = tag.slice(0, tag.indexOf(".")) as TagNamespace;
  if (namespace !== "infrastructure") return namespace;
  return infrastructureFacts.has(tag) ? "facts" : "own";
}
