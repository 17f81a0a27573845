import type { Property, Quality } from "../spec/contract.ts";
import { change, type ContractChange } from "./contract-change.ts";

/** Options that bound values from below or above, and how a greater number acts on them. */
const bounds: Readonly<Record<string, "higher_is_tighter" | "lower_is_tighter">> = {
  minLength: "higher_is_tighter",
  minimum: "higher_is_tighter",
  exclusiveMinimum: "higher_is_tighter",
  minItems: "higher_is_tighter",
  maxLength: "lower_is_tighter",
  maximum: "lower_is_tighter",
  exclusiveMaximum: "lower_is_tighter",
  maxItems: "lower_is_tighter",
};
/** Options that say how a value is read or stored; the type's change is told apart from them. */
const readings: readonly string[] = ["format", "timezone", "defaultTimezone"];

/** Changes of a column's options, allowed values and uniqueness. */
export function diffOptions(before: Property, after: Property, path: string): readonly ContractChange[] {
  const keys = [...new Set([...Object.keys(before.options), ...Object.keys(after.options)])];
  return [
    ...keys.flatMap((key) => diffOption(key, before, after, path)),
    ...diffEnum(before, after, path),
    ...diffFlag("unique", before.unique, after.unique, path),
  ];
}

function diffOption(key: string, before: Property, after: Property, path: string): readonly ContractChange[] {
  const [old, now] = [before.options[key], after.options[key]];
  if (JSON.stringify(old) === JSON.stringify(now)) return [];
  if (readings.includes(key) && before.type.kind !== "string")
    return [change("reading_changed", path, `${key} was ${say(old)} and is ${say(now)}`)];
  if (old === undefined || old === false) return [change("rule_added", path, `${key} ${say(now)} is new`)];
  if (now === undefined || now === false) return [change("rule_removed", path, `${key} ${say(old)} is gone`)];
  const direction = bounds[key];
  const order = compareValues(old, now);
  if (direction === undefined || order === undefined) return [change("rule_changed", path, `${key} was ${say(old)} and is ${say(now)}`)];
  const tighter = direction === "higher_is_tighter" ? order < 0 : order > 0;
  return [change(tighter ? "rule_tightened" : "rule_relaxed", path, `${key} was ${say(old)} and is ${say(now)}`)];
}

function diffEnum(before: Property, after: Property, path: string): readonly ContractChange[] {
  return diffValues(before.enum, after.enum, "the list of allowed values", path);
}

function diffValues(
  before: readonly unknown[] | undefined,
  after: readonly unknown[] | undefined,
  name: string,
  path: string,
): readonly ContractChange[] {
  if (!before && !after) return [];
  if (!before) return [change("rule_added", path, `${name} is new: ${after!.map(String).join(", ")}`)];
  if (!after) return [change("rule_removed", path, `${name} is gone`)];
  const gone = before.filter((value) => !after.includes(value));
  const added = after.filter((value) => !before.includes(value));
  if (gone.length > 0) return [change("rule_tightened", path, `${name} no longer has ${gone.map(String).join(", ")}`)];
  return added.length > 0 ? [change("rule_relaxed", path, `${name} now has ${added.map(String).join(", ")}`)] : [];
}

function diffFlag(name: string, before: boolean, after: boolean, path: string): readonly ContractChange[] {
  if (before === after) return [];
  return [
    after ? change("rule_added", path, `values must be ${name} now`) : change("rule_removed", path, `values need not be ${name} any more`),
  ];
}

/** Changes of quality rules, which are found again by id, by name, or by what they measure. */
export function diffQuality(before: readonly Quality[], after: readonly Quality[], path: string): readonly ContractChange[] {
  const [old, now] = [checked(before), checked(after)];
  const removed = [...old].filter(([key]) => !now.has(key)).map(([key]) => change("rule_removed", path, `quality rule ${key} is gone`));
  const added = [...now]
    .filter(([key]) => !old.has(key))
    .map(([key, rule]) => ({ ...change("rule_added", path, `quality rule ${key} is new`), breaking: rule.severity === "error" }));
  const kept = [...now].flatMap(([key, rule]) => (old.has(key) ? diffRule(key, old.get(key)!, rule, path) : []));
  return [...removed, ...added, ...kept];
}

