import type { NodePath } from "../../kit/document.ts";
import { suggest } from "../../kit/suggest.ts";
import type { Quality } from "../../spec/contract.ts";
import { checkQuery } from "./check-query.ts";
import { metricOfRule, oldRuleNames } from "./old-rules.ts";
import type { RawQuality } from "./raw-contract.ts";
import type { Report } from "./report.ts";

const operators = [
  "mustBe",
  "mustNotBe",
  "mustBeGreaterThan",
  "mustBeGreaterOrEqualTo",
  "mustBeLessThan",
  "mustBeLessOrEqualTo",
  "mustBeBetween",
  "mustNotBeBetween",
];

/** Arguments that each metric takes. */
const metricArguments: Readonly<Record<string, readonly string[]>> = {
  rowCount: [],
  nullValues: ["properties"],
  missingValues: ["missingValues", "properties"],
  invalidValues: ["validValues", "pattern", "minLength", "maxLength", "properties"],
  duplicateValues: ["properties"],
};

/** Reads the quality rules of an object (`column` absent) or of a property; says of each that cannot be checked why. */
export function readQuality(rules: readonly RawQuality[] | undefined, path: NodePath, report: Report, column?: string): readonly Quality[] {
  return (rules ?? []).map((raw, index) => readRule(raw, [...path, index], report, column));
}

/** Reports columns that rules name and the object does not have. */
export function checkRuleColumns(qualities: readonly Quality[], path: NodePath, columns: readonly string[], report: Report): void {
  qualities.forEach((quality, index) => {
    const named = quality.arguments?.["properties"];
    (Array.isArray(named) ? named : []).forEach((name: unknown, place) => {
      if (columns.includes(String(name))) return;
      const near = suggest(String(name), columns);
      report([...path, index, "arguments", "properties", place], "unknown-column", `there is no column '${String(name)}'`, {
        hint: near === undefined ? undefined : `did you mean '${near}'?`,
      });
    });
  });
}

function readRule(raw: RawQuality, path: NodePath, report: Report, column: string | undefined): Quality {
  const type = ruleType(raw);
  const metric = type === "library" ? readMetric(raw, path, report) : undefined;
  const quality: Quality = {
    type,
    severity: readSeverity(raw, path, report),
    ...text(raw, "id"),
    ...text(raw, "name"),
    ...text(raw, "description"),
    ...text(raw, "dimension"),
    ...(metric === undefined ? {} : { metric }),
    ...(type === "library" ? optional("arguments", readArguments(raw, metric, path, report)) : {}),
    ...(type === "sql" ? text(raw, "query") : {}),
    ...(type === "library" ? optional("unit", readUnit(raw, metric, path, report)) : {}),
    ...optional("operator", type === "library" || type === "sql" ? readOperator(raw, metric, path, report) : undefined),
  };
  checkPlacement(quality, path, report, column);
  return quality;
}

function ruleType(raw: RawQuality): Quality["type"] {
  if (raw["type"] !== undefined) return raw["type"] as Quality["type"];
  if (raw["query"] !== undefined) return "sql";
  return raw["metric"] !== undefined || raw["rule"] !== undefined ? "library" : "text";
}

function readMetric(raw: RawQuality, path: NodePath, report: Report): string | undefined {
  if (typeof raw["metric"] === "string") return raw["metric"];
  const rule = String(raw["rule"]);
  const metric = metricOfRule(rule);
  if (metric === undefined) {
    const near = suggest(rule, oldRuleNames);
    report([...path, "rule"], "invalid-value", `unknown quality rule '${rule}'`, {
      hint: near === undefined ? `use one of ${Object.keys(metricArguments).join(", ")}` : `did you mean '${near}'?`,
    });
  }
  return metric;
}

/** ODCS leaves severities open; Dativo knows two effects: stopping (or quarantine), and saying so. */
function readSeverity(raw: RawQuality, path: NodePath, report: Report): Quality["severity"] {
  const severity = raw["severity"];
  if (severity === undefined) return "error";
  const known = severities[String(severity).toLowerCase()];
  if (!known)
    report([...path, "severity"], "invalid-value", `unknown severity '${String(severity)}': it counts as error`, {
      severity: "warning",
      hint: "use error, warning or info",
    });
  return known ?? "error";
}

const severities: Readonly<Record<string, Quality["severity"]>> = {
  error: "error",
  critical: "error",
  high: "error",
  warning: "warning",
  warn: "warning",
  medium: "warning",
  low: "warning",
  info: "warning",
};

