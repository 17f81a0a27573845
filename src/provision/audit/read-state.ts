import { providerName, type PlanOrState, type Resource } from "./plan-or-state.ts";
import { checkList, checkTexts, damaged, objectAt, objectsAt } from "./sound.ts";
import { asList, asText, asTree, type Tree } from "./tree.ts";

/** Reads what `terraform show -json` prints of a state, format 1.x. Throws `refused` for a damaged one. */
export function readShownState(state: Tree): PlanOrState {
  if (state["values"] === undefined) {
    // An empty state has its format alone. That of plans is another one by now.
    if (state["format_version"] === "1.0") return stateOf(state, []);
    throw damaged("it has neither values nor resource_changes and planned_values");
  }
  const root = objectAt(objectAt(state, "values", ""), "root_module", "values.");
  return stateOf(state, resourcesOfModule(root, "values.root_module."));
}

/** Reads a state file as it is stored, version 4. Throws `refused` for a damaged one. */
export function readStateFile(state: Tree): PlanOrState {
  checkList(state, "resources", "");
  return stateOf(
    state,
    objectsAt(state, "resources", "").flatMap((entry, index) => instancesOf(entry, `resources[${index}].`)),
  );
}

function stateOf(state: Tree, resources: readonly Resource[]): PlanOrState {
  const terraformVersion = asText(state["terraform_version"]);
  return {
    kind: "state",
    ...(terraformVersion === undefined ? {} : { terraformVersion }),
    resources,
    drifted: [],
    secrets: [],
    notes: [],
    isBroken: false,
  };
}

function resourcesOfModule(module: Tree, where: string): readonly Resource[] {
  const own = objectsAt(module, "resources", where).flatMap((entry, index): Resource[] => {
    const place = `${where}resources[${index}].`;
    checkTexts(entry, ["address", "type", "mode"], place);
    if (entry["mode"] !== "managed" || entry["deposed_key"] !== undefined) return [];
    const values = objectAt(entry, "values", place);
    return [
      {
        address: asText(entry["address"]) ?? "",
        type: asText(entry["type"]) ?? "",
        provider: providerName(asText(entry["provider_name"]) ?? ""),
        values,
        unknown: undefined,
        sensitive: entry["sensitive_values"],
      },
    ];
  });
  const children = objectsAt(module, "child_modules", where);
  return [...own, ...children.flatMap((child, index) => resourcesOfModule(child, `${where}child_modules[${index}].`))];
}

function instancesOf(entry: Tree, where: string): readonly Resource[] {
  checkTexts(entry, ["mode", "type", "name"], where);
  checkList(entry, "instances", where);
  if (entry["mode"] !== "managed") return [];
  const type = asText(entry["type"]) ?? "";
  const within = asText(entry["module"]);
  const base = `${within === undefined ? "" : `${within}.`}${type}.${asText(entry["name"]) ?? ""}`;
  // provider["registry.example/hashicorp/aws"].west, with the module before it where it is set there
  const provider = providerName(/provider\["([^"]+)"\]/.exec(asText(entry["provider"]) ?? "")?.[1] ?? "");
  return objectsAt(entry, "instances", where).flatMap((instance, index): Resource[] => {
    if (instance["deposed"] !== undefined) return [];
    const attributes = objectAt(instance, "attributes", `${where}instances[${index}].`);
    const address = `${base}${indexText(instance["index_key"])}`;
    return [
      {
        address,
        type,
        provider,
        values: plainValues(attributes),
        unknown: undefined,
        sensitive: maskOfPaths(instance["sensitive_attributes"]),
      },
    ];
  });
}

function indexText(key: unknown): string {
  if (typeof key === "number") return `[${key}]`;
  return typeof key === "string" ? `[${JSON.stringify(key).replaceAll(/([$%])\{/g, "$1$1{")}]` : "";
}

/** A value whose type the schema leaves open is stored with its type. */
function plainValues(attributes: Tree): Tree {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => {
      const stored = asTree(value);
      const isTyped = stored && Array.isArray(stored["type"]) && "value" in stored && Object.keys(stored).length === 2;
      return [name, isTyped ? stored["value"] : value];
    }),
  );
}

/** State files list the paths of what is sensitive, a step for each attribute or index. */
function maskOfPaths(paths: unknown): unknown {
  const mask: Record<string, unknown> = {};
  for (const steps of asList(paths)) mark(mask, asList(steps).map(stepName));
  return mask;
}

function mark(mask: Record<string, unknown>, path: readonly string[]): void {
  const [first, ...rest] = path;
  if (first === undefined || mask[first] === true) return;
  if (rest.length === 0) mask[first] = true;
  else mark((mask[first] ??= {}) as Record<string, unknown>, rest);
}

function stepName(step: unknown): string {
  const value = asTree(step)?.["value"];
  const inner = asTree(value)?.["value"] ?? value;
  return String(inner);
}
