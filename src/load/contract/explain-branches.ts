import type { NodePath } from "../../kit/document.ts";
import type { JsonSchema, Outcome } from "./json-schema.ts";
import { problem } from "./schema-problem.ts";

/**
 * The outcome of `anyOf` or `oneOf`: of the branches that failed it tells the one that the author meant, instead of all of
 * them. `outcomes` are those of the branches, in order.
 */
export function explainBranches(
  branches: readonly JsonSchema[],
  outcomes: readonly Outcome[],
  value: unknown,
  path: NodePath,
  wanted: "any" | "one",
): Outcome {
  const passing = outcomes.filter((outcome) => outcome.problems.length === 0);
  const evaluated = new Set((passing.length > 0 ? passing : outcomes).flatMap((outcome) => [...outcome.evaluated]));
  if (passing.length === 1 || (wanted === "any" && passing.length > 0)) return { problems: [], evaluated };
  const keys = branches.map((branch) => branch.required?.[0]);
  if (keys.every((key) => key !== undefined)) return { problems: explainKeys(keys, outcomes, value, path), evaluated };
  return {
    problems:
      passing.length > 1
        ? [problem(path, "invalid-value", "the value has two of the forms that exclude each other")]
        : explainForms(outcomes, path),
    evaluated,
  };
}

/** Branches told apart by the key that each requires: the operators of a quality rule. */
function explainKeys(keys: readonly string[], outcomes: readonly Outcome[], value: unknown, path: NodePath): Outcome["problems"] {
  const given = keys.filter((key) => Object.hasOwn(value as object, key));
  if (given.length === 0) return [problem(path, "missing-key", `one of ${keys.join(", ")} is needed`)];
  if (given.length > 1)
    return [problem([...path, given[1]!], "conflicting-keys", `only one of ${given.join(", ")} may be given`, "write two rules")];
  return outcomes[keys.indexOf(given[0]!)]!.problems;
}

/** Branches told apart by type: the one whose type fits is the one that was meant. */
function explainForms(outcomes: readonly Outcome[], path: NodePath): Outcome["problems"] {
  const meant = outcomes.filter((outcome) => !outcome.problems.some((one) => one.code === "wrong-type" && one.path.length === path.length));
  const nearest = [...(meant.length > 0 ? meant : outcomes)].sort((a, b) => a.problems.length - b.problems.length)[0]!;
  return nearest.problems;
}
