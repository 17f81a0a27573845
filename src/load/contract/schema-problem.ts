import type { DiagnosticCode } from "../../kit/diagnostic-codes.ts";
import type { NodePath } from "../../kit/document.ts";
import { hasLookAlike, suggest } from "../../kit/suggest.ts";
import type { Problem } from "./report.ts";

/** An error at a value. */
export function problem(path: NodePath, code: DiagnosticCode, message: string, hint?: string): Problem {
  return { path, part: "value", code, message, severity: "error", ...(hint === undefined ? {} : { hint }) };
}

/** A key that nothing knows, with the nearest of the keys that could stand in its place. */
export function unknownKey(path: NodePath, candidates: readonly string[]): Problem {
  const key = String(path.at(-1));
  const near = suggest(key, candidates);
  const alike = hasLookAlike(key) ? "it holds a letter of another script that looks Latin; " : "";
  const hint =
    near === undefined
      ? alike === ""
        ? "Dativo's own facts go under customProperties, as property and value"
        : `${alike}type it anew`
      : `${alike}did you mean '${near}'?`;
  return { path, part: "key", code: "unknown-key", message: `unknown key '${key}'`, severity: "error", hint };
}

/** A key that is known, but not beside what else stands here. */
export function misplacedKey(path: NodePath): Problem {
  const key = String(path.at(-1));
  return {
    path,
    part: "key",
    code: "unknown-key",
    message: `'${key}' does not belong here`,
    severity: "error",
    hint: "it goes with another type of this element, or at another level",
  };
}

/** A key that must be there. */
export function missingKey(path: NodePath): Problem {
  return { path, part: "key", code: "missing-key", message: `missing key '${String(path.at(-1))}'`, severity: "error" };
}
