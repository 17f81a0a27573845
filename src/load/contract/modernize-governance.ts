import type { NodePath } from "../../kit/document.ts";
import { customProperty, keep, keepEntry, valueEntry, type ModernEntry, type ModernNode } from "../rewrite/modern-tree.ts";
import type { ModernizeContext, RootMember } from "./modernize-context.ts";

type Mapping = Readonly<Record<string, unknown>>;

/** `team: {owner, roles}` as a team with members; a text is the team's name. */
export function modernTeam(value: unknown, path: NodePath, context: ModernizeContext): ModernNode {
  if (typeof value === "string") {
    context.note(path, "'team' is a mapping in ODCS");
    return { kind: "map", from: path, entries: [{ key: "name", node: keep(path) }] };
  }
  if (Array.isArray(value))
    return context.upgrade
      ? { kind: "list", from: path, items: value.map((member, index) => withUsername(member, [...path, index])) }
      : keep(path);
  if (!isMapping(value) || (value["owner"] === undefined && value["roles"] === undefined)) return keep(path);
  context.note(path, "ODCS lists the owner and the roles of a team among its members");
  const others = Object.keys(value)
    .filter((key) => !["owner", "roles", "members"].includes(key))
    .map((key) => keepEntry(path, key));
  const owner = value["owner"] === undefined ? [] : [memberWith(value["owner"], [...path, "owner"], "owner")];
  const roles = Array.isArray(value["roles"]) ? value["roles"].map((role, index) => roleMember(role, [...path, "roles", index])) : [];
  const before = Array.isArray(value["members"]) ? value["members"].map((_, index) => keep([...path, "members", index])) : [];
  const at = value["owner"] === undefined ? [...path, "roles"] : [...path, "owner"];
  return {
    kind: "map",
    from: path,
    entries: [...others, { key: "members", keyFrom: at, node: { kind: "list", from: at, items: [...owner, ...roles, ...before] } }],
  };
}

function memberWith(value: unknown, path: NodePath, role: string): ModernNode {
  const username: ModernEntry = { key: "username", node: typeof value === "string" ? keep(path) : { kind: "value", value, from: path } };
  return { kind: "map", from: path, entries: [username, { key: "role", node: { kind: "value", value: role, from: path } }] };
}

/** `{name, email, responsibility}`: the address tells people apart, so it becomes the user name. */
function roleMember(value: unknown, path: NodePath): ModernNode {
  if (!isMapping(value)) return keep(path);
  const renamed: Readonly<Record<string, string>> = { responsibility: "role", email: "username" };
  const known = ["name", "role", "username", "description"];
  const extra = Object.keys(value).filter((key) => renamed[key] === undefined && !known.includes(key));
  const entries = Object.keys(value)
    .filter((key) => !extra.includes(key))
    .map((key): ModernEntry => ({ key: renamed[key] ?? key, keyFrom: [...path, key], node: keep([...path, key]) }));
  const named: ModernEntry[] = entries.some((entry) => entry.key === "username")
    ? []
    : [{ key: "username", node: { kind: "value", value: value["name"] ?? "unknown", from: path } }];
  const custom: ModernEntry[] =
    extra.length === 0
      ? []
      : [
          {
            key: "customProperties",
            node: { kind: "list", from: path, items: extra.map((key) => customProperty(key, keep([...path, key]))) },
          },
        ];
  return { kind: "map", from: path, entries: [...named, ...entries, ...custom] };
}

/** 3.1 wants a user name for each member. */
function withUsername(value: unknown, path: NodePath): ModernNode {
  if (!isMapping(value) || value["username"] !== undefined || value["name"] === undefined) return keep(path);
  return {
    kind: "map",
    from: path,
    entries: [valueEntry("username", value["name"], [...path, "name"]), ...Object.keys(value).map((key) => keepEntry(path, key))],
  };
}

