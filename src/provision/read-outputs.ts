import { DativoError } from "../kit/error.ts";
import type { JsonValue } from "../spec/infrastructure.ts";
import type { Output, Outputs } from "../spec/outputs.ts";

type Mapping = Readonly<Record<string, JsonValue>>;

/**
 * Outputs as the tools print them: `terraform output -json` (or tofu's), `aws cloudformation describe-stacks` (or its list of
 * outputs alone), `pulumi stack output --json`, and `dativo infra outputs --json`. Which one it is shows in the shape. Throws `refused` for anything else. Pure.
 * `file` is the name for messages.
 */
export function readOutputs(text: string, file: string): Outputs {
  const value = parseJson(text, file);
  if (isMapping(value) && Array.isArray(value["Stacks"])) return ofStacks(value["Stacks"], file);
  if (Array.isArray(value)) return ofStacks([{ Outputs: value }], file);
  if (!isMapping(value)) throw notOutputs(file, "it holds no object");
  const members = Object.entries(ownOutputs(value) ?? value);
  if (members.every(([, member]) => isTerraformOutput(member)))
    return named(members.map(([name, member]) => [name, ofTerraform(member as Mapping)]));
  return named(members.map(([name, member]) => [name, { value: member, sensitive: member === "[secret]" }]));
}

function parseJson(text: string, file: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw notOutputs(file, error instanceof Error ? error.message : "it is no JSON", error);
  }
}

/** A map that holds whatever name a user gives an output, `__proto__` too. */
function named(members: readonly (readonly [string, Output])[]): Outputs {
  return Object.fromEntries(members);
}

/** What `infra outputs --json` printed: no value stands beside those that are sensitive. */
function ownOutputs({ outputs, expected, ...rest }: Mapping): Mapping | undefined {
  if (!isMapping(outputs) || !isMapping(expected) || Object.keys(rest).length > 0) return undefined;
  const members = Object.entries(outputs);
  if (!members.every(([, member]) => isMapping(member) && typeof member["sensitive"] === "boolean")) return undefined;
  return Object.fromEntries(members.map(([name, member]) => [name, { value: null, ...(member as Mapping) }]));
}

function isTerraformOutput(member: JsonValue): boolean {
  return (
    isMapping(member) && Object.hasOwn(member, "value") && Object.keys(member).every((key) => ["value", "type", "sensitive"].includes(key))
  );
}

function ofTerraform({ value = null, sensitive }: Mapping): Output {
  return { value, sensitive: sensitive === true };
}

/** Outputs of all the stacks in the file. A name that two of them have would mean either. */
function ofStacks(stacks: readonly JsonValue[], file: string): Outputs {
  const outputs = new Map<string, Output>();
  for (const output of stacks.flatMap((stack) => (isMapping(stack) && Array.isArray(stack["Outputs"]) ? stack["Outputs"] : []))) {
    if (!isMapping(output) || typeof output["OutputKey"] !== "string") throw notOutputs(file, "an entry of Outputs has no OutputKey");
    if (outputs.has(output["OutputKey"])) throw notOutputs(file, `two stacks have an output '${output["OutputKey"]}'`);
    outputs.set(output["OutputKey"], { value: output["OutputValue"] ?? null, sensitive: false });
  }
  return named([...outputs]);
}

function notOutputs(file: string, why: string, cause?: unknown): DativoError {
  return new DativoError("refused", `${file} cannot be read as outputs: ${why}`, {
    context: { file },
    hint: "write it with `terraform output -json`, `aws cloudformation describe-stacks` or `pulumi stack output --json`",
    cause,
  });
}

function isMapping(value: JsonValue | undefined): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
