import type { ZodSafeParseResult, ZodType } from "zod";
import type { Diagnostic } from "./diagnostic.ts";
import { diagnosticAt, renderPath, type NodePath, type SourceDocument } from "./document.ts";
import { describeIssue, type Issue, type ShapeProblem } from "./shape-issues.ts";
import { suggest } from "./suggest.ts";
import { valueAt, withoutNulls, withoutPath, withValue } from "./value-path.ts";

/** Finds the node of a user's file that a path of the checked value stands for: itself, or where a merged value came from. */
export type Locate = (path: NodePath) => { readonly document: SourceDocument; readonly path: NodePath };

/** What is known about values that variables took part in. Paths are rendered (`renderPath`) and of the checked value. */
export interface ShapeOptions {
  /** Text that came from a variable may stand for a number or a truth value, because a variable can only be text. */
  readonly replaced?: ReadonlySet<string>;
  /** Values that are not known yet: whatever is wrong with them is not reported. */
  readonly open?: ReadonlySet<string>;
  /** What paths in messages begin with: `source` when the value is a job's source block. */
  readonly base?: NodePath;
}

/** What checking a value gave. */
export interface CheckedShape<T> {
  /** The schema's output; absent when something is wrong or not known yet. */
  readonly value?: T;
  /** Where `value` is absent: the parts that are sound, so that checking can go on and find what else is wrong. Required members may be missing. */
  readonly partial?: T;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Checks a value against a zod schema and says each problem at its place: unknown keys at the key, missing ones at the
 * mapping that lacks them, the rest at the value. Members that are null count as absent. Messages never hold the value of a
 * key under which secrets are kept.
 */
export function checkShape<T>(schema: ZodType<T>, value: unknown, locate: Locate, options: ShapeOptions = {}): CheckedShape<T> {
  let checked = withoutNulls(value);
  let result = parse(schema, checked);
  for (let pass = 0; pass < 3 && !result.success; pass++) {
    const read = readReplaced(checked, result.error.issues as Issue[], options.replaced);
    if (read === checked) break;
    checked = read;
    result = parse(schema, checked);
  }
  if (result.success) return { value: result.data, diagnostics: [] };
  const issues = result.error.issues as Issue[];
  const pruned = prune(schema, checked, issues);
  const found = [...issues, ...pruned.late].filter((issue) => !options.open?.has(renderPath(issue.path)));
  const problems = found.flatMap((issue) => describeIssue(issue, { schema, value, base: options.base ?? [] }));
  return {
    ...(pruned.value === undefined ? {} : { partial: pruned.value }),
    diagnostics: problems.filter((one) => !isMisspelt(one, problems)).map((one) => place(one, locate)),
  };
}

/** How often each schema was asked: zod's compiling of one pays off after some dozens of values, and a command may check one job or thousands. */
const uses = new WeakMap<ZodType, number>();
const worthCompiling = 30;

function parse<T>(schema: ZodType<T>, value: unknown): ZodSafeParseResult<T> {
  const before = uses.get(schema) ?? 0;
  if (before >= worthCompiling) return schema.safeParse(value);
  uses.set(schema, before + 1);
  return schema.safeParse(value, { jitless: true });
}

function place({ code, path, part, message, hint }: ShapeProblem, locate: Locate): Diagnostic {
  const at = locate(path);
  return diagnosticAt(at.document.file, at.document.rangeOf(at.path, part), code, message, { hint });
}

/** Takes out what is wrong; where something is missing, the mapping that lacks it. */
function withoutIssue(value: unknown, { keys, path }: Issue): unknown {
  if (keys) return keys.reduce((left, key) => withoutPath(left, [...path, key]), value);
  return withoutPath(value, valueAt(value, path) === undefined && path.length > 1 ? path.slice(0, -1) : path);
}

/** Whether a missing key is one that an unknown key beside it was meant to be: that has been told of already. */
function isMisspelt({ code, path }: ShapeProblem, problems: readonly ShapeProblem[]): boolean {
  if (code !== "missing-key") return false;
  const parent = renderPath(path.slice(0, -1));
  const missing = [String(path.at(-1))];
  const beside = problems.filter((one) => one.code === "unknown-key" && renderPath(one.path.slice(0, -1)) === parent);
  return beside.some((one) => suggest(String(one.path.at(-1)), missing) !== undefined);
}

interface Pruned<T> {
  readonly value?: T;
  /** What refinements found once the shape was sound: they are not asked before. */
  readonly late: readonly Issue[];
}

/** Takes out what the issues are about, and what is found wrong after that. */
function prune<T>(schema: ZodType<T>, value: unknown, issues: readonly Issue[]): Pruned<T> {
  const late: Issue[] = [];
  let left = value;
  let open = issues;
  for (let pass = 0; pass < 3; pass++) {
    left = open.reduce(withoutIssue, left);
    const result = parse(schema, left);
    if (result.success) return { value: result.data, late };
    const seen = new Set([...issues, ...late].map((issue) => renderPath(issue.path)));
    open = result.error.issues as Issue[];
    late.push(...open.filter((issue) => issue.code === "custom" && !seen.has(renderPath(issue.path))));
  }
  return { late, ...(typeof left === "object" && left !== null ? { value: left as T } : {}) };
}

/** Reads text from variables as the number or truth value that the schema asks for there. */
function readReplaced(value: unknown, issues: readonly Issue[], replaced: ReadonlySet<string> | undefined): unknown {
  if (!replaced || replaced.size === 0) return value;
  return flatten(issues).reduce((result, issue) => {
    if (issue.code !== "invalid_type" || !replaced.has(renderPath(issue.path))) return result;
    const read = readScalar(valueAt(result, issue.path), issue.expected);
    return read === undefined ? result : withValue(result, issue.path, read);
  }, value);
}

/** Issues of union branches too, with the path from the root. */
function flatten(issues: readonly Issue[]): Issue[] {
  return issues.flatMap((issue) => [
    issue,
    ...flatten((issue.errors ?? []).flat().map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }))),
  ]);
}

function readScalar(text: unknown, expected: string | undefined): number | boolean | undefined {
  if (typeof text !== "string") return undefined;
  if (expected === "boolean") return text === "true" ? true : text === "false" ? false : undefined;
  if (expected !== "number" && expected !== "int") return undefined;
  return /^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/.test(text.trim()) ? Number(text) : undefined;
}
