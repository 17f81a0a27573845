import type { NodePath } from "../../kit/document.ts";
import type { Report } from "./report.ts";

/** What engines that promise linear time (RE2 and its kin) leave out of ECMA-262. */
const beyondLinear: readonly (readonly [RegExp, string])[] = [
  [/(?<!\\)\(\?[=!]/, "lookahead"],
  [/(?<!\\)\(\?<[=!]/, "lookbehind"],
  [/(?<!\\)(?:\\\\)*\\[1-9]/, "a back-reference"],
  [/(?<!\\)(?:\\\\)*\\k</, "a back-reference"],
];

/** Reports a pattern that is no regular expression, or one that no engine can check in linear time. */
export function checkPattern(pattern: string, path: NodePath, report: Report): void {
  try {
    new RegExp(pattern, "u");
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    report(path, "bad-pattern", `the pattern is not a regular expression: ${error.message.replace(/^Invalid regular expression: /, "")}`);
    return;
  }
  const beyond = beyondLinear.find(([form]) => form.test(pattern))?.[1];
  if (beyond !== undefined)
    report(path, "bad-pattern", `the pattern uses ${beyond}, which cannot be checked in linear time`, {
      hint: "say it without, or as a quality rule of type sql",
    });
}
