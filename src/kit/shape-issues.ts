import type { ZodType } from "zod";
import type { DiagnosticCode } from "./diagnostic-codes.ts";
import type { NodePath } from "./document.ts";
import { renderPath } from "./document.ts";
import { isSecretPlace } from "./secret-names.ts";
import { schemaAt, knownKeys } from "./shape-walk.ts";
import { hasLookAlike, suggest } from "./suggest.ts";
import { valueAt } from "./value-path.ts";

/** The parts of a zod issue that are read here. */
export interface Issue {
  readonly code: string;
  readonly path: NodePath;
  readonly message: string;
  readonly expected?: string;
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
  readonly errors?: readonly (readonly Issue[])[];
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly inclusive?: boolean;
  readonly origin?: string;
  readonly format?: string;
  /** Of issues that a refinement added: which diagnostic it is. */
  readonly params?: { readonly diagnostic?: DiagnosticCode; readonly hint?: string; readonly part?: "key" | "value" };
}

/** A problem before it has a place in a file. */
export interface ShapeProblem {
  readonly code: DiagnosticCode;
  readonly path: NodePath;
  readonly part: "key" | "value";
  readonly message: string;
  readonly hint?: string;
}

/** What was checked. `base` is what paths in messages begin with. */
export interface Checked {
  readonly schema: ZodType;
  readonly value: unknown;
  readonly base: NodePath;
}

/** Says one issue in the words of people who write YAML. */
export function describeIssue(issue: Issue, { schema, value, base }: Checked): ShapeProblem[] {
  const { path } = issue;
  switch (issue.code) {
    case "unrecognized_keys":
      return (issue.keys ?? []).map((key) => unknownKey(key, path, base, knownKeys(schemaAt(schema, path))));
    case "invalid_type":
      return [wrongType(issue, value, base)];
    case "invalid_value":
      return [invalidValue(issue, value, base)];
    case "invalid_union":
      return describeUnion(issue, { schema, value, base });
    case "custom":
      return [refined(issue, value)];
    case "too_small":
    case "too_big":
      return [outOfRange(issue, base)];
    default:
      return [{ code: "invalid-value", path, part: "value", message: `${renderPath([...base, ...path])}: ${issue.message}` }];
  }
}

/** What a refinement says of something that is not there is said of a missing key. */
function refined({ path, message, params }: Issue, root: unknown): ShapeProblem {
  const absent = path.length > 0 && valueAt(root, path) === undefined;
  const code = params?.diagnostic ?? (absent ? "missing-key" : "invalid-value");
  return { code, path, part: params?.part ?? "value", message, ...(params?.hint ? { hint: params.hint } : {}) };
}

function unknownKey(key: string, parent: NodePath, base: NodePath, known: readonly string[]): ShapeProblem {
  const near = suggest(key, known);
  const letters = hasLookAlike(key) ? " (it holds letters that look Latin and are not)" : "";
  const listed = known.length > 0 && known.length <= 12 ? `known here: ${known.join(", ")}` : undefined;
  const hint = near === undefined ? listed : `did you mean '${near}'?`;
  const inside = renderPath([...base, ...parent]);
  const where = inside === "" ? "" : ` in ${inside}`;
  return {
    code: "unknown-key",
    path: [...parent, key],
    part: "key",
    message: `unknown key '${short(key)}'${letters}${where}`,
    ...(hint ? { hint } : {}),
  };
}

function wrongType(issue: Issue, root: unknown, base: NodePath): ShapeProblem {
  const { path, expected = "" } = issue;
  const found = valueAt(root, path);
  const name = renderPath([...base, ...path]) || "the document";
  if (expected === "never")
    return { code: "unsupported-key", path, part: "key", message: `${name}: ${issue.message}`, hint: "remove the key" };
  if (found === undefined || found === null) {
    const message = found === null ? `${name} has no value` : `missing key '${name}'`;
    return { code: "missing-key", path, part: "key", message, hint: `give ${typeNames[expected] ?? expected}` };
  }
  return {
    code: "wrong-type",
    path,
    part: "value",
    message: `${name} must be ${typeNames[expected] ?? expected}, not ${typeOf(found)}`,
    ...quoteHint(expected, found),
  };
}

