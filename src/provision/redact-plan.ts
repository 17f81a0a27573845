import { isMapping } from "../kit/mapping.ts";
import type { JsonValue } from "../spec/infrastructure.ts";

/** What stands where something was cut out. */
export const cut = "(sensitive value)";

type Tree = { readonly [key: string]: JsonValue };

/** What a plan must not keep beside what it marks itself. */
export interface Hidden {
  readonly secrets: readonly string[];
  /** Variables whose values the environment gave. */
  readonly variables?: readonly string[];
  /** Texts that the generated files say: they are no secret where one of those variables says them as well. */
  readonly open?: ReadonlySet<string>;
}

/**
 * A plan or state without what it should not keep: values that Terraform marks sensitive, values of sensitive variables and
 * outputs, literals of the configuration, and what is `hidden`, wherever it stands. The form stays, so that it can still be read as a plan.
 */
export function redactPlan(plan: Tree, { secrets, variables: fromEnvironment = [], open = new Set() }: Hidden): Tree {
  const sensitive = new Set([...sensitiveVariables(plan), ...fromEnvironment]);
  const { configuration, variables, resource_changes, resource_drift, output_changes, planned_values, prior_state, values, ...rest } = plan;
  const changes = (list: JsonValue | undefined) => (isList(list) ? list.map(redactChange) : list);
  const parts: Readonly<Record<string, JsonValue | undefined>> = {
    variables: isTree(variables) ? mapValues(variables, (one, name) => (sensitive.has(name) ? { value: cut } : one)) : variables,
    planned_values: redactValues(planned_values),
    resource_drift: changes(resource_drift),
    resource_changes: changes(resource_changes),
    output_changes: isTree(output_changes) ? mapValues(output_changes, maskChange) : output_changes,
    prior_state: isTree(prior_state) ? { ...prior_state, values: redactValues(prior_state["values"]) ?? null } : prior_state,
    values: redactValues(values),
    configuration: withoutConstants(configuration),
  };
  const whole = { ...rest, ...Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) } as Tree;
  const given = isTree(variables)
    ? fromEnvironment.flatMap((name) => textsOf(isTree(variables[name]) ? variables[name]["value"] : undefined))
    : [];
  const known = [...new Set([...secrets, ...given.filter((text) => !open.has(text))])].filter((secret) => secret.length > 3);
  return known.length === 0 ? whole : (withoutSecrets(whole, known) as Tree);
}

/** Every text and number of a value, as text. */
export function textsOf(value: JsonValue | undefined): readonly string[] {
  if (typeof value === "string" || typeof value === "number") return [String(value)];
  return typeof value === "object" && value !== null ? Object.values(value as Tree).flatMap(textsOf) : [];
}

function sensitiveVariables(plan: Tree): ReadonlySet<string> {
  const configuration = isTree(plan["configuration"]) ? plan["configuration"]["root_module"] : undefined;
  const declared = isTree(configuration) && isTree(configuration["variables"]) ? configuration["variables"] : {};
  return new Set(Object.keys(declared).filter((name) => isTree(declared[name]) && declared[name]["sensitive"] === true));
}

function redactChange(resource: JsonValue): JsonValue {
  return isTree(resource) && isTree(resource["change"]) ? { ...resource, change: maskChange(resource["change"]) } : resource;
}

function maskChange(change: JsonValue): JsonValue {
  if (!isTree(change)) return change;
  return {
    ...change,
    ...("before" in change ? { before: masked(change["before"], change["before_sensitive"]) } : {}),
    ...("after" in change ? { after: masked(change["after"], change["after_sensitive"]) } : {}),
  };
}

/** The value without what the marks, of the same form, say is sensitive. */
export function masked(value: JsonValue, marks: JsonValue | undefined): JsonValue {
  if (marks === true) return value === null ? null : cut;
  if (isList(value) && isList(marks)) return value.map((item, index) => masked(item, marks[index]));
  if (isTree(value) && isTree(marks))
    return mapValues(value, (member, key) => masked(member, Object.hasOwn(marks, key) ? marks[key] : undefined));
  return value;
}

/** `planned_values` and `values` of a state: outputs, and resources with their `sensitive_values`, in modules within modules. */
function redactValues(values: JsonValue | undefined): JsonValue | undefined {
  if (!isTree(values)) return values;
  const { outputs, root_module, ...rest } = values;
  return {
    ...rest,
    ...(isTree(outputs)
      ? { outputs: mapValues(outputs, (one) => (isTree(one) && one["sensitive"] === true ? { ...one, value: cut } : one)) }
      : {}),
    ...(root_module === undefined ? {} : { root_module: redactModule(root_module) }),
  };
}

function redactModule(module: JsonValue): JsonValue {
  if (!isTree(module)) return module;
  const { resources, child_modules } = module;
  const redactResource = (one: JsonValue): JsonValue =>
    isTree(one) && "values" in one ? { ...one, values: masked(one["values"], one["sensitive_values"]) } : one;
  return {
    ...module,
    ...(isList(resources) ? { resources: resources.map(redactResource) } : {}),
    ...(isList(child_modules) ? { child_modules: child_modules.map(redactModule) } : {}),
  };
}

/** References and structure of a configuration stay; what is written out in it goes. */
function withoutConstants(value: JsonValue | undefined): JsonValue | undefined {
  if (isList(value)) return value.map((item) => withoutConstants(item) ?? null);
  if (!isTree(value)) return value;
  return mapValues(value, (member, key) => (key === "constant_value" || key === "default" ? cut : (withoutConstants(member) ?? null)));
}

function withoutSecrets(value: JsonValue, secrets: readonly string[]): JsonValue {
  if (typeof value === "string") return secrets.reduce((text, secret) => text.replaceAll(secret, cut), value);
  if (typeof value === "number") return secrets.includes(String(value)) ? cut : value;
  if (isList(value)) return value.map((item) => withoutSecrets(item, secrets));
  return isTree(value) ? mapValues(value, (member) => withoutSecrets(member, secrets)) : value;
}

function mapValues(tree: Tree, change: (value: JsonValue, key: string) => JsonValue): Tree {
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, change(value, key)]));
}

function isTree(value: JsonValue | undefined): value is Tree {
  return isMapping(value);
}

function isList(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}
