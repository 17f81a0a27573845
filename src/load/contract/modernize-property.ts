import type { NodePath } from "../../kit/document.ts";
import { customProperty, keep, keepEntry, valueEntry, type ModernEntry, type ModernNode } from "../rewrite/modern-tree.ts";
import type { ModernizeContext } from "./modernize-context.ts";
import { isLogicalType, odcsType } from "./modernize-type.ts";
import { modernQualityList } from "./modernize-quality.ts";

type Mapping = Readonly<Record<string, unknown>>;

/** Columns in the spelling of ODCS. */
export function modernProperties(value: unknown, path: NodePath, context: ModernizeContext): ModernNode {
  if (!Array.isArray(value)) return keep(path);
  return { kind: "list", from: path, items: value.map((item, index) => modernProperty(item, [...path, index], context)) };
}

/** One column, or an element of a list. */
export function modernProperty(value: unknown, path: NodePath, context: ModernizeContext): ModernNode {
  if (typeof value === "string") return { kind: "map", from: path, entries: typeEntries({}, value, path) };
  if (!isMapping(value)) return keep(path);
  const rules: ModernNode[] = [...(context.columnRules.get(String(value["name"])) ?? [])];
  const inside: ModernizeContext = { ...context, columnRules: new Map() };
  const entries = Object.keys(value).flatMap((key) => modernMember(value, key, path, inside, rules));
  const own = Array.isArray(value["quality"]) ? modernQualityList(value["quality"], [...path, "quality"], context) : [];
  if (rules.length === 0) return { kind: "map", from: path, entries };
  const quality: ModernEntry = {
    key: "quality",
    ...(value["quality"] === undefined ? {} : { keyFrom: [...path, "quality"] }),
    node: { kind: "list", from: [...path, "quality"], items: [...own, ...rules] },
  };
  return { kind: "map", from: path, entries: [...entries.filter((entry) => entry.key !== "quality"), quality] };
}

function modernMember(value: Mapping, key: string, path: NodePath, context: ModernizeContext, rules: ModernNode[]): ModernEntry[] {
  const at = [...path, key];
  const member = value[key];
  if (key === "type" && typeof member === "string" && value["logicalType"] === undefined)
    return noted(context, at, "'type' is spelled logicalType in ODCS", typeEntries(value, member, at));
  if (key === "logicalType" && typeof member === "string" && !isLogicalType(member) && odcsType(member).logicalType !== undefined)
    return noted(context, at, `'${member}' is a physicalType in ODCS`, typeEntries(value, member, at));
  if (key === "physicalType" && replacesPhysical(value)) return [];
  if (key === "primary_key")
    return noted(context, at, "'primary_key' is spelled primaryKey in ODCS", [{ key: "primaryKey", keyFrom: at, node: keep(at) }]);
  if (key === "enum" && isScalars(member)) return modernEnum(member, at, context, rules);
  if (key === "logicalTypeOptions" && isMapping(member)) return modernOptions(member, at, context, rules);
  if (key === "properties") return [{ key, keyFrom: at, node: modernProperties(member, at, context) }];
  if (key === "items") return [{ key, keyFrom: at, node: modernProperty(member, at, context) }];
  if (key === "quality" && Array.isArray(member))
    return [{ key, keyFrom: at, node: { kind: "list", from: at, items: modernQualityList(member, at, context) } }];
  return [keepEntry(path, key)];
}

function typeEntries(value: Mapping, type: string, at: NodePath): ModernEntry[] {
  const { logicalType, physicalType } = odcsType(type.trim().toLowerCase());
  const before = value["physicalType"];
  const entries: ModernEntry[] = [];
  if (logicalType !== undefined) entries.push(valueEntry("logicalType", logicalType, at));
  const physical: ModernNode = { kind: "value", value: type.trim(), from: at };
  if (physicalType !== undefined)
    entries.push({ key: "physicalType", ...(logicalType === undefined ? { keyFrom: at } : {}), node: physical });
  if (replacesPhysical(value))
    entries.push({
      key: "customProperties",
      node: {
        kind: "list",
        from: at,
        items: [customProperty("physicalType", { kind: "value", value: before, from: [...at.slice(0, -1), "physicalType"] })],
      },
    });
  return entries;
}

/** Whether an old `type` needs the place of a physicalType that is there already; that one then moves to customProperties. */
function replacesPhysical(value: Mapping): boolean {
  const type = value["type"] ?? value["logicalType"];
  if (typeof type !== "string" || value["physicalType"] === undefined || value["customProperties"] !== undefined) return false;
  if (value["type"] !== undefined && value["logicalType"] !== undefined) return false;
  return odcsType(type.trim().toLowerCase()).physicalType !== undefined;
}

function modernEnum(values: readonly unknown[], at: NodePath, context: ModernizeContext, rules: ModernNode[]): ModernEntry[] {
  context.note(
    at,
    context.hasEnum
      ? "the values of 'enum' are mappings with a value in ODCS 3.2"
      : "'enum' is a quality rule with validValues in ODCS 3.1",
  );
  if (context.hasEnum)
    return [
      {
        key: "enum",
        keyFrom: at,
        node: {
          kind: "list",
          from: at,
          items: values.map((_, index) => ({ kind: "map", from: [...at, index], entries: [{ key: "value", node: keep([...at, index]) }] })),
        },
      },
    ];
  rules.push({
    kind: "map",
    from: at,
    entries: [
      { key: "type", node: { kind: "value", value: "library", from: at } },
      { key: "metric", node: { kind: "value", value: "invalidValues", from: at } },
      { key: "arguments", node: { kind: "map", from: at, entries: [{ key: "validValues", keyFrom: at, node: keep(at) }] } },
      { key: "mustBe", node: { kind: "value", value: 0, from: at } },
    ],
  });
  return [];
}

function modernOptions(options: Mapping, at: NodePath, context: ModernizeContext, rules: ModernNode[]): ModernEntry[] {
  const entries: ModernEntry[] = [];
  for (const key of Object.keys(options)) {
    const here = [...at, key];
    if (key === "enum" && isScalars(options[key])) {
      const moved = modernEnum(options[key], here, { ...context, hasEnum: false }, rules);
      entries.push(...moved);
    } else if (context.upgrade && typeof options[key] === "boolean" && key.startsWith("exclusive")) {
      const bound = key === "exclusiveMinimum" ? "minimum" : "maximum";
      if (options[key] && options[bound] !== undefined) entries.push({ key, keyFrom: here, node: keep([...at, bound]) });
    } else if (!(context.upgrade && options[`exclusive${key[0]!.toUpperCase()}${key.slice(1)}`] === true)) {
      entries.push(keepEntry(at, key));
    }
  }
  return entries.length === 0 ? [] : [{ key: "logicalTypeOptions", keyFrom: at, node: { kind: "map", from: at, entries } }];
}

function noted(context: ModernizeContext, path: NodePath, message: string, entries: ModernEntry[]): ModernEntry[] {
  context.note(path, message);
  return entries;
}

function isScalars(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one !== "object" || one === null);
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
