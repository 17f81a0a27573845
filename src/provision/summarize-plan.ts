import type { JsonValue } from "../spec/infrastructure.ts";
import type { PlannedAction, PlannedChange } from "../spec/provision.ts";

type Tree = { readonly [key: string]: JsonValue };

/** A plan as `terraform show -json` prints it, as far as it is read here. */
export interface PlanJson extends Tree {
  readonly format_version: string;
}

/** One entry of `resource_changes` or `resource_drift`. */
export interface ResourceChange {
  readonly address: string;
  readonly type: string;
  readonly mode: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: JsonValue;
    readonly after: JsonValue;
    readonly after_unknown?: JsonValue;
    readonly before_sensitive?: JsonValue;
    readonly after_sensitive?: JsonValue;
    readonly replace_paths?: readonly (readonly (string | number)[])[];
  };
}

/** The entries under one of the keys of a plan. */
export function changesOf(plan: PlanJson, key: "resource_changes" | "resource_drift"): readonly ResourceChange[] {
  return (plan[key] ?? []) as unknown as readonly ResourceChange[];
}

/** What a plan would do, resource by resource; what stays as it is is left out. Names of attributes only, never values. Pure. */
export function summarizePlan(plan: PlanJson): readonly PlannedChange[] {
  return changesOf(plan, "resource_changes")
    .filter(({ mode }) => mode === "managed")
    .map(({ address, type, change }) => {
      const forces = [...new Set((change.replace_paths ?? []).map(([name]) => String(name)))];
      const action = actionOf(change.actions);
      const changed = action === "change" || action === "replace" ? changedAttributes(change) : [];
      return { address, type, action, attributes: [...forces, ...changed.filter((name) => !forces.includes(name))], forces };
    })
    .filter(({ action }) => action !== "none");
}

/** How many resources each action meets, and how many outputs change. */
export function countChanges(changes: readonly PlannedChange[]): Readonly<Record<PlannedAction, number>> {
  const counts = { add: 0, change: 0, replace: 0, destroy: 0, read: 0, forget: 0, none: 0 };
  for (const { action } of changes) counts[action]++;
  return counts;
}

function actionOf(actions: readonly string[]): PlannedAction {
  if (actions.length > 1) return actions.includes("forget") ? "forget" : "replace";
  const words: Readonly<Record<string, PlannedAction>> = {
    create: "add",
    update: "change",
    delete: "destroy",
    read: "read",
    forget: "forget",
    "no-op": "none",
  };
  return words[actions[0] ?? "no-op"] ?? "none";
}

/** Names of attributes that differ or will be known later; sorted. */
export function changedAttributes({ before, after, after_unknown }: ResourceChange["change"]): readonly string[] {
  const [old, fresh, unknown] = [members(before), members(after), members(after_unknown)];
  const names = new Set([...Object.keys(old), ...Object.keys(fresh), ...Object.keys(unknown)]);
  const differs = (name: string): boolean =>
    holdsTrue(unknown[name]) || JSON.stringify(old[name] ?? null) !== JSON.stringify(fresh[name] ?? null);
  return [...names].filter(differs).toSorted();
}

function holdsTrue(value: JsonValue | undefined): boolean {
  if (typeof value !== "object" || value === null) return value === true;
  return Object.values(value as Tree).some(holdsTrue);
}

function members(value: JsonValue | undefined): Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Tree) : {};
}
