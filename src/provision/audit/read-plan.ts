import { providerName, type DriftedResource, type PlanOrState, type Resource, type ResourceName } from "./plan-or-state.ts";
import { asList, asText, asTree, type Tree } from "./tree.ts";

/** Reads what `terraform show -json PLAN` prints, format 1.x. Knows nothing of the prior state: only of what will be. */
export function readPlan(plan: Tree): PlanOrState {
  const configuration = asTree(plan["configuration"]);
  const terraformVersion = asText(plan["terraform_version"]);
  const isBroken = plan["errored"] === true;
  return {
    kind: "plan",
    ...(terraformVersion === undefined ? {} : { terraformVersion }),
    resources: changesOf(plan["resource_changes"]).flatMap(resourceOf),
    drifted: changesOf(plan["resource_drift"]).flatMap(driftOf),
    ...(configuration === undefined ? {} : { configuration }),
    secrets: sensitiveTexts(plan),
    notes: notesOf(plan, isBroken),
    isBroken,
  };
}

function notesOf(plan: Tree, isBroken: boolean): readonly string[] {
  const deferred = asList(plan["deferred_changes"]).length;
  return [
    ...(isBroken ? ["the plan ended in an error and does not hold every resource"] : []),
    ...(!isBroken && plan["complete"] === false ? ["the plan was limited to some resources or could not look at all of them"] : []),
    ...(deferred > 0 ? [`changes put off to a later plan, not looked at here: ${deferred}`] : []),
  ];
}

/** The texts in the values of a plan's sensitive variables: what a provider makes of them bears no mark any more. */
export function sensitiveTexts(plan: Tree): readonly string[] {
  const declared = asTree(asTree(asTree(plan["configuration"])?.["root_module"])?.["variables"]) ?? {};
  const values = asTree(plan["variables"]) ?? {};
  return Object.entries(declared)
    .filter(([, declaration]) => asTree(declaration)?.["sensitive"] === true)
    .flatMap(([name, declaration]) => textsIn(asTree(values[name])?.["value"] ?? asTree(declaration)?.["default"]));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

interface Change {
  readonly name: ResourceName;
  readonly change: Tree;
}

function changesOf(list: unknown): readonly Change[] {
  const providers = new Map<unknown, string>();
  return asList(list).flatMap((one) => {
    const entry = asTree(one);
    const change = asTree(entry?.["change"]);
    if (!entry || !change || entry["mode"] !== "managed") return [];
    const name = {
      address: asText(entry["address"]) ?? "",
      type: asText(entry["type"]) ?? "",
      provider: providers.get(entry["provider_name"]) ?? providerName(asText(entry["provider_name"]) ?? ""),
    };
    providers.set(entry["provider_name"], name.provider);
    return [{ name, change }];
  });
}

/** A resource that is deleted or forgotten and not made again has nothing behind it. */
function resourceOf({ name, change }: Change): readonly Resource[] {
  const values = asTree(change["after"]);
  const actions = asList(change["actions"]);
  const stays = actions.some((action) => action !== "delete" && action !== "forget");
  if (!values || !stays) return [];
  return [{ ...name, values, unknown: change["after_unknown"], sensitive: change["after_sensitive"] }];
}

function driftOf({ name, change }: Change): readonly DriftedResource[] {
  const before = asTree(change["before"]);
  if (!before) return [];
  const after = asTree(change["after"]);
  return [{ ...name, before, after, beforeSensitive: change["before_sensitive"], afterSensitive: change["after_sensitive"] }];
}
