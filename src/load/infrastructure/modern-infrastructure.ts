import { renderPath, type NodePath } from "../../kit/document.ts";
import { valueAt } from "../../kit/value-path.ts";
import { runtimeAliases } from "../../spec/runtime-aliases.ts";
import type { ModernEntry, ModernNode } from "../rewrite/modern-tree.ts";

/** Something noteworthy at a place of the original. */
export interface BlockNote {
  readonly path: NodePath;
  readonly message: string;
  readonly hint?: string;
}

/** A block in the canonical spelling, and what was older about it. */
export interface ModernInfrastructure {
  readonly root: ModernNode;
  /** Whether a key of an older spelling was used: what the canonical spelling insists on is then only asked for. */
  readonly older: boolean;
  /** Facts that two spellings tell, differently. */
  readonly conflicts: readonly BlockNote[];
  /** Facts that two spellings tell, equally. */
  readonly repeats: readonly BlockNote[];
}

/** Where an older key goes. The tool that older blocks name as provider is the provisioner. */
const moves: readonly (readonly [from: readonly string[], to: readonly string[]])[] = [
  [
    ["runtime", "platform"],
    ["runtime", "type"],
  ],
  [["compute_type"], ["runtime", "type"]],
  [["vcpu"], ["runtime", "cpu"]],
  [["memory_mb"], ["runtime", "memory"]],
  [["module_source"], ["terraform", "module_source"]],
  [["terraform_module"], ["terraform", "module_source"]],
  [["terraform_vars"], ["terraform", "variables"]],
  [
    ["metadata", "variables"],
    ["terraform", "variables"],
  ],
  [["resource_refs"], ["resource_identifiers"]],
  [["metadata", "tags"], ["tags"]],
  [["metadata", "labels"], ["labels"]],
  [["metadata", "annotations"], ["annotations"]],
  [["deployment_notes"], ["annotations", "deployment_notes"]],
];
const tools = new Set(["terraform", "cloudformation", "pulumi", "manual"]);
const order = [
  "provider",
  "provisioner",
  "region",
  "runtime",
  "terraform",
  "resource_identifiers",
  "tags",
  "labels",
  "annotations",
  "resources",
  "outputs",
];
const runtimeOrder = ["type", "image", "cpu", "memory", "namespace", "service_account", "compute", "storage", "network", "options"];

/** One say in one canonical fact. `value` replaces what is written at `from` where that is another word. */
interface Say {
  readonly to: NodePath;
  readonly from: NodePath;
  readonly value?: unknown;
}

/**
 * Brings a block of any spelling into the canonical one (SPEC section 2). `job` is the whole job after interpolation; values
 * that a variable took part in (`written` holds the text) keep that text, so that a rewritten file still asks the variable. Pure.
 */
export function modernInfrastructure(job: unknown, written: unknown): ModernInfrastructure {
  const base: NodePath = ["infrastructure"];
  const older = saysOfOlder(job, written, base);
  const sayings = [...saysOfCanonical(job, base), ...older];
  const merge: Merge = { job, conflicts: [], repeats: [] };
  return {
    root: older.length === 0 ? { kind: "keep", from: base } : group(base, sayings, 0, merge),
    older: older.length > 0,
    conflicts: merge.conflicts,
    repeats: merge.repeats,
  };
}

/** Members of the block that stay where they are, `runtime` and `terraform` one by one, for older keys may join them. */
function saysOfCanonical(job: unknown, base: NodePath): Say[] {
  return members(job, base).flatMap((key): Say[] => {
    const from = [...base, key];
    if (!order.includes(key) || (key === "provider" && tools.has(String(valueAt(job, from))))) return [];
    if (key !== "runtime" && key !== "terraform") return [{ to: [key], from }];
    return members(job, from)
      .filter((inner) => key === "terraform" || runtimeOrder.includes(inner))
      .map((inner) => ({ to: [key, inner], from: [...from, inner] }));
  });
}

function saysOfOlder(job: unknown, written: unknown, base: NodePath): Say[] {
  const says = moves
    .filter(([from]) => has(job, [...base, ...from]))
    .map(([from, to]): Say => runtimeWord(job, written, base, { to, from: [...base, ...from] }));
  const provider = [...base, "provider"];
  if (tools.has(String(valueAt(job, provider)))) says.unshift({ to: ["provisioner"], from: provider });
  return [...says, ...looseRuntime(job, base)];
}

/** Beside `compute_type` the runtime is open: what is no key of it becomes an option. */
function looseRuntime(job: unknown, base: NodePath): Say[] {
  const runtime = [...base, "runtime"];
  return members(job, runtime)
    .filter((key) => key !== "platform" && !runtimeOrder.includes(key))
    .map((key) => ({ to: ["runtime", "options", key], from: [...runtime, key] }));
}

