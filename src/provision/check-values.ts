import { canonicalKey } from "../kit/canonical-key.ts";
import { renderPath } from "../kit/document.ts";
import type { JsonValue } from "../spec/infrastructure.ts";
import type { InputPath, ModuleInput, ProvisionJob } from "../spec/provision.ts";
import type { JobProblem } from "./job-problem.ts";

/** What of the values that a module gets cannot be written into a file, each at its own line: what waits for an output, and secrets. Pure. */
export function unusableValues(inputs: readonly Required<ModuleInput>[], job: ProvisionJob): readonly JobProblem[] {
  const found = inputs.flatMap((input) => (isMetadata(input, job) ? ofTags(job) : ofInput(input, job)));
  // job_metadata, tags and job_name may say the same thing thrice.
  return [...new Map(found.map((one) => [JSON.stringify([one.path, one.code, one.message]), one])).values()];
}

/** Numbers that YAML has and Terraform has not: they would arrive as null. Pure. */
export function notFinite({ infrastructure }: ProvisionJob): readonly JobProblem[] {
  const open: readonly (readonly [unknown, InputPath])[] = [
    [infrastructure.terraform.variables, ["terraform", "variables"]],
    [infrastructure.runtime.options, ["runtime", "options"]],
    [infrastructure.resource_identifiers, ["resource_identifiers"]],
  ];
  return open
    .flatMap(([value, path]) => leavesOf((value ?? {}) as JsonValue, path))
    .filter(({ value }) => typeof value === "number" && !Number.isFinite(value))
    .map(({ path }) => ({
      path,
      code: "invalid-value",
      message: `${renderPath(path)} is not a number that Terraform has`,
      hint: "it has neither infinity (.inf) nor .nan: write a number, or leave the key out",
    }));
}

function isMetadata({ value }: ModuleInput, { metadata }: ProvisionJob): boolean {
  return value === metadata;
}

function ofTags(job: ProvisionJob): readonly JobProblem[] {
  return Object.entries(job.metadata).flatMap(([key, value]): JobProblem[] => [
    ...(job.waiting_tags.has(key) ? [waitingTag(key, job)] : []),
    ...(holdsSecret(value, job) ? [secretTag(key, job)] : []),
  ]);
}

/** Where a tag of the canonical map is written in the block; a tag that comes from elsewhere is told of at the tags of the block. */
export function tagPath(key: string, { infrastructure: { tags } }: ProvisionJob): InputPath {
  const written = Object.keys(tags).find((one) => one === key || canonicalKey(one) === key);
  return written === undefined ? ["tags"] : ["tags", written];
}

function waitingTag(key: string, job: ProvisionJob): JobProblem {
  return {
    path: tagPath(key, job),
    code: "unresolved-placeholder",
    message: `the tag '${key}' waits for an output of Terraform, which the module has yet to make`,
    hint: "give the tag a value of its own; outputs go into resource_identifiers",
  };
}

function secretTag(key: string, job: ProvisionJob): JobProblem {
  return {
    path: tagPath(key, job),
    code: "literal-credential",
    message: `the tag '${key}' would write a secret into a file, and onto every resource`,
    hint: "tags are for everybody to read: take the secret out",
  };
}

function ofInput({ name, value, path }: Required<ModuleInput>, job: ProvisionJob): readonly JobProblem[] {
  return leavesOf(value, path).flatMap((leaf): JobProblem[] => [
    ...(job.waits.has(renderPath(leaf.path)) ? [waitingValue(name, leaf.path, job)] : []),
    ...([leaf.value, ...leaf.path.slice(path.length)].some((part) => holdsSecret(part, job)) ? [secretValue(name, leaf.path, job)] : []),
  ]);
}

function waitingValue(name: string, path: InputPath, job: ProvisionJob): JobProblem {
  if (path[0] === "tags" && path.length > 1) return waitingTag(canonicalKey(String(path[1])), job);
  return {
    path,
    code: "unresolved-placeholder",
    message: `the module's variable '${name}' waits for an output of Terraform, which the module has yet to make`,
    hint: "give the variable a value of its own; outputs go into resource_identifiers",
  };
}

function secretValue(name: string, path: InputPath, job: ProvisionJob): JobProblem {
  if (path[0] === "tags" && path.length > 1) return secretTag(canonicalKey(String(path[1])), job);
  return {
    path,
    code: "literal-credential",
    message: `the module's variable '${name}' would write a secret into a file`,
    hint: `take it out of the job and set TF_VAR_${name}, or hand the module a reference to a secret manager`,
  };
}

/** Whether a text holds the value of one of the job's secrets. */
export function holdsSecret(value: unknown, { secrets }: Pick<ProvisionJob, "secrets">): boolean {
  return typeof value === "string" && secrets.some((secret) => secret !== "" && value.includes(secret));
}

interface Leaf {
  readonly value: JsonValue;
  readonly path: InputPath;
}

/** Every value that holds no others, and where it stands. */
function leavesOf(value: JsonValue, path: InputPath): readonly Leaf[] {
  if (typeof value !== "object" || value === null) return [{ value, path }];
  return Object.entries(value).flatMap(([key, member]) => leavesOf(member, [...path, Array.isArray(value) ? Number(key) : key]));
}
