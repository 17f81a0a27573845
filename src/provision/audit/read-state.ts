import { providerName, type PlanOrState, type Resource } from "./plan-or-state.ts";
import { asList, asText, asTree, type Tree } from "./tree.ts";

/** Reads what `terraform show -json` prints of a state, format 1.x. */
export function readShownState(state: Tree): PlanOrState {
  const root = asTree(asTree(state["values"])?.["root_module"]);
  return stateOf(state, root ? resourcesOfModule(root) : []);
}

/** Reads a state file as it is stored, version 4. */
export function readStateFile(state: Tree): PlanOrState {
  return stateOf(
    state,
    asList(state["resources"]).flatMap((one) => instancesOf(asTree(one) ?? {})),
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

function resourcesOfModule(module: Tree): readonly Resource[] {
  const own = asList(module["resources"]).flatMap((one): Resource[] => {
    const entry = asTree(one) ?? {};
    const values = asTree(entry["values"]);
    if (!values || entry["mode"] !== "managed" || entry["deposed_key"] !== undefined) return [];
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
  return [...own, ...asList(module["child_modules"]).flatMap((child) => resourcesOfModule(asTree(child) ?? {}))];
}

function instancesOf(entry: Tree): readonly Resource[] {
  if (entry["mode"] !== "managed") return [];
  const type = asText(entry["type"]) ?? "";
  const within = asText(entry["module"]);
  const base = `${within === undefined ? "" : `${within}.`}${type}.${asText(entry["name"]) ?? ""}`;
  // provider["registry.example/hashicorp/aws"].west, with the module before it where it is set there
  const provider = providerName(/provider\["([^"]+)"\]/.exec(asText(entry["provider"]) ?? "")?.[1] ?? "");
  return asList(entry["instances"]).flatMap((one): Resource[] => {
    const instance = asTree(one) ?? {};
    const attributes = asTree(instance["attributes"]);
    if (!attributes || instance["deposed"] !== undefined) return [];
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