/** What `governance: {owner, tags, classification, retention_days}` turns into. */
export interface ModernGovernance {
  /** The compliance fact, with what governance says added; undefined when governance says nothing of the kind. */
  readonly compliance: ModernNode | undefined;
  /** Members of the root that replace those of the same key. */
  readonly entries: readonly ModernEntry[];
}

const complianceKeys = ["classification", "retention_days", "regulations", "encryption_required", "access_control"];

/** Spreads `governance` over team, tags and the compliance fact. */
export function modernGovernance(find: (key: string) => RootMember | undefined, context: ModernizeContext): ModernGovernance {
  const member = find("governance");
  if (!member || !isMapping(member.value))
    return { compliance: undefined, entries: member ? [{ key: member.key, keyFrom: member.path, node: keep(member.path) }] : [] };
  context.note(member.path, "ODCS has no 'governance': owner goes to team, tags to tags, the rest to customProperties");
  const { path, value } = { path: member.path, value: member.value };
  const unknown = Object.keys(value).filter((key) => !["owner", "tags", ...complianceKeys].includes(key));
  return {
    compliance: modernCompliance(value, path, find("compliance"), context),
    entries: [
      ...ownerEntry(value["owner"], [...path, "owner"], find("team"), context),
      ...tagsEntry(value["tags"], [...path, "tags"], find("tags")),
      ...unknown.map((key): ModernEntry => ({ key, keyFrom: [...path, key], node: keep([...path, key]) })),
    ],
  };
}

function modernCompliance(
  value: Mapping,
  path: NodePath,
  compliance: RootMember | undefined,
  context: ModernizeContext,
): ModernNode | undefined {
  const own = isMapping(compliance?.value) ? compliance.value : {};
  const given = complianceKeys.filter((key) => value[key] !== undefined);
  for (const key of given) {
    if (own[key] !== undefined && JSON.stringify([own[key]].flat()) !== JSON.stringify([value[key]].flat()))
      context.conflict([...path, key], `'${key}' says something else here than under 'compliance'`);
  }
  const moved = given.filter((key) => own[key] === undefined);
  if (moved.length === 0) return undefined;
  const entries = [
    ...Object.keys(own).map((key) => keepEntry(compliance!.path, key)),
    ...moved.map((key): ModernEntry => ({ key, keyFrom: [...path, key], node: listed(key, value[key], [...path, key]) })),
  ];
  return { kind: "map", from: compliance?.path ?? path, entries };
}

function ownerEntry(owner: unknown, path: NodePath, team: RootMember | undefined, context: ModernizeContext): readonly ModernEntry[] {
  if (owner === undefined) return [];
  if (team === undefined)
    return [
      {
        key: "team",
        keyFrom: path,
        node: {
          kind: "map",
          from: path,
          entries: [{ key: "members", keyFrom: path, node: { kind: "list", from: path, items: [memberWith(owner, path, "owner")] } }],
        },
      },
    ];
  const same = isMapping(team.value) && team.value["owner"] === owner;
  if (!same) context.conflict(path, "the owner here is not the one that 'team' names");
  return [];
}

/** In order, without repeats. */
function tagsEntry(tags: unknown, path: NodePath, root: RootMember | undefined): readonly ModernEntry[] {
  if (!Array.isArray(tags)) return tags === undefined ? [] : [{ key: "tags", keyFrom: path, node: keep(path) }];
  const own = Array.isArray(root?.value) ? root.value : [];
  const added = tags.map((tag: unknown, index) => ({ tag, index })).filter(({ tag }) => !own.includes(tag));
  const items = [...own.map((_, index) => keep([...root!.path, index])), ...added.map(({ index }) => keep([...path, index]))];
  return [{ key: "tags", keyFrom: root?.path ?? path, node: { kind: "list", from: root?.path ?? path, items } }];
}

/** Classes and regulations are lists; older files wrote a single one without brackets. */
function listed(key: string, value: unknown, path: NodePath): ModernNode {
  return ["classification", "regulations"].includes(key) && typeof value === "string"
    ? { kind: "list", from: path, items: [keep(path)] }
    : keep(path);
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
