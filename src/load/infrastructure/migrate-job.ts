import { isMap, isNode, isScalar, parseDocument } from "yaml";
import type { LoadedJob } from "../../kit/loaded-job.ts";
import { valueAt } from "../../kit/value-path.ts";
import { keepEntry, type ModernEntry, type ModernNode } from "../rewrite/modern-tree.ts";
import { rewriteYaml, yamlStyle } from "../rewrite/rewrite-yaml.ts";
import { modernInfrastructure } from "./modern-infrastructure.ts";

/** Facts of the block that the older spelling took from elsewhere, to be written into it. */
export interface FilledFacts {
  readonly provider?: string;
  readonly region?: string;
  /** Tags that the canonical spelling asks for, by canonical key. */
  readonly tags: Readonly<Record<string, string | number | boolean>>;
}

/**
 * The text of a job whose infrastructure block is in the canonical spelling, comments, order of the rest and variables kept; undefined
 * where nothing is to be rewritten. The second argument is the job as it was loaded from `text`. Pure.
 */
export function migrateJob(text: string, { job: file, infrastructure }: LoadedJob, filled: FilledFacts): string | undefined {
  if (!infrastructure) return undefined;
  const sound = { ...(file.raw as object), infrastructure: infrastructure.written };
  const modern = modernInfrastructure(sound, file.document.value);
  if (!modern.older) return undefined;
  const keys = Object.keys(file.document.value as object);
  const entries = keys.map((key): ModernEntry => {
    const entry = keepEntry([], key);
    return key === "infrastructure" ? { ...entry, node: withFacts(modern.root, filled, file.document.value) } : entry;
  });
  const before = blockOf(text);
  const document = parseDocument(text, { version: "1.2", intAsBigInt: true });
  rewriteYaml(document, { kind: "map", from: [], entries });
  const written = document.toString(yamlStyle(text.slice(before.start, before.end)));
  const after = blockOf(written);
  const block = written.slice(after.start, after.end);
  const ended = text.includes("\r\n") ? block.replaceAll(/(?<!\r)\n/g, "\r\n") : block;
  return text.slice(0, before.start) + ended + text.slice(before.end);
}

/** Where the block stands in the text: from its key to the end of its last line. What is around it is none of our business. */
function blockOf(text: string): { start: number; end: number } {
  const contents = parseDocument(text, { version: "1.2" }).contents;
  const pair = isMap(contents) ? contents.items.find(({ key }) => isScalar(key) && key.value === "infrastructure") : undefined;
  const [start = 0] = isNode(pair?.key) ? (pair.key.range ?? []) : [];
  const [, last = start] = isNode(pair?.value) ? (pair.value.range ?? []) : [];
  const lineEnd = text.indexOf("\n", text[last - 1] === "\n" ? last - 1 : last);
  const end = lineEnd < 0 ? text.length : lineEnd;
  return { start, end: text[end - 1] === "\r" ? end - 1 : end };
}

/** What was only derived goes to its place among the first keys, and tags behind those that are there. */
function withFacts(root: ModernNode, { provider, region, tags }: FilledFacts, original: unknown): ModernNode {
  if (root.kind !== "map") return root;
  const has = (key: string): boolean => root.entries.some((entry) => entry.key === key);
  const plain = (key: string, value: unknown): ModernEntry => ({ key, node: { kind: "value", value, from: root.from } });
  const head = root.entries.filter(({ key }) => key === "provider" || key === "provisioner");
  const rest = root.entries.filter((entry) => !head.includes(entry));
  const more = Object.entries(tags).map(([key, value]) => plain(key, value));
  const tagged = has("tags")
    ? rest.map((entry) => (entry.key === "tags" ? { ...entry, node: withMembers(entry.node, more, original) } : entry))
    : rest;
  return {
    ...root,
    entries: [
      ...(provider !== undefined && !has("provider") ? [plain("provider", provider)] : []),
      ...head,
      ...(region !== undefined && !has("region") ? [plain("region", region)] : []),
      ...tagged,
      ...(!has("tags") && more.length > 0 ? [{ key: "tags", node: { kind: "map" as const, from: root.from, entries: more } }] : []),
    ],
  };
}

function withMembers(node: ModernNode, more: readonly ModernEntry[], original: unknown): ModernNode {
  if (more.length === 0) return node;
  if (node.kind === "map") return { ...node, entries: [...node.entries, ...more] };
  const own = Object.keys(valueAt(original, node.from) as object).map((key) => keepEntry(node.from, key));
  return { kind: "map", from: node.from, entries: [...own, ...more] };
}