/** Text and custom rules bind nobody here. */
function checked(rules: readonly Quality[]): ReadonlyMap<string, Quality> {
  const result = new Map<string, Quality>();
  for (const rule of rules.filter((one) => one.type === "library" || one.type === "sql")) {
    const key =
      rule.id ??
      rule.name ??
      (rule.type === "sql"
        ? `sql ${rule.query ?? ""}`
        : `${rule.metric} ${JSON.stringify(rule.arguments?.["properties"] ?? "")}`.replace(/ ""$/, ""));
    result.set(result.has(key) ? `${key} (${result.size})` : key, rule);
  }
  return result;
}

function diffRule(key: string, before: Quality, after: Quality, path: string): readonly ContractChange[] {
  if (before.severity !== after.severity)
    return [
      change(
        after.severity === "error" ? "rule_tightened" : "rule_relaxed",
        path,
        `quality rule ${key} is ${after.severity === "error" ? "an error" : "a warning"} now`,
      ),
    ];
  const soft = after.severity === "warning";
  if (before.metric !== after.metric || before.query !== after.query || before.unit !== after.unit)
    return [{ ...change("rule_changed", path, `quality rule ${key} measures something else`), breaking: !soft }];
  const values = diffArguments(key, before, after, path);
  return [...values, ...diffOperator(key, before, after, path)].map((one) => (soft ? { ...one, breaking: false } : one));
}

function diffArguments(key: string, before: Quality, after: Quality, path: string): readonly ContractChange[] {
  if (JSON.stringify(before.arguments) === JSON.stringify(after.arguments)) return [];
  const [old, now] = [before.arguments?.["validValues"], after.arguments?.["validValues"]];
  if (Array.isArray(old) && Array.isArray(now)) return diffValues(old, now, `the list of valid values of ${key}`, path);
  return [change("rule_changed", path, `the arguments of quality rule ${key} changed`)];
}

const directions: Readonly<Record<string, "higher_is_tighter" | "lower_is_tighter">> = {
  mustBeGreaterThan: "higher_is_tighter",
  mustBeGreaterOrEqualTo: "higher_is_tighter",
  mustBeLessThan: "lower_is_tighter",
  mustBeLessOrEqualTo: "lower_is_tighter",
};

function diffOperator(key: string, before: Quality, after: Quality, path: string): readonly ContractChange[] {
  if (JSON.stringify(before.operator) === JSON.stringify(after.operator)) return [];
  const direction = before.operator?.name === after.operator?.name ? directions[after.operator?.name ?? ""] : undefined;
  const order = direction === undefined ? undefined : compareValues(before.operator!.value, after.operator!.value);
  const message = `quality rule ${key}: ${sayOperator(before)} became ${sayOperator(after)}`;
  if (order === undefined) return [change("rule_changed", path, message)];
  return [change((direction === "higher_is_tighter") === order < 0 ? "rule_tightened" : "rule_relaxed", path, message)];
}

function sayOperator(rule: Quality): string {
  return rule.operator ? `${rule.operator.name} ${JSON.stringify(rule.operator.value)}` : "no operator";
}

/** Bounds are numbers, numbers as text, or ISO dates and times, which sort as text. */
function compareValues(before: unknown, after: unknown): number | undefined {
  if (typeof before === "boolean" || typeof after === "boolean") return undefined;
  const [x, y] = [Number(before), Number(after)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return typeof before === "string" && typeof after === "string" ? (before < after ? -1 : before > after ? 1 : 0) : undefined;
}

function say(value: unknown): string {
  return value === undefined ? "not set" : String(value);
}
