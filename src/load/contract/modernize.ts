import type { NodePath } from "../../kit/document.ts";
import { customProperty, keep, keepEntry, valueEntry, type ModernEntry, type ModernNode } from "../rewrite/modern-tree.ts";
import { modernExpectations, type ModernExpectations } from "./modernize-expectations.ts";
import { modernGovernance, modernTeam } from "./modernize-governance.ts";
import type { ModernizeContext, RootMember } from "./modernize-context.ts";
import { modernProperties } from "./modernize-property.ts";
import { modernQualityList } from "./modernize-quality.ts";
import { schemaVersion } from "./odcs-versions.ts";
import { factNames } from "./read-facts.ts";

/** An old spelling, at its place in the original. */
export interface OldSpelling {
  readonly path: NodePath;
  readonly message: string;
}

/** A contract rewritten as ODCS, and what was old about it. */
export interface Modernized {
  readonly root: ModernNode;
  readonly notes: readonly OldSpelling[];
  /** Facts that are told twice, differently: the contract cannot be read before its author decides. */
  readonly conflicts: readonly OldSpelling[];
}

/**
 * Rewrites the older spellings of contracts as ODCS 3.1.0 (3.2.0 where the contract says so); undefined when nothing is old.
 * Pure. What no ODCS key can hold becomes customProperties.
 */
export function modernize(value: unknown): Modernized | undefined {
  if (!isMapping(value)) return undefined;
  const [notes, conflicts]: [OldSpelling[], OldSpelling[]] = [[], []];
  const members = rootMembers(value, notes);
  const find = (key: string): RootMember | undefined => members.find((member) => member.key === key);
  const version = find("apiVersion")?.value;
  const context: ModernizeContext = {
    note: (path, message) => notes.push({ path, message }),
    conflict: (path, message) => conflicts.push({ path, message }),
    upgrade: version === undefined || schemaVersion(version) === "3.0.2" || version === "3.0.2",
    hasEnum: version === "v3.2.0",
    columnRules: new Map(),
  };
  const governance = modernGovernance(find, context);
  const quality = find("data_quality");
  const columns = columnNames(find("schema")?.value);
  const expectations = quality && columns.length > 0 ? modernExpectations(quality.value, quality.path, columns) : undefined;
  const custom = customItems(members, governance.compliance, expectations, context);
  const taken = new Set(governance.entries.map((entry) => entry.key));
  const entries = members
    .filter((member) => !taken.has(member.key))
    .flatMap((member) => modernRoot(member, members, expectations, context));
  if (notes.length === 0) return undefined;
  return { root: { kind: "map", from: [], entries: complete([...entries, ...governance.entries], custom, find) }, notes, conflicts };
}

/** The root's own members, with those of an `asset:` wrapper in its place. */
function rootMembers(value: Readonly<Record<string, unknown>>, notes: OldSpelling[]): RootMember[] {
  return Object.keys(value).flatMap((key): RootMember[] => {
    const member = value[key];
    if (key !== "asset" || !isMapping(member)) return [{ key, path: [key], value: member }];
    notes.push({ path: [key], message: "ODCS has no 'asset' wrapper: its keys stand at the top" });
    return Object.keys(member).map((inner) => ({ key: inner, path: [key, inner], value: member[inner] }));
  });
}

function modernRoot(
  { key, path, value }: RootMember,
  members: readonly RootMember[],
  expectations: ModernExpectations | undefined,
  context: ModernizeContext,
): ModernEntry[] {
  if (factNames.includes(key) || key === "governance" || key === "customProperties") return [];
  if (members.find((member) => member.key === key)!.path !== path) {
    context.conflict(path, `'${key}' stands both inside and outside of 'asset'`);
    return [];
  }
  if (key === "schema")
    return [
      {
        key,
        keyFrom: path,
        node: modernSchema(value, path, members, expectations?.rules ?? [], {
          ...context,
          columnRules: expectations?.columnRules ?? context.columnRules,
        }),
      },
    ];
  if (key === "team") return [{ key, keyFrom: path, node: modernTeam(value, path, context) }];
  if (key === "description" && typeof value === "string") {
    context.note(path, "'description' is a mapping in ODCS");
    return [{ key, keyFrom: path, node: { kind: "map", from: path, entries: [{ key: "purpose", node: keep(path) }] } }];
  }
  if (key === "apiVersion" && context.upgrade) return [valueEntry(key, "v3.1.0", path)];
  return [{ key, keyFrom: path, node: keep(path) }];
}

/** Keys by which a column is told from an object. */
const columnKeys = ["type", "required", "unique", "primaryKey", "primary_key", "classification", "logicalTypeOptions", "items"];

function isFlat(schema: readonly unknown[]): boolean {
  return schema.some((item) => isMapping(item) && columnKeys.some((key) => Object.hasOwn(item, key)));
}

/** Columns of the first object, which is what expectations are about; none where there is no schema to put rules into. */
function columnNames(schema: unknown): readonly string[] {
  if (!Array.isArray(schema)) return [];
  const properties: unknown = isFlat(schema) ? schema : isMapping(schema[0]) ? schema[0]["properties"] : [];
  return Array.isArray(properties)
    ? properties.flatMap((one) => (isMapping(one) && typeof one["name"] === "string" ? [one["name"]] : []))
    : [];
}

