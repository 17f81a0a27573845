import { awsRules } from "./aws-rules.ts";
import { azurermRules } from "./azurerm-rules.ts";
import { googleRules } from "./google-rules.ts";
import { kubernetesRules } from "./kubernetes-rules.ts";
import type { ArgumentRule, ProviderRules } from "./rule-kinds.ts";
import type { Block, ProviderName } from "./schema.ts";
import { showPath, visitAttributes } from "./walk-block.ts";
import { isFields, isWhollyKnown, type Fields, type WireValue } from "./wire-value.ts";

/** One argument, or several together, that the provider would refuse. */
export interface ArgumentProblem {
  readonly argument: string;
  readonly problem: string;
}

const allRules: Readonly<Record<ProviderName, ProviderRules>> = {
  aws: awsRules,
  azurerm: azurermRules,
  google: googleRules,
  kubernetes: kubernetesRules,
};

/** What the provider's own checks would refuse in the arguments of a resource, as far as they are known. */
export function checkArguments(provider: ProviderName, type: string, block: Block, fields: Fields): readonly ArgumentProblem[] {
  const rules = allRules[provider];
  const own = rules.types[type];
  const found: ArgumentProblem[] = [];
  visitAttributes(block, fields, (_, value, path) => {
    const dotted = path.filter((step) => typeof step === "string").join(".");
    const named = rules.anywhere.find(({ argument }) => argument.test(dotted))?.rule;
    const rule = own?.arguments?.[dotted] ?? named;
    const problem = rule ? breaks(rule, value) : undefined;
    if (problem !== undefined) found.push({ argument: showPath(path), problem });
  });
  const together = [...rules.always, ...(own?.whole ?? [])].flatMap((rule) => rule(fields) ?? []);
  return [...found, ...together.map((problem) => ({ argument: "", problem }))];
}

function breaks(rule: ArgumentRule, value: WireValue): string | undefined {
  if (value === null || !isWhollyKnown(value)) return undefined;
  const inside: readonly WireValue[] | undefined = Array.isArray(value) ? value : isFields(value) ? Object.values(value) : undefined;
  if (inside) return inside.map((item) => breaks(rule, item)).find((problem) => problem !== undefined);
  if ("between" in rule || "among" in rule) return breaksNumber(rule, Number(value));
  const text = String(value);
  if ("oneOf" in rule) return rule.oneOf.includes(text) ? undefined : `expected one of ${rule.oneOf.join(", ")}, got "${text}"`;
  if ("matches" in rule) return rule.matches.test(text) ? undefined : `"${text}" is not legal: ${rule.says}`;
  return isJson(text) ? undefined : "contains invalid JSON";
}

function breaksNumber(
  rule: { readonly between: readonly [number, number] } | { readonly among: readonly number[] },
  value: number,
): string | undefined {
  if ("among" in rule) return rule.among.includes(value) ? undefined : `expected one of ${rule.among.join(", ")}, got ${value}`;
  const [least, most] = rule.between;
  return value >= least && value <= most ? undefined : `expected ${least} to ${most}, got ${value}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