function readArguments(
  raw: RawQuality,
  metric: string | undefined,
  path: NodePath,
  report: Report,
): Readonly<Record<string, unknown>> | undefined {
  const given = raw["arguments"] as Readonly<Record<string, unknown>> | undefined;
  const known = metric === undefined ? undefined : metricArguments[metric];
  for (const key of known ? Object.keys(given ?? {}) : []) {
    if (known!.includes(key)) continue;
    const near = suggest(key, known!);
    report([...path, "arguments", key], "unknown-key", `metric ${metric} takes no argument '${key}'`, {
      part: "key",
      hint: near === undefined ? undefined : `did you mean '${near}'?`,
    });
  }
  for (const key of ["validValues", "missingValues", "properties"]) {
    if (given?.[key] !== undefined && !Array.isArray(given[key]))
      report([...path, "arguments", key], "wrong-type", `'${key}' must be a list`);
  }
  return given ?? (Array.isArray(raw["validValues"]) ? { validValues: raw["validValues"] } : undefined);
}

function readUnit(raw: RawQuality, metric: string | undefined, path: NodePath, report: Report): Quality["unit"] | undefined {
  const unit = raw["unit"];
  if (unit === undefined) return undefined;
  const known = unit === "rows" || unit === "row" ? "rows" : unit === "percent" || unit === "%" ? "percent" : undefined;
  if (!known) report([...path, "unit"], "invalid-value", `unit must be rows or percent`);
  if (known === "percent" && metric === "rowCount")
    report([...path, "unit"], "invalid-value", "a row count has no percentage", { hint: "leave unit out" });
  return known;
}

function readOperator(raw: RawQuality, metric: string | undefined, path: NodePath, report: Report): Quality["operator"] | undefined {
  const given = operators.filter((name) => raw[name] !== undefined);
  if (given.length > 1)
    report([...path, given[1]!], "conflicting-keys", `only one of ${given.join(", ")} may be given`, { hint: "write two rules" });
  const name = given[0];
  if (name === undefined) return defaultOperator(metric, path, report);
  checkOperand(name, raw[name], metric !== undefined, [...path, name], report);
  return { name, value: raw[name] };
}

/** ODCS 3.0 lets the operator out: counting what is wrong then means that there must be none. */
function defaultOperator(metric: string | undefined, path: NodePath, report: Report): Quality["operator"] | undefined {
  if (metric !== undefined && metric !== "rowCount") return { name: "mustBe", value: 0 };
  report(path, "missing-key", `one of ${operators.join(", ")} is needed`, { hint: "say what the measured value must be, as in mustBe: 0" });
  return undefined;
}

function checkOperand(name: string, value: unknown, numeric: boolean, path: NodePath, report: Report): void {
  if (name.endsWith("Between")) {
    if (!Array.isArray(value) || value.length !== 2 || value.some((bound) => typeof bound !== "number"))
      return report(path, "wrong-type", `'${name}' must be a list of two numbers`);
    if (value[0] > value[1]) report(path, "bad-bounds", `the lower bound ${value[0]} is above the upper bound ${value[1]}`);
    return;
  }
  if (numeric && typeof value !== "number") report(path, "wrong-type", `'${name}' must be a number here`);
}

function checkPlacement(quality: Quality, path: NodePath, report: Report, column: string | undefined): void {
  if (quality.type === "custom")
    report(path, "unchecked-rule", "custom quality rules belong to another engine; Dativo does not check them", {
      severity: "warning",
      hint: "write it as a library metric or as sql to have it checked",
    });
  if (quality.type === "sql" && quality.query !== undefined) checkQuery(quality.query, [...path, "query"], report, column !== undefined);
  const needsColumn =
    quality.metric === "nullValues" ||
    quality.metric === "missingValues" ||
    quality.metric === "invalidValues" ||
    quality.metric === "duplicateValues";
  if (needsColumn && column === undefined && quality.arguments?.["properties"] === undefined) {
    report(path, "missing-key", `metric ${quality.metric} needs a column`, {
      hint: "put the rule under a property, or name the columns in arguments.properties",
    });
  }
}

function text<K extends "id" | "name" | "description" | "dimension" | "query">(raw: RawQuality, key: K): { readonly [P in K]?: string } {
  return typeof raw[key] === "string" ? ({ [key]: raw[key] } as { readonly [P in K]?: string }) : {};
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: V });
}
