import { DativoError } from "../kit/error.ts";
import { isMapping } from "../kit/mapping.ts";
import type { JsonValue } from "../spec/infrastructure.ts";
import type { Output, Outputs } from "../spec/outputs.ts";

const toolsHint = "write it with `terraform output -json`, `aws cloudformation describe-stacks` or `pulumi stack output --json`";

/** Where a text comes from: its name for messages, and how to have it written. */
interface Origin {
  readonly file: string;
  readonly hint: string;
}

type Mapping = Readonly<Record<string, JsonValue>>;

/**
 * Outputs as the tools print them: `terraform output -json` (or tofu's), `aws cloudformation describe-stacks` (or its list of
 * outputs alone), `pulumi stack output --json`, and `dativo infra outputs --json`. Which one it is shows in the shape. Throws `refused` for anything else. Pure.
 * `file` is the name for messages, `hint` says how to have the file written.
 */
export function readOutputs(text: string, file: string, hint = toolsHint): Outputs {
  const from = { file, hint };
  const value = parseJson(text, from);
  if (isTree(value) && Array.isArray(value["Stacks"])) return ofStacks(value["Stacks"], from);
  if (Array.isArray(value)) return ofStacks([{ Outputs: value }], from);
  if (!isTree(value)) throw notOutputs(from, "it holds no object");
  const members = Object.entries(ownOutputs(value) ?? value);
  const unclear = members.find(
    ([, member]) => isTerraformOutput(member) && typeof ((member as Mapping)["sensitive"] ?? false) !== "boolean",
  );
  if (unclear) throw notOutputs(from, `whether '${unclear[0]}' is sensitive is not said by true or false`);
  if (members.every(([, member]) => isTerraformOutput(member)))
    return named(members.map(([name, member]) => [name, ofTerraform(member as Mapping)]));
  return named(members.map(([name, member]) => [name, { value: member, sensitive: member === "[secret]" }]));
}

function parseJson(text: string, from: Origin): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    throw notOutputs(from, error instanceof Error ? error.message : "it is no JSON", error);
  }
}

/** A map that holds whatever name a user gives an output, `__proto__` too. */
function named(members: readonly (readonly [string, Output])[]): Outputs {
  return Object.fromEntries(members);
}

/** What `infra outputs --json` printed: no value stands beside those that are sensitive. */
function ownOutputs({ outputs, expected, ...rest }: Mapping): Mapping | undefined {
  if (!isTree(outputs) || !isTree(expected) || Object.keys(rest).length > 0) return undefined;
  const members = Object.entries(outputs);
  if (!members.every(([, member]) => isTree(member) && typeof member["sensitive"] === "boolean")) return undefined;
  return Object.fromEntries(members.map(([name, member]) => [name, { value: null, ...(member as Mapping) }]));
}

function isTerraformOutput(member: JsonValue): boolean {
  return (
    isTree(member) && Object.hasOwn(member, "value") && Object.keys(member).every((key) => ["value", "type", "sensitive"].includes(key))
  );
}

function ofTerraform({ value = null, sensitive }: Mapping): Output {
  return { value, sensitive: sensitive === true };
}

/** Outputs of all the stacks in the file. A name that two of them have would mean either. */
function ofStacks(stacks: readonly JsonValue[], from: Origin): Outputs {
  const outputs = new Map<string, Output>();
  for (const output of stacks.flatMap((stack) => (isTree(stack) && Array.isArray(stack["Outputs"]) ? stack["Outputs"] : []))) {
    if (!isTree(output) || typeof output["OutputKey"] !== "string") throw notOutputs(from, "an entry of Outputs has no OutputKey");
    if (outputs.has(output["OutputKey"])) throw notOutputs(from, `two stacks have an output '${output["OutputKey"]}'`);
    outputs.set(output["OutputKey"], { value: output["OutputValue"] ?? null, sensitive: false });
  }
  return named([...outputs]);
}

function notOutputs({ file, hint }: Origin, why: string, cause?: unknown): DativoError {
  return new DativoError("refused", `${file} cannot be read as outputs: ${why}`, { context: { file }, hint, cause });
}

function isTree(value: JsonValue | undefined): value is Mapping {
  return isMapping(value);
}
