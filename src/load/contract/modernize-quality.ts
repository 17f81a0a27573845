import type { NodePath } from "../../kit/document.ts";
import { keep, keepEntry, type ModernEntry, type ModernNode } from "../rewrite/modern-tree.ts";
import type { ModernizeContext } from "./modernize-context.ts";
import { metricOfRule } from "./old-rules.ts";

type Mapping = Readonly<Record<string, unknown>>;

/** Quality rules, lifted from 3.0 to 3.1 where the contract is. */
export function modernQualityList(rules: readonly unknown[], path: NodePath, context: ModernizeContext): readonly ModernNode[] {
  return rules.map((rule, index) => (context.upgrade ? liftRule(rule, [...path, index]) : keep([...path, index])));
}

/** `rule` became `metric`, an operator became obligatory, and arguments a mapping. */
function liftRule(rule: unknown, path: NodePath): ModernNode {
  if (typeof rule !== "object" || rule === null || Array.isArray(rule)) return keep(path);
  const raw = rule as Mapping;
  const metric = typeof raw["rule"] === "string" ? metricOfRule(raw["rule"]) : undefined;
  if (metric === undefined || raw["metric"] !== undefined) return keep(path);
  const entries = Object.keys(raw).flatMap((key): ModernEntry[] => {
    if (key === "rule") return [{ key: "metric", keyFrom: [...path, key], node: { kind: "value", value: metric, from: [...path, key] } }];
    if (key === "validValues")
      return [
        {
          key: "arguments",
          keyFrom: [...path, key],
          node: { kind: "map", from: [...path, key], entries: [{ key, node: keep([...path, key]) }] },
        },
      ];
    return [keepEntry(path, key)];
  });
  const judged = Object.keys(raw).some((key) => key.startsWith("must"));
  return {
    kind: "map",
    from: path,
    entries: judged || metric === "rowCount" ? entries : [...entries, { key: "mustBe", node: { kind: "value", value: 0, from: path } }],
  };
}