function quoteHint(expected: string, found: unknown): { hint?: string } {
  if (expected === "string" && (typeof found === "number" || typeof found === "boolean")) return { hint: "put it in quotes" };
  if (expected === "array" && typeof found === "string") return { hint: "write it as a list: [value]" };
  return {};
}

function invalidValue(issue: Issue, root: unknown, base: NodePath): ShapeProblem {
  const { path } = issue;
  const found = valueAt(root, path);
  const allowed = (issue.values ?? []).map(String);
  const name = renderPath([...base, ...path]);
  if (found === undefined || found === null)
    return { code: "missing-key", path, part: "key", message: `missing key '${name}'`, hint: `one of ${allowed.join(", ")}` };
  const secret = isSecretPlace(path);
  const shown = typeof found === "object" || secret ? typeOf(found) : `'${short(String(found))}'`;
  const near = typeof found === "string" ? suggest(found, allowed) : undefined;
  const hint = near === undefined ? undefined : `did you mean '${near}'?`;
  return {
    code: "invalid-value",
    path,
    part: "value",
    message: `${name} must be ${allowed.length === 1 ? allowed[0] : `one of ${allowed.join(", ")}`}, not ${shown}`,
    ...(hint ? { hint } : {}),
  };
}

/** Speaks of the branch that the writer most likely meant: the one that got furthest. */
function describeUnion(issue: Issue, checked: Checked): ShapeProblem[] {
  const branches = (issue.errors ?? []).filter((branch) => branch.length > 0);
  const deep = branches.filter((branch) => branch.every((inner) => inner.path.length > 0 || inner.code === "unrecognized_keys"));
  const meant = deep.toSorted((a, b) => a.length - b.length)[0];
  if (meant) return meant.flatMap((inner) => describeIssue({ ...inner, path: [...issue.path, ...inner.path] }, checked));
  const single = branches.flatMap((branch) => branch).find((inner) => inner.code !== "invalid_type" && inner.code !== "invalid_value");
  if (single) return describeIssue({ ...single, path: [...issue.path, ...single.path] }, checked);
  const name = renderPath([...checked.base, ...issue.path]);
  const found = valueAt(checked.value, issue.path);
  const kinds = [...new Set(branches.flat().map(expectation))].join(" or ");
  if (found === undefined || found === null)
    return [
      { code: "missing-key", path: issue.path, part: "key", message: `missing key '${name}'`, ...(kinds ? { hint: `give ${kinds}` } : {}) },
    ];
  return [
    { code: "wrong-type", path: issue.path, part: "value", message: `${name} must be ${kinds || "something else"}, not ${typeOf(found)}` },
  ];
}

function expectation(issue: Issue): string {
  return issue.code === "invalid_value"
    ? `one of ${(issue.values ?? []).map(String).join(", ")}`
    : (typeNames[issue.expected ?? ""] ?? issue.expected ?? issue.message);
}

function outOfRange(issue: Issue, base: NodePath): ShapeProblem {
  const low = issue.code === "too_small";
  const limit = String(low ? issue.minimum : issue.maximum);
  const unit = issue.origin === "string" ? " characters" : issue.origin === "array" || issue.origin === "set" ? " entries" : "";
  const name = renderPath([...base, ...issue.path]);
  const verb = unit === "" ? "be" : "have";
  const bound = issue.inclusive === false ? (low ? "more than" : "less than") : low ? "at least" : "at most";
  const message = low && unit !== "" && limit === "1" ? `${name} must not be empty` : `${name} must ${verb} ${bound} ${limit}${unit}`;
  return { code: "invalid-value", path: issue.path, part: "value", message };
}

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
  null: "nothing",
};

/** Values of files may be long, messages not. */
function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "boolean") return String(value);
  return { string: "text", number: "a number", object: "a mapping" }[typeof value as "string"] ?? typeof value;
}
