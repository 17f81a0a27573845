import { checkArguments } from "./check-arguments.ts";
import type { ProtocolDiagnostic } from "./protocol.ts";
import type { Block, ProviderName } from "./schema.ts";
import { checkTagSlots } from "./tag-limits.ts";
import { isUnknown, type Fields } from "./wire-value.ts";

/** A resource as it is configured; unknown where terraform does not know yet. */
export interface ConfigCheck {
  readonly provider: ProviderName;
  readonly type: string;
  readonly block: Block;
  readonly fields: Fields;
}

/** What the real provider would refuse in a resource's arguments beyond the schema. */
export function checkResourceConfig(check: ConfigCheck): readonly ProtocolDiagnostic[] {
  const { provider, type, block, fields } = check;
  const refused = checkArguments(provider, type, block, fields).map(({ argument, problem }): ProtocolDiagnostic => {
    const top = /^\w+/.exec(argument)?.[0];
    return {
      severity: "ERROR",
      summary: `Illegal argument of ${type}`,
      detail: argument === "" ? `${problem}.` : `${argument}: ${problem}.`,
      ...(top === undefined ? {} : { attribute: { steps: [{ attribute_name: top }] } }),
    };
  });
  return [...refused, ...checkTagSlots(check)];
}

/** What the real provider would refuse in its own block: Azure's insists on a block `features`, be it empty. */
export function checkProviderConfig(provider: ProviderName, config: Fields): readonly ProtocolDiagnostic[] {
  const features = config["features"] ?? null;
  if (provider !== "azurerm" || isUnknown(features) || (Array.isArray(features) && features.length === 1)) return [];
  return [{ severity: "ERROR", summary: "Missing block features", detail: "The azurerm provider wants exactly one block: features {}." }];
}
