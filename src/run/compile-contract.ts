import { DativoError } from "../kit/error.ts";
import type { ContractPlan, PlanColumn, RowRule, SetRule } from "../spec/contract-plan.ts";
import type { Contract, Property, SchemaObject } from "../spec/contract.ts";
import { compileOptions } from "./compile-options.ts";
import { compileColumnQuality, compileObjectQuality } from "./compile-quality.ts";

/** What a job adds to its contract. */
export interface CompileExtra {
  /** Column, or `default` for all columns without a class of their own, -> class. */
  readonly classification_overrides?: Readonly<Record<string, string>>;
}

/**
 * Turns the contract of one object into the plan that engines check. Pure. Throws `not_found` when the contract has no such
 * object. A column is sensitive unless its class is `public` or it has none.
 */
export function compileContract(contract: Contract, object: string, extra: CompileExtra = {}): ContractPlan {
  const found = contract.objects.find((one) => one.name === object) ?? contract.objects.find((one) => one.physicalName === object);
  if (!found) {
    throw new DativoError("not_found", `contract ${contract.name} has no object '${object}'`, {
      hint: `it has: ${contract.objects.map((one) => one.name).join(", ") || "none"}`,
    });
  }
  const rules = [...found.properties.map((property) => compileProperty(property, found)), compileObjectQuality(found)];
  return {
    contract: { id: contract.id, version: contract.version, name: contract.name },
    columns: found.properties.map((property) => planColumn(property, extra)),
    primaryKey: keyColumns(found),
    rowRules: uniqueIds(rules.flatMap((one) => one.rowRules)),
    setRules: uniqueIds([...primaryKeyRule(found), ...rules.flatMap((one) => one.setRules)]),
  };
}

function compileProperty(
  property: Property,
  object: SchemaObject,
): { readonly rowRules: readonly RowRule[]; readonly setRules: readonly SetRule[] } {
  const quality = compileColumnQuality(property, object);
  const required: RowRule[] = property.required
    ? [
        {
          id: `required.${property.name}`,
          column: property.name,
          predicate: { op: "not_null", column: property.name },
          message: "must not be empty",
          severity: "error",
        },
      ]
    : [];
  const unique: SetRule[] = property.unique
    ? [{ id: `unique.${property.name}`, kind: "unique", columns: [property.name], message: "must not repeat", severity: "error" }]
    : [];
  return { rowRules: [...required, ...compileOptions(property), ...quality.rowRules], setRules: [...unique, ...quality.setRules] };
}

function planColumn(property: Property, extra: CompileExtra): PlanColumn {
  const { format, defaultTimezone } = property.options;
  const temporal = ["date", "time", "timestamp"].includes(property.type.kind);
  return {
    name: property.name,
    sourceName: property.physicalName ?? property.name,
    type: property.type,
    required: property.required,
    sensitive: isSensitive(property, extra.classification_overrides ?? {}),
    ...(property.description === undefined ? {} : { doc: property.description }),
    ...(property.id === undefined ? {} : { id: property.id }),
    ...(temporal && typeof format === "string" ? { format } : {}),
    ...(typeof defaultTimezone === "string" ? { timezone: defaultTimezone } : {}),
  };
}

/** Text with `format: password` needs no class to be kept out of messages. */
function isSensitive(property: Property, overrides: Readonly<Record<string, string>>): boolean {
  const name = Object.keys(overrides).find((key) => key !== "default" && key.toLowerCase() === property.name.toLowerCase());
  const own = name === undefined ? property.classification : overrides[name];
  const classification = own ?? overrides["default"];
  return (classification !== undefined && classification.trim().toLowerCase() !== "public") || property.options["format"] === "password";
}

function keyColumns(object: SchemaObject): readonly string[] {
  return object.properties
    .filter((property) => property.primaryKey > 0)
    .sort((a, b) => a.primaryKey - b.primaryKey)
    .map((property) => property.name);
}

function primaryKeyRule(object: SchemaObject): SetRule[] {
  const columns = keyColumns(object);
  return columns.length === 0
    ? []
    : [
        {
          id: "primary_key",
          kind: "unique",
          columns,
          message: `the primary key (${columns.join(", ")}) must not repeat`,
          severity: "error",
        },
      ];
}

/** Rule ids tell rules apart in counts and quarantine: a later rule with an id that is taken gets a number. */
function uniqueIds<R extends { readonly id: string }>(rules: readonly R[]): readonly R[] {
  const seen = new Map<string, number>();
  return rules.map((rule) => {
    const count = (seen.get(rule.id) ?? 0) + 1;
    seen.set(rule.id, count);
    return count === 1 ? rule : { ...rule, id: `${rule.id}.${count}` };
  });
}
