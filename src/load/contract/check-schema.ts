import type { NodePath } from "../../kit/document.ts";
import { checkScalar, describeType, describeValue, hasType } from "./check-scalar.ts";
import { explainBranches } from "./explain-branches.ts";
import type { JsonSchema, Outcome } from "./json-schema.ts";
import type { Problem } from "./report.ts";
import { misplacedKey, missingKey, problem, unknownKey } from "./schema-problem.ts";

/**
 * Checks a value and says what is wrong in words for a person, each problem once and at its place. Written for the ODCS
 * schemas because compiling them with ajv takes 80 ms, twice what a whole `dativo validate` may cost; a test holds the two to
 * the same verdicts. `contract lint` asks ajv as well.
 */
export function checkSchema(root: JsonSchema, value: unknown): readonly Problem[] {
  return visit({ root }, root, value, []).problems;
}

interface Context {
  readonly root: JsonSchema;
}

function visit(context: Context, schema: JsonSchema, value: unknown, path: NodePath): Outcome {
  if (schema.type !== undefined && !hasType(schema.type, value)) {
    return {
      problems: [
        problem(
          path,
          "wrong-type",
          `${nameOf(path)} must be ${describeType(schema.type)}, not ${describeValue(value)}`,
          typeHint(schema.type, value),
        ),
      ],
      evaluated: keysOf(value),
    };
  }
  const parts = [checkScalar(schema, value, path), ...applicators(context, schema, value, path)];
  if (isObject(value)) parts.push(...members(context, schema, value, path));
  if (Array.isArray(value)) parts.push(items(context, schema, value, path));
  const outcome = merge(parts);
  return isObject(value) ? closeObject(context, schema, value, path, outcome) : outcome;
}

function applicators(context: Context, schema: JsonSchema, value: unknown, path: NodePath): Outcome[] {
  const at = (inner: JsonSchema): Outcome => visit(context, inner, value, path);
  const outcomes: Outcome[] = [];
  if (schema.$ref !== undefined) outcomes.push(at(resolveRef(context.root, schema.$ref)));
  for (const inner of schema.allOf ?? []) outcomes.push(at(inner));
  if (schema.if) {
    const condition = at(schema.if);
    if (condition.problems.length === 0) outcomes.push(condition, ...(schema.then ? [at(schema.then)] : []));
  }
  if (schema.not && at(schema.not).problems.length === 0) outcomes.push(forbidden(schema.not, path));
  if (schema.anyOf) outcomes.push(explainBranches(schema.anyOf, schema.anyOf.map(at), value, path, "any"));
  if (schema.oneOf) outcomes.push(explainBranches(schema.oneOf, schema.oneOf.map(at), value, path, "one"));
  return outcomes;
}

function forbidden(schema: JsonSchema, path: NodePath): Outcome {
  const key = schema.required?.[0];
  return {
    problems: [key === undefined ? problem(path, "invalid-value", `${nameOf(path)} is not allowed here`) : misplacedKey([...path, key])],
    evaluated: new Set(),
  };
}

function members(context: Context, schema: JsonSchema, value: Readonly<Record<string, unknown>>, path: NodePath): Outcome[] {
  const missing = (schema.required ?? []).filter((key) => !Object.hasOwn(value, key)).map((key) => missingKey([...path, key]));
  const outcomes: Outcome[] = [{ problems: missing, evaluated: new Set() }];
  for (const [key, inner] of Object.entries(schema.properties ?? {})) {
    if (!Object.hasOwn(value, key)) continue;
    outcomes.push({ problems: visit(context, inner, value[key], [...path, key]).problems, evaluated: new Set([key]) });
  }
  return outcomes;
}

function items(context: Context, schema: JsonSchema, value: readonly unknown[], path: NodePath): Outcome {
  const problems = schema.items ? value.flatMap((item, index) => visit(context, schema.items!, item, [...path, index]).problems) : [];
  const [min, max] = [schema.minItems ?? 0, schema.maxItems ?? Number.POSITIVE_INFINITY];
  if (value.length < min || value.length > max)
    problems.push(
      problem(
        path,
        "invalid-value",
        `${nameOf(path)} must have ${min === max ? min : max === Number.POSITIVE_INFINITY ? `at least ${min}` : `${min} to ${max}`} items, not ${value.length}`,
      ),
    );
  if (schema.uniqueItems && new Set(value.map((item) => JSON.stringify(item))).size < value.length)
    problems.push(problem(path, "invalid-value", `${nameOf(path)} holds the same item twice`));
  return { problems, evaluated: new Set() };
}

/** Judges keys nobody spoke about, once everything else has spoken. */
function closeObject(
  context: Context,
  schema: JsonSchema,
  value: Readonly<Record<string, unknown>>,
  path: NodePath,
  outcome: Outcome,
): Outcome {
  const closed =
    schema.additionalProperties === false
      ? new Set(Object.keys(schema.properties ?? {}))
      : schema.unevaluatedProperties === false
        ? outcome.evaluated
        : undefined;
  if (!closed) return outcome;
  const extra = Object.keys(value).filter((key) => !closed.has(key));
  if (extra.length === 0) return outcome;
  const known = knownKeys(context.root, schema);
  const problems = extra.map((key) =>
    known.has(key)
      ? misplacedKey([...path, key])
      : unknownKey(
          [...path, key],
          [...known].filter((name) => !Object.hasOwn(value, name)),
        ),
  );
  return { problems: dedupe([...outcome.problems, ...problems]), evaluated: new Set([...outcome.evaluated, ...extra]) };
}

/** Every key that a schema can have something to say about, in any of its branches. */
function knownKeys(root: JsonSchema, schema: JsonSchema): Set<string> {
  const inner = [
    ...(schema.allOf ?? []),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.then ? [schema.then] : []),
    ...(schema.$ref === undefined ? [] : [resolveRef(root, schema.$ref)]),
  ];
  return new Set([...Object.keys(schema.properties ?? {}), ...inner.flatMap((branch) => [...knownKeys(root, branch)])]);
}

function resolveRef(root: JsonSchema, ref: string): JsonSchema {
  return ref
    .slice(2)
    .split("/")
    .reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], root) as JsonSchema;
}

function merge(parts: readonly Outcome[]): Outcome {
  const evaluated = new Set<string>();
  for (const part of parts) for (const key of part.evaluated) evaluated.add(key);
  return { problems: dedupe(parts.flatMap((part) => part.problems)), evaluated };
}

/** Two branches of a schema may say the same of one place. */
function dedupe(problems: readonly Problem[]): readonly Problem[] {
  if (problems.length < 2) return problems;
  return [...new Map(problems.map((one) => [`${one.path.join("\u0000")}\u0001${one.message}`, one])).values()];
}

function keysOf(value: unknown): ReadonlySet<string> {
  return new Set(isObject(value) ? Object.keys(value) : []);
}

function typeHint(type: string | readonly string[], value: unknown): string | undefined {
  return type === "string" && typeof value !== "object" ? "put it in quotes" : undefined;
}

/** `'version'`, or `the file` for the root. */
function nameOf(path: NodePath): string {
  const key = path.findLast((part) => typeof part === "string");
  if (key === undefined) return "the contract";
  return typeof path.at(-1) === "number" ? `an item of '${key}'` : `'${key}'`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
