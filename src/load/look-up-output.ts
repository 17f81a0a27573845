import { suggest } from "../kit/suggest.ts";
import type { JsonValue } from "../spec/infrastructure.ts";
import type { Outputs } from "../spec/outputs.ts";
import type { Piece } from "./placeholders.ts";

/** Outputs that placeholders may name, and whether sensitive ones may be used. */
export interface KnownOutputs {
  readonly outputs: Outputs;
  readonly includeSensitive: boolean;
}

/** What a placeholder stands for, or why it stands for nothing. */
export type LookedUp =
  | { readonly value: Exclude<JsonValue, null>; readonly sensitive: boolean }
  | { readonly message: string; readonly hint: string };

/** The value of an output, or of the member of it that a placeholder names. */
export function lookUpOutput(piece: Piece & { readonly kind: "output" }, { outputs, includeSensitive }: KnownOutputs): LookedUp {
  const { name, member } = piece;
  if (!Object.hasOwn(outputs, name))
    return { message: `there is no Terraform output '${name}'`, hint: namesHint(name, Object.keys(outputs)) };
  const output = outputs[name]!;
  if (output.sensitive && !includeSensitive)
    return {
      message: `the Terraform output '${name}' is sensitive`,
      hint: "say --include-sensitive to use it all the same; it is then never printed",
    };
  const value = member === undefined ? output.value : memberOf(output.value, member);
  if (value === undefined) return { message: `the Terraform output '${name}' has no ${shown(member!)}`, hint: membersHint(output.value) };
  if (value === null && output.sensitive)
    return {
      message: `the value of the sensitive Terraform output '${name}' is not in the file`,
      hint: "write the file with `terraform output -json`, or have `infra apply --include-sensitive` keep it",
    };
  if (value === null)
    return { message: `the Terraform output '${name}' is null`, hint: "what it names was not made; see the module's outputs" };
  return { value, sensitive: output.sensitive };
}

function memberOf(value: JsonValue, member: string | number): JsonValue | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, member)) return undefined;
  return (value as Readonly<Record<string | number, JsonValue>>)[member];
}

function shown(member: string | number): string {
  return typeof member === "number" ? `[${member}]` : `.${member}`;
}

function membersHint(value: JsonValue): string {
  if (Array.isArray(value)) return `it is a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return `it has: ${Object.keys(value).join(", ")}`;
  return "it is a single value";
}

function namesHint(name: string, names: readonly string[]): string {
  const near = suggest(name, names);
  if (near !== undefined) return `did you mean '${near}'?`;
  return names.length === 0 ? "there are no outputs" : `there are: ${names.toSorted().join(", ")}`;
}