/** `platform: emr` becomes `type: aws_emr`, unless a variable says it: then the text stays, and the word is read when loaded. */
function runtimeWord(job: unknown, written: unknown, base: NodePath, say: Say): Say {
  if (say.to.join(".") !== "runtime.type") return say;
  const word = valueAt(job, say.from);
  if (word !== valueAt(written, say.from)) return say;
  const onFargate = String(valueAt(job, [...base, "runtime", "compute", "instance_type"])).toLowerCase() === "fargate";
  return { ...say, value: canonicalRuntime(String(word), onFargate) };
}

/** The runtime that a word of any spelling stands for; an unknown word stands for itself. */
export function canonicalRuntime(word: string, onFargate: boolean): string {
  if (word === "ecs" && onFargate) return "aws_fargate";
  return Object.hasOwn(runtimeAliases, word) ? runtimeAliases[word]! : word;
}

interface Merge {
  readonly job: unknown;
  readonly conflicts: BlockNote[];
  readonly repeats: BlockNote[];
}

/** The mapping that says make up, whose `to` has been followed `depth` steps. */
function group(from: NodePath, says: readonly Say[], depth: number, merge: Merge): ModernNode {
  const keys = [...new Set(says.map((say) => String(say.to[depth])))];
  const known = depth === 0 ? order : runtimeOrder;
  const sorted = depth === 0 || says[0]?.to[0] === "runtime" ? keys.toSorted((a, b) => rank(known, a) - rank(known, b)) : keys;
  const entries = sorted.map((key): ModernEntry => {
    const own = says.filter((say) => say.to[depth] === key);
    const same = own.find((say) => say.from.at(-1) === key) ?? own[0]!;
    return { key, keyFrom: keyOf(same, depth), node: settle(own, depth + 1, merge) };
  });
  return { kind: "map", from, entries };
}

function rank(known: readonly string[], key: string): number {
  const at = known.indexOf(key);
  return at < 0 ? known.length : at;
}

/** The member whose key and comments an entry takes over: for a mapping that several keys make up, the outer one of the first. */
function keyOf(say: Say, depth: number): NodePath {
  return say.to.length === depth + 1 ? say.from : say.from.slice(0, Math.max(2, say.from.length - (say.to.length - depth - 1)));
}

function settle(says: readonly Say[], depth: number, merge: Merge): ModernNode {
  const deep = says.filter((say) => say.to.length > depth);
  if (deep.length === says.length) return group(keyOf(says[0]!, depth - 1), says, depth, merge);
  const whole = says.filter((say) => say.to.length === depth);
  if (says.length === 1) return leaf(whole[0]!);
  const mappings = whole.every((say) => isMapping(sayValue(say, merge.job)));
  if (mappings) return mergeMappings([...whole, ...deep], depth, merge);
  return decide(whole, merge);
}

/** Members of mappings that stand in several places, told apart by key. */
function mergeMappings(says: readonly Say[], depth: number, merge: Merge): ModernNode {
  const members = says.flatMap((say): Say[] => {
    if (say.to.length > depth) return [say];
    return Object.keys(sayValue(say, merge.job) as object).map((key) => ({ to: [...say.to, key], from: [...say.from, key] }));
  });
  if (members.length === 0) return leaf(says[0]!);
  return group(says[0]!.from, members, depth, merge);
}

/** One fact, told more than once. */
function decide(says: readonly Say[], merge: Merge): ModernNode {
  const [first, ...others] = says as readonly [Say, ...Say[]];
  for (const other of others) {
    const names = `'${renderPath(first.from)}' and '${renderPath(other.from)}'`;
    if (JSON.stringify(sayValue(first, merge.job)) === JSON.stringify(sayValue(other, merge.job)))
      merge.repeats.push({ path: other.from, message: `${names} say the same thing`, hint: "keep the first" });
    else merge.conflicts.push({ path: other.from, message: `${names} say different things`, hint: "keep one of them" });
  }
  return leaf(first);
}

function leaf(say: Say): ModernNode {
  return say.value === undefined ? { kind: "keep", from: say.from } : { kind: "value", value: say.value, from: say.from };
}

function sayValue(say: Say, job: unknown): unknown {
  return say.value ?? valueAt(job, say.from);
}

/** Keys with a value: a member that is null counts as absent. */
function members(job: unknown, path: NodePath): string[] {
  const value = valueAt(job, path);
  return isMapping(value) ? Object.keys(value).filter((key) => value[key] !== null) : [];
}

function has(job: unknown, path: NodePath): boolean {
  const value = valueAt(job, path);
  return value !== undefined && value !== null;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
