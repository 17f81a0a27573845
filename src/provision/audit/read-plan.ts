import { providerName, type DriftedResource, type PlanOrState, type Resource, type ResourceName } from "./plan-or-state.ts";
import { checkList, checkTexts, damaged, objectAt, objectsAt } from "./sound.ts";
import { asList, asText, asTree, type Tree } from "./tree.ts";

/**
 * Reads what `terraform show -json PLAN` prints, format 1.x. Knows nothing of the prior state: only of what will be. Throws `refused` for a
 * damaged one.
 */
export function readPlan(plan: Tree): PlanOrState {
  checkWhole(plan);
  const configuration = asTree(plan["configuration"]);
  const terraformVersion = asText(plan["terraform_version"]);
  const isBroken = plan["errored"] === true;
  return {
    kind: "plan",
    ...(terraformVersion === undefined ? {} : { terraformVersion }),
    resources: changesOf(plan, "resource_changes").flatMap(resourceOf),
    drifted: changesOf(plan, "resource_drift").flatMap(driftOf),
    ...(configuration === undefined ? {} : { configuration }),
    secrets: sensitiveTexts(plan),
    notes: notesOf(plan, isBroken),
    isBroken,
  };
}

/** Without changes a plan has no `resource_changes`; then nothing is planned to be there either. */
function checkWhole(plan: Tree): void {
  if (plan["resource_changes"] !== undefined) return;
  const root = objectAt(objectAt(plan, "planned_values", ""), "root_module", "planned_values.");
  if (asList(root["resources"]).length + asList(root["child_modules"]).length === 0) return;
  throw damaged("it has no resource_changes, but planned_values holds resources");
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

function changesOf(plan: Tree, key: "resource_changes" | "resource_drift"): readonly Change[] {
  const providers = new Map<unknown, string>();
  return objectsAt(plan, key, "").flatMap((entry, index) => {
    const where = `${key}[${index}].`;
    checkTexts(entry, ["address", "type", "mode"], where);
    const change = objectAt(entry, "change", where);
    checkList(change, "actions", `${where}change.`);
    if (entry["mode"] !== "managed") return [];
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
