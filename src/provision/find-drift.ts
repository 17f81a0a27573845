import { providerName, type DriftedResource } from "./audit/plan-or-state.ts";
import { sensitiveTexts } from "./audit/read-plan.ts";
import type { TagDrift } from "./audit/tag-audit.ts";
import { findTagDrift } from "./audit/tag-drift.ts";
import { changedAttributes, changesOf, type PlanJson, type ResourceChange } from "./summarize-plan.ts";

/** One tag at one place that is not the same everywhere. An absent value: it is not there, or must not be shown. */
export interface TagDifference {
  readonly address: string;
  readonly slot: string;
  readonly key: string;
  /** What the job says. */
  readonly declared?: string;
  /** What Terraform last wrote. */
  readonly state?: string;
  /** What is there now. */
  readonly real?: string;
  /** `outside`: somebody changed it there; `job`: the job has changed since apply; `both`. */
  readonly changed: "outside" | "job" | "both";
}

/** A resource that is not as it should be, beyond its tags. */
export interface ResourceDifference {
  readonly address: string;
  readonly what: "gone" | "changed outside" | "not applied" | "no longer declared";
  /** Names of attributes; values are never shown. */
  readonly attributes: readonly string[];
}

/** How what is declared, what is known and what is there differ. */
export interface Drift {
  readonly tags: readonly TagDifference[];
  readonly resources: readonly ResourceDifference[];
}

/**
 * Compares the job's declaration, Terraform's state and the resources themselves, as one fresh plan knows all three: what it
 * found changed (state to real), and what it would change (real to declared). Pure.
 */
export function findDrift(plan: PlanJson): Drift {
  const outside = managed(plan, "resource_drift");
  const planned = managed(plan, "resource_changes");
  return { tags: tagDifferences(outside, planned, sensitiveTexts(plan)), resources: resourceDifferences(outside, planned) };
}

type Entry = ResourceChange & { readonly provider_name: string };

function managed(plan: PlanJson, key: "resource_changes" | "resource_drift"): readonly Entry[] {
  return (changesOf(plan, key) as readonly Entry[]).filter(({ mode }) => mode === "managed");
}

function tagDifferences(outside: readonly Entry[], planned: readonly Entry[], secrets: readonly string[]): readonly TagDifference[] {
  const found = new Map<string, TagDifference>();
  const keyOf = ({ address, slot, key }: TagDrift): string => JSON.stringify([address, slot, key]);
  for (const drift of tagDrifts(outside, secrets)) {
    const { address, slot = "", key = "", before, after } = drift;
    found.set(keyOf(drift), { address, slot, key, ...values(after, before, after), changed: "outside" });
  }
  for (const drift of tagDrifts(planned, secrets)) {
    const { address, slot = "", key = "", before, after } = drift;
    const known = found.get(keyOf(drift));
    const state = known ? known.state : before;
    const back = known !== undefined && known.state === after;
    found.set(keyOf(drift), { address, slot, key, ...values(after, state, before), changed: known ? (back ? "outside" : "both") : "job" });
  }
  return [...found.values()].toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function sortKey({ address, slot, key }: TagDifference): string {
  return `${address}\n${slot}\n${key}`;
}

function values(
  declared: string | undefined,
  state: string | undefined,
  real: string | undefined,
): Pick<TagDifference, "declared" | "state" | "real"> {
  return {
    ...(declared === undefined ? {} : { declared }),
    ...(state === undefined ? {} : { state }),
    ...(real === undefined ? {} : { real }),
  };
}

/** Resources on both sides, without what will only be known later: of that nothing can be said. */
function tagDrifts(entries: readonly Entry[], secrets: readonly string[]): readonly TagDrift[] {
  const both = entries.flatMap(({ address, type, provider_name, change }): DriftedResource[] => {
    const unknown = Object.keys((change.after_unknown ?? {}) as object);
    const [before, after] = [known(change.before, unknown), known(change.after, unknown)];
    if (!before || !after) return [];
    const masks = { beforeSensitive: change.before_sensitive, afterSensitive: change.after_sensitive };
    return [{ address, type, provider: providerName(provider_name), before, after, ...masks }];
  });
  return findTagDrift(both, secrets);
}

function known(value: unknown, unknown: readonly string[]): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !unknown.includes(name)));
}

function resourceDifferences(outside: readonly Entry[], planned: readonly Entry[]): readonly ResourceDifference[] {
  const gone = new Set(outside.filter(({ change }) => change.actions.includes("delete")).map(({ address }) => address));
  const changed = outside
    .filter(({ address }) => !gone.has(address))
    .map(({ address, change }): ResourceDifference => ({ address, what: "changed outside", attributes: changedAttributes(change) }));
  const byOthers = new Set(changed.map(({ address }) => address));
  const toDo = planned.flatMap(({ address, change }): ResourceDifference[] => {
    if (change.actions.includes("no-op") || change.actions.includes("read") || gone.has(address)) return [];
    if (change.actions.length === 1 && change.actions[0] === "delete") return [{ address, what: "no longer declared", attributes: [] }];
    const attributes = change.before === null ? [] : changedAttributes(change);
    return byOthers.has(address) &&
      attributes.every((name) => changed.some((one) => one.address === address && one.attributes.includes(name)))
      ? []
      : [{ address, what: "not applied", attributes }];
  });
  return [...[...gone].map((address): ResourceDifference => ({ address, what: "gone", attributes: [] })), ...changed, ...toDo];
}
