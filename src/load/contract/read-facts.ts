import type { NodePath } from "../../kit/document.ts";
import { suggest } from "../../kit/suggest.ts";
import type { ContractFacts } from "../../spec/contract.ts";
import type { RawCustomProperty } from "./raw-contract.ts";
import type { Report } from "./report.ts";

type Mapping = Readonly<Record<string, unknown>>;

/** What each member of a fact must be. `open` members are kept for people and have no effect. */
type Shape = "text" | "texts" | "days" | "flag" | "open" | readonly string[] | { readonly [key: string]: Shape };

const shapes: Readonly<Record<string, Shape>> = {
  source_type: "text",
  object: "text",
  target: {
    file_format: ["iceberg", "parquet", "csv", "json"],
    partitioning: "texts",
    mode: ["append", "overwrite", "merge", "strict", "relaxed"],
  },
  compliance: {
    classification: "texts",
    regulations: "texts",
    retention_days: "days",
    encryption_required: "flag",
    access_control: "text",
    security: { access_control: "text", encryption_required: "flag" },
    user_consent_required: "open",
  },
  finops: { cost_center: "text", business_tags: "texts", project: "text", environment: "text" },
  change_management: {
    policy: ["breaking", "non-breaking"],
    approval_required: "open",
    notification_channels: "open",
    version_history: "open",
  },
  data_quality: { expectations: "open", monitoring: { enabled: "flag", oncall_rotation: "text" }, alerts: "open" },
};

/** Reads Dativo's facts from `customProperties`; properties of other names belong to others and are left alone. */
export function readFacts(properties: readonly RawCustomProperty[], path: NodePath, report: Report): ContractFacts {
  const facts: Record<string, unknown> = {};
  properties.forEach((one, index) => {
    const shape = one.property === undefined ? undefined : shapes[one.property];
    if (!shape) return;
    if (facts[one.property!] !== undefined) report([...path, index, "property"], "conflicting-keys", `'${one.property}' is given twice`);
    if (checkFact(one.value, shape, [...path, index, "value"], one.property!, report)) facts[one.property!] = one.value;
  });
  checkDataQuality(facts["data_quality"] as Mapping | undefined, properties, path, report);
  return shapeFacts(facts);
}

/** The names under which facts stand in `customProperties`, which are also the top-level keys of the older spelling. */
export const factNames: readonly string[] = Object.keys(shapes);

function shapeFacts(facts: Readonly<Record<string, unknown>>): ContractFacts {
  const compliance = facts["compliance"] as Mapping | undefined;
  const policy = (facts["change_management"] as Mapping | undefined)?.["policy"];
  const { security, user_consent_required: _, ...rest } = compliance ?? {};
  return {
    ...subset(facts, ["source_type", "object", "target", "finops"]),
    ...(compliance ? { compliance: { ...(security as Mapping | undefined), ...rest } } : {}),
    ...(policy === undefined ? {} : { change_policy: policy }),
  } as ContractFacts;
}

function subset(facts: Readonly<Record<string, unknown>>, keys: readonly string[]): Mapping {
  return Object.fromEntries(keys.filter((key) => facts[key] !== undefined).map((key) => [key, facts[key]]));
}

function checkFact(value: unknown, shape: Shape, path: NodePath, name: string, report: Report): boolean {
  if (shape === "open") return true;
  if (typeof shape === "object" && !Array.isArray(shape))
    return checkMapping(value, shape as { readonly [key: string]: Shape }, path, name, report);
  if (Array.isArray(shape)) {
    if (shape.includes(value)) return true;
    const near = typeof value === "string" ? suggest(value, shape) : undefined;
    return refuse(
      report,
      path,
      "invalid-value",
      `'${name}' must be one of ${shape.join(", ")}`,
      near === undefined ? undefined : `did you mean '${near}'?`,
    );
  }
  if (shape === "text")
    return typeof value === "string" || refuse(report, path, "wrong-type", `'${name}' must be text`, "put it in quotes");
  if (shape === "flag") return typeof value === "boolean" || refuse(report, path, "wrong-type", `'${name}' must be true or false`);
  if (shape === "days")
    return (
      (Number.isInteger(value) && (value as number) >= 0) || refuse(report, path, "wrong-type", `'${name}' must be a whole number of days`)
    );
  return (
    (Array.isArray(value) && value.every((one) => typeof one === "string")) ||
    refuse(report, path, "wrong-type", `'${name}' must be a list of texts`)
  );
}

function checkMapping(value: unknown, shape: { readonly [key: string]: Shape }, path: NodePath, name: string, report: Report): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuse(report, path, "wrong-type", `'${name}' must be a mapping`);
  const known = Object.keys(shape);
  return Object.entries(value)
    .map(([key, inner]) => {
      if (shape[key] !== undefined) return checkFact(inner, shape[key], [...path, key], key, report);
      const near = suggest(key, known);
      report([...path, key], "unknown-key", `unknown key '${key}' in ${name}`, {
        part: "key",
        hint: near === undefined ? `known keys: ${known.join(", ")}` : `did you mean '${near}'?`,
      });
      return false;
    })
    .every(Boolean);
}

/** Somebody must be called when a monitored contract breaks; expectations that are still here have no defined meaning. */
function checkDataQuality(quality: Mapping | undefined, properties: readonly RawCustomProperty[], path: NodePath, report: Report): void {
  const at = [...path, properties.findIndex((one) => one.property === "data_quality"), "value"];
  const monitoring = quality?.["monitoring"] as Mapping | undefined;
  if (monitoring?.["enabled"] === true && monitoring["oncall_rotation"] === undefined)
    report([...at, "monitoring"], "missing-key", "monitoring that is enabled needs an oncall_rotation", { part: "key" });
  const expectations = quality?.["expectations"];
  if (!Array.isArray(expectations)) return;
  expectations.forEach((_, index) =>
    report([...at, "expectations", index], "unchecked-rule", "this expectation has no defined meaning and is not checked", {
      severity: "warning",
      hint: "write it as a quality rule of the object or of a property",
    }),
  );
}

function refuse(report: Report, path: NodePath, code: "wrong-type" | "invalid-value", message: string, hint?: string): false {
  report(path, code, message, { hint });
  return false;
}