function modernSchema(
  value: unknown,
  path: NodePath,
  members: readonly RootMember[],
  rules: readonly ModernNode[],
  context: ModernizeContext,
): ModernNode {
  if (!Array.isArray(value)) return keep(path);
  if (!isFlat(value))
    return {
      kind: "list",
      from: path,
      items: value.map((item, index) =>
        index === 0
          ? modernObject(item, [...path, index], rules, context)
          : modernObject(item, [...path, index], [], { ...context, columnRules: new Map() }),
      ),
    };
  context.note(path, "'schema' lists columns; in ODCS it lists objects with properties");
  const quiet: ModernizeContext = { ...context, note: () => undefined };
  const named =
    members.find((member) => member.key === "object" && typeof member.value === "string") ??
    members.find((member) => member.key === "name" && typeof member.value === "string");
  const name: ModernEntry = { key: "name", node: { kind: "value", value: named?.value ?? "data", from: named?.path ?? path } };
  const entries: ModernEntry[] = [
    name,
    { key: "logicalType", node: { kind: "value", value: "object", from: path } },
    { key: "properties", keyFrom: path, node: modernProperties(value, path, quiet) },
    ...qualityEntry(rules, undefined),
  ];
  return { kind: "list", from: path, items: [{ kind: "map", from: path, entries }] };
}

function modernObject(value: unknown, path: NodePath, rules: readonly ModernNode[], context: ModernizeContext): ModernNode {
  if (!isMapping(value)) return keep(path);
  const entries = Object.keys(value).flatMap((key): ModernEntry[] => {
    const at = [...path, key];
    if (key === "properties") return [{ key, keyFrom: at, node: modernProperties(value[key], at, context) }];
    return key === "quality" && Array.isArray(value[key])
      ? qualityEntry([...modernQualityList(value[key], at, context), ...rules], at)
      : [keepEntry(path, key)];
  });
  return { kind: "map", from: path, entries: [...entries, ...(Array.isArray(value["quality"]) ? [] : qualityEntry(rules, undefined))] };
}

function qualityEntry(rules: readonly ModernNode[], at: NodePath | undefined): ModernEntry[] {
  if (rules.length === 0 && at === undefined) return [];
  return [{ key: "quality", ...(at ? { keyFrom: at } : {}), node: { kind: "list", from: at ?? rules[0]!.from, items: rules } }];
}

/** The items of customProperties: those that are there, then Dativo's facts. */
function customItems(
  members: readonly RootMember[],
  compliance: ModernNode | undefined,
  expectations: ModernExpectations | undefined,
  context: ModernizeContext,
): readonly ModernNode[] {
  const existing = members.find((member) => member.key === "customProperties");
  const kept = Array.isArray(existing?.value) ? existing.value.map((_, index) => keep([...existing.path, index])) : [];
  const facts = members.filter((member) => factNames.includes(member.key));
  for (const fact of facts) context.note(fact.path, `'${fact.key}' is no key of ODCS: it belongs under customProperties`);
  const items = facts.flatMap((fact): ModernNode[] => {
    if (fact.key === "data_quality" && expectations) return expectations.rest ? [customProperty(fact.key, expectations.rest)] : [];
    return [customProperty(fact.key, fact.key === "compliance" && compliance ? compliance : keep(fact.path))];
  });
  const added = compliance && !facts.some((fact) => fact.key === "compliance") ? [customProperty("compliance", compliance)] : [];
  return [...kept, ...items, ...added];
}

/** Adds what ODCS requires and older contracts left out. */
function complete(
  entries: readonly ModernEntry[],
  custom: readonly ModernNode[],
  find: (key: string) => RootMember | undefined,
): readonly ModernEntry[] {
  const given = new Set(entries.map((entry) => entry.key));
  const text = (key: string): string | undefined => (typeof find(key)?.value === "string" ? (find(key)!.value as string) : undefined);
  const id = [text("source_type"), text("object") ?? text("name")].filter((part) => part !== undefined).join(".");
  const required: readonly (readonly [string, string])[] = [
    ["apiVersion", "v3.1.0"],
    ["kind", "DataContract"],
    ["id", id === "" ? "contract" : id],
    ["status", "active"],
  ];
  const head = entries.findLastIndex((entry) => headKeys.includes(entry.key)) + 1;
  const missing = required
    .filter(([key]) => !given.has(key))
    .map(([key, value]): ModernEntry => ({ key, node: { kind: "value", value, from: [] } }));
  const existing = find("customProperties");
  const node: ModernNode = { kind: "list", from: existing?.path ?? [], items: custom };
  const last: ModernEntry[] =
    custom.length === 0 ? [] : [{ key: "customProperties", ...(existing ? { keyFrom: existing.path } : {}), node }];
  return [...entries.slice(0, head), ...missing, ...entries.slice(head), ...last];
}

/** Where the missing ones fit in. */
const headKeys = ["apiVersion", "kind", "id", "name", "version", "status"];

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
